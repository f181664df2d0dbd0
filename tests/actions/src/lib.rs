//! Operations of the catalog as steps of automations.
//!
//! Here: a door that turns each call into an automation of one step, runs it, and answers with what the step gave. Not
//! here: what a call has to do to the world (`catalog`, which asks the sandbox itself).
//!
//! Promise: a new row of the contacts' table is run as an action by a test at once, and what it did is read back.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use catalog::{CONTACTS, Place, Stage};
use domain::automation::run::State as RunState;
use highlevel::answering::paths::{Found, TABLE};
use highlevel::ids::LocationId;
use highlevel::operation::{App, Kind, Operation};
use rankr::demo::{Demo, Wishes};
use rankr::running::House;
use sandbox::server::{Life, Limiting};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use testkit::automations;
use testkit::test_rankr::is_idle;

/// How long a run may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The place where every operation is a step.
#[must_use]
pub const fn place() -> Place {
    Place {
        name: "as a step of an automation",
        open: || Box::pin(open()),
        // What the app that Rankr connects by may call; of the others it has not asked for every scope.
        serves: |row| matches!(row.app, App::Contacts),
    }
}

/// What the door needs.
struct Door {
    house: House,
    location: LocationId,
}

async fn open() -> Result<Stage> {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let folder = TempDir::new()?;
    let wishes = Wishes {
        listen: anywhere,
        sandbox_listen: anywhere,
        data_dir: Some(folder.path().to_owned()),
        contacts: CONTACTS,
        life: Life::Off,
        limits: Limiting::Off,
        database: None,
    };
    let Demo { sandbox, rankr, location, .. } = rankr::demo::start(&wishes).await?;
    let house = rankr.house.clone();
    while !is_idle(&house.store).await? {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let listener = tokio::net::TcpListener::bind(anywhere).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let door = Arc::new(Door { house, location });
    let router = Router::new().fallback(answer).with_state(door);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    Stage::before(sandbox, base, "none".to_owned(), Some(Box::new((rankr, folder, serving))))
}

async fn answer(State(door): State<Arc<Door>>, request: Request) -> Response {
    match run(&door, request).await {
        Ok((status, body)) => {
            (axum::http::StatusCode::from_u16(status).unwrap_or_default(), Json(body)).into_response()
        }
        Err(error) => {
            let body = json!({"message": format!("{error:#}")});
            (axum::http::StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
        }
    }
}

/// Runs the operation a request names as the one step of an automation.
async fn run(door: &Door, request: Request) -> Result<(u16, Value)> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1024 * 1024).await?;
    let query = parts.uri.query().unwrap_or_default();
    let found = TABLE.find(parts.method.as_str(), parts.uri.path(), None);
    let Found::Operation(named) = found else { bail!("no operation is there: {}", parts.uri) };
    let row = named.operation;
    let mut input = of_query(row, query)?;
    for (name, value) in named.names {
        input.insert(name.to_owned(), Value::from(value));
    }
    input.extend(of_body(&body)?);
    let name = format!("{row} {}", door.house.clock.uuid().simple());
    let step = format!("{}.{}", row.app.as_str(), row.id);
    let file = json!({
        "name": name,
        "trigger": {"on": "manual"},
        "each": "none",
        "steps": [{"id": "it", "do": step, "with": input}],
    });
    let output = play(door, &file.to_string()).await?;
    // Live, adding to a workflow answers otherwise than is published.
    let status = if row.id == "add-contact-to-workflow" { 201 } else { row.status };
    Ok((status, output))
}

/// Publishes an automation, starts it, and waits for what its step gave.
async fn play(door: &Door, file: &str) -> Result<Value> {
    let (house, location) = (&door.house, &door.location);
    let automation = automations::publish(house, location, file).await?;
    automations::start(house, location, automation).await?;
    let began = tokio::time::Instant::now();
    loop {
        let runs = automations::runs(house, location, automation).await?;
        let run = runs.first().context("a run was opened")?;
        match &run.state {
            RunState::Done => {
                let mut output = run.outputs.get("it").cloned().unwrap_or_default();
                if let Some(members) = output.as_object_mut() {
                    members.shift_remove("not_kept");
                }
                return Ok(output);
            }
            RunState::Failed(failed) => bail!("{}", failed.reason),
            state if state.is_over() => bail!("the run ended as {}", state.as_str()),
            state if began.elapsed() > PATIENCE => bail!("the run stands still: {state:?}"),
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

fn of_body(body: &Bytes) -> Result<Map<String, Value>> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    Ok(serde_json::from_slice(body)?)
}

/// A query as an automation would write it: numbers as numbers, what comes several times as a list.
fn of_query(row: &Operation, query: &str) -> Result<Map<String, Value>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)?;
    let mut input = Map::new();
    for (name, text) in pairs {
        let kind = row.query.iter().find(|param| param.name == name).map(|param| param.kind);
        let value = match kind {
            Some(Kind::Number) => text.parse::<i64>().map_or_else(|_| Value::from(text.clone()), Value::from),
            Some(Kind::Flag) => Value::from(text == "true"),
            _ => Value::from(text),
        };
        match (kind, input.get_mut(&name)) {
            (Some(Kind::Texts), Some(Value::Array(list))) => list.push(value),
            (Some(Kind::Texts), _) => drop(input.insert(name, Value::Array(vec![value]))),
            _ => drop(input.insert(name, value)),
        }
    }
    Ok(input)
}
