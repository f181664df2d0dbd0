//! Time zones by name, the form HighLevel takes.
//!
//! Here: those to choose from, and the one somebody typed. Not here: a location's own zone (`reference`).
//!
//! Promise: a name that leaves here is one the zone database of this machine knows, in its own spelling.

use std::sync::LazyLock;

use jiff::tz::TimeZone;

static ALL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let known = jiff::tz::db().available().map(|name| name.to_string());
    let mut names: Vec<String> = known.filter(|name| is_a_place(name)).collect();
    names.sort();
    names.dedup();
    names
});

/// Regions whose names are of places; the others are old spellings of them, or offsets.
const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

fn is_a_place(name: &str) -> bool {
    name == "UTC" || name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region))
}

/// Every zone to choose from, in order.
pub fn all() -> &'static [String] {
    &ALL
}

/// The zone of this name, whatever its case and with blanks for underscores.
pub fn named(text: &str) -> Option<String> {
    let text = text.trim().replace(' ', "_");
    let zone = TimeZone::get(&text).ok()?;
    zone.iana_name().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_offered_and_old_spellings_are_not() {
        assert!(all().iter().any(|name| name == "America/Los_Angeles"));
        assert!(all().iter().any(|name| name == "UTC"));
        assert!(!all().iter().any(|name| name == "US/Pacific" || name == "Etc/GMT+8"));
    }

    #[test]
    fn a_zone_is_found_as_people_type_it() {
        assert_eq!(named("america/los angeles").as_deref(), Some("America/Los_Angeles"));
        assert_eq!(named("Tallowmere"), None);
    }
}
