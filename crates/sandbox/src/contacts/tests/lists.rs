//! The list by cursor, duplicates, and the index that is behind.

use serde_json::{Value, json};

use super::bench::{Bench, ids};

fn page(bench: &Bench, more: &str) -> String {
    format!("/contacts/?locationId={}{more}", bench.location())
}

#[tokio::test]
async fn the_list_lower_cases_first_names_and_keeps_the_raw_ones() {
    let bench = Bench::new();
    bench.ada().await;

    let contact = bench.get(&page(&bench, "&limit=1")).await.body["contacts"][0].clone();

    assert_eq!((&contact["firstName"], &contact["firstNameRaw"]), (&json!("ada"), &json!("Ada")));
    assert_eq!(contact["contactName"], "ada byron");
    assert!(contact["attributions"].is_array());
    assert_eq!(contact["startAfter"][1], contact["id"]);
}

#[tokio::test]
async fn half_a_cursor_is_page_one_again() {
    let bench = Bench::new();
    let first = bench.get(&page(&bench, "&limit=5")).await;
    let after = first.body["meta"]["startAfter"].as_i64().unwrap();

    let again = bench.get(&page(&bench, &format!("&limit=5&startAfter={after}"))).await;

    assert_eq!(ids(&again.body), ids(&first.body));
    assert_eq!(again.body["meta"]["startAfterId"], first.body["meta"]["startAfterId"]);
}

#[tokio::test]
async fn the_whole_list_is_paged_once_and_the_last_page_still_has_a_cursor() {
    let bench = Bench::of(45);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let reply = bench.get(&page(&bench, &format!("&limit=10{cursor}"))).await;
        let meta = &reply.body["meta"];
        seen.extend(ids(&reply.body));
        assert_eq!(meta["total"], 45);
        assert!(meta["nextPageUrl"].is_string());
        cursor = format!(
            "&startAfter={}&startAfterId={}",
            meta["startAfter"],
            meta["startAfterId"].as_str().unwrap()
        );
        if ids(&reply.body).len() < 10 {
            assert_eq!((&meta["currentPage"], &meta["nextPage"]), (&json!(5), &Value::Null));
            break;
        }
    }

    let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (45, 45));
}

#[tokio::test]
async fn a_page_without_its_location_is_forbidden() {
    let bench = Bench::new();

    let reply = bench.get("/contacts/?limit=5").await;

    assert_eq!(reply.status, 403);
    assert_eq!(reply.body["message"], "The token does not have access to this location.");
}

#[tokio::test]
async fn a_page_above_the_maximum_is_refused_not_clamped() {
    let bench = Bench::new();

    assert_eq!(bench.get(&page(&bench, "&limit=101")).await.status, 400);
    assert_eq!(bench.get(&page(&bench, "&limit=100&offset=3")).await.status, 200);
}

#[tokio::test]
async fn the_list_finds_by_part_of_a_phone() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.get(&page(&bench, "&query=2025550101")).await;

    assert_eq!((ids(&reply.body), &reply.body["meta"]["total"]), (vec![ada], &json!(1)));
}

#[tokio::test]
async fn a_duplicate_search_wants_a_key_and_answers_null_for_none() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/search/duplicate?locationId={}", bench.location());

    let neither = bench.get(&path).await;
    let none = bench.get(&format!("{path}&email=none@example.com")).await;
    let by_phone = bench.get(&format!("{path}&number=%2B12025550101")).await;
    let with_bare_plus = bench.get(&format!("{path}&number=+12025550101")).await;

    assert_eq!(neither.status, 400);
    assert_eq!(neither.body["message"], "Pass at least one of number, email query parameter");
    assert_eq!((none.status, &none.body["contact"]), (200, &Value::Null));
    assert_eq!(by_phone.body["contact"]["id"], json!(ada));
    assert_eq!(with_bare_plus.body["contact"], Value::Null);
}

#[tokio::test]
async fn list_and_search_are_behind_by_the_lag_while_reads_by_id_are_not() {
    let bench = Bench::of(3);
    let old = bench.get(&page(&bench, "")).await.body["contacts"][0]["id"].as_str().unwrap().to_owned();
    bench.world.set_index_lag(5_000);

    let ada = bench.ada().await;
    bench.call("DELETE", &format!("/contacts/{old}"), None).await;

    let listed = ids(&bench.get(&page(&bench, "")).await.body);
    assert!(!listed.contains(&ada) && listed.contains(&old));
    assert!(bench.found(json!({})).await.contains(&old));
    assert_eq!(bench.get(&format!("/contacts/{ada}")).await.status, 200);

    let later = "2026-03-02T12:00:06Z".parse().unwrap();
    bench.world.clock().set(later);

    let listed = ids(&bench.get(&page(&bench, "")).await.body);
    assert!(listed.contains(&ada) && !listed.contains(&old));
}

#[tokio::test]
async fn the_contacts_of_a_business_are_paged_by_name() {
    let bench = Bench::of(60);
    let business = bench.world.look(|state| state.businesses(&bench.location()).next().unwrap().id);
    let path = format!("/contacts/business/{business}?locationId={}", bench.location());
    for name in ["Zoe", "ada", "Max"] {
        let id = bench.contact(json!({ "firstName": name })).await;
        bench
            .post("/contacts/bulk/business", bench.here(json!({ "ids": [id], "businessId": business })))
            .await;
    }

    let whole = ids(&bench.get(&path).await.body);
    let (mut seen, mut after) = (Vec::new(), String::new());
    while seen.len() < whole.len() {
        let page = bench.v3().get(&format!("{path}&limit=1{after}")).await.body;
        let cursor = page["contacts"][0]["startAfter"].clone();
        let text = |at: usize| cursor[at].as_str().unwrap().replace(' ', "%20");
        after = format!("&startAfter={}%2C{}", text(0), text(1));
        seen.extend(ids(&page));
    }

    assert!(whole.len() >= 3);
    assert_eq!(seen, whole);
}
