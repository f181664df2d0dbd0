//! What is written to stderr while Rankr runs.
//!
//! Here: the log's filter and form. Not here: what is logged; every room does that itself.
//!
//! Promise: stdout stays free for ready lines.

use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Starts the log. A second call, as tests make it, changes nothing.
pub fn start(filter: &str, format: LogFormat) {
    // `config` has refused a filter that cannot be read.
    let filter = EnvFilter::new(filter);
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _already_started = match format {
        LogFormat::Pretty => lines.with_target(false).compact().try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}
