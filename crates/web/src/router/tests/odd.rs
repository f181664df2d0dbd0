//! Requests that no page of ours sends, over a real connection.

use ed25519_dalek::pkcs8::EncodePublicKey as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::{Signer as _, SigningKey};
use highlevel::Scopes;
use highlevel::oauth::AppCredentials;
use highlevel::signature::PublicKeys;
use workspace::connections::Asking;

use super::house::House;
use super::wire::wire;

#[tokio::test]
async fn sign_in_leads_nowhere_but_to_our_own_pages() {
    let house = House::with_ada().await;
    let password = "email=maya%40example.com&password=a+long+enough+one";
    wire("POST", "/account/password").form(password).signed(&house).ask(&house).await;

    for after in [
        "%2Fcontacts%0D%0ASet-Cookie%3A+evil%3D1",
        "%2F%2Fevil.example.com",
        "https%3A%2F%2Fevil.example.com%2F",
        "%2F%5Cevil.example.com",
        "%2F%09%2Fevil.example.com",
        "javascript%3Aalert(1)",
        "%2Fcontacts%3Fq%3D%C3%A9",
    ] {
        let answer = wire("POST", "/sign-in").form(&format!("{password}&after={after}")).ask(&house).await;

        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{after}");
        assert!(
            !answer
                .headers
                .get_all("set-cookie")
                .iter()
                .any(|cookie| cookie.to_str().unwrap().contains("evil"))
        );
    }
    let signed = wire("GET", "/sign-in?next=%2F%2Fevil.example.com").signed(&house).ask(&house).await;
    assert_eq!(signed.header("location"), "/");
}

#[tokio::test]
async fn a_page_of_another_name_that_points_here_is_told_nothing() {
    let house = House::with_ada().await;

    for path in ["/contacts", "/sign-in", "/nowhere", "/assets/none.css"] {
        let answer = wire("GET", path).with("host", "evil.example.com").signed(&house).ask(&house).await;

        assert_eq!(answer.status, 421, "{path}");
        assert!(answer.body.contains("RK-108") && !answer.body.contains("Ada"), "{path}");
    }
    for host in ["localhost:8780", "127.0.0.1", "[::1]:8780", "rankr", "rankr.local"] {
        assert_eq!(
            wire("GET", "/contacts").with("host", host).signed(&house).ask(&house).await.status,
            200,
            "{host}"
        );
    }
    // HighLevel and those who watch over us may use any name: they prove themselves.
    assert_eq!(wire("GET", "/healthz").with("host", "evil.example.com").ask(&house).await.status, 200);
    assert_eq!(
        wire("POST", "/hooks/highlevel").with("host", "x.example.com").body("{}").ask(&house).await.status,
        401
    );
}

#[tokio::test]
async fn paths_that_name_nothing_are_answered_with_a_page_that_says_so() {
    let house = House::with_ada().await;
    let long = format!("/contacts/{}", "x".repeat(10 * 1024));

    for path in [
        "/contacts/%00",
        "/contacts/a%00b",
        "/contacts/%FF%FE",
        "/contacts/%0D%0Aset-cookie:x",
        "/contacts/../../etc/passwd",
        "/contacts/..%2F..%2Fetc%2Fpasswd",
        "/contacts/ada/tasks/%00",
        "/contacts/ada/notes/%00",
        "/contacts/ada/fields/%00",
        "/contacts/ada/fields/custom.%00",
        "/contacts/%20",
        "/contacts/'%20OR%201=1--",
        "/assets/..%2f..%2fCargo.toml",
        long.as_str(),
    ] {
        let answer = wire("GET", path).signed(&house).ask(&house).await;

        let shown: String = path.chars().take(60).collect();
        assert!(matches!(answer.status, 400 | 404), "{shown} answered {}", answer.status);
        assert!(answer.body.contains("RK-10"), "{shown}");
    }
}

#[tokio::test]
async fn addresses_with_broken_questions_are_answered_with_a_page_that_says_so() {
    let house = House::with_ada().await;

    for path in [
        "/contacts?q=%00",
        "/contacts?q=%FF",
        "/contacts?after=nonsense",
        "/contacts?done=nonsense",
        "/contacts?added=-5",
        "/contacts/ada?before=x",
        "/contacts/new?again=nonsense",
    ] {
        let answer = wire("GET", path).signed(&house).ask(&house).await;

        assert!(matches!(answer.status, 400 | 422), "{path} answered {}", answer.status);
    }
    let missing = domain::ids::WriteId::from_uuid(uuid::Uuid::from_u128(3));
    let answer = wire("GET", &format!("/contacts/new?again={missing}")).signed(&house).ask(&house).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn oversized_and_malformed_bodies_change_nothing() {
    let house = House::with_ada().await;
    let before = house.state().await;
    let large = format!("body={}", "x".repeat(70 * 1024));
    let post = || wire("POST", "/contacts/ada/notes").signed(&house);

    for (request, status, code) in [
        (post().form(&large), 413, "RK-103"),
        (post().form("body=a&body=b"), 400, "RK-101"),
        (post().form("body=%FF"), 400, "RK-101"),
        (post().form("body=%00"), 400, "RK-101"),
        (post().form("replaces=nonsense&body=Hello"), 400, "RK-101"),
        (post().body("{}").with("content-type", "application/json"), 400, "RK-101"),
        (post().body("body=x"), 400, "RK-101"),
        (
            post().body("--x\r\n\r\n--x--").with("content-type", "multipart/form-data; boundary=x"),
            400,
            "RK-101",
        ),
    ] {
        let answer = request.ask(&house).await;

        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(answer.body.contains(code), "{}", answer.body);
    }
    assert_eq!(house.state().await, before);
}

#[tokio::test]
async fn what_another_site_sends_in_ones_name_changes_nothing() {
    let house = House::with_ada().await;
    let before = house.state().await;

    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "nonsense"),
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
    ] {
        for path in ["/contacts/ada/delete", "/account/password", "/sign-out", "/sign-in"] {
            let request =
                wire("POST", path).form("password=a+long+enough+one&email=x%40example.com").signed(&house);

            let answer = request.with(name, value).ask(&house).await;

            assert_eq!(answer.status, 403, "{path} with {name}: {value}");
            assert!(answer.body.contains("RK-202"), "{path} with {name}: {value}");
        }
    }
    assert_eq!(house.state().await, before);
    assert_eq!(wire("GET", "/contacts").signed(&house).ask(&house).await.status, 200);
}

#[tokio::test]
async fn a_callback_is_good_for_one_request_of_ours_and_once() {
    let house = House::with_ada().await;
    let nowhere: url::Url = "http://127.0.0.1:9/".parse().unwrap();
    let asking = Asking {
        base_url: nowhere.clone(),
        consent: nowhere.clone(),
        app: AppCredentials { client_id: "app".into(), client_secret: "secret".to_owned().into() },
        scopes: Scopes::default(),
        redirect: nowhere,
    };
    let state = async || {
        let asked = house.connections.begin_oauth(&asking).await.unwrap();
        asked.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
    };
    let back = async |query: String| {
        let answer = wire("GET", &format!("/oauth/callback?{query}")).ask(&house).await;
        (answer.status, answer.body.contains("RK-302"))
    };
    let (used, old) = (state().await, state().await);

    assert_eq!(back("code=abc".into()).await, (400, true), "no state");
    assert_eq!(back("code=abc&state=made-up".into()).await, (400, true), "a wrong state");
    assert_eq!(back(format!("state={used}")).await, (400, true), "no code");
    assert_eq!(back(format!("code=abc&state={used}")).await, (400, true), "a state that was used");
    assert_eq!(back("error=access_denied&error_description=%3Cb%3Eno".into()).await, (400, true));
    house.clock.advance(jiff::SignedDuration::from_mins(11));
    assert_eq!(back(format!("code=abc&state={old}")).await, (400, true), "a state that is too old");
}

#[tokio::test]
async fn a_delivery_counts_only_with_a_good_signature_over_its_very_bytes() {
    let house = House::with_ada().await;
    let key = SigningKey::from_bytes(&[7; 32]);
    let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    house.keys.replace(PublicKeys::read([pem.as_str()]).unwrap());
    let sign = |body: &str| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(key.sign(body.as_bytes()).to_bytes())
    };
    let send = async |body: &str, signature: &str| {
        let request = wire("POST", "/hooks/highlevel").body(body).with("x-ghl-signature", signature);
        request.ask(&house).await.status
    };
    let good = r#"{"type":"ContactUpdate","locationId":"loc","id":"ada","webhookId":"w1"}"#;
    let waiting = async || house.store.read().await.unwrap().delivery_count_waiting().await.unwrap();

    assert_eq!(send(good, "").await, 401);
    assert_eq!(send(good, "nonsense").await, 401);
    assert_eq!(send(good, &sign("{}")).await, 401);
    assert_eq!(send(&format!("{good} "), &sign(good)).await, 401, "one byte more");
    let large = format!("\"{}\"", "x".repeat(1024 * 1024 + 10));
    assert_eq!(send(&large, &sign(&large)).await, 413);
    assert_eq!(waiting().await, 0);
    assert_eq!(house.keys.refused(), 4);

    assert_eq!(
        send("not json", &sign("not json")).await,
        200,
        "kept and settled, or HighLevel would come again"
    );
    assert_eq!(waiting().await, 0);
    assert_eq!(send(good, &sign(good)).await, 200);
    assert_eq!(waiting().await, 1);
}
