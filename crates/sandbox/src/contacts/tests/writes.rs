//! Create, update, upsert, delete.

use serde_json::{Value, json};

use super::bench::Bench;

#[tokio::test]
async fn a_created_contact_answers_201_with_lower_case_copies_and_a_trace_id() {
    let bench = Bench::new();

    let body = bench.here(json!({ "firstName": "Ada", "lastName": "Byron", "phone": "(202) 555-0101" }));
    let reply = bench.post("/contacts/", body).await;

    assert_eq!(reply.status, 201);
    let contact = &reply.body["contact"];
    assert_eq!(contact["firstNameLowerCase"], "ada");
    assert_eq!(contact["fullNameLowerCase"], "ada byron");
    assert_eq!(contact["phone"], "+12025550101");
    assert_eq!(contact["type"], "lead");
    assert_eq!(contact["deleted"], false);
    assert_eq!(contact.get("email"), None);
    assert!(reply.body["traceId"].is_string());
}

#[tokio::test]
async fn the_path_works_with_and_without_its_slash() {
    let bench = Bench::new();

    let with = bench.post("/contacts/", bench.here(json!({ "firstName": "Ada" }))).await;
    let without = bench.post("/contacts", bench.here(json!({ "firstName": "Ada" }))).await;

    assert_eq!((with.status, without.status), (201, 201));
}

#[tokio::test]
async fn a_contact_of_its_location_alone_is_a_400_that_claims_422() {
    let bench = Bench::new();

    let reply = bench.post("/contacts/", bench.here(json!({}))).await;

    assert_eq!((reply.status, &reply.body["statusCode"]), (400, &json!(422)));
}

#[tokio::test]
async fn an_unknown_property_should_not_exist() {
    let bench = Bench::new();

    let body = bench.here(json!({ "firstName": "Ada", "additionalEmails": [] }));
    let reply = bench.post("/contacts/", body).await;

    assert_eq!(reply.status, 422);
    assert_eq!(reply.body["message"], json!(["property additionalEmails should not exist"]));
    assert_eq!(reply.body["error"], "Unprocessable Entity");
}

#[tokio::test]
async fn a_create_without_a_location_is_422_and_one_elsewhere_is_403() {
    let bench = Bench::new();

    let missing = bench.post("/contacts/", json!({ "firstName": "Ada" })).await;
    let elsewhere = json!({ "firstName": "Ada", "locationId": bench.other_location() });
    let elsewhere = bench.post("/contacts/", elsewhere).await;

    assert_eq!((missing.status, elsewhere.status), (422, 403));
    assert_eq!(missing.body["message"], json!(["locationId must be a string"]));
    assert_eq!(elsewhere.body["message"], "The token does not have access to this location.");
}

#[tokio::test]
async fn an_empty_e_mail_must_be_an_email() {
    let bench = Bench::new();

    let body = bench.here(json!({ "phone": "+12025550101", "email": "" }));
    let reply = bench.post("/contacts/upsert", body).await;

    assert_eq!(reply.status, 422);
    assert_eq!(reply.body["message"], json!(["email must be an email"]));
}

#[tokio::test]
async fn a_duplicate_is_refused_with_the_other_contact_in_meta() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let by_email = bench.post("/contacts/", bench.here(json!({ "email": "ADA@example.com" }))).await;
    let by_phone = bench.post("/contacts/", bench.here(json!({ "phone": "202 555 0101" }))).await;

    assert_eq!((by_email.status, by_phone.status), (400, 400));
    assert_eq!(by_email.body["message"], "This location does not allow duplicated contacts.");
    let meta = json!({ "contactId": ada, "contactName": "Ada Byron", "matchingField": "email" });
    assert_eq!(by_email.body["meta"], meta);
    assert_eq!(by_phone.body["meta"]["matchingField"], "phone");
    assert!(bench.kinds().is_empty());
}

#[tokio::test]
async fn an_unknown_id_of_any_shape_is_a_400() {
    let bench = Bench::new();

    let reply = bench.get("/contacts/lookup").await;

    assert_eq!(reply.status, 400);
    assert_eq!(reply.body["error"], "Contact with id lookup not found");
    assert_eq!(reply.body["status"], 400);
}

#[tokio::test]
async fn words_of_the_api_are_ids_where_an_id_is_read() {
    let bench = Bench::new();

    for word in ["search", "upsert", "business", "bulk"] {
        let reply = bench.get(&format!("/contacts/{word}")).await;
        assert_eq!(
            (reply.status, &reply.body["error"]),
            (400, &json!(format!("Contact with id {word} not found")))
        );
    }
}

#[tokio::test]
async fn a_contact_of_another_location_is_not_the_tokens() {
    let bench = Bench::new();
    let other = bench.world.look(|state| {
        let elsewhere = state.locations().nth(1).unwrap().id;
        state.register().newest(&elsewhere).next().unwrap().contact.id
    });

    assert_eq!(bench.get(&format!("/contacts/{other}")).await.status, 403);
}

#[tokio::test]
async fn an_update_leaves_what_it_does_not_name_and_null_clears() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.put(&format!("/contacts/{ada}"), json!({ "phone": null, "city": "Portland" })).await;

    assert_eq!((reply.status, &reply.body["succeded"]), (200, &json!(true)));
    let contact = bench.read(&ada).await;
    assert_eq!(contact.get("phone"), None);
    assert_eq!((&contact["city"], &contact["email"]), (&json!("Portland"), &json!("ada@example.com")));
}

#[tokio::test]
async fn gender_company_and_location_should_not_exist_on_an_update() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let body = json!({ "gender": "female", "companyName": "X", "locationId": bench.location() });
    let reply = bench.put(&format!("/contacts/{ada}"), body).await;

    assert_eq!(reply.status, 422);
    let message = reply.body["message"].as_array().unwrap();
    assert!(
        ["gender", "companyName", "locationId"]
            .into_iter()
            .all(|name| { message.contains(&json!(format!("property {name} should not exist"))) })
    );
}

#[tokio::test]
async fn tags_of_an_update_replace_the_whole_set_lower_cased() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "tags": ["One"] })).await;

    bench.put(&format!("/contacts/{ada}"), json!({ "tags": [" Two ", "two"] })).await;

    assert_eq!(bench.read(&ada).await["tags"], json!(["two"]));
}

#[tokio::test]
async fn an_upsert_updates_the_first_match_and_says_so() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let known = bench
        .post("/contacts/upsert", bench.here(json!({ "email": "ada@example.com", "city": "Bath" })))
        .await;
    let fresh = bench.post("/contacts/upsert", bench.here(json!({ "email": "new@example.com" }))).await;

    assert_eq!(
        (known.status, &known.body["new"], &known.body["contact"]["id"]),
        (200, &json!(false), &json!(ada))
    );
    assert_eq!((fresh.status, &fresh.body["new"]), (200, &json!(true)));
}

#[tokio::test]
async fn an_upsert_ignores_a_phone_that_belongs_to_someone_else() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    bench.contact(json!({ "firstName": "Bo", "phone": "+12025550102" })).await;

    let body = bench.here(json!({ "email": "ada@example.com", "phone": "+12025550102" }));
    let reply = bench.post("/contacts/upsert", body).await;

    assert_eq!(reply.body["contact"]["id"], json!(ada));
    assert_eq!(reply.body["contact"]["phone"], "+12025550101");
}

#[tokio::test]
async fn an_upsert_by_an_additional_e_mail_makes_it_primary_and_loses_the_old_one() {
    let bench = Bench::new();
    let id = bench.world.act(|act| {
        let location = act.location_in_use().id;
        let with_email = |folder: &&crate::world::Folder| folder.contact.email.is_some();
        let mut contact = act.register().newest(&location).find(with_email).unwrap().contact.clone();
        contact.additional_emails = vec!["second@example.com".into()];
        let id = contact.id.to_string();
        act.contact_save(contact);
        id
    });

    let reply = bench.post("/contacts/upsert", bench.here(json!({ "email": "second@example.com" }))).await;

    assert_eq!(reply.body["contact"]["id"], json!(id));
    assert_eq!(reply.body["contact"]["email"], "second@example.com");
    assert_eq!(reply.body["contact"]["additionalEmails"], json!([]));
}

#[tokio::test]
async fn an_upsert_drops_the_gender_of_a_known_contact_without_a_word() {
    let bench = Bench::new();
    bench.ada().await;

    let body = bench.here(json!({ "email": "ada@example.com", "gender": "female" }));
    let reply = bench.post("/contacts/upsert", body).await;

    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["contact"].get("gender"), None);
}

#[tokio::test]
async fn create_new_if_duplicate_allowed_is_ignored_where_duplicates_are_forbidden() {
    let bench = Bench::new();
    bench.ada().await;

    let body = bench.here(json!({ "email": "ada@example.com", "createNewIfDuplicateAllowed": true }));
    let reply = bench.post("/contacts/upsert", body).await;

    assert_eq!(reply.body["new"], false);
}

#[tokio::test]
async fn custom_fields_are_written_by_id_or_key_and_read_as_id_and_value() {
    let bench = Bench::new();
    let (size, dentist) = (bench.field("Household size"), bench.field("Preferred dentist"));

    let fields = json!([
        { "id": size, "key": "anything", "field_value": "4" },
        { "key": "contact.preferred_dentist", "field_value": "Dr. Okafor" },
    ]);
    let ada = bench.contact(json!({ "firstName": "Ada", "customFields": fields })).await;
    bench
        .put(&format!("/contacts/{ada}"), json!({ "customFields": [{ "id": dentist, "field_value": "" }] }))
        .await;

    assert_eq!(bench.read(&ada).await["customFields"], json!([{ "id": size, "value": 4 }]));
}

#[tokio::test]
async fn v3_writes_field_value_in_camel_case_and_the_older_way_too() {
    let bench = Bench::new();
    let size = bench.field("Household size");
    let body = |key: &str| {
        let mut field = json!({ "id": size });
        field[key] = json!(3);
        bench.here(json!({ "firstName": "Ada", "customFields": [field] }))
    };

    let newer = bench.v3().post("/contacts/", body("fieldValue")).await;
    let older = bench.v3().post("/contacts/", body("field_value")).await;
    let mistaken = bench.post("/contacts/", body("fieldValue")).await;

    assert_eq!(newer.body["contact"]["customFields"][0]["value"], 3);
    assert_eq!(older.body["contact"]["customFields"][0]["value"], 3);
    assert_eq!(mistaken.body["message"], json!(["customFields.0.property fieldValue should not exist"]));
}

#[tokio::test]
async fn closed_channels_are_spelled_by_version() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let settings = json!({ "dndSettings": { "SMS": { "status": "active", "message": "STOP" } } });
    bench.put(&format!("/contacts/{ada}"), settings).await;
    let wrong = bench
        .put(&format!("/contacts/{ada}"), json!({ "dndSettings": { "sms": { "status": "active" } } }))
        .await;

    assert_eq!(
        bench.read(&ada).await["dndSettings"],
        json!({ "SMS": { "status": "active", "message": "STOP" } })
    );
    assert_eq!(bench.v3().read(&ada).await["dndSettings"]["sms"]["status"], "active");
    assert_eq!(wrong.status, 422);
}

#[tokio::test]
async fn a_channel_closed_for_good_cannot_be_opened() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let path = format!("/contacts/{ada}");
    bench.put(&path, json!({ "dndSettings": { "SMS": { "status": "permanent" } } })).await;

    let reply = bench.put(&path, json!({ "dndSettings": { "SMS": { "status": "inactive" } } })).await;

    assert_eq!(reply.status, 403);
    assert_eq!(reply.body["message"], "Not authorized to update permanent dnd setting for SMS");
}

#[tokio::test]
async fn inbound_dnd_that_is_not_as_it_should_be_is_refused() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let all = [
        (json!([null]), "inboundDndSettings.all must be an object"),
        (json!({ "status": "active", "code": "x" }), "inboundDndSettings.all.property code should not exist"),
    ];

    for (all, text) in all {
        let reply =
            bench.put(&format!("/contacts/{ada}"), json!({ "inboundDndSettings": { "all": all } })).await;

        assert_eq!(reply.status, 422);
        assert_eq!(reply.body["message"], json!([text]));
    }
}

#[tokio::test]
async fn a_birthday_reads_back_as_midnight_utc() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "dateOfBirth": "12/10/1985" })).await;

    assert_eq!(bench.read(&ada).await["dateOfBirth"], "1985-12-10T00:00:00.000Z");
}

#[tokio::test]
async fn a_deleted_contact_is_gone_with_its_tasks() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.call("DELETE", &format!("/contacts/{ada}"), None).await;

    assert_eq!((reply.status, &reply.body["succeded"]), (200, &json!(true)));
    assert_eq!(bench.get(&format!("/contacts/{ada}")).await.status, 400);
    assert_eq!(bench.get(&format!("/contacts/{ada}/tasks")).await.status, 400);
}

#[tokio::test]
async fn v3_says_succeeded_and_keeps_the_old_spelling_beside_it() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.v3().call("DELETE", &format!("/contacts/{ada}"), None).await;

    assert_eq!((&reply.body["succeeded"], &reply.body["succeded"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn types_are_checked_in_class_validators_words() {
    let bench = Bench::new();

    let body = bench
        .here(json!({ "firstName": 1, "dnd": "yes", "tags": "vip", "customFields": {}, "country": "USA" }));
    let reply = bench.post("/contacts/", body).await;

    let said: Vec<&Value> = reply.body["message"].as_array().unwrap().iter().collect();
    for text in [
        "firstName must be a string",
        "dnd must be a boolean value",
        "tags must be an array",
        "customFields must be an array",
        "country must be a valid enum value",
    ] {
        assert!(said.contains(&&json!(text)), "{text}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_is_a_400() {
    let bench = Bench::new();

    let reply = bench.post("/contacts/", json!("text")).await;

    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn a_custom_field_named_without_a_value_stays() {
    let bench = Bench::new();
    let size = bench.field("Household size");
    let fields = json!({ "customFields": [{ "id": size, "field_value": 4 }] });
    let ada = bench.contact(json!({ "firstName": "Ada", "customFields": fields["customFields"] })).await;

    bench.put(&format!("/contacts/{ada}"), json!({ "customFields": [{ "id": size }] })).await;

    assert_eq!(bench.read(&ada).await["customFields"], json!([{ "id": size, "value": 4 }]));
}
