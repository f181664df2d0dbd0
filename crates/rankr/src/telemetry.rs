//! What is written to stderr while Rankr runs.
//!
//! Here: the log's filter and form. Not here: what is logged; every room does that itself.
//!
//! Promise: stdout stays free for ready lines, and a filter that makes no sense is refused, not ignored.

use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, LogFormat};

/// Starts the log. A second call, as tests make it, changes nothing.
pub fn start(filter: &str, format: LogFormat) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(filter).map_err(|error| ConfigError::Wrong {
        setting: "log".to_owned(),
        source_name: "file, environment or flag".to_owned(),
        reason: format!("{error}; try info, or info,store=debug"),
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _already_started = match format {
        LogFormat::Pretty => lines.with_target(false).compact().try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    Ok(())
}
