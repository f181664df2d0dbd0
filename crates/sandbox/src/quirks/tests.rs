use std::{collections::HashSet, fs, path::PathBuf};

use serde_json::json;

use super::*;
use crate::trial::{Ear, Trial};

const BEGIN: &str = "<!-- quirks: written by the sandbox's own list -->\n";
const END: &str = "\n<!-- /quirks -->";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/sandbox.md")
}

#[test]
fn the_guide_shows_every_quirk_and_no_other() {
    let guide = fs::read_to_string(path()).unwrap();
    let (before, rest) = guide.split_once(BEGIN).expect("the guide has a place for the quirks");
    let (table, after) = rest.split_once(END).expect("the place ends");

    if std::env::var_os("WRITE_GUIDE").is_some() {
        fs::write(path(), format!("{before}{BEGIN}{}{END}{after}", super::guide().trim_end())).unwrap();
        return;
    }
    assert_eq!(table, super::guide().trim_end(), "run this test with WRITE_GUIDE=1 to write the table anew");
}

#[test]
fn no_two_quirks_share_a_name_or_a_switch() {
    let names: HashSet<&str> = all().map(|quirk| quirk.name).collect();
    let switches: Vec<Switch> = all().filter_map(|quirk| quirk.switch).collect();

    assert_eq!(names.len(), all().count());
    assert!(switches.iter().enumerate().all(|(at, switch)| !switches[..at].contains(switch)));
}

#[test]
fn a_quirk_that_is_turned_twice_is_as_it_was() {
    for quirk in all() {
        let Some(switch) = quirk.switch else { continue };
        let turned = Quirks::default().with(switch, !quirk.on);

        assert_eq!(Quirks::default().hold(switch), quirk.on);
        assert_eq!(turned.hold(switch), !quirk.on);
        assert_eq!(turned.with(switch, quirk.on), Quirks::default());
    }
}

#[tokio::test]
async fn quirks_are_listed_with_where_they_are_known_from() {
    let trial = Trial::start().await;

    let list = trial.control("GET", "/sandbox/quirks", json!(null)).await.body;

    let first = &list["areas"][0]["quirks"][0];
    assert_eq!(
        (&first["name"], &first["mark"], &first["on"]),
        (&json!("check-order"), &json!("seen"), &json!(true))
    );
    assert_eq!(list["switched"]["task-create-bare"], true);
}

#[tokio::test]
async fn an_unknown_version_is_a_400_where_that_is_turned_on() {
    let trial = Trial::start().await;
    let token = trial.running.facts.private_token.clone();

    let before = trial.call(&token, "2020-01-01", "GET", "/contacts/x", None).await;
    let turned = trial.control("POST", "/sandbox/quirks", json!({ "version-unknown-400": true })).await;
    let after = trial.call(&token, "2020-01-01", "GET", "/contacts/x", None).await;

    assert_eq!(turned.status, 200, "{}", turned.text);
    assert_eq!((before.status, after.status), (401, 400));
    assert_eq!(after.body["message"], "Invalid API version segment '2020-01-01' at position 0");
}

#[tokio::test]
async fn what_is_no_switched_quirk_is_refused() {
    let trial = Trial::start().await;

    let unknown = trial.control("POST", "/sandbox/quirks", json!({ "nonsense": true })).await;
    let fixed = trial.control("POST", "/sandbox/quirks", json!({ "succeded": false })).await;

    assert!(unknown.body["error"].as_str().unwrap().contains("no quirk nonsense"), "{}", unknown.text);
    assert!(fixed.body["error"].as_str().unwrap().contains("cannot be turned"), "{}", fixed.text);
}

#[tokio::test]
async fn events_are_as_documented_where_their_quirks_are_turned() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), "contacts.readonly contacts.write").await;
    let quirks = json!({ "task-create-bare": false, "tag-alone": false, "delete-alone": false });
    trial.control("POST", "/sandbox/quirks", quirks).await;
    let contact = trial.contact("ada").await;
    let task =
        json!({ "title": "Call", "body": "soon", "dueDate": "2026-03-02T12:00:00Z", "completed": false });

    trial.api("POST", &format!("/contacts/{contact}/tasks"), Some(task)).await;
    trial.api("POST", &format!("/contacts/{contact}/tags"), Some(json!({ "tags": ["vip"] }))).await;
    trial.api("DELETE", &format!("/contacts/{contact}"), None).await;
    let heard = ear.hears(7).await;

    let mut kinds: Vec<&str> = heard.iter().map(|heard| heard.body["type"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "ContactCreate",
            "ContactDelete",
            "ContactTagUpdate",
            "ContactUpdate",
            "INSTALL",
            "TaskCreate",
            "TaskDelete"
        ]
    );
    let task = heard.iter().find(|heard| heard.body["type"] == "TaskCreate").unwrap();
    assert_eq!((&task.body["contactId"], &task.body["body"]), (&json!(contact), &json!("soon")));
}
