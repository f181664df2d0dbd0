use serde_json::{Value, json};

use crate::{
    Config, Sandbox,
    server::Life,
    trial::{Trial, config},
};

#[tokio::test]
async fn everything_is_listed_for_programs_and_shown_to_people() {
    let trial = Trial::start().await;
    trial.contact("ada").await;

    let list = trial.control("GET", "/sandbox/", Value::Null).await;
    let page = trial.send("GET", "/sandbox/", &[("accept", "text/html")], None).await;

    assert!(list.body["control"].as_array().unwrap().len() > 20);
    assert!(page.text.contains(&trial.running.facts.private_token));
    assert!(page.text.contains("POST /contacts/"));
}

#[tokio::test]
async fn every_listed_get_answers() {
    let trial = Trial::start().await;
    let list = trial.control("GET", "/sandbox", Value::Null).await.body;

    for line in list["control"].as_array().unwrap() {
        let path = line["path"].as_str().unwrap();
        if line["method"] == "GET" && !path.contains('{') {
            assert_eq!(trial.control("GET", path, Value::Null).await.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn wrong_inputs_are_refused_with_a_sentence() {
    let trial = Trial::start().await;
    let wrong = [
        ("/sandbox/webhook-target", json!({})),
        ("/sandbox/webhook-target", json!({ "url": "nowhere" })),
        ("/sandbox/webhook-target", json!({ "url": "ftp://example.com/x" })),
        ("/sandbox/clock", json!({ "now": "soon" })),
        ("/sandbox/clock", json!({ "time_scale": 0 })),
        ("/sandbox/clock", json!({ "forward_s": 1e300 })),
        ("/sandbox/clock", json!({ "hour": 3 })),
        ("/sandbox/switches", json!({ "burst": -1 })),
        ("/sandbox/deliveries/x/replay", Value::Null),
        ("/sandbox/life", json!({ "times": 0 })),
        ("/sandbox/reset", json!({ "keep": ["everything"] })),
    ];

    for (path, body) in wrong {
        let said = trial.control("POST", path, body.clone()).await;

        assert_eq!(said.status, 400, "{path} {body} {}", said.text);
        assert!(said.body["error"].as_str().is_some_and(|error| error.len() > 10), "{path} {}", said.text);
    }
}

#[tokio::test]
async fn a_button_brings_people_back_to_the_page() {
    let trial = Trial::start().await;

    let said = trial.send("POST", "/sandbox/life", &[("accept", "text/html")], None).await;

    assert_eq!((said.status, said.headers["location"].to_str().unwrap()), (303, "/sandbox/"));
}

#[tokio::test]
async fn a_reset_makes_the_world_new_and_forgets_the_rest() {
    let trial = Trial::start().await;
    let before = trial.control("GET", "/sandbox/world", Value::Null).await.body;
    trial.contact("ada").await;
    trial.install(trial.location(), "contacts.readonly").await;

    trial.control("POST", "/sandbox/reset", Value::Null).await;
    let after = trial.control("GET", "/sandbox/world", Value::Null).await.body;
    let installs = trial.control("GET", "/sandbox/installs", Value::Null).await.body;
    let calls = trial.control("GET", "/sandbox/calls", Value::Null).await.body;

    assert_eq!(before["locations"], after["locations"]);
    assert_eq!((&installs["installs"], &calls["count"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn a_contact_is_shown_whole() {
    let trial = Trial::start().await;
    let contact = trial.contact("ada").await;
    trial.api("POST", &format!("/contacts/{contact}/notes"), Some(json!({ "body": "Hello" }))).await;

    let whole = trial.control("GET", &format!("/sandbox/world/contacts/{contact}"), Value::Null).await.body;
    let nobody = trial.control("GET", "/sandbox/world/contacts/nobody", Value::Null).await;

    assert_eq!((&whole["email"], &whole["notes"][0]["body"]), (&json!("ada@example.com"), &json!("Hello")));
    assert_eq!(nobody.status, 404);
}

#[tokio::test]
async fn facts_are_the_same_for_the_same_seed() {
    let one = Trial::start().await.running.facts.clone();
    let other = Trial::start().await.running.facts.clone();

    assert_eq!(
        (one.location_id, one.private_token, one.client_id),
        (other.location_id, other.private_token, other.client_id)
    );
}

#[tokio::test]
async fn an_address_in_use_is_explained() {
    let trial = Trial::start().await;

    let error = Sandbox::start(Config { listen: trial.running.addr, ..config() }).await.unwrap_err();

    assert!(error.to_string().contains("is in use by another program"), "{error}");
    assert!(error.to_string().contains("--listen"), "{error}");
}

#[tokio::test]
async fn an_address_that_takes_no_webhooks_is_explained() {
    let wrong = Config { webhook_url: Some("ftp://example.com/hook".parse().unwrap()), ..config() };

    let error = Sandbox::start(wrong).await.unwrap_err();

    assert!(error.to_string().contains("--webhook-url"), "{error}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named_once_with_what_the_system_says() {
    let file = tempfile::NamedTempFile::new().unwrap();

    let error = Sandbox::start(Config { data_dir: Some(file.path().into()), ..config() }).await.unwrap_err();

    let said = format!("{error:#}");
    assert!(said.contains("--data-dir"), "{said}");
    assert_eq!(said.matches("os error").count(), 1, "{said}");
}

#[tokio::test]
async fn the_clock_is_kept_within_years_that_tokens_can_live_in() {
    let trial = Trial::start().await;

    for wrong in [json!({ "now": "9999-12-30T21:00:00Z" }), json!({ "now": "1969-12-31T23:59:59Z" })] {
        let said = trial.control("POST", "/sandbox/clock", wrong).await;

        assert_eq!(
            (said.status, &said.body["error"]),
            (400, &json!("the clock shows times from 1970 to 2999"))
        );
    }
    trial.control("POST", "/sandbox/clock", json!({ "now": "2999-12-31T23:00:00Z" })).await;
    trial.install(trial.location(), "contacts.readonly").await;
}

#[tokio::test]
async fn a_control_body_that_is_no_object_is_told_so() {
    let trial = Trial::start().await;

    let said = trial.control("POST", "/sandbox/clock", json!([])).await;

    assert_eq!(said.status, 400);
    assert!(said.body["error"].as_str().unwrap().contains("is not a JSON object"), "{}", said.text);
}

#[tokio::test]
async fn with_life_things_happen_by_themselves() {
    let trial = Trial::with(Config { life: Life::On, ..config() }).await;
    let before = trial.control("GET", "/sandbox/world", Value::Null).await.body;

    trial.control("POST", "/sandbox/clock", json!({ "time_scale": 2_000 })).await;
    let mut now = before.clone();
    for _ in 0..300 {
        now = trial.control("GET", "/sandbox/world", Value::Null).await.body;
        if now != before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }

    assert_ne!(now, before);
}

#[tokio::test]
async fn a_stopped_sandbox_answers_no_more() {
    let trial = Trial::start().await;
    let addr = trial.running.addr;

    trial.running.stop().await;

    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn duplicates_are_allowed_at_the_turn_of_a_switch() {
    let trial = Trial::start().await;
    trial.contact("ada").await;
    let again = json!({ "locationId": trial.location(), "firstName": "Other", "email": "ada@example.com" });

    let forbidden = trial.api("POST", "/contacts/", Some(again.clone())).await;
    let switches = json!({ "allow_duplicate_contact": true, "match_first": "phone", "index_lag_ms": 5 });
    let standing = trial.control("POST", "/sandbox/switches", switches.clone()).await.body;
    let allowed = trial.api("POST", "/contacts/", Some(again)).await;

    assert_eq!((forbidden.status, allowed.status), (400, 201));
    for (name, value) in switches.as_object().unwrap() {
        assert_eq!(standing[name], *value, "{name}");
    }
}
