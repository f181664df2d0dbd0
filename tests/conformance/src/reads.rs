//! Every read that the mirror answers is what HighLevel answers, record for record.

use anyhow::{Context, Result, ensure};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{Call, Door, Doors, trial};

/// Both spellings, by a version that speaks each.
const VERSIONS: [&str; 2] = ["2021-07-28", "v3"];

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("every contact is served as HighLevel shows it, in both spellings", every_contact),
        trial("what hangs on a contact is served as HighLevel shows it", belongings),
        trial("one task and one note are served as HighLevel shows them", single_belongings),
        trial("the lists of a location are served as HighLevel shows them", lists),
        trial("one of each list is served as HighLevel shows it", one_of_each_list),
        trial("a custom field is found by its key as by its id", field_by_key),
        trial("the search over tasks is served as HighLevel shows it", task_search),
        trial("a duplicate is found by its address and by its number", duplicates),
        trial("a read that the mirror answers costs HighLevel no call", costs_nothing),
    ]
}

/// The ids of some contacts.
pub(crate) async fn contacts(doors: &Doors) -> Result<Vec<String>> {
    let known = doors.control(&format!("world/contacts?location={}", doors.location())).await?;
    let ids = known["contacts"].as_array().context("contacts")?.iter();
    Ok(ids.filter_map(|contact| contact["id"].as_str().map(str::to_owned)).collect())
}

async fn every_contact(doors: &Doors) -> Result<()> {
    for id in contacts(doors).await? {
        for version in VERSIONS {
            Call::get(format!("/contacts/{id}")).under(Some(version)).is_answered_the_same(doors).await?;
        }
    }
    Ok(())
}

/// Lists of a contact have no order that HighLevel promises, but for notes.
fn sorted(member: &'static str) -> impl Fn(&mut Value) {
    move |body: &mut Value| {
        if let Some(Value::Array(records)) = body.get_mut(member) {
            records.sort_by_key(|record| record["id"].to_string());
        }
    }
}

async fn belongings(doors: &Doors) -> Result<()> {
    for id in contacts(doors).await? {
        for (what, member) in [("tasks", "tasks"), ("notes", "notes"), ("appointments", "events")] {
            let call = Call::get(format!("/contacts/{id}/{what}"));
            let said = call.is_answered_the_same_but_for(doors, sorted(member)).await?;
            ensure!(said.headers["x-rankr-answered-by"] == "mirror", "{what} of {id} were passed on");
        }
    }
    Ok(())
}

async fn single_belongings(doors: &Doors) -> Result<()> {
    for (what, kind) in [("tasks", "tasks"), ("notes", "notes")] {
        let known = doors.control(&format!("world/{kind}?location={}", doors.location())).await?;
        let record = &known[kind][0];
        let (contact, id) = (record["contact"].as_str(), record["id"].as_str());
        let path = format!("/contacts/{}/{what}/{}", contact.context("whose")?, id.context("which")?);
        Call::get(path).is_answered_the_same(doors).await?;
    }
    Ok(())
}

async fn lists(doors: &Doors) -> Result<()> {
    let location = doors.location();
    for (path, member) in [
        (format!("/locations/{location}/tags"), "tags"),
        (format!("/locations/{location}/customFields"), "customFields"),
        (format!("/locations/{location}/customFields?model=contact"), "customFields"),
        (format!("/locations/{location}/customFields?model=all"), "customFields"),
        (format!("/users/?locationId={location}"), "users"),
        (format!("/calendars/?locationId={location}"), "calendars"),
    ] {
        Call::get(path).is_answered_the_same_but_for(doors, sorted(member)).await?;
    }
    let said = Call::get(format!("/locations/{location}")).is_answered_the_same(doors).await?;
    ensure!(said.headers["x-rankr-answered-by"] == "mirror", "the location was passed on");
    Ok(())
}

async fn one_of_each_list(doors: &Doors) -> Result<()> {
    let location = doors.location();
    for (kind, path) in [
        ("tags", format!("/locations/{location}/tags/")),
        ("customFields", format!("/locations/{location}/customFields/")),
        ("users", "/users/".to_owned()),
        ("calendars", "/calendars/".to_owned()),
    ] {
        let known = doors.control(&format!("world/{kind}?location={location}")).await?;
        let id = known[kind][0]["id"].as_str().with_context(|| format!("one of the {kind}"))?;
        Call::get(format!("{path}{id}")).is_answered_the_same(doors).await?;
    }
    Ok(())
}

async fn field_by_key(doors: &Doors) -> Result<()> {
    let path = format!("/locations/{}/customFields", doors.location());
    let fields = Call::get(&path).at(doors, Door::Sandbox).await?.body;
    let key = fields["customFields"][0]["fieldKey"].as_str().context("a key")?;
    Call::get(format!("{path}/{key}")).is_answered_the_same(doors).await?;
    Ok(())
}

async fn task_search(doors: &Doors) -> Result<()> {
    let path = format!("/locations/{}/tasks/search", doors.location());
    let contact = contacts(doors).await?.swap_remove(0);
    for body in [
        json!({}),
        json!({ "limit": 5, "skip": 5 }),
        json!({ "completed": true, "limit": 100 }),
        json!({ "contactId": [contact] }),
        json!({ "query": "call" }),
        json!({ "limit": 0 }),
        json!({ "limit": 501 }),
        json!({ "colour": "red" }),
    ] {
        Call::with("POST", &path, &body).is_answered_the_same(doors).await?;
    }
    Ok(())
}

async fn duplicates(doors: &Doors) -> Result<()> {
    let location = doors.location();
    let known = doors.control(&format!("world/contacts?location={location}")).await?;
    let with = |field: &'static str| {
        known["contacts"].as_array().into_iter().flatten().find_map(move |contact| contact[field].as_str())
    };
    let email = with("email").context("somebody has an address")?;
    let number = with("phone").context("somebody has a number")?.replace('+', "%2B");
    for query in [
        format!("email={email}"),
        format!("email={}", email.to_uppercase()),
        format!("number={number}"),
        "email=nobody@example.com".to_owned(),
        "number=%2B13125550999".to_owned(),
    ] {
        let path = format!("/contacts/search/duplicate?locationId={location}&{query}");
        Call::get(path).is_answered_the_same(doors).await?;
    }
    Ok(())
}

async fn costs_nothing(doors: &Doors) -> Result<()> {
    let location = doors.location();
    let id = contacts(doors).await?.swap_remove(0);
    Call::get(format!("/contacts/{id}")).at(doors, Door::Served).await?;
    let calls = [
        Call::get(format!("/contacts/{id}")),
        Call::get(format!("/contacts/{id}/tasks")),
        Call::get(format!("/contacts/{id}/notes")),
        Call::get(format!("/locations/{location}/tags")),
        Call::with("POST", "/contacts/search", &json!({ "locationId": location, "pageLimit": 20 })),
    ];

    for call in calls {
        let said = call.at(doors, Door::Served).await?;

        ensure!(said.status == 200, "{} is answered {}", call.path, said.status);
        ensure!(said.headers["x-rankr-answered-by"] == "mirror", "{} was passed on", call.path);
    }
    Ok(())
}
