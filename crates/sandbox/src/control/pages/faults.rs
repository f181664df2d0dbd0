//! Faults and quirks: what goes wrong, and how HighLevel is odd.

use std::str::FromStr;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{Fields, Frame, Said, back, field, shown};
use crate::{
    faults::{Fault, FaultId, OFFERED, Offered},
    quirks::{self, AREAS, Mark},
    shell::Shell,
};

const HERE: &str = "/sandbox/trouble";

#[derive(Template)]
#[template(path = "page/faults.html")]
struct Faults {
    frame: Frame,
    standing: Vec<Row>,
    offered: &'static [Offered],
    areas: Vec<Area>,
}

struct Row {
    id: FaultId,
    kind: &'static str,
    told: String,
    met: u64,
    fired: u64,
}

struct Area {
    title: &'static str,
    quirks: Vec<QuirkRow>,
}

struct QuirkRow {
    name: &'static str,
    what: &'static str,
    mark: &'static str,
    source: &'static str,
    switched: Option<bool>,
}

/// `GET /sandbox/trouble`
pub(super) async fn list(State(shell): State<Shell>, Query(said): Query<Said>) -> Response {
    let standing = shell.faults.list().into_iter().map(|one| {
        let mut told = json!(one.fault);
        if let Value::Object(members) = &mut told {
            members.shift_remove("kind");
            members.retain(|_, value| *value != json!({}) && *value != json!(0));
        }
        let told = if told == json!({}) { String::new() } else { told.to_string() };
        Row { id: one.id, kind: one.fault.kind.name(), told, met: one.met, fired: one.fired }
    });
    let turned = shell.world.quirks();
    let areas = AREAS.iter().map(|area| Area {
        title: area.title,
        quirks: area
            .quirks
            .iter()
            .map(|quirk| QuirkRow {
                name: quirk.name,
                what: quirk.what,
                mark: if quirk.mark == Mark::Seen { "seen" } else { "ours" },
                source: quirk.source,
                switched: quirk.switch.map(|switch| turned.hold(switch)),
            })
            .collect(),
    });
    shown(&Faults {
        frame: Frame::of(&shell, "faults", "Faults", said),
        standing: standing.collect(),
        offered: &OFFERED,
        areas: areas.collect(),
    })
}

/// `POST /sandbox/trouble`
pub(super) async fn switch_on(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let outcome = asked(&fields).and_then(|fault| shell.fault_on(fault).map_err(|error| error.to_string()));
    back(HERE, outcome.map(|standing| format!("{} is on as {}", standing.fault.kind.name(), standing.id)))
}

/// The form's fields as the JSON a program would post.
fn asked(fields: &[(String, String)]) -> Result<Fault, String> {
    let kind = field(fields, "kind").ok_or("Choose what goes wrong")?;
    let with = field(fields, "with").unwrap_or_default();
    let mut fault: Map<String, Value> = serde_json::from_str(&format!("{{{with}}}"))
        .map_err(|_| format!("{with} is not what {kind} needs to know, such as \"status\": 503"))?;
    fault.insert("kind".into(), kind.into());
    let mut how = Map::new();
    if let Some(nth) = number::<u32>(fields, "per_call")? {
        how.insert("per_call".into(), nth.into());
    }
    if let Some(percent) = number::<f64>(fields, "percent")? {
        how.insert("rate".into(), (percent / 100.0).into());
    }
    let aim: Map<String, Value> = ["operation", "method", "path", "event", "location", "body_contains"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), field(fields, name)?.into())))
        .collect();
    if !aim.is_empty() {
        how.insert("match".into(), aim.into());
    }
    if !how.is_empty() {
        fault.insert("how".into(), how.into());
    }
    for name in ["times", "seed"] {
        if let Some(number) = number::<u64>(fields, name)? {
            fault.insert(name.into(), number.into());
        }
    }
    serde_json::from_value(Value::Object(fault)).map_err(|error| error.to_string())
}

fn number<N: FromStr>(fields: &[(String, String)], name: &str) -> Result<Option<N>, String> {
    let read = |text: &str| text.parse().map_err(|_| format!("{text} is no number"));
    field(fields, name).map(read).transpose()
}

/// `POST /sandbox/trouble/off`
pub(super) async fn switch_off(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let wanted: Option<FaultId> = field(&fields, "id").and_then(|id| id.parse().ok());
    let gone = shell.faults_off(|one| wanted.is_none_or(|wanted| wanted == one));
    back(HERE, Ok(format!("{} switched off", gone.len())))
}

/// `POST /sandbox/trouble/quirk`
pub(super) async fn turn(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let name = field(&fields, "name").unwrap_or_default();
    let on = field(&fields, "on") == Some("true");
    let switch = quirks::all().find(|quirk| quirk.name == name).and_then(|quirk| quirk.switch);
    let Some(switch) = switch else { return back(HERE, Err(format!("{name} cannot be turned"))) };
    shell.turn_quirks(shell.world.quirks().with(switch, on));
    back(HERE, Ok(format!("{name} is {}", if on { "on" } else { "off" })))
}
