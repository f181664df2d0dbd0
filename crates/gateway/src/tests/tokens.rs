//! Tokens: renewed when dead, once, and never for another reason.

use std::{collections::HashMap, sync::Arc};

use domain::{budget::Lane, change::Cause, connection::Kind as Credentials};
use highlevel::{Client, Scopes, client::Direct, scope::Scope};
use serde_json::Value;

use super::{bench::Bench, line::Fault};
use crate::held_scopes;

/// Lets the app in as a person does, and keeps the pair.
async fn authorised(scopes: &[Scope]) -> Bench {
    let bench = Bench::unconnected().await;
    let facts = &bench.sandbox.facts;
    let scopes: Scopes = scopes.iter().cloned().collect();
    let (redirect, scopes) = ("http://127.0.0.1:1/oauth/callback", scopes.to_string());
    let choice = HashMap::from([
        ("client_id", facts.client_id.as_str()),
        ("redirect_uri", redirect),
        ("scope", &scopes),
        ("location_id", &facts.location_id),
    ]);
    let consent = format!("{}/oauth/consent", facts.base_url);
    let answer = bench.http.post(consent).form(&choice).send().await.unwrap();
    let back: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = HashMap::from([
        ("client_id", facts.client_id.as_str()),
        ("client_secret", &facts.client_secret),
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", redirect),
    ]);
    let token = format!("{}/oauth/token", facts.base_url);
    let pair: Value = bench.http.post(token).form(&form).send().await.unwrap().json().await.unwrap();
    let (access, refresh) = (pair["access_token"].as_str().unwrap(), pair["refresh_token"].as_str());
    bench.connect(Credentials::OAuth, &scopes, access, refresh).await;
    bench
}

async fn end_access_tokens(bench: &Bench) {
    let url = format!("{}/sandbox/tokens/expire", bench.sandbox.base_url());
    assert!(bench.http.post(url).send().await.unwrap().status().is_success());
}

async fn version(bench: &Bench) -> i64 {
    let found = bench.store.read().await.unwrap().connection_find(&bench.location).await.unwrap();
    found.unwrap().token_version
}

#[tokio::test]
async fn a_dead_token_is_renewed_once_however_many_calls_meet_it() {
    let bench = authorised(&[Scope::CONTACTS_READONLY]).await;
    let ada = bench.a_contact().await;
    end_access_tokens(&bench).await;
    let client = bench.gateway.client(&bench.location, Lane::Person, Cause::Opened);

    let contacts = client.contacts();
    let calls = (0..8).map(|_| contacts.get(&ada));
    let answers = futures::future::join_all(calls).await;

    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(version(&bench).await, 2);
}

#[tokio::test]
async fn a_missing_scope_burns_no_refresh_token() {
    let bench = authorised(&[Scope::CONTACTS_READONLY]).await;
    bench.a_contact().await;
    let client = bench.gateway.client(&bench.location, Lane::Person, Cause::Opened);

    let refused = client.locations().get(&bench.location).await.unwrap_err();

    assert_eq!(refused.class(), "missing_scope");
    assert_eq!(version(&bench).await, 1);
}

#[tokio::test]
async fn an_error_body_never_overwrites_a_pair() {
    let bench = authorised(&[Scope::CONTACTS_READONLY]).await;
    let ada = bench.a_contact().await;
    end_access_tokens(&bench).await;
    bench.line.fail("POST", Fault::NeverArrives);
    let client = bench.gateway.client(&bench.location, Lane::Person, Cause::Opened);

    let failed = client.contacts().get(&ada).await;
    let later = client.contacts().get(&ada).await;

    assert!(failed.is_err());
    assert!(later.is_ok(), "{later:?}");
    assert_eq!(version(&bench).await, 2);
}

#[tokio::test]
async fn a_private_token_that_was_withdrawn_asks_for_somebody_to_connect_again() {
    let bench = Bench::unconnected().await;
    bench.connect(Credentials::Private, "", "pit-00000000-0000-4000-8000-000000000000", None).await;
    let client = bench.gateway.client(&bench.location, Lane::Person, Cause::Opened);
    let ada = highlevel::ContactId::new("somebody").unwrap();

    let first = client.contacts().get(&ada).await.unwrap_err();
    let second = client.contacts().get(&ada).await.unwrap_err();

    assert_eq!((first.class(), second.class()), ("dead_token", "dead_grant"));
}

#[tokio::test]
async fn the_scopes_of_a_private_token_are_found_by_asking_and_nothing_is_altered() {
    let bench = Bench::unconnected().await;
    let facts = &bench.sandbox.facts;
    let base: url::Url = facts.base_url.parse().unwrap();
    let asked = async |token: &str| {
        let door = Direct::new(bench.http.clone(), token.to_owned().into()).at(base.clone());
        held_scopes(&Client::through(Arc::new(door)), &bench.location).await.unwrap()
    };

    let all = asked(&facts.private_token).await;
    let few = asked(&facts.read_only_token).await;

    assert!(all.contains(&Scope::CONTACTS_WRITE) && all.contains(&Scope::TASKS_READONLY), "{all}");
    assert_eq!(few.to_string(), "contacts.readonly");
}
