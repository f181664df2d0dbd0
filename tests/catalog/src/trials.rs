//! The tests themselves: for every row, that it does what it says and refuses what lacks a field.

use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use highlevel::Doc;
use highlevel::client::Call;
use highlevel::operation::{self, Answer, App, Method, Operation, Param};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use crate::published;
use crate::sample::Sample;
use crate::stage::{Answered, Place, Stage};
use crate::world::World;

/// Runs every test the command line asks for.
pub fn run() -> ExitCode {
    let arguments = Arguments::from_args();
    if !published::is_here() {
        eprintln!("no ../shared/highlevel/openapi beside this repository: answers are not held against it");
    }
    libtest_mimic::run(&arguments, trials(Place::SANDBOX)).exit_code()
}

/// The tests of every operation that is served there.
#[must_use]
pub fn trials(place: Place) -> Vec<Trial> {
    let rows = operation::ALL.iter().copied().filter(|row| (place.serves)(row));
    rows.flat_map(|row| {
        let name = place.names(format!("{row} does what it says"));
        let does = Trial::test(name, move || played(does_what_it_says(place, row)));
        let required = row.query.iter().chain(row.body_fields()).filter(|param| param.required);
        let refuses = required.map(move |param| {
            let name = place.names(format!("{row} without {} is refused", param.name));
            Trial::test(name, move || played(is_refused_without(place, row, param)))
        });
        std::iter::once(does).chain(refuses)
    })
    .collect()
}

fn played(test: impl Future<Output = Result<()>>) -> Result<(), Failed> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(test).map_err(|error| format!("{error:#}").into())
}

async fn does_what_it_says(place: Place, row: &'static Operation) -> Result<()> {
    let stage = (place.open)().await?;
    let before = World::of(&stage).await?;
    let sample = Sample::of(&stage, &before).await?;
    let mut input = sample.input(row)?;
    prepare(row, &stage, &sample, &mut input).await?;
    let before = World::of(&stage).await?;

    let answered = stage.call(row, &input).await?;

    ensure!(answered.status == live_status(row), "answered {}: {}", answered.status, answered.body);
    let findings = published::findings(row, row.status, &answered.body);
    ensure!(
        findings.is_empty(),
        "the answer is not what is published: {}\n{}",
        findings.join("; "),
        answered.body
    );
    is_enveloped(row, &answered.body)?;
    let after = World::of(&stage).await?;
    if row.is_write() {
        has_its_effect(row, &input, &answered, &before, &after)?;
    } else {
        ensure!(!after.differs(&before), "a read changed the world");
        finds_what_is_there(row, &input, &answered.body)?;
    }
    stage.sandbox.stop().await;
    Ok(())
}

/// What has to be so before a call can do anything.
async fn prepare(row: &'static Operation, stage: &Stage, sample: &Sample, input: &mut Doc) -> Result<()> {
    let first = |id: &str| operation::find(id).context("an operation to prepare with");
    match row.id {
        "create-conversation" => {
            // A contact has its conversation from the start; one that was removed can be opened again.
            let row = first("search-conversation")?;
            let asked = doc(&json!({"locationId": input["locationId"], "contactId": input["contactId"]}));
            let found = stage.call(row, &asked).await?.body;
            let thread = doc(&json!({"conversationId": found["conversations"][0]["id"]}));
            stage.call(first("delete-conversation")?, &thread).await?;
        }
        "remove-contact-from-campaign" | "remove-contact-from-every-campaign" => {
            let row = first("add-contact-to-campaign")?;
            stage.call(row, &sample.input(row)?).await?;
        }
        "get-appointment-notes" | "update-appointment-note" | "delete-appointment-note" => {
            let row = first("create-appointment-note")?;
            let note = stage.call(row, &sample.input(row)?).await?.body;
            if input.contains_key("noteId") {
                input.insert("noteId".to_owned(), note["note"]["id"].clone());
            }
        }
        "edit-block-slot" | "get-blocked-slots" => {
            let row = first("create-block-slot")?;
            let slot = stage.call(row, &sample.input(row)?).await?.body;
            if input.contains_key("eventId") {
                input.insert("eventId".to_owned(), slot["id"].clone());
            }
        }
        "delete-contact-from-workflow" => {
            stage.call(first("add-contact-to-workflow")?, input).await?;
        }
        "remove-tags" if input["tags"][0].is_null() => {
            let tags = doc(&json!({"contactId": input["contactId"], "tags": ["to go"]}));
            stage.call(first("add-tags")?, &tags).await?;
            input.insert("tags".to_owned(), json!(["to go"]));
        }
        "remove-followers-contact" | "remove-followers-opportunity" if input["followers"][0].is_null() => {
            let users = stage.control("world/users").await?;
            let followers = json!([users["users"][0]["id"]]);
            input.insert("followers".to_owned(), followers);
            let add = row.id.replace("remove-", "add-");
            let mut entered = input.clone();
            entered.shift_remove("isRemoveAllFollowers");
            stage.call(first(&add)?, &entered).await?;
        }
        _ => {}
    }
    Ok(())
}

fn doc(value: &Value) -> Doc {
    value.as_object().cloned().unwrap_or_default()
}

/// Live, adding to a workflow answers 201 where 200 is published.
fn live_status(row: &Operation) -> u16 {
    if row.id == "add-contact-to-workflow" { 201 } else { row.status }
}

fn is_enveloped(row: &Operation, body: &Value) -> Result<()> {
    match row.answer {
        Answer::Whole => ensure!(body.is_object(), "the answer is no object: {body}"),
        Answer::One(member) => ensure!(body[member].is_object(), "`{member}` is no record: {body}"),
        Answer::Many(member) => ensure!(body[member].is_array(), "`{member}` is no list: {body}"),
        Answer::Flag(member) => ensure!(body[member] == true, "`{member}` is not true: {body}"),
    }
    Ok(())
}

fn finds_what_is_there(row: &Operation, input: &Doc, body: &Value) -> Result<()> {
    match row.answer {
        Answer::One(member) if row.id != "get-duplicate-contact" => {
            let last = row.path_params.last().context("a record is read by its id")?.name;
            ensure!(body[member]["id"] == input[last], "another record was read: {body}");
        }
        Answer::Many(member) => {
            let listed = body[member].as_array().context("a list")?;
            ensure!(!listed.is_empty() || MAY_BE_EMPTY.contains(&row.id), "nothing was found: {body}");
        }
        _ => ensure!(body.as_object().is_some_and(|members| !members.is_empty()), "nothing was read: {body}"),
    }
    Ok(())
}

/// Lists that may have nothing in them in a small world.
const MAY_BE_EMPTY: [&str; 1] = ["get-contacts-by-businessId"];

fn has_its_effect(
    row: &Operation,
    input: &Doc,
    answered: &Answered,
    before: &World,
    after: &World,
) -> Result<()> {
    ensure!(after.differs(before), "the world is as it was: {}", answered.body);
    if row.method == Method::Delete && row.body_fields().is_empty() {
        if let Some(id) = row.path_params.last().and_then(|param| input[param.name].as_str())
            && (row.app != App::Contacts || row.path.ends_with("{contactId}"))
        {
            ensure!(before.has(id) && !after.has(id), "{id} is still there");
        }
        return Ok(());
    }
    let news = after.news(before);
    if row.method == Method::Delete {
        return lists_no_longer(row, input, after);
    }
    for param in row.body_fields().iter().filter(|param| !NO_TRACE.contains(&(row.id, param.name))) {
        let Some(sent) = input.get(param.name).filter(|sent| !sent.is_null()) else { continue };
        if ANYWHERE_NO_TRACE.contains(&param.name) {
            continue;
        }
        ensure!(news.hold(param.name, sent), "`{}` {sent} is not in what changed: {news:?}", param.name);
    }
    Ok(())
}

/// What was taken out of a record's list is no longer in it.
fn lists_no_longer(row: &Operation, input: &Doc, after: &World) -> Result<()> {
    let about = row.path_params.first().and_then(|param| input[param.name].as_str()).context("a record")?;
    let record = after.find(about).context("the record is still there")?;
    for param in row.body_fields() {
        let left = record[param.name].as_array().map(Vec::as_slice).unwrap_or_default();
        let taken = input.get(param.name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        ensure!(!taken.iter().any(|one| left.contains(one)), "`{}` still holds {taken:?}", param.name);
    }
    Ok(())
}

/// Fields that say how, not what.
const ANYWHERE_NO_TRACE: [&str; 6] = [
    "locationId",
    "toNotify",
    "followersActionType",
    "isRemoveAllFollowers",
    "eventStartTime",
    "ignoreDateRange",
];

/// Fields that leave nothing in the record, with HighLevel or by its nature.
const NO_TRACE: [(&str, &str); 1] = [("send-a-new-message", "contactId")];

async fn is_refused_without(place: Place, row: &'static Operation, param: &'static Param) -> Result<()> {
    let stage = (place.open)().await?;
    let before = World::of(&stage).await?;
    let mut input = Sample::of(&stage, &before).await?.input(row)?;
    input.shift_remove(param.name);

    let answered = stage.send(&without(row, &input)?).await?;

    let body = &answered.body;
    ensure!((400..500).contains(&answered.status), "answered {}: {body}", answered.status);
    let text = body["message"].to_string();
    let is_location = matches!(param.name, "locationId" | "location_id");
    match answered.status {
        // The gateway looks for the location before anyone looks at fields.
        403 => ensure!(is_location && text.contains("does not have access to this location"), "{body}"),
        // Bare, as some routes are live.
        401 => ensure!(text.contains("E01"), "{body}"),
        400 | 422 => ensure!(text.contains(param.name), "the refusal does not name the field: {body}"),
        other => bail!("answered {other}: {body}"),
    }
    ensure!(!World::of(&stage).await?.differs(&before), "a refused call changed the world");
    stage.sandbox.stop().await;
    Ok(())
}

/// The call as it would be with a field forgotten, which `Call::named` would not make.
fn without(row: &'static Operation, input: &Doc) -> Result<Call> {
    let mut call = Call::of(row);
    for param in row.path_params {
        call = call.path(param.name, input[param.name].as_str().unwrap_or_default());
    }
    for param in row.query {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        call = call.query_if(param.name, input.get(param.name).map(text));
    }
    if row.has_body() {
        let body: Doc = row
            .body_fields()
            .iter()
            .filter_map(|param| Some((param.name.to_owned(), input.get(param.name)?.clone())))
            .collect();
        call = call.json(&body)?;
    }
    Ok(call)
}
