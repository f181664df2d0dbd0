//! The doors as browsers and machines meet them, over a real store and no network.

mod doors;
mod house;
mod odd;
mod programs;
mod sessions;
mod wire;

use house::{House, body, get, post};
use http::{StatusCode, header};

#[tokio::test]
async fn a_link_signs_in_once_and_leads_to_the_contacts() {
    let house = House::open().await;
    let link = format!("/sign-in/{}", house.people.owner_link().await.unwrap().reveal());

    let first = house.ask(get(&link)).await;
    let second = house.ask(get(&link)).await;

    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    let cookie = first.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    assert_eq!(second.status(), StatusCode::FORBIDDEN);
    assert!(body(second).await.contains("RK-204"));
}

#[tokio::test]
async fn a_browser_that_looks_ahead_does_not_use_the_link_up() {
    let house = House::open().await;
    let link = format!("/sign-in/{}", house.people.owner_link().await.unwrap().reveal());

    let mut ahead = get(&link);
    ahead.headers_mut().insert("sec-purpose", "prefetch".parse().unwrap());
    assert_eq!(house.ask(ahead).await.status(), StatusCode::OK);

    assert_eq!(house.ask(get(&link)).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signed_in_people_see_their_contacts_and_one_of_them() {
    let house = House::with_ada().await;

    let list = house.ask(house.signed(get("/contacts?q=lovel"))).await;
    let page = house.ask(house.signed(get("/contacts/ada"))).await;
    let task = house.ask(house.signed(get("/contacts/ada/tasks/t1"))).await;

    assert!(body(list).await.contains("Ada Lovelace"));
    assert_eq!(page.status(), StatusCode::OK);
    let page = body(page).await;
    assert!(page.contains("Call Ada") && page.contains("+1 415 555 0142"), "{page}");
    assert_eq!(task.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_edit_is_kept_shown_as_pending_and_can_be_taken_back() {
    let house = House::with_ada().await;

    let saved = house.ask(house.signed(post("/contacts/ada/fields/phone", "value=%28415%29+555-0199"))).await;

    assert_eq!(saved.status(), StatusCode::SEE_OTHER);
    let page =
        body(house.ask(house.signed(get(saved.headers()[header::LOCATION].to_str().unwrap()))).await).await;
    assert!(page.contains("+1 415 555 0199") && page.contains("Saving"), "{page}");
    let undo = page
        .split("action=\"")
        .map(|rest| &rest[..rest.find('"').unwrap_or(0)])
        .find(|to| to.ends_with("/undo"));
    let undone = house.ask(house.signed(post(undo.expect("an undo button"), ""))).await;
    assert_eq!(undone.status(), StatusCode::SEE_OTHER);
    assert!(body(house.ask(house.signed(get("/contacts/ada"))).await).await.contains("+1 415 555 0142"));
}

#[tokio::test]
async fn what_cannot_be_saved_comes_back_with_the_reason_and_what_was_typed() {
    let house = House::with_ada().await;

    for (path, form, typed, why) in [
        ("/contacts/ada/fields/email", "value=ada%40example", "ada@example", "has no ending"),
        ("/contacts/ada/tasks", "title=&body=Bring+tea", "Bring tea", "needs a title"),
        ("/contacts/ada/notes", "title=Roof&body=", "", "needs some text"),
        ("/contacts", "first_name=Ada&phone=call+me", "call me", "digits"),
        ("/contacts/ada/tasks/t1", "title=Call&due_date=2026-02-30", "2026-02-30", "no such day"),
    ] {
        let answer = house.ask(house.signed(post(path, form))).await;

        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let page = body(answer).await;
        assert!(page.contains(why) && page.contains(typed), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_country_or_time_zone_nobody_knows_is_refused_with_a_list_to_choose_from() {
    let house = House::with_ada().await;

    for (field, typed, why, offered) in [
        ("country", "Atlantis", "No country has this name", "<option value=\"Germany\">"),
        ("timezone", "Mars/Olympus", "No time zone has this name", "<option value=\"America/Los_Angeles\">"),
    ] {
        let path = format!("/contacts/ada/fields/{field}");
        let answer = house.ask(house.signed(post(&path, &format!("value={typed}")))).await;

        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        let page = body(answer).await;
        assert!(page.contains(why) && page.contains(typed) && page.contains(offered), "{page}");
    }
    let taken = house.ask(house.signed(post("/contacts/ada/fields/country", "value=germany"))).await;
    assert_eq!(taken.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_search_with_a_slip_offers_the_name_that_is_there() {
    let house = House::with_ada().await;

    let slip = body(house.ask(house.signed(get("/contacts?q=Lovelase"))).await).await;
    let filtered =
        body(house.ask(house.signed(get("/contacts?q=lovelace&owner=nobody&task=none"))).await).await;

    assert!(
        slip.contains("Did you mean <a class=\"link\" href=\"/contacts?q=Lovelace\">Lovelace</a>?"),
        "{slip}"
    );
    assert!(
        filtered
            .contains("Without the filters, <a class=\"link\" href=\"/contacts?q=lovelace\">1 contact</a>"),
        "{filtered}"
    );
}

#[tokio::test]
async fn a_new_contact_that_waits_for_highlevel_stands_in_the_list() {
    let house = House::with_ada().await;

    house.ask(house.signed(post("/contacts", "first_name=Bo&last_name=Kessler"))).await;

    let list = body(house.ask(house.signed(get("/contacts"))).await).await;
    assert!(list.contains("Bo Kessler") && list.contains("Saving"), "{list}");
    let searched = body(house.ask(house.signed(get("/contacts?q=kess"))).await).await;
    assert!(searched.contains("Bo Kessler"));
    let other = body(house.ask(house.signed(get("/contacts?q=lovelace"))).await).await;
    assert!(!other.contains("Bo Kessler"));
    let writes = body(house.ask(house.signed(get("/writes"))).await).await;
    assert!(writes.contains("New contact: Bo Kessler") && writes.contains("Take back"), "{writes}");
}

#[tokio::test]
async fn script_in_any_field_comes_out_as_text() {
    let house = House::with_ada().await;
    let script = "%3Cscript%3Ealert%281%29%3C%2Fscript%3E";

    for (path, field) in [
        ("/contacts/ada/fields/firstName", "value"),
        ("/contacts/ada/fields/city", "value"),
        ("/contacts/ada/fields/custom.kw", "value"),
        ("/contacts/ada/tags", "tag"),
    ] {
        house.ask(house.signed(post(path, &format!("{field}={script}")))).await;
    }
    house.ask(house.signed(post("/contacts/ada/notes", &format!("title={script}&body={script}")))).await;
    house
        .ask(house.signed(post(
            "/contacts/ada/tasks",
            &format!("title={script}&body={script}&due_date=2026-11-23"),
        )))
        .await;

    for path in
        ["/contacts/ada", "/contacts?q=%3Cscript%3E", "/contacts?tag=%3Cscript%3Ealert(1)%3C/script%3E"]
    {
        let page = body(house.ask(house.signed(get(path))).await).await;
        assert!(!page.to_lowercase().contains("<script>alert"), "{path}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let house = House::with_ada().await;

    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example.com"),
    ] {
        let mut request = house.signed(post("/contacts/ada/fields/city", "value=Elsewhere"));
        request.headers_mut().insert(name, value.parse().unwrap());
        request.headers_mut().insert(header::HOST, "localhost:8780".parse().unwrap());

        let answer = house.ask(request).await;

        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(body(answer).await.contains("RK-202"));
    }
    assert!(!body(house.ask(house.signed(get("/contacts/ada"))).await).await.contains("Elsewhere"));
}

#[tokio::test]
async fn oversized_and_malformed_forms_are_answered_clearly() {
    let house = House::with_ada().await;
    let large = format!("body={}", "x".repeat(70 * 1024));

    for (form, status, code) in [
        (large.as_str(), StatusCode::PAYLOAD_TOO_LARGE, "RK-103"),
        ("title=a&title=b", StatusCode::BAD_REQUEST, "RK-101"),
        ("title=%FF%FE", StatusCode::BAD_REQUEST, "RK-101"),
        ("title=%00", StatusCode::BAD_REQUEST, "RK-101"),
    ] {
        let answer = house.ask(house.signed(post("/contacts/ada/tasks", form))).await;

        assert_eq!(answer.status(), status, "{code}");
        assert!(body(answer).await.contains(code));
    }
    let mut json = house.signed(post("/contacts/ada/tasks", "{}"));
    json.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    assert_eq!(house.ask(json).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn unknown_records_pages_and_methods_have_their_own_words() {
    let house = House::with_ada().await;

    for path in ["/nowhere", "/contacts/nobody", "/contacts/ada/tasks/none", "/contacts/ada/fields/shoeSize"]
    {
        let answer = house.ask(house.signed(get(path))).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(body(answer).await.contains("RK-104"));
    }
    let answer = house.ask(house.signed(post("/contacts/ada", ""))).await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(body(answer).await.contains("RK-106"));
}

#[tokio::test]
async fn every_answer_forbids_inline_script_and_frames() {
    let house = House::with_ada().await;

    for request in [
        get("/sign-in"),
        house.signed(get("/contacts")),
        get("/nowhere"),
        get("/healthz"),
        post("/hooks/highlevel", "{}"),
    ] {
        let answer = house.ask(request).await;

        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[tokio::test]
async fn a_delivery_without_a_good_signature_is_refused_and_counted() {
    let house = House::open().await;

    let answer = house.ask(post("/hooks/highlevel", "{\"type\":\"ContactCreate\"}")).await;

    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(house.keys.refused(), 1);
}

#[tokio::test]
async fn guessing_a_password_is_slowed() {
    let house = House::open().await;
    let guess = || post("/sign-in", "email=maya%40example.com&password=wrong");

    for _ in 0..6 {
        assert_eq!(house.ask(guess()).await.status(), StatusCode::FORBIDDEN);
    }

    let slowed = house.ask(guess()).await;
    assert_eq!(slowed.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(slowed.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn guessing_many_passwords_at_once_is_slowed_too() {
    let house = House::open().await;
    let guess = || house.ask(post("/sign-in", "email=maya%40example.com&password=wrong"));

    let answers = futures::future::join_all((0..12).map(|_| guess())).await;

    let tried = answers.iter().filter(|answer| answer.status() == StatusCode::FORBIDDEN).count();
    assert_eq!(tried, 6);
}

#[tokio::test]
async fn a_password_that_was_set_signs_in() {
    let house = House::with_ada().await;

    let form = "email=maya%40example.com&password=a+long+enough+one";
    let set = house.ask(house.signed(post("/account/password", form))).await;
    let entered = house.ask(post("/sign-in", form)).await;

    assert_eq!(set.status(), StatusCode::SEE_OTHER);
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    assert!(entered.headers().contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn the_stream_tells_a_change_with_its_place() {
    use futures::StreamExt as _;
    let house = House::with_ada().await;

    let answer = house.ask(house.signed(get("/live?after=0"))).await;

    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut frames = answer.into_body().into_data_stream();
    let mut heard = String::new();
    while !heard.contains("\"contact\":\"ada\"") {
        heard.push_str(std::str::from_utf8(&frames.next().await.unwrap().unwrap()).unwrap());
    }
    assert!(heard.contains("event: change") && heard.contains("id: "), "{heard}");
}

#[tokio::test]
async fn a_callback_without_a_state_of_ours_changes_nothing() {
    let house = House::open().await;

    let answer = house.ask(get("/oauth/callback?code=abc&state=made-up")).await;

    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(body(answer).await.contains("RK-302"));
}
