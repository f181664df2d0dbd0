//! One suite over the two doors that speak HighLevel: the sandbox, and the API that Rankr serves before it.
//!
//! Here: both doors of one account (`doors`), the same call made at both (`call`), and the tests made of them.
//! Not here: what each operation does; that is the catalog's suite, run here at the served door too.
//!
//! Promise: what the served API answers is what HighLevel would have answered, word for word but for the trace.

mod call;
mod doors;
mod headers;
mod keys;
mod paging;
mod reads;
mod refusals;
mod writes;

use std::process::ExitCode;
use std::sync::LazyLock;

use anyhow::Result;
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OnceCell;

use call::Call;
pub use doors::{Door, Doors, place};

/// Everything runs on one runtime, since the doors live on it.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("the system gives threads")
});
/// The doors of all tests that leave each other's records alone.
static DOORS: OnceCell<Doors> = OnceCell::const_new();

/// Runs the tests of both doors that the command line asks for.
pub fn run() -> ExitCode {
    // One after the other: a test that compares the doors must not meet a contact that another one just writes.
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    let all = [
        reads::trials(),
        paging::trials(),
        refusals::trials(),
        keys::trials(),
        headers::trials(),
        writes::trials(),
    ];
    libtest_mimic::run(&arguments, all.into_iter().flatten().collect()).exit_code()
}

/// One test over the doors, by the sentence that it proves.
fn trial<F>(sentence: impl Into<String>, test: impl FnOnce(&'static Doors) -> F + Send + 'static) -> Trial
where
    F: Future<Output = Result<()>>,
{
    Trial::test(sentence, move || {
        let played = async {
            let doors = DOORS.get_or_try_init(Doors::open).await?;
            test(doors).await
        };
        RUNTIME.block_on(played).map_err(|error| Failed::from(format!("{error:#}")))
    })
}
