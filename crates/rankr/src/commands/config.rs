//! `rankr config`: what holds and from where.

use crate::cli::ConfigFlags;
use crate::config::Sources;
use crate::refusal::Refusal;
use crate::setting;

/// Prints every setting with its value and source, or the sample file.
pub(super) fn print(flags: &ConfigFlags) -> Result<(), Refusal> {
    if flags.sample {
        print!("{}", setting::sample_file());
        return Ok(());
    }
    let sources = Sources::read(flags.settings.config.as_deref(), flags.settings.flags())?;
    for holding in sources.holdings() {
        let value = holding.value.as_deref().unwrap_or("-");
        println!("{:<20} {:<32} {}", holding.key, value, holding.source);
    }
    tell_strangers();
    sources.config()?;
    Ok(())
}

/// Says which variables look like settings and are none; other programs may own them, so they are no refusal.
pub(super) fn tell_strangers() {
    for stranger in Sources::strangers(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())) {
        eprintln!("{stranger}");
    }
}
