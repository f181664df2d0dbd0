//! Signing in and out, over a real connection: what begins, what ends, what is slowed.

use jiff::SignedDuration;

use super::house::House;
use super::wire::{Answer, wire};

const PASSWORD: &str = "email=maya%40example.com&password=a+long+enough+one";

async fn link(house: &House) -> String {
    format!("/sign-in/{}", house.people.owner_link().await.unwrap().reveal())
}

async fn is_let_in(house: &House, cookie: &str) -> bool {
    !wire("GET", "/contacts").with("cookie", cookie).ask(house).await.is_closed()
}

async fn sign_in(house: &House, form: &str) -> Answer {
    wire("POST", "/sign-in").form(form).ask(house).await
}

#[tokio::test]
async fn following_a_link_ends_the_session_the_browser_came_with() {
    let house = House::with_ada().await;
    let old = house.cookie.clone();

    let answer = wire("GET", &link(&house).await).with("cookie", &old).ask(&house).await;

    assert_eq!(answer.status, 303);
    assert_ne!(answer.cookie(), old);
    assert!(is_let_in(&house, &answer.cookie()).await);
    assert!(!is_let_in(&house, &old).await, "a session somebody planted before stays good");
}

#[tokio::test]
async fn signing_in_by_password_ends_the_session_the_browser_came_with() {
    let house = House::with_ada().await;
    wire("POST", "/account/password").form(PASSWORD).signed(&house).ask(&house).await;

    let answer = wire("POST", "/sign-in").form(PASSWORD).signed(&house).ask(&house).await;

    assert!(is_let_in(&house, &answer.cookie()).await);
    assert!(!is_let_in(&house, &house.cookie).await);
}

#[tokio::test]
async fn a_secret_the_browser_made_up_begins_no_session() {
    let house = House::with_ada().await;
    let planted = format!("rankr_session={}", "p".repeat(43));

    let answer = wire("GET", &link(&house).await).with("cookie", &planted).ask(&house).await;

    assert_ne!(answer.cookie(), planted);
    assert!(!is_let_in(&house, &planted).await);
}

#[tokio::test]
async fn a_new_password_signs_every_other_browser_out() {
    let house = House::with_ada().await;
    let other = wire("GET", &link(&house).await).ask(&house).await.cookie();
    assert!(is_let_in(&house, &other).await);

    let set = wire("POST", "/account/password").form(PASSWORD).signed(&house).ask(&house).await;

    assert_eq!(set.status, 303);
    assert!(!is_let_in(&house, &other).await);
    assert!(is_let_in(&house, &house.cookie).await);
}

#[tokio::test]
async fn a_refused_password_signs_nobody_out() {
    let house = House::with_ada().await;
    let other = wire("GET", &link(&house).await).ask(&house).await.cookie();

    let form = "email=maya%40example.com&password=short";
    let refused = wire("POST", "/account/password").form(form).signed(&house).ask(&house).await;

    assert_eq!(refused.status, 422);
    assert!(is_let_in(&house, &other).await);
}

#[tokio::test]
async fn signing_out_ends_the_session_and_its_cookie() {
    let house = House::with_ada().await;

    let answer = wire("POST", "/sign-out").signed(&house).ask(&house).await;

    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert!(!is_let_in(&house, &house.cookie).await);
}

#[tokio::test]
async fn a_link_does_not_work_twice_nor_after_a_day() {
    let house = House::with_ada().await;
    let used = link(&house).await;
    assert_eq!(wire("GET", &used).ask(&house).await.status, 303);

    let replayed = wire("GET", &used).ask(&house).await;
    let pressed = wire("POST", &used).ask(&house).await;
    let old = link(&house).await;
    house.clock.advance(SignedDuration::from_hours(25));
    let expired = wire("GET", &old).ask(&house).await;

    for answer in [replayed, pressed, expired] {
        assert_eq!(answer.status, 403);
        assert!(answer.body.contains("RK-204") && answer.header("set-cookie").is_empty());
    }
}

#[tokio::test]
async fn a_session_ends_a_month_after_its_last_use() {
    let house = House::with_ada().await;

    house.clock.advance(SignedDuration::from_hours(31 * 24));

    assert!(!is_let_in(&house, &house.cookie).await);
}

#[tokio::test]
async fn the_cookie_goes_by_https_alone_where_people_come_by_https() {
    let (plain, secure) = (House::open().await, House::known_as("https://rankr.example.com").await);

    let plain = wire("GET", &link(&plain).await).ask(&plain).await;
    let secure = wire("GET", &link(&secure).await).with("host", "rankr.example.com").ask(&secure).await;

    assert!(!plain.header("set-cookie").contains("Secure"));
    let cookie = secure.header("set-cookie");
    assert!(
        cookie.contains("; Secure") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}

#[tokio::test]
async fn knowing_one_password_does_not_help_to_guess_the_others() {
    let house = House::with_ada().await;
    wire("POST", "/account/password").form(PASSWORD).signed(&house).ask(&house).await;
    let guess = |email: &str| format!("email={email}&password=wrong+wrong+wrong");
    for number in 0..5 {
        assert_eq!(sign_in(&house, &guess(&format!("one{number}%40example.com"))).await.status, 403);
    }

    assert_eq!(sign_in(&house, PASSWORD).await.status, 303);

    assert_eq!(sign_in(&house, &guess("two%40example.com")).await.status, 403);
    let slowed = sign_in(&house, &guess("three%40example.com")).await;
    assert_eq!(slowed.status, 429);
    assert!(!slowed.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_header_about_where_one_comes_from_is_not_believed() {
    let house = House::with_ada().await;

    let mut last = 0;
    for number in 0..8 {
        let guess = format!("email=one{number}%40example.com&password=wrong");
        let from = format!("192.0.2.{number}");
        let request = wire("POST", "/sign-in").form(&guess).with("x-forwarded-for", &from);
        last = request.with("forwarded", &format!("for={from}")).ask(&house).await.status;
    }

    assert_eq!(last, 429);
}
