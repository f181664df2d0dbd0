//! What a person typed into one field, read into what HighLevel takes there.
//!
//! Here: one reader per kind of field. Not here: which kind a field is (`fields::catalog`).
//!
//! Promise: pure, and every refusal says what to type instead.

use jiff::civil::Date;
use serde_json::Value;

use super::{Choice, Editor, countries, zones};

/// The longest single line.
const LINE: usize = 255;
/// The longest text of several lines.
const TEXT: usize = 5_000;

/// What is to become of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// It is emptied.
    Clear,
    /// It takes this value.
    Set(Value),
}

/// Reads what was typed for this editor. The error is for the person.
pub fn read(editor: &Editor, typed: &[String]) -> Result<Typed, String> {
    if let Editor::Choices(choices) = editor {
        return several(choices, typed);
    }
    let text = match typed {
        [] => "",
        [one] => one.trim(),
        _ => return Err("This field takes one value.".to_owned()),
    };
    if text.is_empty() {
        return if editor.editable() { Ok(Typed::Clear) } else { Err(read_only(editor)) };
    }
    let value = match editor {
        Editor::Text => Value::from(line(text)?),
        Editor::LongText => Value::from(long(text)?),
        Editor::Email => Value::from(email(text)?),
        Editor::Phone { country } => Value::from(phone(text, country.as_deref())?),
        Editor::Number => number(text, "A number has digits and at most one decimal point, such as 8.4.")?,
        Editor::Money => money(text)?,
        Editor::Date => Value::from(date(text)?.to_string()),
        Editor::Country => Value::from(country(text)?),
        Editor::TimeZone => Value::from(time_zone(text)?),
        Editor::Choice(choices) => Value::from(one_of(choices, text)?),
        Editor::User(users) => match users.iter().find(|user| user.id.as_str() == text) {
            Some(user) => Value::from(user.id.as_str()),
            None => return Err("Choose one of the users of this location.".to_owned()),
        },
        Editor::Choices(_) | Editor::ReadOnly(_) => return Err(read_only(editor)),
    };
    Ok(Typed::Set(value))
}

fn read_only(editor: &Editor) -> String {
    match editor {
        Editor::ReadOnly(why) => (*why).to_owned(),
        _ => "This field cannot be edited here.".to_owned(),
    }
}

/// One line of text.
pub fn line(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err("This field takes one line of text.".to_owned());
    }
    no_longer(text, LINE)
}

/// Several lines of text, with line ends as HighLevel writes them.
pub fn long(text: &str) -> Result<String, String> {
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(
            "This text holds characters that cannot be shown. Paste it without formatting.".to_owned()
        );
    }
    no_longer(&text, TEXT)
}

fn no_longer(text: &str, most: usize) -> Result<String, String> {
    let length = text.chars().count();
    if length > most {
        return Err(format!("This is {length} characters long; {most} fit."));
    }
    Ok(text.to_owned())
}

/// An email address: what stands before the @, and a domain with an ending.
pub fn email(text: &str) -> Result<String, String> {
    let Some((name, domain)) = text.rsplit_once('@') else {
        return Err("An email address has an @, such as ada@example.com.".to_owned());
    };
    if name.is_empty() || domain.is_empty() {
        return Err("Something is missing before or after the @.".to_owned());
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c))
        || name.contains('@')
    {
        return Err("This is more than one plain address. Type it as ada@example.com.".to_owned());
    }
    let labels: Vec<&str> = domain.split('.').collect();
    if labels.len() < 2 || labels.last().is_some_and(|last| last.chars().count() < 2) {
        return Err("This address has no ending. Add one, for example .com.".to_owned());
    }
    if labels.iter().any(|label| label.is_empty() || label.starts_with('-') || label.ends_with('-')) {
        return Err("The part after the @ is no domain. Check its dots and dashes.".to_owned());
    }
    if name.starts_with('.') || name.ends_with('.') || text.contains("..") {
        return Err("An address has no dot at an edge and no two in a row.".to_owned());
    }
    no_longer(text, 254)
}

/// A phone number in the one form HighLevel keeps: a plus, the country and the number.
pub fn phone(text: &str, country: Option<&str>) -> Result<String, String> {
    if text.chars().any(|c| !(c.is_ascii_digit() || " +-./()\u{a0}".contains(c))) {
        return Err(
            "A phone number has digits, blanks, dashes and a leading +. Leave out letters.".to_owned()
        );
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (international, digits) = match (text.starts_with('+'), digits.strip_prefix("00")) {
        (true, _) => (true, digits.clone()),
        (false, Some(rest)) => (true, rest.to_owned()),
        (false, None) => (false, digits.clone()),
    };
    let number = if international {
        digits
    } else {
        national(&digits, country).ok_or("Begin with + and the country code, such as +1 415 555 0142.")?
    };
    if !(7..=15).contains(&number.len()) || number.starts_with('0') {
        return Err("A phone number has 7 to 15 digits after the +.".to_owned());
    }
    Ok(format!("+{number}"))
}

/// North American numbers are written without a country code; elsewhere a guess would be wrong too often.
fn national(digits: &str, country: Option<&str>) -> Option<String> {
    if !matches!(country, None | Some("US" | "CA")) {
        return None;
    }
    match (digits.len(), digits.starts_with('1')) {
        (10, false) => Some(format!("1{digits}")),
        (11, true) => Some(digits.to_owned()),
        _ => None,
    }
}

fn number(text: &str, otherwise: &str) -> Result<Value, String> {
    let plain = without_groups(text).ok_or(otherwise)?;
    let fits = plain.len() <= 20
        && plain.strip_prefix('-').unwrap_or(&plain).chars().all(|c| c.is_ascii_digit() || c == '.')
        && plain.matches('.').count() <= 1
        && plain.chars().any(|c| c.is_ascii_digit());
    if !fits {
        return Err(otherwise.to_owned());
    }
    if let Ok(whole) = plain.parse::<i64>() {
        return Ok(Value::from(whole));
    }
    let value: f64 = plain.parse().map_err(|_| otherwise.to_owned())?;
    serde_json::Number::from_f64(value).map(Value::Number).ok_or_else(|| otherwise.to_owned())
}

/// Takes out commas that group thousands; a comma anywhere else is somebody's decimal sign, which we do not guess.
fn without_groups(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest_of_groups: Vec<&str> = groups.collect();
    if rest_of_groups.iter().any(|group| group.len() != 3) || (!rest_of_groups.is_empty() && first.is_empty())
    {
        return None;
    }
    Some(match rest {
        Some(rest) => format!("{}.{rest}", whole.replace(',', "")),
        None => whole.replace(',', ""),
    })
}

fn money(text: &str) -> Result<Value, String> {
    let bare = text
        .trim_start_matches(|c: char| "$€£¥ ".contains(c))
        .trim_end_matches(|c: char| "$€£¥ ".contains(c));
    number(bare, "An amount has digits and at most one decimal point, such as 18,400.00.")
}

/// A day, year first; the order of day and month is never guessed.
pub fn date(text: &str) -> Result<Date, String> {
    let dashed = text.replace(['/', '.'], "-");
    let shape = "Type the day as year-month-day, such as 2026-11-23.";
    let parts: Vec<&str> = dashed.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return Err(shape.to_owned()) };
    if year.len() != 4 {
        return Err(shape.to_owned());
    }
    let number = |text: &str| text.parse::<i8>().map_err(|_| shape.to_owned());
    let year: i16 = year.parse().map_err(|_| shape.to_owned())?;
    Date::new(year, number(month)?, number(day)?)
        .map_err(|_| "There is no such day. Check month and day.".to_owned())
}

fn country(text: &str) -> Result<String, String> {
    countries::code(text).map(str::to_owned).ok_or_else(|| {
        "No country has this name. Choose one, or type its two letters, such as US.".to_owned()
    })
}

fn time_zone(text: &str) -> Result<String, String> {
    zones::named(text)
        .ok_or_else(|| "No time zone has this name. Choose one, such as America/Los_Angeles.".to_owned())
}

fn one_of(choices: &[Choice], text: &str) -> Result<String, String> {
    choices
        .iter()
        .find(|choice| choice.value == text)
        .map(|choice| choice.value.clone())
        .ok_or_else(|| "Choose one of the options.".to_owned())
}

fn several(choices: &[Choice], typed: &[String]) -> Result<Typed, String> {
    let chosen: Vec<&str> = typed.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    if chosen.is_empty() {
        return Ok(Typed::Clear);
    }
    let mut values = Vec::with_capacity(chosen.len());
    for choice in choices.iter().filter(|choice| chosen.contains(&choice.value.as_str())) {
        values.push(Value::from(choice.value.clone()));
    }
    if chosen.iter().any(|text| !choices.iter().any(|choice| choice.value == *text)) {
        return Err("Choose from the options.".to_owned());
    }
    Ok(Typed::Set(Value::Array(values)))
}

#[cfg(test)]
mod tests;
