//! The doors of programs, tried without a key, and the page on which owners make keys.

use domain::person::Role;
use http::Method;

use super::house::House;
use super::wire::wire;
use crate::router::table as routes;
use crate::router::table::{Pass, Row};

fn rows(pass: Pass) -> Vec<Row> {
    routes().done().2.into_iter().filter(|row| row.pass == pass).collect()
}

#[tokio::test]
async fn every_door_of_programs_refuses_whoever_has_no_key() {
    let house = House::with_ada().await;
    let doors = rows(Pass::Key);
    assert!(doors.len() > 5, "the table lists the doors of programs");

    for row in doors {
        let path = row.route.replace("{*path}", "contacts/ada").replace("{kind}", "contacts");
        for key in ["", "nonsense", &format!("rk_{}", "x".repeat(43))] {
            let request = wire(row.method.as_str(), &path).with("version", "2021-07-28");
            let request = request.with("authorization", &format!("Bearer {key}"));
            // A session is no key.
            let answer = request.signed(&house).ask(&house).await;

            let refused = matches!(answer.status, 401 | 404) && answer.body.contains("\"message\"");
            assert!(refused, "{row:?} answered {}: {}", answer.status, answer.body);
        }
    }
}

#[tokio::test]
async fn keys_are_made_and_revoked_by_owners_alone() {
    for role in [Role::Viewer, Role::Member, Role::Builder] {
        let house = House::with_ada().await;
        house.become_a(role).await;

        for row in rows(Pass::Owners) {
            let path = row.route.replace("{key}", "key_00000000000000000000000000000009");
            let request = wire(row.method.as_str(), &path);
            let request = if row.method == Method::POST {
                request.form("name=x&scopes=contacts.readonly")
            } else {
                request
            };
            let answer = request.signed(&house).ask(&house).await;

            assert_eq!(answer.status, 403, "{row:?} as {role}");
            assert!(answer.body.contains("role owner"), "{row:?} as {role}");
        }
    }
}

#[tokio::test]
async fn a_key_is_shown_once_opens_its_location_and_is_dead_when_it_is_revoked() {
    let house = House::with_ada().await;

    let made = wire("POST", "/keys").form("name=Warehouse&days=30&scopes=contacts.readonly");
    let made = made.signed(&house).ask(&house).await;

    assert_eq!(made.status, 200);
    let from = made.body.find("rk_").expect("the page shows the key");
    let key = made.body[from..from + 46].to_owned();
    let listed = wire("GET", "/keys").signed(&house).ask(&house).await;
    assert!(listed.body.contains("Warehouse") && !listed.body.contains(&key), "shown once");
    let read = || {
        let request = wire("GET", "/highlevel/contacts/ada").with("version", "2021-07-28");
        request.with("authorization", &format!("Bearer {key}"))
    };
    assert_eq!(read().ask(&house).await.status, 200);

    let revoke =
        listed.body.split("action=\"").find_map(|rest| rest.strip_prefix("/keys/")).expect("a button");
    let revoke = format!("/keys/{}", &revoke[..revoke.find('"').unwrap_or(0)]);
    assert_eq!(wire("POST", &revoke).signed(&house).ask(&house).await.status, 303);

    assert_eq!(read().ask(&house).await.status, 401);
}

#[tokio::test]
async fn a_key_without_a_name_or_a_scope_is_refused_with_what_was_typed() {
    let house = House::with_ada().await;

    for (form, why) in [
        ("name=&scopes=contacts.readonly", "Give the key a name"),
        ("name=Warehouse", "Choose at least one scope"),
        ("name=Warehouse&scopes=oauth.write", "no scope that a key can have"),
    ] {
        let answer = wire("POST", "/keys").form(form).signed(&house).ask(&house).await;

        assert_eq!(answer.status, 422, "{form}");
        assert!(answer.body.contains(why), "{form}: {}", answer.body);
    }
}

#[tokio::test]
async fn anyone_may_read_what_the_api_is_like() {
    let house = House::open().await;

    let answer = wire("GET", "/api/openapi.json").ask(&house).await;

    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("\"openapi\":\"3.1.0\""), "{}", answer.body);
}
