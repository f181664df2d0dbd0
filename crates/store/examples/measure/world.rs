//! The account that is measured: contacts as HighLevel's search shows them, about 1.5 kB each, and their tasks.

use std::ops::Range;

use domain::{
    mirror::News,
    record::{Coverage, Kind, RecordId, Snapshot},
};
use highlevel::ids::{ContactId, LocationId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

/// A tag that a quarter carries.
pub(crate) const COMMON_TAG: &str = "solar quote";
/// A tag that a few carry.
pub(crate) const RARE_TAG: &str = "asked for the boss";
/// The number of the user who has few contacts.
pub(crate) const OWNER_OF_FEW: usize = 99;

const FIRST: [&str; 24] = [
    "Anna", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hanna", "Igor", "Joanne", "Kai", "Lena",
    "Marco", "Nadia", "Omar", "Paula", "Quentin", "Rosa", "Samir", "Tessa", "Uma", "Victor", "Wanda",
    "Yusuf",
];
const LAST: [&str; 30] = [
    "Abbott",
    "Becker",
    "Castillo",
    "Dorsey",
    "Ellery",
    "Fontaine",
    "Garrick",
    "Hartwell",
    "Iverson",
    "Jansen",
    "Kowalski",
    "Lopez",
    "Millbrook",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quimby",
    "Rosenthal",
    "Sandoval",
    "Tanaka",
    "Underhill",
    "Vasquez",
    "Whitaker",
    "Xiong",
    "Yamada",
    "Zeller",
    "Ashdown",
    "Brightwater",
    "Coldwell",
    "Drummond",
];
const FIRMS: [&str; 12] = [
    "Tallowmere Roofing",
    "Quarry and Sons",
    "Bluegate Dental",
    "Northfold Solar",
    "Hartmann Legal",
    "Oakmill Fitness",
    "Sunward Pools",
    "Copper Kettle",
    "Ridgeline Homes",
    "Fernhill Clinic",
    "Stonebridge Autos",
    "Lakeside Pets",
];
const CITIES: [&str; 8] =
    ["Springfield", "Riverton", "Fairview", "Clayton", "Georgetown", "Salem", "Bristol", "Dover"];

/// The account.
pub(crate) fn location() -> LocationId {
    LocationId::new("ve9EPM428h8vShlRW1KT").expect("an id")
}

/// When it was read.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T09:00:00Z".parse().expect("a time")
}

/// Few contacts came since.
pub(crate) fn lately() -> Timestamp {
    now() - SignedDuration::from_hours(24)
}

/// Few tasks were due before.
pub(crate) fn first_due() -> Timestamp {
    now() - SignedDuration::from_hours(24 * 29 + 23)
}

/// A contact by its number.
pub(crate) fn contact_id(number: usize) -> ContactId {
    ContactId::new(format!("c{:019x}", mixed(number, 1))).expect("an id")
}

/// A user by their number.
pub(crate) fn owner(number: usize) -> UserId {
    UserId::new(format!("user{number:016}")).expect("an id")
}

/// A number that looks random and is the same for the same number.
const fn mixed(number: usize, salt: u64) -> u64 {
    let mut mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt << 32);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn below(number: usize, salt: u64, end: u64) -> usize {
    usize::try_from(mixed(number, salt) % end).expect("a small number")
}

fn pick<'w>(words: &[&'w str], number: usize, salt: u64) -> &'w str {
    words[below(number, salt, words.len() as u64)]
}

fn before_now(number: usize, salt: u64, minutes: u64) -> String {
    let minutes = i64::try_from(below(number, salt, minutes)).expect("a short time");
    (now() - SignedDuration::from_mins(minutes)).to_string()
}

/// News of these contacts, as a page of the search brings them.
pub(crate) fn contacts(numbers: Range<usize>) -> Vec<News> {
    numbers.map(|number| seen(Kind::Contact, contact_id(number).as_str(), contact(number))).collect()
}

/// News of the tasks of these contacts: every fifth has one.
pub(crate) fn tasks(numbers: Range<usize>) -> Vec<News> {
    let with_task = numbers.filter(|number| below(*number, 40, 5) == 0);
    with_task.map(|number| seen(Kind::Task, &format!("t{number:019}"), task(number))).collect()
}

fn seen(kind: Kind, id: &str, body: Value) -> News {
    let record = RecordId::new(id).expect("an id");
    let Value::Object(body) = body else { unreachable!("bodies are objects") };
    News::Seen(Snapshot::of(kind, record, body, Coverage::Listed, now()))
}

fn contact(number: usize) -> Value {
    let (first, last) = name(number);
    let mut body = json!({
        "id": contact_id(number).as_str(),
        "locationId": location().as_str(),
        "firstName": first, "lastName": last,
        "firstNameLowerCase": first.to_lowercase(), "lastNameLowerCase": last.to_lowercase(),
        "email": format!("{}.{}{number}@example.com", first.to_lowercase(), last.to_lowercase()),
        "phone": format!("+1555{:07}", below(number, 9, 10_000_000)),
        "address": format!("{} Orchard Street", 1 + below(number, 10, 999)),
        "city": pick(&CITIES, number, 11), "state": "CA", "country": "US",
        "source": "landing page", "type": "lead",
        "assignedTo": assigned(number),
        "dnd": below(number, 13, 500) == 0,
        "dateAdded": before_now(number, 14, 60 * 24 * 900),
        "dateUpdated": before_now(number, 15, 60 * 24 * 300),
        "tags": tags(number),
        "customFields": custom_fields(number),
        "additionalEmails": [], "additionalPhones": [], "followers": [],
        "opportunities": [{"id": format!("opp{number:017}"), "pipelineId": "pipeline000000000001",
            "pipelineStageId": "stage0000000000000001", "status": "open", "monetaryValue": 4200}],
    });
    if below(number, 16, 3) == 0 {
        body["companyName"] = pick(&FIRMS, number, 17).into();
    }
    body
}

fn name(number: usize) -> (String, String) {
    if below(number, 7, 20_000) == 0 {
        return ("Zygmunt".to_owned(), "Zyglewicz".to_owned());
    }
    (
        pick(&FIRST, number, 5).to_owned(),
        format!("{}{}", pick(&LAST, number, 6), pick(&["", "", "", "-Reed", "son"], number, 8)),
    )
}

fn assigned(number: usize) -> Value {
    match below(number, 12, 1_000) {
        0 => owner(OWNER_OF_FEW).as_str().into(),
        1..400 => owner(below(number, 18, 8)).as_str().into(),
        _ => Value::Null,
    }
}

fn tags(number: usize) -> Value {
    let mut tags = Vec::new();
    if below(number, 20, 4) == 0 {
        tags.push(COMMON_TAG.to_owned());
    }
    if below(number, 21, 3_000) == 0 {
        tags.push(RARE_TAG.to_owned());
    }
    for salt in 0..below(number, 22, 4) as u64 {
        tags.push(format!("campaign {}", below(number, 23 + salt, 60)));
    }
    tags.sort();
    tags.dedup();
    tags.into()
}

fn custom_fields(number: usize) -> Value {
    let field = |index: u64| -> Value {
        let mut field = Map::new();
        field.insert("id".to_owned(), format!("field{index:015}").into());
        field.insert(
            "value".to_owned(),
            format!("answer {} of the form, as they wrote it", below(number, 30 + index, 900)).into(),
        );
        field.into()
    };
    (0..7).map(field).collect::<Vec<Value>>().into()
}

fn task(number: usize) -> Value {
    let due = now() + SignedDuration::from_mins(below(number, 41, 60 * 24 * 60) as i64 - 60 * 24 * 30);
    json!({
        "_id": format!("t{number:019}"), "contactId": contact_id(number).as_str(), "title": "Call about the quote",
        "body": "They asked for a call in the morning.", "dueDate": due.to_string(),
        "completed": below(number, 42, 3) == 0, "assignedTo": owner(below(number, 43, 8)).as_str(),
        "dateUpdated": before_now(number, 44, 60 * 24 * 300),
    })
}
