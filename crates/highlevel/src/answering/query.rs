//! Numbers of a query, as strictly as HighLevel reads them.

use super::Refusal;

/// How many contacts a page of a list has at most.
pub const LARGEST_LIMIT: usize = 100;

/// How many records a page of a list is to have; larger pages are refused, not cut.
///
/// # Errors
/// What is no number, or out of bounds.
pub fn limit(text: Option<&str>, otherwise: usize) -> Result<usize, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(otherwise) };
    let limit: usize = text.parse().map_err(|_| Refusal::invalid("limit must be a number string"))?;
    match limit {
        0 => Err(Refusal::Bad("limit must not be less than 1".to_owned())),
        1..=LARGEST_LIMIT => Ok(limit),
        _ => Err(Refusal::Bad(format!("limit must not be greater than {LARGEST_LIMIT}"))),
    }
}

/// How many records a list leaves out at its beginning.
///
/// # Errors
/// What is no number.
pub fn skip(text: Option<&str>) -> Result<usize, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(0) };
    text.parse().map_err(|_| Refusal::invalid("skip must be a number string"))
}

/// A whole number of the query, or its default.
///
/// # Errors
/// What is no number.
pub fn whole(name: &str, text: Option<&str>, otherwise: usize) -> Result<usize, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(otherwise) };
    text.parse().map_err(|_| {
        Refusal::invalid(format!("{name} must be a number conforming to the specified constraints"))
    })
}

/// Refuses a search for duplicates that names neither key.
///
/// # Errors
/// When neither is there.
pub fn either_key(number: Option<&str>, email: Option<&str>) -> Result<(), Refusal> {
    match (number, email) {
        (None, None) => Err(Refusal::Bad("Pass at least one of number, email query parameter".to_owned())),
        _ => Ok(()),
    }
}
