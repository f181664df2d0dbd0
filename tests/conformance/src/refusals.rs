//! Every bad request is refused in HighLevel's own shape and words, the same at both doors.

use anyhow::{Result, ensure};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{Call, Door, Doors, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("a call without a version, or with one nobody published, is refused", version),
        trial("a call without a good token is refused", token),
        trial("a path that is nobody's, or wrong in its case, is refused", path),
        trial("another location is refused, wherever it is named", location),
        trial("a page of a list that is out of bounds is refused", list),
        trial("a search that does not make sense is refused by what is wrong with it", search),
        trial("a record that is not there is refused by its id", unknown_records),
        trial("a write that does not fit its operation is refused field by field", writes),
    ]
}

/// Refused at both doors, with that status, in HighLevel's shape.
async fn refused(doors: &Doors, status: u16, call: Call) -> Result<()> {
    let said = call.is_answered_the_same(doors).await?;
    ensure!(
        said.status == status,
        "{} {} is answered {}: {}",
        call.method,
        call.path,
        said.status,
        said.body
    );
    ensure!(has_highlevels_shape(&said.body), "{} is refused with {}", call.path, said.body);
    ensure!(said.headers.contains_key("x-ratelimit-max"), "the refusal says nothing of limits");
    Ok(())
}

/// Some text under `message` or `error`, one or many.
fn has_highlevels_shape(body: &Value) -> bool {
    let text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    ["message", "error"].iter().any(|name| match &body[*name] {
        Value::Array(texts) => !texts.is_empty() && texts.iter().all(text),
        one => text(one),
    })
}

fn search_with(doors: &Doors, body: &Value) -> Call {
    let mut all = json!({ "locationId": doors.location(), "pageLimit": 20 });
    for (name, value) in body.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    Call::with("POST", "/contacts/search", &all)
}

async fn version(doors: &Doors) -> Result<()> {
    let call = Call::get(format!("/contacts/?locationId={}", doors.location()));
    refused(doors, 401, call.clone().under(None)).await?;
    refused(doors, 401, call.clone().under(Some("2020-01-01"))).await?;
    refused(doors, 401, call.under(Some(""))).await
}

async fn token(doors: &Doors) -> Result<()> {
    let call = Call::get(format!("/contacts/?locationId={}", doors.location()));
    for token in ["", "nonsense", "pit-00000000-0000-0000-0000-000000000000"] {
        refused(doors, 401, call.clone().by(token)).await?;
    }
    Ok(())
}

async fn path(doors: &Doors) -> Result<()> {
    for (status, call) in [
        (404, Call::get("/nothing/here")),
        (404, Call::get("/contacts//tasks")),
        (401, Call::get("/Contacts/abc")),
        (404, Call::with("PATCH", "/contacts/abc", &json!({}))),
        (400, Call::get("/contacts/%ff")),
    ] {
        refused(doors, status, call).await?;
    }
    Ok(())
}

async fn location(doors: &Doors) -> Result<()> {
    for call in [
        Call::get("/contacts/?locationId=another"),
        Call::get("/contacts/"),
        Call::get("/locations/another/tags"),
        Call::with("POST", "/contacts/search", &json!({ "locationId": "another", "pageLimit": 20 })),
        Call::with("POST", "/contacts/", &json!({ "locationId": "another", "firstName": "Ada" })),
    ] {
        refused(doors, 403, call).await?;
    }
    Ok(())
}

async fn list(doors: &Doors) -> Result<()> {
    let with = |more: &str| Call::get(format!("/contacts/?locationId={}&{more}", doors.location()));
    refused(doors, 400, with("limit=101")).await?;
    refused(doors, 400, with("limit=0")).await?;
    refused(doors, 422, with("limit=many")).await?;
    let duplicate = format!("/contacts/search/duplicate?locationId={}", doors.location());
    refused(doors, 400, Call::get(duplicate)).await
}

async fn search(doors: &Doors) -> Result<()> {
    let filter = |filter: Value| json!({ "filters": [filter] });
    let nested = (0..12).fold(
        json!({ "field": "city", "operator": "exists" }),
        |inner, _| json!({ "group": "AND", "filters": [inner] }),
    );
    for (status, body) in [
        (422, json!({ "pageLimit": null })),
        (422, json!({ "pageLimit": 0 })),
        (422, json!({ "pageLimit": 1.5 })),
        (422, json!({ "pageLimit": "many" })),
        (400, json!({ "pageLimit": 501 })),
        (422, json!({ "page": 0 })),
        (400, json!({ "page": 501 })),
        (400, json!({ "page": 2, "searchAfter": [1, "x"] })),
        (400, json!({ "searchAfter": [1] })),
        (422, json!({ "query": "x".repeat(76) })),
        (422, json!({ "colour": "red" })),
        (422, json!({ "filters": { "field": "city" } })),
        (400, filter(json!({ "field": "additional_phones", "operator": "eq", "value": "1" }))),
        (400, filter(json!({ "field": "city", "operator": "like", "value": "x" }))),
        (400, filter(json!({ "field": "city", "operator": "range", "value": { "gt": 1 } }))),
        (400, filter(json!({ "field": "city", "operator": "contains", "value": "a%b" }))),
        (422, filter(json!({ "field": "city", "operator": "eq" }))),
        (422, filter(json!({ "field": "city", "operator": "eq", "value": "x".repeat(76) }))),
        (422, filter(json!({ "field": "dateAdded", "operator": "range", "value": { "gte": "soon" } }))),
        (422, filter(json!({ "field": "dateAdded", "operator": "range", "value": {} }))),
        (422, filter(json!({ "group": "XOR", "filters": [] }))),
        (422, filter(json!("city"))),
        (400, filter(nested)),
        (400, json!({ "sort": [{ "field": "shoeSize", "direction": "asc" }] })),
        (422, json!({ "sort": [{ "field": "city", "direction": "up" }] })),
    ] {
        refused(doors, status, search_with(doors, &body)).await?;
    }
    for body in ["[]", "{\"locationId\":", "\"text\""] {
        let call = Call { body: Some(body.to_owned()), ..search_with(doors, &json!({})) };
        refused(doors, 400, call).await?;
    }
    refused(doors, 422, Call::with("POST", "/contacts/search", &json!({ "pageLimit": 20 }))).await
}

async fn unknown_records(doors: &Doors) -> Result<()> {
    let contact = crate::reads::contacts(doors).await?.swap_remove(0);
    let gone = "AAAAAAAAAAAAAAAAAAAA";
    for (status, path) in [
        (400, "/contacts/lookup".to_owned()),
        (400, format!("/contacts/{gone}")),
        (400, format!("/contacts/{gone}/tasks")),
        (400, format!("/contacts/{gone}/notes")),
        (400, format!("/contacts/{gone}/appointments")),
        (404, format!("/contacts/{contact}/tasks/{gone}")),
        (404, format!("/contacts/{contact}/notes/{gone}")),
        (404, format!("/locations/{}/tags/{gone}", doors.location())),
        (404, format!("/locations/{}/customFields/{gone}", doors.location())),
        (404, format!("/users/{gone}")),
    ] {
        refused(doors, status, Call::get(path)).await?;
    }
    Ok(())
}

async fn writes(doors: &Doors) -> Result<()> {
    let contact = crate::reads::contacts(doors).await?.swap_remove(0);
    let (location, about) = (doors.location(), format!("/contacts/{contact}"));
    let gone = "/contacts/AAAAAAAAAAAAAAAAAAAA";
    for (status, call) in [
        (422, Call::with("POST", "/contacts/", &json!({ "firstName": "Ada" }))),
        (400, Call::with("POST", "/contacts/", &json!({ "locationId": location }))),
        (422, Call::with("POST", "/contacts/", &json!({ "locationId": location, "email": "" }))),
        (422, Call::with("PUT", &*about, &json!({ "gender": "female" }))),
        (422, Call::with("PUT", &*about, &json!({ "additionalEmails": ["a@example.com"] }))),
        (422, Call::with("PUT", &*about, &json!({ "dnd": "yes" }))),
        (422, Call::with("POST", format!("{about}/tasks"), &json!({ "title": "Call" }))),
        (422, Call::with("POST", format!("{about}/notes"), &json!({}))),
        (422, Call::with("POST", format!("{about}/tags"), &json!({ "tags": "vip" }))),
        (400, Call::with("PUT", gone, &json!({ "city": "Rome" }))),
        (400, Call { body: None, ..Call::with("DELETE", gone, &json!({})) }),
        (400, Call { body: Some("{".to_owned()), ..Call::with("PUT", &*about, &json!({})) }),
    ] {
        refused(doors, status, call).await?;
    }
    let said = Call::get(&*about).at(doors, Door::Served).await?;
    ensure!(said.status == 200, "the contact is there as before");
    Ok(())
}
