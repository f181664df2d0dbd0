use std::sync::Arc;

use futures::StreamExt;
use highlevel::{
    Client, LocationId,
    client::{Direct, http_client},
    oauth::{AppCredentials, UserType},
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    Config,
    trial::{Ear, Trial, config},
};

const SCOPE: &str = "contacts.readonly contacts.write";

#[tokio::test]
async fn the_consent_page_lets_one_choose_a_location() {
    let trial = Trial::start().await;

    let page = trial.send("GET", &trial.consent(SCOPE), &[], None).await;

    assert_eq!(page.status, 200);
    assert!(page.text.contains("<form method=\"post\" action=\"/oauth/consent\""));
    assert!(page.text.contains(&format!("value=\"{}\"", trial.location())));
    assert!(page.text.contains("value=\"s 1\""));
}

#[tokio::test]
async fn an_app_that_asks_wrongly_is_told_on_a_page() {
    let trial = Trial::start().await;
    let client = trial.running.facts.client_id.clone();
    let wrong = [
        "?redirect_uri=http://localhost/x&scope=contacts.readonly".to_owned(),
        "?client_id=other&redirect_uri=http://localhost/x&scope=contacts.readonly".to_owned(),
        format!("?client_id={client}&redirect_uri=http://example.com/x&scope=contacts.readonly"),
        format!("?client_id={client}&redirect_uri=http://localhost/x&scope=nothing.known"),
        format!("?client_id={client}&redirect_uri=http://localhost/x"),
    ];

    for query in wrong {
        let page = trial.send("GET", &format!("/oauth/chooselocation{query}"), &[], None).await;

        assert_eq!(page.status, 400, "{query}");
        assert!(page.text.contains("This cannot be installed"), "{query}");
    }
}

#[tokio::test]
async fn a_code_is_forty_hex_digits_and_works_once() {
    let trial = Trial::start().await;
    let code = trial.code(trial.location(), SCOPE).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str())];

    let first = trial.token(None, &form).await;
    let second = trial.token(None, &form).await;

    assert!(code.len() == 40 && code.bytes().all(|digit| digit.is_ascii_hexdigit()));
    assert_eq!((first.status, &first.body["userType"]), (200, &json!("Location")));
    assert_eq!(
        (&first.body["locationId"], &first.body["expires_in"]),
        (&json!(trial.location()), &json!(86_399))
    );
    assert_eq!(second.status, 401);
    assert_eq!(second.body["error"], "UnAuthorized!");
    assert_eq!(second.body["error_description"], "Authorization code not found");
}

#[tokio::test]
async fn a_code_too_old_is_not_found() {
    let trial = Trial::start().await;
    let code = trial.code(trial.location(), SCOPE).await;

    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 301 })).await;
    let said = trial.token(None, &[("grant_type", "authorization_code"), ("code", &code)]).await;

    assert_eq!((said.status, &said.body["error_description"]), (401, &json!("Authorization code not found")));
}

#[tokio::test]
async fn the_code_is_looked_at_before_the_client() {
    let trial = Trial::start().await;
    let code = trial.code(trial.location(), SCOPE).await;
    let headers = [("content-type", "application/json")];
    let ask = |code: &str| {
        json!({ "clientId": "other", "clientSecret": "x", "grantType": "authorization_code", "code": code })
            .to_string()
    };

    let wrong_code = trial.send("POST", "/oauth/token", &headers, Some(ask("0000"))).await;
    let wrong_client = trial.send("POST", "/oauth/token", &headers, Some(ask(&code))).await;
    let right = trial.token(None, &[("grant_type", "authorization_code"), ("code", &code)]).await;

    assert_eq!(wrong_code.body["error_description"], "Authorization code not found");
    assert_eq!(
        (wrong_client.status, &wrong_client.body["error_description"]),
        (401, &json!("Invalid client credentials"))
    );
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn v3_is_told_both_spellings() {
    let trial = Trial::start().await;
    let code = trial.code(trial.location(), SCOPE).await;

    let said = trial.token(Some("v3"), &[("grant_type", "authorization_code"), ("code", &code)]).await;

    assert_eq!(said.body["accessToken"], said.body["access_token"]);
    assert_eq!(said.body["refreshToken"], said.body["refresh_token"]);
    assert_eq!(said.body["expiresIn"], 86_399);
}

#[tokio::test]
async fn a_refresh_token_works_once_and_within_the_grace_gives_the_same_pair() {
    let trial = Trial::start().await;
    let pair = trial.install(trial.location(), SCOPE).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", pair["refresh_token"].as_str().unwrap())];

    let first = trial.token(None, &form).await;
    let again = trial.token(None, &form).await;
    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 31 })).await;
    let late = trial.token(None, &form).await;

    assert_ne!(first.body["access_token"], pair["access_token"]);
    assert_eq!(first.body["refresh_token"], again.body["refresh_token"]);
    assert_eq!((late.status, &late.body["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn without_grace_a_second_use_is_refused_at_once() {
    let trial = Trial::start().await;
    trial.control("POST", "/sandbox/switches", json!({ "refresh_grace_s": 0 })).await;
    let pair = trial.install(trial.location(), SCOPE).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", pair["refresh_token"].as_str().unwrap())];

    let first = trial.token(None, &form).await;
    let second = trial.token(None, &form).await;

    assert_eq!((first.status, second.status), (200, 400));
}

#[tokio::test]
async fn an_access_token_ends_after_a_day_and_a_refresh_gives_a_new_one() {
    let trial = Trial::start().await;
    let pair = trial.install(trial.location(), SCOPE).await;
    let contact = trial.contact("ada").await;
    let path = format!("/contacts/{contact}");
    trial.control("POST", "/sandbox/clock", json!({ "forward_s": 86_400 })).await;

    let over = trial.call(pair["access_token"].as_str().unwrap(), "2021-07-28", "GET", &path, None).await;
    let refresh = pair["refresh_token"].as_str().unwrap();
    let fresh = trial.token(None, &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await.body;
    let good = trial.call(fresh["access_token"].as_str().unwrap(), "2021-07-28", "GET", &path, None).await;

    assert_eq!((over.status, &over.body["message"]), (401, &json!("Invalid JWT")));
    assert_eq!(good.status, 200);
}

#[tokio::test]
async fn access_tokens_can_be_ended_and_refreshed_by_a_test() {
    let trial = Trial::start().await;
    let pair = trial.install(trial.location(), SCOPE).await;

    trial.control("POST", "/sandbox/tokens/expire", json!(null)).await;
    let dead = trial.call(pair["access_token"].as_str().unwrap(), "v3", "GET", "/contacts/x", None).await;
    let refresh = pair["refresh_token"].as_str().unwrap();
    let fresh = trial.token(None, &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await.body;
    let alive = trial.call(fresh["access_token"].as_str().unwrap(), "v3", "GET", "/contacts/x", None).await;

    assert_eq!((dead.status, alive.status), (401, 400));
}

#[tokio::test]
async fn an_agency_mints_location_tokens_in_both_spellings() {
    let trial = Trial::start().await;
    let company = trial.install(trial.company(), SCOPE).await;
    let token = company["access_token"].as_str().unwrap();
    let contact = trial.contact("ada").await;
    let body = json!({ "companyId": trial.company(), "locationId": trial.location() });

    let older = trial.call(token, "2021-07-28", "POST", "/oauth/locationToken", Some(body.clone())).await;
    let newer = trial.call(token, "v3", "POST", "/oauth/location-token", Some(body)).await;
    let minted = older.body["access_token"].as_str().unwrap();
    let read = trial.call(minted, "2021-07-28", "GET", &format!("/contacts/{contact}"), None).await;

    assert_eq!((&company["userType"], company.get("locationId")), (&json!("Company"), None));
    assert_eq!((older.status, older.body.get("refresh_token")), (201, None));
    assert_eq!(older.body["scope"], "contacts.readonly contacts.write oauth.readonly oauth.write");
    assert_eq!((newer.status, newer.body["accessToken"].is_string()), (201, true));
    assert_eq!(read.status, 200);
}

#[tokio::test]
async fn installed_locations_are_listed_in_both_shapes() {
    let trial = Trial::start().await;
    let company = trial.install(trial.company(), SCOPE).await;
    let token = company["access_token"].as_str().unwrap();
    let app = trial.running.facts.client_id.split('-').next().unwrap().to_owned();
    let query = format!("companyId={}&appId={app}&limit=1&pageSize=1", trial.company());

    let older =
        trial.call(token, "2021-07-28", "GET", &format!("/oauth/installedLocations?{query}"), None).await;
    let newer = trial.call(token, "v3", "GET", &format!("/oauth/installed-locations?{query}"), None).await;

    assert_eq!(
        (older.body["count"].as_u64(), older.body["locations"].as_array().unwrap().len()),
        (Some(2), 1)
    );
    assert_eq!(older.body["locations"][0]["isInstalled"], true);
    assert_eq!(newer.body["pagination"]["nextPageToken"], "1");
    assert_eq!(newer.body["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_restarted_sandbox_keeps_its_clients_signed_in() {
    let dir = tempfile::tempdir().unwrap();
    let kept = || Config { data_dir: Some(dir.path().to_owned()), ..config() };
    let trial = Trial::with(kept()).await;
    let pair = trial.install(trial.location(), SCOPE).await;
    let contact = trial.contact("ada").await;
    let facts = trial.running.facts.clone();
    trial.running.stop().await;

    let trial = Trial::with(Config { seed: 99, ..kept() }).await;
    let token = pair["access_token"].as_str().unwrap();
    let read = trial.call(token, "2021-07-28", "GET", &format!("/contacts/{contact}"), None).await;
    let refresh = pair["refresh_token"].as_str().unwrap();
    let fresh = trial.token(None, &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;

    assert_eq!(
        (&facts.client_secret, &facts.private_token),
        (&trial.running.facts.client_secret, &trial.running.facts.private_token)
    );
    assert_eq!((read.status, fresh.status), (200, 200));
}

#[tokio::test]
async fn lost_tokens_are_reconnected_by_a_new_code() {
    let trial = Trial::start().await;
    trial.install(trial.location(), SCOPE).await;
    let facts = &trial.running.facts;
    let body = json!({ "clientKey": facts.client_id, "clientSecret": facts.client_secret, "locationId": facts.location_id });

    let said = trial.control("POST", "/oauth/reconnect", body).await;
    let code = said.body["authorizationCode"].as_str().unwrap();
    let pair = trial.token(None, &[("grant_type", "authorization_code"), ("code", code)]).await;

    assert_eq!((said.status, pair.status), (200, 200));
}

#[tokio::test]
async fn the_crates_own_client_goes_in_by_the_front_door_and_reads_every_neighbour() {
    let trial = Trial::start().await;
    let scope = highlevel::Scope::KNOWN.iter().cloned().collect::<highlevel::Scopes>().to_string();
    let http = http_client("trial").unwrap();
    let base: Url = trial.running.base_url().parse().unwrap();
    let outside = Client::through(Arc::new(Direct::without_token(http.clone()).at(base.clone())));
    let facts = &trial.running.facts;
    let app = AppCredentials {
        client_id: facts.client_id.clone(),
        client_secret: facts.client_secret.clone().into(),
    };
    let location = LocationId::new(trial.location()).unwrap();
    let back: Url = "http://127.0.0.1:9/back".parse().unwrap();

    let code = trial.code(trial.location(), &scope).await.into();
    let pair = outside.oauth().exchange_code(&app, &code, &back).await.unwrap();
    let renewed =
        outside.oauth().refresh(&app, &pair.refresh_token.unwrap(), &UserType::Location).await.unwrap();
    let inside = Client::through(Arc::new(Direct::new(http, renewed.access_token).at(base)));
    let tasks = inside.locations().tasks_all(location.clone(), Default::default()).count().await;

    let of_contacts = trial.running.world().look(|state| {
        let fields = state.custom_fields(&state.location_in_use().id);
        fields.filter(|field| &*field.model == "contact").count()
    });
    assert_eq!(inside.locations().custom_fields(&location).await.unwrap().len(), of_contacts);
    let whole = trial.control("GET", "/sandbox/world", json!(null)).await.body["locations"][0].clone();
    assert_eq!(tasks as u64, whole["tasks"].as_u64().unwrap());
    assert_eq!(inside.locations().get(&location).await.unwrap().id, location);
    for (count, kind) in [
        (inside.locations().tags(&location).await.unwrap().len(), "tags"),
        (inside.users().of_location(&location).await.unwrap().len(), "users"),
        (inside.calendars().of_location(&location).await.unwrap().len(), "calendars"),
    ] {
        assert_eq!(count as u64, whole[kind].as_u64().unwrap(), "{kind}");
    }
}

#[tokio::test]
async fn tokens_of_an_installation_that_was_removed_stay_dead_when_it_comes_back() {
    let trial = Trial::start().await;
    let old = trial.install(trial.location(), SCOPE).await["access_token"].as_str().unwrap().to_owned();
    let unused = trial.code(trial.location(), SCOPE).await;
    let path = format!("/contacts/?locationId={}", trial.location());

    trial.control("POST", &format!("/sandbox/installs/{}/remove", trial.location()), json!(null)).await;
    let new = trial.install(trial.location(), SCOPE).await["access_token"].as_str().unwrap().to_owned();
    let with_old = trial.call(&old, "2021-07-28", "GET", &path, None).await;
    let with_new = trial.call(&new, "2021-07-28", "GET", &path, None).await;
    let by_code = trial.token(None, &[("grant_type", "authorization_code"), ("code", &unused)]).await;

    assert_eq!((with_old.status, &with_old.body["message"]), (401, &json!("Invalid JWT")));
    assert_eq!((with_new.status, by_code.status), (200, 401));
}

#[tokio::test]
async fn a_code_by_reconnect_is_traded_with_any_redirect_uri() {
    let trial = Trial::start().await;
    trial.install(trial.location(), SCOPE).await;
    let facts = trial.running.facts.clone();
    let lost = json!({
        "clientKey": facts.client_id, "clientSecret": facts.client_secret, "locationId": facts.location_id,
    });

    let said = trial.control("POST", "/oauth/reconnect", lost).await;
    let code = said.body["authorizationCode"].as_str().unwrap().to_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "http://127.0.0.1:9/back"),
    ];

    assert_eq!(trial.token(None, &form).await.status, 200);
}

#[tokio::test]
async fn a_location_token_holds_a_second_longer_and_v3_puts_its_refusals_in_an_envelope() {
    let trial = Trial::start().await;
    let company = trial.install(trial.company(), SCOPE).await["access_token"].as_str().unwrap().to_owned();
    let both = json!({ "companyId": trial.company(), "locationId": trial.location() });
    let list = format!("/oauth/installed-locations?companyId={}&appId=other", trial.company());

    let made = trial.call(&company, "2021-07-28", "POST", "/oauth/locationToken", Some(both)).await;
    let refused = trial.call(&company, "v3", "GET", &list, None).await;

    assert_eq!((made.status, &made.body["expires_in"]), (201, &json!(86_400)));
    assert_eq!((refused.status, &refused.body["error"]["code"]), (404, &json!("RESOURCE_NOT_FOUND")));
}

/// Installs the app on the company through the form, on these locations alone.
async fn install_for_company(trial: &Trial, more: &[(&str, &str)]) -> Value {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", &trial.running.facts.client_id)
        .append_pair("redirect_uri", "http://127.0.0.1:9/back")
        .append_pair("scope", SCOPE)
        .append_pair("location_id", trial.company())
        .extend_pairs(more);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let said = trial.send("POST", "/oauth/consent", &headers, Some(form.finish())).await;
    let back = Url::parse(said.headers["location"].to_str().unwrap()).unwrap();
    let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    trial.token(None, &[("grant_type", "authorization_code"), ("code", &code)]).await.body
}

async fn other_location(trial: &Trial) -> String {
    let all = trial.control("GET", "/sandbox/world/locations", json!(null)).await.body;
    let other = all["locations"].as_array().unwrap().iter().find(|one| one["id"] != trial.location());
    other.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn mint(trial: &Trial, company: &Value, location: &str) -> crate::trial::Said {
    let both = json!({ "companyId": trial.company(), "locationId": location });
    let token = company["access_token"].as_str().unwrap();
    trial.call(token, "2021-07-28", "POST", "/oauth/locationToken", Some(both)).await
}

#[tokio::test]
async fn an_agency_installs_on_some_of_its_locations_and_later_on_another() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    let other = other_location(&trial).await;

    let first = install_for_company(&trial, &[("only", trial.location())]).await;
    let refused = mint(&trial, &first, &other).await;
    let second = install_for_company(&trial, &[("only", &other)]).await;
    let minted = mint(&trial, &second, &other).await;
    let still = mint(&trial, &first, trial.location()).await;
    let heard = ear.hears(3).await;

    assert_eq!(first["approvedLocations"], json!([trial.location()]));
    assert_eq!((refused.status, minted.status, still.status), (400, 201, 201));
    assert_eq!(second["approveAllLocations"], true);
    let places: Vec<&Value> = heard.iter().map(|heard| &heard.body["locationId"]).collect();
    assert!(heard.iter().all(|heard| heard.body["type"] == "INSTALL"));
    assert_eq!(places.iter().filter(|place| ***place == json!(other)).count(), 1);
    assert_eq!(places.iter().filter(|place| place.is_null()).count(), 1);
}

#[tokio::test]
async fn a_location_that_loses_the_app_loses_its_tokens_at_once_and_for_good() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    let company = trial.install(trial.company(), SCOPE).await;
    let other = other_location(&trial).await;
    let (here, there) =
        (mint(&trial, &company, trial.location()).await, mint(&trial, &company, &other).await);
    let (here, there) =
        (here.body["access_token"].as_str().unwrap(), there.body["access_token"].as_str().unwrap());
    let read = |token: String, location: String| {
        let (path, trial) = (format!("/contacts/?locationId={location}"), &trial);
        async move { trial.call(&token, "2021-07-28", "GET", &path, None).await.status }
    };
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;

    trial.control("POST", &format!("/sandbox/installs/{other}/remove"), json!(null)).await;
    let gone = (read(there.into(), other.clone()).await, read(here.into(), trial.location().into()).await);
    let heard = ear.hears(1).await;
    trial.install(trial.company(), SCOPE).await;
    let back = read(there.into(), other.clone()).await;
    let new = mint(&trial, &company, &other).await.body["access_token"].as_str().unwrap().to_owned();

    assert_eq!(gone, (401, 200));
    assert_eq!((&heard[0].body["type"], &heard[0].body["locationId"]), (&json!("UNINSTALL"), &json!(other)));
    assert_eq!((back, read(new, other.clone()).await), (401, 200));
}

#[tokio::test]
async fn a_location_made_later_gets_the_app_where_that_was_wanted() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    let company = install_for_company(&trial, &[("future", "on")]).await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    let tokens = trial.control("GET", "/sandbox/tokens", json!(null)).await.body;
    let agency = tokens.as_array().unwrap().iter().find(|one| one["for"] == trial.company()).unwrap();
    let body = json!({ "companyId": trial.company(), "name": "Third place", "timezone": "Europe/Lisbon" });

    let made =
        trial.call(agency["token"].as_str().unwrap(), "2021-07-28", "POST", "/locations/", Some(body)).await;
    let minted = mint(&trial, &company, made.body["id"].as_str().unwrap()).await;
    let heard = ear.hears(1).await;

    assert_eq!((made.status, &made.body["timezone"]), (200, &json!("Europe/Lisbon")));
    assert_eq!((minted.status, &heard[0].body["type"]), (201, &json!("INSTALL")));
}

#[tokio::test]
async fn four_refusals_that_no_refresh_cures_are_told_apart() {
    let trial = Trial::start().await;
    let company = trial.install(trial.company(), SCOPE).await["access_token"].as_str().unwrap().to_owned();
    let tokens = trial.control("GET", "/sandbox/tokens", json!(null)).await.body;
    let agency = tokens.as_array().unwrap().iter().find(|one| one["for"] == trial.company()).unwrap();
    let agency = agency["token"].as_str().unwrap().to_owned();
    let (full, small) =
        (trial.running.facts.private_token.clone(), trial.running.facts.read_only_token.clone());
    let (contacts, users) = (
        format!("/contacts/?locationId={}", trial.location()),
        format!("/users/?locationId={}", trial.location()),
    );
    let app = trial.running.facts.client_id.split('-').next().unwrap().to_owned();
    let installed = format!("/oauth/installedLocations?companyId={}&appId={app}", trial.company());
    let cases = [
        (&small, &users, 401, "The token is not authorized for this scope."),
        (&agency, &contacts, 401, "The token is not authorized for this scope."),
        (&agency, &installed, 401, "The token is not authorized for this scope."),
        (&agency, &users, 401, "Token's user type mismatch!"),
        (
            &company,
            &contacts,
            401,
            "This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.",
        ),
        (
            &full,
            &"/contacts/?locationId=AAAAAAAAAAAAAAAAAAAA".to_owned(),
            403,
            "The token does not have access to this location.",
        ),
    ];

    for (token, path, status, text) in cases {
        let said = trial.call(token, "2021-07-28", "GET", path, None).await;

        assert_eq!((said.status, &said.body["message"]), (status, &json!(text)), "{path}");
    }
}
