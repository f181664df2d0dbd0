//! The table agrees with itself and with what HighLevel publishes.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::scope::Scope;
use crate::version::Version;

#[test]
fn the_table_holds_the_catalog_and_oauth() {
    let catalog = ALL.iter().filter(|row| row.app != App::Oauth).count();

    assert_eq!((catalog, ALL.len()), (97, 100));
    assert_eq!(contacts::ALL.len(), 32);
}

#[test]
fn every_id_is_found_and_names_one_row() {
    let ids: BTreeSet<_> = ALL.iter().map(|row| row.id).collect();

    assert_eq!(ids.len(), ALL.len());
    assert!(ALL.iter().all(|row| find(row.id) == Some(*row)));
    assert_eq!(find("get-everything"), None);
}

#[test]
fn no_two_rows_share_method_and_path() {
    let routes: BTreeSet<_> = ALL.iter().map(|row| (row.method, row.path)).collect();

    assert_eq!(routes.len(), ALL.len());
}

#[test]
fn the_path_and_its_parameters_agree() {
    for row in ALL.iter() {
        let named: Vec<_> = row.path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        let listed: Vec<_> = row.path_params.iter().map(|param| param.name).collect();

        assert_eq!(named, listed, "{row}");
    }
}

#[test]
fn every_row_has_a_title_a_sentence_and_a_known_scope() {
    for row in ALL.iter() {
        assert!(!row.title.is_empty() && row.title.len() <= 40, "{row}");
        assert!(row.description.ends_with('.') && row.description.len() <= 120, "{row}");
        assert!(row.token == Token::None || !row.scopes.is_empty(), "{row}");
        assert!(row.scopes.iter().all(|scope| Scope::KNOWN.contains(scope)), "{row}");
        assert!((200..300).contains(&row.status) && row.cost == 1, "{row}");
    }
}

#[test]
fn reads_are_not_taken_for_writes() {
    for id in ["get-contact", "search-contacts-advanced", "task-search", "search-opportunities-advanced"] {
        assert!(!find(id).unwrap().is_write(), "{id}");
    }
    for id in ["create-note", "update-task-completed", "delete-contact", "upsert-contact", "remove-tags"] {
        assert!(find(id).unwrap().is_write(), "{id}");
    }
}

/// Where a row knowingly differs from the published description.
const BODY_OURS: [&str; 1] = ["search-contacts-advanced"];
const REQUIRED_OURS: [&str; 2] = ["send-a-new-message", "search-contacts-advanced"];
const STATUS_OURS: [&str; 2] = ["add-contact-to-workflow", "get-location-access-token"];

#[test]
fn the_table_agrees_with_the_published_descriptions() {
    let Some(published) = published() else {
        eprintln!("skipped: no ../shared/highlevel/operations.json beside this repository");
        return;
    };
    let mut compared = 0;

    for theirs in published["operations"].as_array().unwrap() {
        if theirs["catalog"] != true && theirs["app"] != "oauth" {
            continue;
        }
        let ours =
            find(theirs["id"].as_str().unwrap()).unwrap_or_else(|| panic!("{} is missing", theirs["id"]));
        agrees(ours, theirs);
        compared += 1;
    }

    assert_eq!(compared, ALL.len());
}

fn agrees(ours: &Operation, theirs: &Value) {
    assert_eq!(ours.app.as_str(), theirs["app"], "{ours}");
    assert_eq!(ours.method.as_str(), theirs["method"], "{ours}");
    assert_eq!(ours.path, theirs["path"], "{ours}");
    assert_eq!(ours.version.map(Version::as_str), theirs["version_header"].as_str(), "{ours}");
    assert_eq!(ours.deprecated, theirs["deprecated"], "{ours}");
    if !STATUS_OURS.contains(&ours.id) {
        assert_eq!(u64::from(ours.status), theirs["success_status"], "{ours}");
    }
    let scopes = theirs["scopes"].as_array().unwrap();
    if !scopes.is_empty() {
        assert!(ours.scopes.iter().map(Scope::as_str).eq(scopes.iter().filter_map(Value::as_str)), "{ours}");
    }
    assert_eq!(ours.token == Token::AgencyOauth, theirs["token_only"], "{ours}");
    assert_eq!(
        ours.token == Token::Either,
        theirs["auth"] == serde_json::json!(["agency", "location"]),
        "{ours}"
    );
    params(ours, ours.query, &theirs["query_params"]);
    if !BODY_OURS.contains(&ours.id) {
        params(ours, ours.body_fields(), &theirs["body_fields"]);
        assert_eq!(ours.body != Body::None, !theirs["body_type"].is_null(), "{ours}");
    }
    answer(ours, theirs);
}

fn params(row: &Operation, ours: &[Param], theirs: &Value) {
    let theirs: Vec<_> = theirs.as_array().unwrap().iter().filter(|param| is_top_level(param)).collect();
    let names: Vec<_> = ours.iter().map(|param| param.name).collect();
    assert_eq!(
        names,
        theirs.iter().map(|param| param["name"].as_str().unwrap()).collect::<Vec<_>>(),
        "{row}"
    );
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!(
            REQUIRED_OURS.contains(&row.id) || ours.required == theirs["required"],
            "{row}.{}",
            ours.name
        );
        assert!(kinds_agree(ours.name, ours.kind, theirs["type"].as_str().unwrap()), "{row}.{}", ours.name);
    }
}

fn is_top_level(param: &Value) -> bool {
    !param["name"].as_str().unwrap().contains(['.', '['])
}

/// Published as objects, taken as text and number.
const SCALARS_OURS: [&str; 2] = ["dateOfBirth", "monetaryValue"];

fn kinds_agree(name: &str, ours: Kind, theirs: &str) -> bool {
    if SCALARS_OURS.contains(&name) && theirs == "object" {
        return matches!(ours, Kind::Text | Kind::Number);
    }
    match ours {
        Kind::Text => matches!(theirs, "string" | "string-enum"),
        Kind::Number => theirs == "number",
        Kind::Flag => theirs == "boolean",
        Kind::Object => theirs == "object",
        Kind::Any => theirs == "any" || name == "searchAfter",
        Kind::Texts => theirs == "string[]",
        Kind::Objects => theirs == "object[]",
        Kind::Choice(words) => theirs == format!("enum({})", words.join(",")),
    }
}

fn answer(ours: &Operation, theirs: &Value) {
    let members: Vec<_> =
        theirs["response_fields"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let member = match ours.answer {
        Answer::Whole => return,
        Answer::One(member) | Answer::Many(member) | Answer::Flag(member) => member,
    };
    assert!(members.is_empty() || members.contains(&member), "{ours} has no `{member}` among {members:?}");
}

fn published() -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/highlevel/operations.json");
    Some(serde_json::from_slice(&std::fs::read(root).ok()?).unwrap())
}
