//! Every fault, met by a real client over HTTP.

mod calls;
mod deliveries;
mod standing;
mod switch;
mod tokens;

use std::{sync::Arc, time::Duration};

use highlevel::{
    ContactId, Field, LocationId,
    client::{Client, Direct},
    model::{ContactCreate, ContactUpdate},
};

use crate::trial::Trial;

/// How long a hasty client waits for an answer that does not come.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long every other client waits: longer than a busy machine takes.
const LONG_PATIENCE: Duration = Duration::from_secs(30);

/// A client with the private token.
fn client(trial: &Trial) -> Client {
    client_with(trial, &trial.running.facts.private_token)
}

/// A client with any token.
fn client_with(trial: &Trial, token: &str) -> Client {
    client_waiting(trial, token, LONG_PATIENCE)
}

/// A client that soon gives up.
fn hasty_client(trial: &Trial) -> Client {
    client_waiting(trial, &trial.running.facts.private_token, PATIENCE)
}

fn client_waiting(trial: &Trial, token: &str, patience: Duration) -> Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    let http = reqwest::Client::builder().no_proxy().timeout(patience).build().unwrap();
    let base_url = trial.running.base_url().parse().unwrap();
    Client::through(Arc::new(Direct::new(http, token.into()).at(base_url)))
}

fn ada(trial: &Trial) -> ContactCreate {
    let details = ContactUpdate {
        first_name: Field::Set("Ada".into()),
        email: Field::Set("ada@example.com".into()),
        city: Field::Set("Bangor".into()),
        ..ContactUpdate::default()
    };
    ContactCreate::in_location(LocationId::new(trial.location()).unwrap(), details)
}

fn somebody(trial: &Trial) -> ContactId {
    let id = trial.running.world().look(|state| {
        let location = state.location_in_use().id;
        state.register().newest(&location).next().map(|folder| folder.contact.id)
    });
    ContactId::new(id.unwrap().to_string()).unwrap()
}

/// Whether Ada is in the world.
fn is_there(trial: &Trial) -> bool {
    trial.running.world().look(|state| {
        let location = state.location_in_use().id;
        let key = crate::world::record::MatchKey::Email;
        state.register().matching(&location, key, "ada@example.com").is_some()
    })
}

#[test]
fn every_kind_of_fault_is_met_by_a_client_in_these_tests() {
    const STORIES: [&str; 4] = [
        include_str!("tests/calls.rs"),
        include_str!("tests/deliveries.rs"),
        include_str!("tests/standing.rs"),
        include_str!("tests/tokens.rs"),
    ];

    for offered in super::OFFERED {
        let with = if offered.with.is_empty() { String::new() } else { format!(", {}", offered.with) };
        let kind: super::Kind =
            serde_json::from_str(&format!(r#"{{"kind": "{}"{with}}}"#, offered.kind)).unwrap();
        let told = format!("{kind:?}");
        let variant = told.split([' ', '{']).next().unwrap();

        let used = format!("Kind::{variant} ");
        assert!(STORIES.iter().any(|story| story.contains(&used)), "no client meets {}", offered.kind);
    }
}
