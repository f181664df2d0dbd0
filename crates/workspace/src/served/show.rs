//! A document of the mirror in the forms in which HighLevel shows it.
//!
//! Here: the members that a form has beside what the mirror keeps: lower-cased doubles, names as a list has them,
//! cursors, lists that are shown empty. Not here: which records (`contacts`, `belongings`, `lists`).
//!
//! Promise: pure. What the mirror keeps of a record is shown whole in the record's own form, members that nobody
//! here knows too; a list has the members that HighLevel's list has.

use domain::record::Doc;
use highlevel::version::Spelling;
use serde_json::{Map, Value, json};

type Shown = Map<String, Value>;

/// Members that only searches show.
const OF_A_SEARCH: [&str; 3] = ["phoneLabel", "validEmail", "businessName"];
/// What every form of a contact has, where there is a value.
const COMMON: [&str; 10] = [
    "type",
    "source",
    "assignedTo",
    "city",
    "state",
    "country",
    "dateOfBirth",
    "dateAdded",
    "dateUpdated",
    "dnd",
];

/// A contact by its id.
pub(super) fn single(doc: &Doc, spelling: Spelling) -> Value {
    let mut shown = Shown::new();
    for (field, value) in doc.fields().iter().filter(|(field, _)| !OF_A_SEARCH.contains(&field.as_str())) {
        shown.insert(field.clone(), spelled(field, value, spelling));
    }
    lower(&mut shown, "emailLowerCase", doc.text("email"));
    lower_names(&mut shown, doc);
    lower(&mut shown, "fullNameLowerCase", full_name(doc).as_deref());
    always(&mut shown, &["tags", "customFields", "additionalEmails"]);
    Value::Object(shown)
}

/// A contact of the plain list: names lower-cased, the typed ones under `…Raw`.
pub(super) fn listed(doc: &Doc, spelling: Spelling, cursor: Value) -> Value {
    let mut shown = Shown::new();
    copy(&mut shown, doc, &["id", "locationId"], spelling);
    lower(&mut shown, "contactName", full_name(doc).as_deref());
    for (name, raw) in [("firstName", "firstNameRaw"), ("lastName", "lastNameRaw")] {
        lower(&mut shown, name, doc.text(name));
        put(&mut shown, raw, doc.get(name));
    }
    copy(&mut shown, doc, &["companyName", "email", "phone", "timezone", "dndSettings"], spelling);
    copy(&mut shown, doc, &COMMON, spelling);
    let rest = ["tags", "customFields", "address1", "postalCode", "website", "businessId", "followers"];
    copy(&mut shown, doc, &rest, spelling);
    copy(&mut shown, doc, &["additionalEmails"], spelling);
    always(&mut shown, &["tags", "customFields", "followers", "additionalEmails"]);
    let found = ["attributionSource", "lastAttributionSource"].into_iter().filter_map(|name| doc.get(name));
    shown.insert("attributions".to_owned(), found.cloned().collect());
    shown.insert("startAfter".to_owned(), cursor);
    Value::Object(shown)
}

/// A contact of the search: `address` for `address1`, no postal code, website, time zone or business id.
pub(super) fn searched(doc: &Doc, spelling: Spelling, cursor: Value) -> Value {
    let mut shown = Shown::new();
    copy(&mut shown, doc, &["id", "locationId", "firstName", "lastName"], spelling);
    lower_names(&mut shown, doc);
    copy(
        &mut shown,
        doc,
        &["companyName", "businessName", "email", "validEmail", "phone", "phoneLabel"],
        spelling,
    );
    put(&mut shown, "address", doc.get("address1"));
    copy(&mut shown, doc, &["dndSettings"], spelling);
    copy(&mut shown, doc, &COMMON, spelling);
    let lists = ["tags", "customFields", "additionalEmails", "additionalPhones", "followers"];
    copy(&mut shown, doc, &lists, spelling);
    always(&mut shown, &lists);
    shown.insert("searchAfter".to_owned(), cursor);
    Value::Object(shown)
}

/// A task as the contact's own routes show it.
pub(super) fn task(doc: &Doc) -> Value {
    let mut shown = Shown::new();
    let fields = ["id", "title", "body", "assignedTo", "dueDate", "completed", "contactId"];
    copy(&mut shown, doc, &fields, Spelling::V2);
    Value::Object(shown)
}

/// A record of which the mirror keeps all that HighLevel shows; `empty` are members it shows when there is nothing.
pub(super) fn whole(doc: &Doc, empty: &[(&str, Value)]) -> Value {
    let mut shown = doc.fields().clone();
    for (name, value) in empty {
        shown.entry(*name).or_insert_with(|| value.clone());
    }
    Value::Object(shown)
}

/// The whole name: as HighLevel tells it, or put together.
pub(super) fn full_name(doc: &Doc) -> Option<String> {
    let parts = [doc.text("firstName"), doc.text("lastName")];
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    doc.text("name").map(str::to_owned).or_else(|| (!name.is_empty()).then_some(name))
}

fn lower_names(shown: &mut Shown, doc: &Doc) {
    lower(shown, "firstNameLowerCase", doc.text("firstName"));
    lower(shown, "lastNameLowerCase", doc.text("lastName"));
}

fn lower(shown: &mut Shown, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        shown.insert(name.to_owned(), text.to_lowercase().into());
    }
}

fn put(shown: &mut Shown, name: &str, value: Option<&Value>) {
    if let Some(value) = value {
        shown.insert(name.to_owned(), value.clone());
    }
}

fn copy(shown: &mut Shown, doc: &Doc, fields: &[&str], spelling: Spelling) {
    for field in fields {
        if let Some(value) = doc.get(field) {
            shown.insert((*field).to_owned(), spelled(field, value, spelling));
        }
    }
}

fn always(shown: &mut Shown, lists: &[&str]) {
    for list in lists {
        shown.entry(*list).or_insert_with(|| json!([]));
    }
}

/// The channels of do-not-disturb have other keys under `v3`; everything else is spelled the same.
fn spelled(field: &str, value: &Value, spelling: Spelling) -> Value {
    match (field, value, spelling) {
        ("dndSettings", Value::Object(channels), Spelling::V3) => {
            channels.iter().map(|(channel, state)| (channel_v3(channel), state.clone())).collect()
        }
        _ => value.clone(),
    }
}

/// How `v3` writes a channel: `call`, `email`, `sms`, `whatsApp`, `gmb`, `fb`.
pub(super) fn channel_v3(channel: &str) -> String {
    match channel {
        "WhatsApp" => "whatsApp".to_owned(),
        other => other.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use highlevel::answering::body::channel_of_v3;

    use super::*;

    fn ada() -> Doc {
        let fields = json!({
            "id": "ada", "locationId": "loc", "firstName": "Ada", "lastName": "Byron", "name": "Ada Byron",
            "email": "Ada@example.com", "dnd": false, "dndSettings": {"SMS": {"status": "active"}},
            "address1": "1 Canal Street", "postalCode": "60601", "validEmail": true, "newField": [1],
            "dateAdded": "2026-01-05T10:00:00.000Z",
        });
        Doc::from_fields(fields.as_object().unwrap().clone())
    }

    #[test]
    fn a_contact_by_its_id_has_its_doubles_and_what_nobody_knows() {
        let shown = single(&ada(), Spelling::V2);

        assert_eq!(shown["emailLowerCase"], "ada@example.com");
        assert_eq!(shown["fullNameLowerCase"], "ada byron");
        assert_eq!((&shown["tags"], &shown["newField"]), (&json!([]), &json!([1])));
        assert_eq!(shown.get("validEmail"), None);
    }

    #[test]
    fn channels_are_spelled_as_the_caller_speaks() {
        assert_eq!(single(&ada(), Spelling::V2)["dndSettings"], json!({"SMS": {"status": "active"}}));
        assert_eq!(single(&ada(), Spelling::V3)["dndSettings"], json!({"sms": {"status": "active"}}));
        for channel in ["Call", "Email", "SMS", "WhatsApp", "GMB", "FB", "RCS"] {
            assert_eq!(channel_of_v3(&channel_v3(channel)), channel);
        }
    }

    #[test]
    fn the_list_shouts_no_names_and_keeps_them_raw() {
        let shown = listed(&ada(), Spelling::V2, json!([1, "ada"]));

        assert_eq!((&shown["firstName"], &shown["firstNameRaw"]), (&json!("ada"), &json!("Ada")));
        assert_eq!(shown["contactName"], "ada byron");
        assert_eq!(shown["startAfter"], json!([1, "ada"]));
    }

    #[test]
    fn the_search_leaves_out_what_highlevels_search_leaves_out() {
        let shown = searched(&ada(), Spelling::V2, json!([1, "ada"]));

        assert_eq!((shown.get("postalCode"), shown.get("address1")), (None, None));
        assert_eq!((&shown["address"], &shown["validEmail"]), (&json!("1 Canal Street"), &json!(true)));
        assert_eq!(shown["searchAfter"], json!([1, "ada"]));
    }
}
