//! The search grammar over the route.

use serde_json::{Value, json};

use super::bench::{Bench, ids};

async fn refused(bench: &Bench, body: Value) -> (u16, Value) {
    let mut whole = bench.here(json!({ "pageLimit": 20 }));
    for (name, value) in body.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let reply = bench.post("/contacts/search", whole).await;
    (reply.status, reply.body["message"].clone())
}

fn is(field: &str, operator: &str, value: Value) -> Value {
    json!({ "filters": [{ "field": field, "operator": operator, "value": value }] })
}

#[tokio::test]
async fn a_search_needs_location_and_page_limit() {
    let bench = Bench::new();

    let reply = bench.post("/contacts/search", json!({})).await;

    let said = json!([
        "locationId must be a string",
        "pageLimit must be a number conforming to the specified constraints"
    ]);
    assert_eq!((reply.status, &reply.body["message"]), (422, &said));
}

#[tokio::test]
async fn items_carry_their_cursor_and_lack_what_search_does_not_show() {
    let bench = Bench::new();
    bench.contact(json!({ "firstName": "Ada", "postalCode": "04101", "address1": "1 Elm Street" })).await;

    let mut body = bench.here(json!({ "pageLimit": 1 }));
    body["query"] = json!("ada");
    let reply = bench.post("/contacts/search", body).await;

    let contact = &reply.body["contacts"][0];
    assert_eq!(contact["searchAfter"][1], contact["id"]);
    assert_eq!(contact["address"], "1 Elm Street");
    assert_eq!((contact.get("postalCode"), contact.get("address1"), contact.get("name")), (None, None, None));
    assert!(reply.body["traceId"].is_string() && reply.body["total"].is_number());
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let bench = Bench::new();

    let by_filter = refused(&bench, is("additional_phones", "eq", json!("x"))).await;
    let by_sort = refused(&bench, json!({ "sort": [{ "field": "dnd_settings", "direction": "asc" }] })).await;

    assert_eq!(by_filter, (400, json!("Invalid field additional_phones")));
    assert_eq!(by_sort, (400, json!("Invalid field dnd_settings")));
}

#[tokio::test]
async fn limits_of_the_grammar_hold() {
    let bench = Bench::new();

    assert_eq!(refused(&bench, json!({ "pageLimit": 501 })).await.0, 400);
    assert_eq!(refused(&bench, json!({ "pageLimit": 0 })).await.0, 422);
    assert_eq!(refused(&bench, json!({ "pageLimit": 100, "page": 101 })).await.0, 400);
    assert_eq!(refused(&bench, json!({ "pageLimit": 100, "page": 100 })).await.0, 200);
    assert_eq!(refused(&bench, json!({ "query": "x".repeat(76) })).await.0, 422);
    assert_eq!(refused(&bench, is("email", "eq", json!("x".repeat(76)))).await.0, 422);
    assert_eq!(refused(&bench, is("email", "contains", json!("a*b"))).await.0, 400);
    assert_eq!(refused(&bench, json!({ "filters": {} })).await.0, 422);
    assert_eq!(refused(&bench, json!({ "page": 2, "searchAfter": [1, "x"] })).await.0, 400);
    assert_eq!(refused(&bench, json!({ "offset": 1 })).await.1, json!(["property offset should not exist"]));
}

#[tokio::test]
async fn operators_find_what_they_say() {
    let bench = Bench::new();
    let size = bench.field("Household size");
    let fields = json!([{ "id": size, "field_value": 97 }]);
    let body = json!({ "firstName": "Zebedee", "email": "zeb@example.com", "tags": ["quay"], "customFields": fields });
    let zeb = vec![bench.contact(body).await];

    assert_eq!(bench.found(is("firstNameLowerCase", "eq", json!("zebedee"))).await, zeb);
    assert_eq!(bench.found(is("email", "contains", json!("ZEB"))).await, zeb);
    assert_eq!(bench.found(is("tags", "eq", json!(["nothing", "quay"]))).await, zeb);
    assert_eq!(bench.found(is("tags", "contains", json!("qua"))).await, zeb);
    assert_eq!(bench.found(is(&format!("customFields.{size}"), "eq", json!(97))).await, zeb);
    assert_eq!(bench.found(is("dateAdded", "range", json!({ "gte": "2026-03-02T12:00:00Z" }))).await, zeb);
    let without = bench
        .found(json!({ "filters": [{ "field": "firstNameLowerCase", "operator": "not_exists" }] }))
        .await;
    assert!(!without.contains(&zeb[0]));
    let others = bench.found(is("firstNameLowerCase", "not_eq", json!("zebedee"))).await;
    assert_eq!(others.len(), 20);
}

#[tokio::test]
async fn groups_nest() {
    let bench = Bench::new();
    let one = bench.contact(json!({ "firstName": "Zebedee", "city": "Ustburg" })).await;
    let two = bench.contact(json!({ "firstName": "Quentina", "city": "Ustburg" })).await;

    let either = json!({ "group": "OR", "filters": [
        { "field": "firstNameLowerCase", "operator": "eq", "value": "zebedee" },
        { "group": "AND", "filters": [
            { "field": "firstNameLowerCase", "operator": "eq", "value": "quentina" },
            { "field": "city", "operator": "eq", "value": "nowhere" },
        ] },
    ] });
    let here = json!({ "field": "city", "operator": "eq", "value": "Ustburg" });
    let found = bench.found(json!({ "filters": [here, either] })).await;

    assert_eq!(found, [one]);
    assert_eq!(bench.found(is("city", "eq", json!("ustburg"))).await.len(), 2, "{two}");
}

#[tokio::test]
async fn dnd_can_be_asked_for_by_channel() {
    let bench = Bench::new();
    let dnd = json!({ "Email": { "status": "permanent" } });
    let ada = bench.contact(json!({ "firstName": "Ada", "dndSettings": dnd })).await;

    assert!(bench.found(is("dndSettings.Email.status", "eq", json!("permanent"))).await.contains(&ada));
}

#[tokio::test]
async fn search_after_walks_any_order_once_and_its_last_page_has_a_cursor() {
    let bench = Bench::of(53);
    let orders = [
        json!([]),
        json!([{ "field": "dateUpdated", "direction": "asc" }]),
        json!([{ "field": "city", "direction": "desc" }, { "field": "firstNameLowerCase", "direction": "asc" }]),
    ];
    for sort in orders {
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        loop {
            let body = bench.here(json!({ "pageLimit": 10, "sort": sort, "searchAfter": after }));
            let reply = bench.post("/contacts/search", body).await;
            let page = ids(&reply.body);
            assert_eq!(reply.body["total"], 53, "{}", reply.body);
            if page.is_empty() {
                break;
            }
            after = reply.body["contacts"][page.len() - 1]["searchAfter"].clone();
            seen.extend(page);
        }
        let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (53, 53), "{sort}");
    }
}

#[tokio::test]
async fn pages_by_number_follow_each_other() {
    let bench = Bench::of(25);
    let page = async |number: u32| {
        let body = bench.here(json!({ "pageLimit": 10, "page": number }));
        ids(&bench.post("/contacts/search", body).await.body)
    };

    let (one, two, three, four) = (page(1).await, page(2).await, page(3).await, page(4).await);

    assert_eq!((one.len(), two.len(), three.len(), four.len()), (10, 10, 5, 0));
    assert!(two.iter().all(|id| !one.contains(id)));
}

#[tokio::test]
async fn a_filtered_search_pages_by_number_and_by_cursor_alike() {
    let bench = Bench::of(60);
    let filters = json!([{ "field": "type", "operator": "eq", "value": "customer" }]);
    let ask = async |more: Value| {
        let mut body = bench.here(json!({ "pageLimit": 5, "filters": filters }));
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        bench.post("/contacts/search", body).await.body
    };

    let (one, two) = (ask(json!({ "page": 1 })).await, ask(json!({ "page": 2 })).await);
    let after = ask(json!({ "searchAfter": one["contacts"][4]["searchAfter"] })).await;

    assert_eq!(ids(&two), ids(&after));
    assert_eq!((ids(&two).len(), &two["total"]), (5, &after["total"]));
}

#[tokio::test]
async fn an_id_is_found_whatever_letters_it_has() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let found = bench.found(is("id", "eq", json!(ada))).await;

    assert_eq!(found, [ada]);
}

#[tokio::test]
async fn contacts_are_found_by_their_business() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let business = bench.world.look(|state| {
        let mut all = state.businesses(&state.location_in_use().id);
        all.next().unwrap().id
    });
    let body = bench.here(json!({ "ids": [ada], "businessId": business }));
    assert_eq!(bench.post("/contacts/bulk/business", body).await.status, 200);

    let found = bench.found(is("businessId", "eq", json!(business))).await;
    let elsewhere = bench.found(is("businessId", "not_eq", json!(business))).await;

    assert!(found.contains(&ada) && !elsewhere.contains(&ada));
}

#[tokio::test]
async fn a_range_without_a_bound_it_knows_is_refused() {
    let bench = Bench::new();

    for value in [json!({}), json!({ "from": 1 }), json!({ "gt": 1, "to": 2 }), json!([1, 2])] {
        let said = refused(&bench, is("dateAdded", "range", value)).await;

        assert_eq!(said, (422, json!(["value must be an object with gt, gte, lt or lte"])));
    }
}
