//! Calendars, each rule as a sentence, on a Monday in March at ten in the morning of New York.

use serde_json::{Value, json};

use crate::{
    Clock, Config,
    trial::{Ear, Said, Trial, config},
};

/// Tuesday to Friday of that week: nobody in a small world is booked out.
const FROM: &str = "2026-03-03T00:00:00-05:00";
const UNTIL: &str = "2026-03-06T23:59:59-05:00";

fn quiet() -> Config {
    let clock = Clock::fixed("2026-03-02T15:00:00Z".parse().unwrap());
    Config { contacts: 3, clock, ..config() }
}

struct Office {
    trial: Trial,
    contact: String,
}

impl Office {
    async fn open() -> Self {
        Self::with(quiet()).await
    }

    async fn with(config: Config) -> Self {
        let trial = Trial::with(config).await;
        let contact = trial.contact("ada").await;
        Self { trial, contact }
    }

    async fn get(&self, path: &str) -> Said {
        self.trial.call(&self.trial.running.facts.private_token, "2021-04-15", "GET", path, None).await
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Said {
        let token = &self.trial.running.facts.private_token;
        self.trial.call(token, "2021-04-15", method, path, Some(body)).await
    }

    async fn calendars(&self) -> Vec<Value> {
        let path = format!("/calendars/?locationId={}", self.trial.location());
        self.get(&path).await.body["calendars"].as_array().unwrap().clone()
    }

    async fn calendar(&self, kind: &str) -> Value {
        let found = self.calendars().await.into_iter().find(|calendar| calendar["calendarType"] == kind);
        found.unwrap()
    }

    async fn id(&self, kind: &str) -> String {
        self.calendar(kind).await["id"].as_str().unwrap().to_owned()
    }

    async fn free(&self, calendar: &str, more: &str) -> Said {
        let (from, until) = (millis(FROM), millis(UNTIL));
        self.get(&format!("/calendars/{calendar}/free-slots?startDate={from}&endDate={until}{more}")).await
    }

    async fn slots(&self, calendar: &str, more: &str) -> Vec<String> {
        let said = self.free(calendar, more).await;
        assert_eq!(said.status, 200, "{}", said.text);
        let days = said.body.as_object().unwrap().values();
        let slots = days.filter_map(|day| day["slots"].as_array()).flatten();
        slots.map(|slot| slot.as_str().unwrap().to_owned()).collect()
    }

    fn booking(&self, calendar: &str, start: &str) -> Value {
        json!({
            "calendarId": calendar, "locationId": self.trial.location(), "contactId": self.contact,
            "startTime": start,
        })
    }

    async fn book(&self, calendar: &str, start: &str, more: Value) -> Said {
        let mut body = self.booking(calendar, start);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send("POST", "/calendars/events/appointments", body).await
    }
}

fn millis(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

fn refused_as_taken(said: &Said) -> bool {
    said.status == 400 && said.body["message"] == "The slot you have selected is no longer available."
}

#[tokio::test]
async fn a_booked_slot_is_gone_and_comes_back_when_it_is_cancelled() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let slot = office.slots(&calendar, "").await[5].clone();

    let made = office.book(&calendar, &slot, json!({})).await;
    let while_booked = office.slots(&calendar, "").await;
    let path = format!("/calendars/events/appointments/{}", made.body["id"].as_str().unwrap());
    office.send("PUT", &path, json!({ "appointmentStatus": "cancelled" })).await;
    let after = office.slots(&calendar, "").await;

    assert_eq!((made.status, &made.body["startTime"]), (200, &json!(slot)));
    assert_eq!((while_booked.contains(&slot), after.contains(&slot)), (false, true));
}

#[tokio::test]
async fn a_taken_slot_is_refused_unless_nobody_is_to_look() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let slot = office.slots(&calendar, "").await[0].clone();
    office.book(&calendar, &slot, json!({})).await;

    let again = office.book(&calendar, &slot, json!({})).await;
    let all_the_same = office.book(&calendar, &slot, json!({ "ignoreFreeSlotValidation": true })).await;

    assert!(refused_as_taken(&again), "{}", again.text);
    assert_eq!(all_the_same.status, 200);
}

#[tokio::test]
async fn of_four_who_want_a_slot_at_once_exactly_one_gets_it() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let slot = office.slots(&calendar, "").await[0].clone();

    let book = || office.book(&calendar, &slot, json!({}));
    let said = futures::future::join_all([book(), book(), book(), book()]).await;

    let made = said.iter().filter(|said| said.status == 200).count();
    assert_eq!((made, said.iter().filter(|said| refused_as_taken(said)).count()), (1, 3));
}

#[tokio::test]
async fn a_booking_begins_where_a_slot_does_and_may_last_longer() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;

    let beside = office.book(&calendar, "2026-03-04T09:07:00-05:00", json!({})).await;
    let long = office
        .book(&calendar, "2026-03-04T09:00:00-05:00", json!({ "endTime": "2026-03-04T11:00:00-05:00" }))
        .await;
    let slots = office.slots(&calendar, "").await;

    assert!(refused_as_taken(&beside));
    assert_eq!(long.body["endTime"], "2026-03-04T11:00:00-05:00");
    assert!(!slots.iter().any(|slot| slot.starts_with("2026-03-04T10:")));
    assert!(slots.iter().any(|slot| slot.starts_with("2026-03-04T11:00")));
}

#[tokio::test]
async fn notice_and_window_count_unless_they_are_to_be_ignored() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let (too_soon, too_far) = ("2026-03-02T11:00:00-05:00", "2026-06-02T10:00:00-04:00");

    for start in [too_soon, too_far] {
        let refused = office.book(&calendar, start, json!({})).await;
        let booked = office.book(&calendar, start, json!({ "ignoreDateRange": true })).await;

        assert!(refused_as_taken(&refused), "{start}: {}", refused.text);
        assert_eq!(booked.status, 200, "{start}: {}", booked.text);
    }
}

#[tokio::test]
async fn a_user_of_another_team_cannot_hold_an_appointment() {
    let office = Office::open().await;
    let calendar = office.calendar("personal").await;
    let users = office.get(&format!("/users/?locationId={}", office.trial.location())).await.body;
    let team = &calendar["teamMembers"];
    let other = users["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| team.as_array().unwrap().iter().all(|member| member["userId"] != user["id"]));

    let id = calendar["id"].as_str().unwrap();
    let body = json!({ "assignedUserId": other.unwrap()["id"] });
    let said = office.book(id, "2026-03-04T10:00:00-05:00", body.clone()).await;
    let free = office.free(id, &format!("&userId={}", body["assignedUserId"].as_str().unwrap())).await;

    assert_eq!((said.status, &said.body["message"]), (422, &json!("The user id not part of calendar team.")));
    assert_eq!(free.status, 422);
}

#[tokio::test]
async fn a_round_robin_slot_is_free_as_long_as_one_of_the_team_is() {
    let office = Office::open().await;
    let calendar = office.id("round_robin").await;
    let slot = office.slots(&calendar, "").await[3].clone();

    let first = office.book(&calendar, &slot, json!({})).await;
    let second = office.book(&calendar, &slot, json!({})).await;
    let third = office.book(&calendar, &slot, json!({})).await;

    assert_ne!(first.body["assignedUserId"], second.body["assignedUserId"]);
    assert!(refused_as_taken(&third));
}

#[tokio::test]
async fn a_class_has_as_many_seats_as_it_says() {
    let office = Office::open().await;
    let calendar = office.calendar("class_booking").await;
    let (id, seats) = (calendar["id"].as_str().unwrap(), calendar["appoinmentPerSlot"].as_u64().unwrap());
    let slot = office.slots(id, "").await[0].clone();

    for _ in 0..seats {
        assert_eq!(office.book(id, &slot, json!({})).await.status, 200);
    }

    assert!(refused_as_taken(&office.book(id, &slot, json!({})).await));
}

#[tokio::test]
async fn a_collective_appointment_takes_the_whole_team_and_waits_to_be_confirmed() {
    let office = Office::open().await;
    let (together, alone) = (office.id("collective").await, office.id("round_robin").await);
    let slot = office.slots(&together, "").await[0].clone();

    let made = office.book(&together, &slot, json!({})).await;
    let path = format!("/calendars/events/appointments/{}", made.body["id"].as_str().unwrap());
    let event = office.get(&path).await.body["event"].clone();
    let others = office.slots(&alone, "").await;

    assert_eq!(made.body["appointmentStatus"], "new");
    assert_eq!(event["users"].as_array().unwrap().len(), 2);
    assert!(!others.contains(&slot), "{slot} is free for the round robin");
}

#[tokio::test]
async fn free_slots_are_told_by_day_in_the_zone_that_is_asked_for() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;

    let here = office.free(&calendar, "").await.body;
    let there = office.free(&calendar, "&timezone=Asia/Tokyo").await.body;
    let nowhere = office.free(&calendar, "&timezone=Mars/Olympus").await;

    assert!(here["2026-03-03"]["slots"][0].as_str().unwrap().ends_with("-05:00"));
    assert_eq!(there["2026-03-03"]["slots"][0], "2026-03-03T23:00:00+09:00");
    assert!(here["traceId"].is_string());
    assert_eq!(nowhere.status, 422);
}

#[tokio::test]
async fn a_day_without_a_free_slot_is_left_out_and_a_month_is_the_widest_question() {
    let office = Office::open().await;
    let calendar = office.id("class_booking").await;
    let wide = format!("/calendars/{calendar}/free-slots?startDate=0&endDate={}", 32_i64 * 86_400_000);

    let said = office.free(&calendar, "").await.body;
    let refused = office.get(&wide).await;
    let missing = office.get(&format!("/calendars/{calendar}/free-slots?startDate=0")).await;

    let days: Vec<&str> = said.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(days, ["2026-03-05", "traceId"]);
    assert_eq!((refused.status, missing.status), (400, 422));
}

#[tokio::test]
async fn a_blocked_time_closes_a_calendar_or_a_person_and_can_be_moved_and_lifted() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let location = office.trial.location().to_owned();
    let block = json!({
        "calendarId": calendar, "locationId": location, "title": "Deep clean",
        "startTime": "2026-03-04T09:00:00-05:00", "endTime": "2026-03-04T12:00:00-05:00",
    });

    let made = office.send("POST", "/calendars/events/block-slots", block.clone()).await;
    let closed = office.slots(&calendar, "").await;
    let path = format!("/calendars/events/block-slots/{}", made.body["id"].as_str().unwrap());
    let later =
        json!({ "calendarId": calendar, "locationId": location, "startTime": "2026-03-05T09:00:00-05:00" });
    let moved = office.send("PUT", &path, later).await;
    let open = office.slots(&calendar, "").await;
    let span = format!("locationId={location}&startTime={}&endTime={}", millis(FROM), millis(UNTIL));
    let listed = office.get(&format!("/calendars/blocked-slots?{span}&calendarId={calendar}")).await.body;
    let event = format!("/calendars/events/{}", made.body["id"].as_str().unwrap());
    let lifted = office.send("DELETE", &event, json!({})).await;

    let wednesday = |slots: &[String]| slots.iter().any(|slot| slot.starts_with("2026-03-04T09:"));
    assert_eq!((made.status, moved.status, lifted.status), (201, 201, 201));
    assert_eq!((wednesday(&closed), wednesday(&open)), (false, true));
    assert_eq!(moved.body["endTime"], "2026-03-05T12:00:00-05:00");
    assert_eq!(listed["events"][0]["title"], "Deep clean");
    assert!(office.slots(&calendar, "").await.iter().any(|slot| slot.starts_with("2026-03-05T09:")));
}

#[tokio::test]
async fn a_person_who_is_away_is_away_from_every_calendar() {
    let office = Office::open().await;
    let calendar = office.calendar("personal").await;
    let user = calendar["teamMembers"][0]["userId"].clone();
    let location = office.trial.location().to_owned();
    let mut away = json!({
        "assignedUserId": user, "locationId": location,
        "startTime": "2026-03-03T00:00:00-05:00", "endTime": "2026-03-07T00:00:00-05:00",
    });

    let made = office.send("POST", "/calendars/events/block-slots", away.clone()).await;
    let slots = office.slots(calendar["id"].as_str().unwrap(), "").await;
    away["calendarId"] = calendar["id"].clone();
    let both = office.send("POST", "/calendars/events/block-slots", away).await;
    let neither =
        office.send("POST", "/calendars/events/block-slots", json!({ "locationId": location })).await;

    assert_eq!((made.status, made.body.get("calendarId")), (201, None));
    assert_eq!(slots, Vec::<String>::new());
    assert_eq!((both.status, neither.status), (422, 422));
}

#[tokio::test]
async fn an_appointment_that_moves_frees_its_slot_and_takes_the_new_one() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let slots = office.slots(&calendar, "").await;
    let (old, new) = (slots[0].clone(), slots[4].clone());
    let made = office.book(&calendar, &old, json!({})).await;
    let other = office.book(&calendar, &slots[8], json!({})).await;
    let path = format!("/calendars/events/appointments/{}", made.body["id"].as_str().unwrap());

    let moved = office.send("PUT", &path, json!({ "startTime": new })).await;
    let clash = office.send("PUT", &path, json!({ "startTime": other.body["startTime"] })).await;
    let after = office.slots(&calendar, "").await;

    assert_eq!((moved.status, &moved.body["startTime"]), (200, &json!(new)));
    assert!(refused_as_taken(&clash));
    assert_eq!((after.contains(&old), after.contains(&new)), (true, false));
}

#[tokio::test]
async fn an_appointment_write_is_strict() {
    let office = Office::open().await;
    let body = json!({ "appointmentStatus": "completed", "meetingLocationType": "moon", "colour": 1, "toNotify": "no" });

    let said = office.send("POST", "/calendars/events/appointments", body).await;

    let faults = said.body["message"].as_array().unwrap();
    for fault in [
        "property colour should not exist",
        "calendarId must be a string",
        "contactId must be a string",
        "locationId must be a string",
        "startTime must be a valid ISO 8601 date string",
        "toNotify must be a boolean value",
    ] {
        assert!(faults.contains(&json!(fault)), "{fault}: {faults:?}");
    }
    assert_eq!((said.status, faults.len()), (422, 8));
}

#[tokio::test]
async fn events_of_a_group_are_those_of_its_calendars_and_hear_their_group() {
    let office = Office::open().await;
    let ear = Ear::open().await;
    office.trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    office.trial.install(office.trial.location(), "calendars/events.readonly").await;
    let location = office.trial.location().to_owned();
    let calendar = office.id("personal").await;
    let groups = office.get(&format!("/calendars/groups?locationId={location}")).await.body;
    let group = groups["groups"][0]["id"].as_str().unwrap();

    let slot = office.slots(&calendar, "").await[0].clone();
    let made = office.book(&calendar, &slot, json!({ "address": "Room 4" })).await;
    let span = format!("locationId={location}&startTime={}&endTime={}", millis(FROM), millis(UNTIL));
    let events = office.get(&format!("/calendars/events?{span}&groupId={group}")).await.body;
    let heard = ear.hears(2).await;

    let rows = events["events"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["id"] == made.body["id"] && row["groupId"] == group));
    assert_eq!(made.body["meetingLocationType"], "custom");
    let created = heard.iter().find(|heard| heard.body["type"] == "AppointmentCreate").unwrap();
    assert_eq!(created.body["appointment"]["groupId"], group);
}

#[tokio::test]
async fn a_draft_is_listed_unless_it_is_not_wanted_and_cannot_be_booked() {
    let office = Office::open().await;
    let draft = office.calendar("service_booking").await;
    let path = format!("/calendars/?locationId={}&showDrafted=false", office.trial.location());

    let published = office.get(&path).await.body;
    let slots = office.slots(draft["id"].as_str().unwrap(), "").await;

    assert_eq!(draft["isActive"], false);
    assert!(published["calendars"].as_array().unwrap().iter().all(|calendar| calendar["isActive"] == true));
    assert_eq!(slots, Vec::<String>::new());
}

#[tokio::test]
async fn notes_of_an_appointment_are_made_changed_paged_and_removed() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let slot = office.slots(&calendar, "").await[0].clone();
    let made = office.book(&calendar, &slot, json!({})).await;
    let path = format!("/calendars/appointments/{}/notes", made.body["id"].as_str().unwrap());
    for number in 1..=3 {
        office.send("POST", &path, json!({ "body": format!("note {number}") })).await;
    }

    let first = office.get(&format!("{path}?limit=2&offset=0")).await.body;
    let newest = format!("{path}/{}", first["notes"][0]["id"].as_str().unwrap());
    let changed = office.send("PUT", &newest, json!({ "body": "better" })).await;
    let gone = office.send("DELETE", &newest, json!({})).await;
    let rest = office.get(&format!("{path}?limit=20&offset=0")).await.body;
    let too_many = office.get(&format!("{path}?limit=21&offset=0")).await;
    let without = office.get(&path).await;
    let long = office.send("POST", &path, json!({ "body": "x".repeat(5_001) })).await;

    assert_eq!((&first["notes"][0]["body"], &first["hasMore"]), (&json!("note 3"), &json!(true)));
    assert_eq!((changed.status, &changed.body["note"]["body"]), (200, &json!("better")));
    assert_eq!(gone.body["success"], true);
    assert_eq!((rest["notes"].as_array().unwrap().len(), &rest["hasMore"]), (2, &json!(false)));
    assert_eq!((too_many.status, without.status, long.status), (400, 422, 422));
}

#[tokio::test]
async fn an_appointment_that_comes_again_is_listed_each_time_and_one_time_can_be_left_out() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let location = office.trial.location().to_owned();
    let rule = json!({ "ignoreFreeSlotValidation": true, "rrule": "RRULE:FREQ=DAILY;COUNT=3" });

    let made = office.book(&calendar, "2026-03-03T09:00:00-05:00", rule).await;
    let span = format!("locationId={location}&startTime={}&endTime={}", millis(FROM), millis(UNTIL));
    let path = format!("/calendars/events?{span}&calendarId={calendar}");
    let events = office.get(&path).await.body["events"].as_array().unwrap().clone();
    let ours: Vec<&Value> = events.iter().filter(|event| event["masterEventId"] == made.body["id"]).collect();
    let second = ours[1]["id"].as_str().unwrap().to_owned();
    let read = office.get(&format!("/calendars/events/appointments/{second}")).await.body;
    office.send("DELETE", &format!("/calendars/events/{second}"), json!({})).await;
    let left = office.get(&format!("/calendars/events/appointments/{second}")).await;
    let slots = office.slots(&calendar, "").await;

    assert_eq!((ours.len(), &made.body["isRecurring"]), (3, &json!(true)));
    assert_eq!(read["event"]["startTime"], "2026-03-04T09:00:00-05:00");
    assert_eq!(left.status, 404);
    assert!(slots.contains(&"2026-03-04T09:00:00-05:00".to_owned()));
    assert!(!slots.contains(&"2026-03-05T09:00:00-05:00".to_owned()));
}

#[tokio::test]
async fn v3_is_told_when_an_appointment_was_made() {
    let office = Office::open().await;
    let calendar = office.id("personal").await;
    let slot = office.slots(&calendar, "").await[0].clone();
    let token = office.trial.running.facts.private_token.clone();

    let body = Some(office.booking(&calendar, &slot));
    let made = office.trial.call(&token, "v3", "POST", "/calendars/events/appointments", body).await;

    assert_eq!((made.status, &made.body["dateAdded"]), (200, &json!("2026-03-02T15:00:00.000Z")));
}

#[tokio::test]
async fn calendars_keep_what_was_done_across_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let kept = || Config { data_dir: Some(dir.path().to_owned()), ..quiet() };
    let office = Office::with(kept()).await;
    let calendar = office.id("personal").await;
    let slot = office.slots(&calendar, "").await[0].clone();
    let made = office.book(&calendar, &slot, json!({})).await;
    let notes = format!("/calendars/appointments/{}/notes", made.body["id"].as_str().unwrap());
    office.send("POST", &notes, json!({ "body": "Bring the X-ray" })).await;
    let block = json!({
        "calendarId": calendar, "locationId": office.trial.location(),
        "startTime": "2026-03-06T09:00:00-05:00", "endTime": "2026-03-06T18:00:00-05:00",
    });
    office.send("POST", "/calendars/events/block-slots", block).await;
    let before = office.slots(&calendar, "").await;
    office.trial.running.stop().await;

    let trial = Trial::with(kept()).await;
    let office = Office { trial, contact: String::new() };
    let read = office.get(&format!("{notes}?limit=5&offset=0")).await.body;

    assert_eq!(office.slots(&calendar, "").await, before);
    assert_eq!(read["notes"][0]["body"], "Bring the X-ray");
}
