//! Each rule of the Businesses API as a sentence, over the router.

use serde_json::json;

use crate::contacts::tests::bench::Bench;

#[tokio::test]
async fn a_business_is_made_read_changed_and_deleted() {
    let bench = Bench::new();
    let body = bench.here(json!({ "name": "Harbor Bikes", "phone": "+12075550155", "city": "Portland" }));

    let made = bench.post("/businesses/", body).await;
    let path = format!("/businesses/{}", made.body["buiseness"]["id"].as_str().unwrap());
    let changed = bench.put(&path, json!({ "description": "Repairs", "phone": "" })).await;
    let read = bench.get(&path).await;
    let gone = bench.call("DELETE", &path, None).await;

    assert_eq!((made.status, &made.body["success"]), (201, &json!(true)));
    assert_eq!((changed.status, &changed.body["buiseness"]["description"]), (200, &json!("Repairs")));
    assert_eq!(
        (&read.body["business"]["name"], read.body["business"].get("phone")),
        (&json!("Harbor Bikes"), None)
    );
    assert_eq!((gone.status, gone.body["success"].clone()), (200, json!(true)));
    assert_eq!(bench.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_business_needs_a_name_and_a_location_and_nothing_unheard_of() {
    let bench = Bench::new();

    let reply = bench.post("/businesses/", json!({ "colour": 1, "email": "nowhere" })).await;

    let said = json!([
        "property colour should not exist",
        "locationId must be a string",
        "email must be an email",
        "name must be a string",
    ]);
    assert_eq!((reply.status, &reply.body["message"]), (422, &said));
}

#[tokio::test]
async fn businesses_are_listed_page_by_page_newest_first() {
    let bench = Bench::new();
    bench.post("/businesses/", bench.here(json!({ "name": "Newest" }))).await;
    let location = bench.location();

    let all = bench.get(&format!("/businesses/?locationId={location}")).await;
    let second = bench.get(&format!("/businesses/?locationId={location}&limit=1&skip=1")).await;
    let many = bench.get(&format!("/businesses/?locationId={location}&limit=101")).await;

    assert_eq!(all.body["businesses"][0]["name"], "Newest");
    assert_eq!(second.body["businesses"][0], all.body["businesses"][1]);
    assert_eq!(many.status, 400);
}

#[tokio::test]
async fn the_contacts_of_a_deleted_business_belong_to_none_and_nothing_is_sent() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let business = bench.world.look(|state| state.businesses(&bench.location()).next().unwrap().id);
    bench.post("/contacts/bulk/business", bench.here(json!({ "ids": [ada], "businessId": business }))).await;

    bench.call("DELETE", &format!("/businesses/{business}"), None).await;

    assert_eq!(bench.read(&ada).await.get("businessId"), None);
    let members = bench.get(&format!("/contacts/business/{business}?locationId={}", bench.location())).await;
    assert_eq!(members.status, 404);
    assert!(bench.kinds().is_empty());
}

#[tokio::test]
async fn a_business_of_another_location_is_not_there() {
    let bench = Bench::new();
    let other = bench.world.look(|state| state.businesses(&bench.other_location()).next().unwrap().id);

    assert_eq!(bench.get(&format!("/businesses/{other}")).await.status, 404);
    assert_eq!(bench.put(&format!("/businesses/{other}"), json!({ "name": "x" })).await.status, 404);
}
