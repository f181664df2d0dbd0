//! Suggested rows: fields of both sides that are called alike.

use serde::Serialize;

use super::{Direction, Field, FieldType, Matching, Row, Sides, Source, Transform};
use crate::search::fold;

/// A row that seems right, and how sure that is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The row.
    pub row: Row,
    /// How sure, of a hundred: a hundred is the same name.
    pub likeness: u8,
}

/// Less likeness than this is no suggestion.
const ENOUGH: u8 = 60;

/// What fields of a contact are called elsewhere, in folded words.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("first name", &["given name", "forename", "vorname", "fname", "prenom", "nombre"]),
    ("last name", &["surname", "family name", "nachname", "lname", "nom", "apellido"]),
    ("full name", &["name", "contact name", "contact", "customer", "client", "lead name"]),
    ("email", &["e mail", "mail", "email address", "e mail address", "correo"]),
    (
        "phone",
        &["phone number", "mobile", "mobile phone", "cell", "cell phone", "telephone", "tel", "telefon"],
    ),
    (
        "company",
        &["company name", "organization", "organisation", "business", "business name", "firm", "account"],
    ),
    ("street", &["address", "address1", "address 1", "street address", "address line 1"]),
    ("city", &["town", "ort", "ciudad"]),
    ("state", &["region", "province", "county"]),
    ("postal code", &["zip", "zip code", "postcode", "plz"]),
    ("date of birth", &["birthday", "birth date", "dob", "geburtstag"]),
    ("website", &["url", "web site", "homepage", "web"]),
    ("owner", &["assigned to", "assignee", "sales rep", "account owner", "contact owner"]),
    ("tags", &["labels", "tag", "label"]),
    ("source", &["lead source", "origin", "channel"]),
    ("do not disturb", &["dnd", "opted out", "unsubscribed"]),
];

/// Pure: rows for fields of both sides that seem to be the same, the surest first; each field once.
pub fn suggest(sides: Sides<'_>) -> Vec<Suggestion> {
    let sources: Vec<(&Field, Vec<String>)> = named(sides.source.fields());
    let targets: Vec<(&Field, Vec<String>)> = named(sides.target.fields());
    let mut pairs: Vec<(u8, usize, usize)> = Vec::new();
    for (from, (_, source)) in sources.iter().enumerate() {
        for (to, (_, target)) in targets.iter().enumerate() {
            let likeness = likeness(source, target);
            if likeness >= ENOUGH {
                pairs.push((likeness, from, to));
            }
        }
    }
    pairs.sort_by_key(|(likeness, from, to)| (std::cmp::Reverse(*likeness), *from, *to));
    let (mut used_from, mut used_to) = (vec![false; sources.len()], vec![false; targets.len()]);
    let mut found = Vec::new();
    for (likeness, from, to) in pairs {
        if used_from[from] || used_to[to] {
            continue;
        }
        if let Some(row) = row(sources[from].0, targets[to].0) {
            (used_from[from], used_to[to]) = (true, true);
            found.push(Suggestion { row, likeness });
        }
    }
    found
}

/// A row between two fields that are called alike; none where their values can never meet.
fn row(source: &Field, target: &Field) -> Option<Row> {
    use FieldType as T;
    let mut row = Row::new(Source::Field(source.key.clone()), target.key.clone());
    match (&source.holds, &target.holds) {
        (T::Files, _) | (_, T::Files) => return None,
        (T::Text, to) if to.is_list() => row.transform.push(Transform::Split { by: ",".to_owned() }),
        (from, T::Text) if from.is_list() => row.transform.push(Transform::Join { by: ", ".to_owned() }),
        _ => {}
    }
    row.direction = match (source.read_only, target.read_only) {
        (true, true) => return None,
        (true, false) => Direction::In,
        (false, true) => Direction::Out,
        (false, false) if source.holds == target.holds => Direction::Both,
        (false, false) => Direction::In,
    };
    if matches!(target.holds, T::Email | T::Phone) && target.key.custom_key().is_none() {
        row.matching = Matching::Key;
    }
    Some(row)
}

/// Each field with its names in words: what people call it, and its key.
fn named(fields: &[Field]) -> Vec<(&Field, Vec<String>)> {
    let names = |field: &Field| {
        let key = field.key.custom_key().unwrap_or_else(|| field.key.as_str());
        let mut names = vec![in_words(&field.label), in_words(key)];
        names.dedup();
        names
    };
    fields.iter().map(|field| (field, names(field))).collect()
}

/// `firstName`, `first_name` and `First Name` are all `first name`.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    let mut was_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            words.push(' ');
            was_lower = false;
            continue;
        }
        if letter.is_uppercase() && was_lower {
            words.push(' ');
        }
        was_lower = letter.is_lowercase();
        words.push(letter);
    }
    fold(&words).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How alike two fields are called: the best of their names.
fn likeness(left: &[String], right: &[String]) -> u8 {
    let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
    pairs.map(|(left, right)| alike(left, right)).max().unwrap_or(0)
}

fn alike(left: &str, right: &str) -> u8 {
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    if left == right {
        return 100;
    }
    let (meant_left, meant_right) = (meant(left), meant(right));
    if meant_left == meant_right {
        return 90;
    }
    shared(left, right).max(spelled_alike(left, right))
}

/// The name under which the field is known here.
fn meant(name: &str) -> &str {
    OTHER_NAMES.iter().find(|(_, others)| others.contains(&name)).map_or(name, |(known, _)| known)
}

/// How many words two names share, of a hundred of all their words.
fn shared(left: &str, right: &str) -> u8 {
    let (left, right): (Vec<&str>, Vec<&str>) = (left.split(' ').collect(), right.split(' ').collect());
    let both = left.iter().filter(|word| right.contains(word)).count();
    // `roof age` within `roof age years`.
    if both >= 2 && both == left.len().min(right.len()) {
        return 75;
    }
    let all = left.len() + right.len() - both;
    u8::try_from(both * 85 / all.max(1)).unwrap_or(0)
}

/// How many pairs of letters two names share: a slip of the keyboard, a plural.
fn spelled_alike(left: &str, right: &str) -> u8 {
    let pairs = |name: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = name.chars().filter(|letter| *letter != ' ').collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (left, mut right) = (pairs(left), pairs(right));
    let all = left.len() + right.len();
    if all < 8 {
        return 0;
    }
    let mut both = 0;
    for pair in left {
        if let Some(at) = right.iter().position(|other| *other == pair) {
            right.swap_remove(at);
            both += 2;
        }
    }
    // Two names that merely share many letters are not the same.
    let alike = both * 100 / all;
    if alike >= 75 { u8::try_from(alike * 85 / 100).unwrap_or(0) } else { 0 }
}
