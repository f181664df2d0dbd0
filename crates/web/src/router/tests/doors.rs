//! Every route of the table, tried without a session, as a viewer, and with a connection that may only read.

use domain::person::Role;

use super::house::House;
use super::wire::{Wire, wire};
use crate::router::table as routes;
use crate::router::table::{Pass, Row};

fn rows() -> Vec<Row> {
    routes().done().2
}

/// The route with records that are there.
fn filled(route: &str) -> String {
    let write = domain::ids::WriteId::from_uuid(uuid::Uuid::from_u128(9)).to_string();
    [
        ("{contact}", "ada"),
        ("{conversation}", "talk"),
        ("{opportunity}", "deal"),
        ("{business}", "firm"),
        ("{task}", "t1"),
        ("{note}", "n1"),
        ("{field}", "city"),
        ("{write}", write.as_str()),
        ("{automation}", "aut_00000000000000000000000000000009"),
        ("{key}", "key_00000000000000000000000000000009"),
        ("{run}", "run_00000000000000000000000000000009"),
        ("{conflict}", "cfl_00000000000000000000000000000009"),
        ("{bulk}", "blk_00000000000000000000000000000009"),
        ("{order}", "pause"),
        ("{token}", "none"),
        ("{name}", "none.css"),
    ]
    .iter()
    .fold(route.to_owned(), |path, (part, value)| path.replace(part, value))
}

/// A request that each form would take.
fn request(row: &Row) -> Wire {
    let request = wire(row.method.as_str(), &filled(row.route));
    if row.method == http::Method::GET {
        return request;
    }
    request.form(
        "value=Berlin&tag=new&title=Call&body=Hello&due_date=2026-12-01&state=on&channel=&assignee=\
         &first_name=Bo&email=bo%40example.com&password=a+long+enough+one&text=Hello&name=Roof&stage=quoted&user=u1\
         &choice=ours&act=add-tag&contact=ada&at=0&days=30&field=city&stands=rankr&file=One&step=one",
    )
}

#[tokio::test]
async fn every_route_that_is_not_open_asks_for_a_session() {
    let house = House::with_ada().await;
    let closed: Vec<Row> =
        rows().into_iter().filter(|row| !matches!(row.pass, Pass::Anyone | Pass::Key)).collect();
    assert!(closed.len() > 30, "the table lists the routes");
    let before = house.state().await;

    for row in &closed {
        let page = request(row).ask(&house).await;
        let piece = request(row).with("rankr-fragment", "1").ask(&house).await;
        let stranger =
            request(row).with("cookie", &format!("rankr_session={}", "x".repeat(43))).ask(&house).await;

        assert!(page.is_closed(), "{row:?} answered {}", page.status);
        assert_eq!(piece.status, 401, "{row:?}");
        assert!(stranger.is_closed(), "{row:?} answered {}", stranger.status);
    }
    assert_eq!(house.state().await, before);
}

#[tokio::test]
async fn what_stands_in_no_row_asks_for_a_session_too() {
    let house = House::with_ada().await;

    for path in
        ["/nowhere", "/hooks", "/contacts/../healthz", "//healthz", "/Sign-in", "/sign-in/", "/assets/"]
    {
        let answer = wire("GET", path).ask(&house).await;

        assert!(answer.is_closed(), "{path} answered {}", answer.status);
    }
}

#[test]
fn only_these_routes_are_open() {
    let open: Vec<String> = rows()
        .iter()
        .filter(|row| row.pass == Pass::Anyone)
        .map(|row| format!("{} {}", row.method, row.route))
        .collect();

    insta::assert_snapshot!(open.join("\n"), @r"
    GET /sign-in
    GET /sign-in/{token}
    POST /sign-in
    POST /sign-in/{token}
    POST /sign-out
    GET /oauth/callback
    GET /healthz
    GET /readyz
    POST /hooks/highlevel
    GET /assets/{name}
    GET /favicon.ico
    GET /api/openapi.json
    ");
}

#[test]
fn every_form_alters_records_but_these() {
    let harmless: Vec<&str> = rows()
        .iter()
        .filter(|row| row.method == http::Method::POST && row.pass == Pass::SignedIn)
        .map(|row| row.route)
        .collect();

    assert_eq!(
        harmless,
        ["/account/password", "/contacts/{contact}/refresh", "/conversations/{conversation}/refresh"]
    );
}

fn altering() -> Vec<Row> {
    rows().into_iter().filter(|row| row.pass == Pass::Writers).collect()
}

#[tokio::test]
async fn a_viewer_is_refused_whatever_alters_a_record() {
    let house = House::with_ada().await;
    house.become_viewer().await;
    let before = house.state().await;

    for row in altering() {
        let answer = request(&row).signed(&house).ask(&house).await;

        assert_eq!(answer.status, 403, "{row:?}");
        assert!(answer.body.contains("RK-203") && answer.body.contains("role member"), "{row:?}");
    }
    assert_eq!(house.state().await, before);
}

#[tokio::test]
async fn a_member_is_refused_whatever_builds_an_automation() {
    let house = House::with_ada().await;
    house.become_a(Role::Member).await;

    for row in rows().into_iter().filter(|row| row.pass == Pass::Builders) {
        let answer = request(&row).signed(&house).ask(&house).await;

        assert_eq!(answer.status, 403, "{row:?}");
        assert!(answer.body.contains("RK-203") && answer.body.contains("role builder"), "{row:?}");
    }
}

#[tokio::test]
async fn the_same_requests_are_not_refused_to_a_member() {
    for row in altering() {
        let house = House::with_ada().await;
        house.become_a(Role::Member).await;

        let answer = request(&row).signed(&house).ask(&house).await;

        // The write and the deleted records that some of them name are not there.
        assert!(matches!(answer.status, 303 | 404 | 409), "{row:?} answered {}", answer.status);
    }
}

#[tokio::test]
async fn a_viewer_sees_pages_without_controls_that_cannot_work() {
    let house = House::with_ada().await;
    house.become_viewer().await;

    for path in [
        "/contacts",
        "/contacts/ada",
        "/contacts/ada/tasks/t1",
        "/conversations/talk",
        "/businesses/firm",
        "/writes",
    ] {
        let page = wire("GET", path).signed(&house).ask(&house).await;

        assert_eq!(page.status, 200, "{path}");
        assert_eq!(forms(&page.body), Vec::<String>::new(), "{path}");
        assert!(page.body.contains("Your role may look, not edit."), "{path}");
    }
}

#[tokio::test]
async fn a_connection_that_may_only_read_takes_no_write_and_says_which_scope_is_missing() {
    let house = House::with_ada().await;
    house.holds_only("contacts.readonly locations.readonly").await;
    let before = house.state().await;

    for row in altering() {
        let answer = request(&row).signed(&house).ask(&house).await;

        if answer.status == 403 {
            assert!(answer.body.contains(".write"), "{row:?}");
        } else {
            // There is nothing to alter: the task is open already, the write is not there.
            assert!(matches!(answer.status, 303 | 404 | 409), "{row:?} answered {}", answer.status);
        }
    }
    assert_eq!(house.state().await, before);
}

#[tokio::test]
async fn with_a_connection_that_may_only_read_pages_offer_no_edit_and_say_why() {
    let house = House::with_ada().await;
    house.holds_only("contacts.readonly locations.readonly").await;

    for path in [
        "/contacts",
        "/contacts/ada",
        "/contacts/ada/tasks/t1",
        "/conversations/talk",
        "/businesses/firm",
        "/writes",
    ] {
        let page = wire("GET", path).signed(&house).ask(&house).await;

        assert_eq!(forms(&page.body), Vec::<String>::new(), "{path}");
        assert!(page.body.contains("lacks the scope contacts.write"), "{path}");
        assert!(!page.body.contains("href=\"/contacts/new\""), "{path}");
    }
}

/// Where the forms of a page post, those aside that alter no record.
fn forms(html: &str) -> Vec<String> {
    html.split("method=\"post\" action=\"")
        .skip(1)
        .map(|rest| rest[..rest.find('"').unwrap()].to_owned())
        .filter(|action| action != "/sign-out" && !action.ends_with("/refresh"))
        .collect()
}
