//! Lists and searches, page by page and filter by filter.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::reads::contacts;
use crate::{Call, Door, Doors, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("the list is served page by page as HighLevel pages it", list),
        trial("half a cursor leads to page one at both doors", half_a_cursor),
        trial("the search is served page by page as HighLevel pages it", search_by_cursor),
        trial("a page by its number is HighLevel's page", search_by_number),
        trial("every filter finds what HighLevel finds", filters),
        trial("every order is HighLevel's order", orders),
        trial("every contact is met once, whichever door is paged through", every_contact_once),
    ]
}

/// Which door a page leads on to is its own.
fn without_addresses(body: &mut Value) {
    if let Some(meta) = body.get_mut("meta").and_then(Value::as_object_mut) {
        meta.shift_remove("nextPageUrl");
    }
}

/// A search tells of opportunities, which the served API leaves out.
fn without_opportunities(body: &mut Value) {
    for contact in body.get_mut("contacts").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(members) = contact.as_object_mut() {
            members.shift_remove("opportunities");
        }
    }
}

async fn list(doors: &Doors) -> Result<()> {
    let location = doors.location();
    // A list shows what only the contact by its id tells, so it is the mirror's once each was read.
    for id in contacts(doors).await? {
        Call::get(format!("/contacts/{id}")).at(doors, Door::Served).await?;
    }
    let mut path = format!("/contacts/?locationId={location}&limit=25");
    loop {
        let said = Call::get(&path).is_answered_the_same_but_for(doors, without_addresses).await?;
        ensure!(said.headers["x-rankr-answered-by"] == "mirror", "{path} was passed on");
        let meta = &said.body["meta"];
        let listed = said.body["contacts"].as_array().map_or(0, Vec::len);
        if listed < 25 {
            return Ok(());
        }
        let (added, id) = (&meta["startAfter"], meta["startAfterId"].as_str().context("a cursor")?);
        path = format!("/contacts/?locationId={location}&limit=25&startAfter={added}&startAfterId={id}");
    }
}

async fn half_a_cursor(doors: &Doors) -> Result<()> {
    let path = format!("/contacts/?locationId={}&limit=3&startAfter=1700000000000", doors.location());
    Call::get(path).is_answered_the_same_but_for(doors, without_addresses).await?;
    Ok(())
}

fn search(doors: &Doors, more: &Value) -> Call {
    let mut body = json!({ "locationId": doors.location(), "pageLimit": 100 });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    Call::with("POST", "/contacts/search", &body)
}

async fn search_by_cursor(doors: &Doors) -> Result<()> {
    for version in ["2021-07-28", "v3"] {
        let mut after = json!([]);
        loop {
            let call = search(doors, &json!({ "pageLimit": 20, "searchAfter": after })).under(Some(version));
            let said = call.is_answered_the_same_but_for(doors, without_opportunities).await?;
            let Some(last) = said.body["contacts"].as_array().and_then(|found| found.last()) else { break };
            after = last["searchAfter"].clone();
        }
    }
    Ok(())
}

async fn search_by_number(doors: &Doors) -> Result<()> {
    for page in [1, 2, 3, 50] {
        let call = search(doors, &json!({ "pageLimit": 20, "page": page }));
        call.is_answered_the_same_but_for(doors, without_opportunities).await?;
    }
    Ok(())
}

async fn filters(doors: &Doors) -> Result<()> {
    let location = doors.location();
    let known = doors.control(&format!("world/contacts?location={location}")).await?;
    let some = |field: &str| {
        let all = known["contacts"].as_array().into_iter().flatten();
        all.map(|contact| contact[field].clone()).find(Value::is_string).unwrap_or_default()
    };
    let is = |field: &str, operator: &str, value: Value| json!({ "filters": [{ "field": field, "operator": operator, "value": value }] });
    let fields =
        Call::get(format!("/locations/{location}/customFields")).at(doors, Door::Sandbox).await?.body;
    let custom = format!("customFields.{}", fields["customFields"][0]["id"].as_str().context("a field")?);
    let vip = known["contacts"].as_array().into_iter().flatten().find_map(|one| one["tags"][0].as_str());
    let tag = json!(vip.context("a tag")?);
    let asked = [
        is("email", "eq", some("email")),
        is("city", "eq", some("city")),
        is("city", "not_eq", some("city")),
        is("firstNameLowerCase", "contains", json!("a")),
        is("lastNameLowerCase", "not_contains", json!("e")),
        is("tags", "eq", tag.clone()),
        is("tags", "eq", json!([tag, "nobody has this"])),
        is("assignedTo", "exists", Value::Null),
        is("assignedTo", "not_exists", Value::Null),
        is("dateAdded", "range", json!({ "gte": "2020-01-01T00:00:00Z", "lt": "2026-01-01T00:00:00Z" })),
        is("dateUpdated", "range", json!({ "gt": 1_700_000_000_000_i64 })),
        is("dnd", "eq", json!(false)),
        is(&custom, "exists", Value::Null),
        is("postalCode", "exists", Value::Null),
        is("dndSettings.SMS.status", "eq", json!("active")),
        json!({ "query": "example.com" }),
        json!({ "query": "anna" }),
        json!({ "filters": [{ "group": "OR", "filters": [
            { "field": "city", "operator": "eq", "value": some("city") },
            { "group": "AND", "filters": [
                { "field": "tags", "operator": "eq", "value": tag },
                { "field": "email", "operator": "exists" },
            ] },
        ] }] }),
    ];
    for asked in asked {
        let call = search(doors, &asked);
        call.is_answered_the_same_but_for(doors, without_opportunities).await?;
    }
    Ok(())
}

async fn orders(doors: &Doors) -> Result<()> {
    let by = |field: &str, direction: &str| json!({ "sort": [{ "field": field, "direction": direction }] });
    for asked in [
        by("dateAdded", "asc"),
        by("dateAdded", "desc"),
        by("dateUpdated", "desc"),
        by("firstNameLowerCase", "asc"),
        by("email", "desc"),
        json!({ "sort": [
            { "field": "city", "direction": "asc" }, { "field": "lastNameLowerCase", "direction": "desc" },
        ] }),
    ] {
        let call = search(doors, &asked);
        call.is_answered_the_same_but_for(doors, without_opportunities).await?;
    }
    Ok(())
}

async fn every_contact_once(doors: &Doors) -> Result<()> {
    let all: BTreeSet<String> = contacts(doors).await?.into_iter().collect();
    for door in [Door::Sandbox, Door::Served] {
        let mut met: Vec<String> = Vec::new();
        let mut after = json!([]);
        loop {
            let asked = json!({
                "pageLimit": 7, "searchAfter": after, "sort": [{ "field": "city", "direction": "asc" }],
            });
            let asked =
                if after == json!([]) { json!({ "pageLimit": 7, "sort": asked["sort"] }) } else { asked };
            let said = search(doors, &asked).at(doors, door).await?;
            let page = said.body["contacts"].as_array().cloned().unwrap_or_default();
            let Some(last) = page.last() else { break };
            after = last["searchAfter"].clone();
            met.extend(page.iter().filter_map(|contact| contact["id"].as_str().map(str::to_owned)));
        }
        let once: BTreeSet<String> = met.iter().cloned().collect();
        ensure!(once.len() == met.len(), "{door:?} shows a contact twice");
        ensure!(all.is_subset(&once), "{door:?} leaves contacts out");
    }
    Ok(())
}
