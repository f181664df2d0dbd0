//! Filters of people: phone numbers and names.

use minijinja::{Error, Value};
use phonenumber::{Mode, country};

use super::{super::fault::refused, is_empty, text};

/// `contact.phone | phone('US')`: as `+15555550100`, whatever it was typed like.
pub(super) fn phone(value: &Value, country: Option<&str>) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::from(""));
    }
    let typed = text(value, "phone")?;
    let country: Option<country::Id> = match country {
        None | Some("") => None,
        Some(code) => {
            Some(code.parse().map_err(|_| refused(format!("`{code}` is no country code such as US")))?)
        }
    };
    let number = phonenumber::parse(country, typed.trim()).map_err(|_| {
        refused(format!("“{}” is no phone number", typed.chars().take(40).collect::<String>()))
    })?;
    Ok(Value::from(number.format().mode(Mode::E164).to_string()))
}

/// `contact.name | name`: blanks put right, and capitals where all is small or all is large.
pub(super) fn name(value: &Value) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::from(""));
    }
    let typed = text(value, "name")?;
    let one_case = typed.to_lowercase() == typed || typed.to_uppercase() == typed;
    let words = typed.split_whitespace();
    let words: Vec<String> =
        words.map(|word| if one_case { capital(word) } else { word.to_owned() }).collect();
    Ok(Value::from(words.join(" ")))
}

/// `contact.name | first_name`
pub(super) fn first_name(value: &Value) -> Result<Value, Error> {
    let name = name(value)?.to_string();
    Ok(Value::from(name.split(' ').next().unwrap_or_default()))
}

/// `contact.name | initials`
pub(super) fn initials(value: &Value) -> Result<Value, Error> {
    let name = name(value)?.to_string();
    let letters = name.split(' ').filter_map(|word| word.chars().next()).take(3);
    Ok(Value::from(letters.flat_map(char::to_uppercase).collect::<String>()))
}

/// The first letter large, also after a hyphen or an apostrophe.
fn capital(word: &str) -> String {
    let mut large = true;
    let mut name = String::with_capacity(word.len());
    for letter in word.chars() {
        if large {
            name.extend(letter.to_uppercase());
        } else {
            name.extend(letter.to_lowercase());
        }
        large = matches!(letter, '-' | '\'' | '’');
    }
    name
}
