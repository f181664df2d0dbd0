//! The contacts of a business, by name.
//!
//! Its cursor is new in `v3`: name and id of the last contact, as one text with a comma or as two. That the older
//! versions have the same order and page is our choice. No `count` was ever seen.

use axum::extract::{Path, RawQuery};
use highlevel::answering::query;
use serde_json::json;

use super::desk::Desk;
use super::list::Asked;
use super::show::Listed;
use crate::answer::{Answer, Outcome};
use crate::query::Query;
use crate::search::text::Words;
use crate::world::record::Contact;

const DEFAULT_LIMIT: usize = 25;

/// Where a contact stands: its name, lower-cased, and its id.
type Place = (String, String);

/// `GET /contacts/business/{businessId}`: numbers come as text.
pub(super) async fn list(
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    RawQuery(raw): RawQuery,
) -> Outcome {
    desk.owns(asked.get("locationId").map_or("", String::as_str))?;
    let limit = query::limit(asked.get("limit").map(String::as_str), DEFAULT_LIMIT)?;
    let skip = query::skip(asked.get("skip").map(String::as_str))?;
    let after = after(raw.as_deref().unwrap_or_default());
    let words = Words::of(asked.get("query").map_or("", String::as_str));
    desk.world.look(|state| {
        let business = desk.business(state, &id)?;
        let all = state.indexed(&desk.location, desk.world.now(), None);
        let fitting = all.filter(|contact| contact.business == Some(business) && words.are_in(contact));
        let mut placed: Vec<(Place, &Contact)> = fitting.map(|contact| (place(contact), contact)).collect();
        placed.retain(|(here, _)| after.as_ref().is_none_or(|after| here > after));
        placed.sort_by(|(one, _), (two, _)| one.cmp(two));
        let shown = |(start_after, contact)| Listed { contact, version: desk.version, start_after };
        let contacts: Vec<_> = placed.into_iter().skip(skip).take(limit).map(shown).collect();
        Ok(Answer::ok(json!({ "contacts": contacts })))
    })
}

fn place(contact: &Contact) -> Place {
    (contact.full_name().unwrap_or_default().to_lowercase(), contact.id.to_string())
}

/// The cursor, written either way. Half of one is none.
fn after(query: &str) -> Option<Place> {
    let given: Vec<String> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "startAfter" || name == "startAfter[]")
        .map(|(_, value)| value.into_owned())
        .collect();
    match &given[..] {
        [one] => one.rsplit_once(',').map(|(name, id)| (name.to_owned(), id.to_owned())),
        [name, id] => Some((name.clone(), id.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_one_text_or_two() {
        let ada = Some(("byron, ada".to_owned(), "x1".to_owned()));

        assert_eq!(after("limit=1&startAfter=byron%2C+ada%2Cx1"), ada);
        assert_eq!(after("startAfter=byron%2C%20ada&startAfter=x1"), ada);
        assert_eq!(after("startAfter=x1"), None);
    }
}
