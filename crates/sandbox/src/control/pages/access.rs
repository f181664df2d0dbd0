//! Who may come in: private integrations with their tokens, and where the app is installed.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::Response,
};

use super::{Fields, Frame, Said, back, clock_face, field, refusal, shown};
use crate::{
    control::{switches, tokens},
    private::{Dies, Integration, IntegrationId},
    shell::Shell,
};

const HERE: &str = "/sandbox/access";

#[derive(Template)]
#[template(path = "page/access.html")]
struct Access {
    frame: Frame,
    integrations: Vec<Row>,
    locations: Vec<(String, String)>,
    installs: Vec<Install>,
}

struct Row {
    id: IntegrationId,
    name: String,
    whose: String,
    token: String,
    since: String,
    older: Option<(String, String)>,
    scopes: Vec<String>,
}

struct Install {
    id: String,
    kind: &'static str,
    scopes: Vec<String>,
    at: String,
}

/// `GET /sandbox/access`
pub(super) async fn show(State(shell): State<Shell>, Query(said): Query<Said>) -> Response {
    let installs = shell.grants.installs().into_iter().map(|install| Install {
        id: install.resource.as_str().to_owned(),
        kind: install.resource.class().as_str(),
        scopes: words(&install.scopes.to_string()),
        at: clock_face(install.at),
    });
    let locations = shell.world.look(|state| {
        state.locations().map(|location| (location.id.to_string(), location.name.to_string())).collect()
    });
    let integrations = shell.private.list(shell.clock.now());
    shown(&Access {
        frame: Frame::of(&shell, "access", "Access", said),
        integrations: integrations.into_iter().map(|one| Row::of(&shell, one)).collect(),
        locations,
        installs: installs.collect(),
    })
}

impl Row {
    fn of(shell: &Shell, one: Integration) -> Self {
        let whose = shell.world.look(|state| match one.location {
            Some(id) => {
                state.location(&id).map_or_else(|| id.to_string(), |location| location.name.to_string())
            }
            None => "Agency".to_owned(),
        });
        Self {
            id: IntegrationId(one.number),
            name: one.name,
            whose,
            token: one.token,
            since: clock_face(one.since),
            older: one.older.map(|older| (older.token, clock_face(older.until))),
            scopes: words(&one.scopes.to_string()),
        }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(ToOwned::to_owned).collect()
}

/// `POST /sandbox/access`
pub(super) async fn make(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let given = |name| field(&fields, name).map(ToOwned::to_owned);
    let made = tokens::make_one(&shell, given("name"), given("location"), field(&fields, "scopes"));
    back(
        HERE,
        made.map(|new| format!("{} has the token {}", new.name, new.token)).map_err(|bad| refusal(&bad)),
    )
}

/// `POST /sandbox/access/{id}/rotate`
pub(super) async fn rotate(
    State(shell): State<Shell>,
    Path(id): Path<String>,
    Form(fields): Fields,
) -> Response {
    let dies = if field(&fields, "dies") == Some("later") { Dies::Later } else { Dies::Now };
    let rotated = tokens::rotate_one(&shell, &id, dies);
    let told = |one: Integration| match &one.older {
        Some(older) => {
            format!("{} has a new token; the old one holds until {}", one.name, clock_face(older.until))
        }
        None => format!("{} has a new token; the old one is dead", one.name),
    };
    back(HERE, rotated.map(told).map_err(|bad| refusal(&bad)))
}

/// `POST /sandbox/access/{id}/remove`
pub(super) async fn remove(State(shell): State<Shell>, Path(id): Path<String>) -> Response {
    let gone = tokens::remove_one(&shell, &id);
    back(
        HERE,
        gone.map(|one| format!("{} is gone, its token is dead", one.name)).map_err(|bad| refusal(&bad)),
    )
}

/// `POST /sandbox/access/uninstall`
pub(super) async fn uninstall(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let id = field(&fields, "id").unwrap_or_default();
    let outcome = switches::take_off(&shell, id);
    back(HERE, outcome.map(|_| format!("The app is gone from {id}")).map_err(|bad| refusal(&bad)))
}
