//! Named points at which a test stops the process, to kill it there.
//!
//! Promise: without the feature `kill-points` nothing of this is in the program.

/// Stops here for good when the environment names this point in `RANKR_PAUSE_AT` (`name`, or `name:n` for its
/// n-th passing); otherwise does nothing.
#[cfg(feature = "kill-points")]
pub async fn kill_point(name: &str) {
    use std::{
        collections::HashMap,
        sync::{Mutex, PoisonError},
    };
    static PASSED: Mutex<Option<HashMap<String, u64>>> = Mutex::new(None);

    let Ok(wanted) = std::env::var("RANKR_PAUSE_AT") else { return };
    let (point, nth) = wanted.split_once(':').unwrap_or((wanted.as_str(), "1"));
    if point != name {
        return;
    }
    let passed = {
        let mut all = PASSED.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.get_or_insert_with(HashMap::new).entry(name.to_owned()).or_insert(0);
        *count += 1;
        *count
    };
    if Ok(passed) == nth.parse() {
        eprintln!("paused at {name}");
        std::future::pending::<()>().await;
    }
}

/// Does nothing: this build has no kill points.
#[cfg(not(feature = "kill-points"))]
pub async fn kill_point(_name: &str) {}
