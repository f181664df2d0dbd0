//! Search: the text of a contact that a search looks through, and what typed words look for in it.
//!
//! Here: one text for each contact, so that any database that finds fragments of three letters finds everything.
//! Not here: finding them (`store`).
//!
//! Promise: accents and case never matter, on either side; a word of three letters and more is found anywhere, a
//! shorter one at the beginning of any word, and every needle has three letters at least.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use crate::{contact::display_name, record::Doc};

/// Stands before the beginnings of words, so that one or two letters are three together with it. Nobody types it.
const MARK: char = '\u{1}';
/// Words that are looked for at most.
const WORDS: usize = 8;
/// A shorter word is looked for at the beginning of words.
const FRAGMENT: usize = 3;

/// A text as search compares it: lower case, without accents, special letters spelled out.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .filter(|letter| *letter != MARK)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
    }
    let mut folded = String::with_capacity(text.len());
    let letters = text.nfkd().filter(|letter| !is_accent(*letter) && *letter != MARK);
    // Lower case may bring an accent of its own, as that of the dotted capital I does.
    for letter in letters.flat_map(char::to_lowercase).filter(|letter| !is_accent(*letter)) {
        match spelled(letter) {
            Some(spelled) => folded.push_str(spelled),
            None => folded.push(letter),
        }
    }
    folded
}

/// Marks that sit on a letter in the scripts that write without them too. Those of other scripts are letters.
const fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Letters that are no other letter with an accent, yet are typed as others where the keyboard lacks them.
const fn spelled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ς' => "σ",
        '’' | 'ʼ' => "'",
        _ => return None,
    })
}

/// The digits of a phone number or of what somebody typed of one.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What a search looks for in `search_text`: one needle for each typed word, all of which must be there.
///
/// A text that can only be part of a phone number is its digits, however they were grouped.
pub fn needles(query: &str) -> Vec<String> {
    let query = query.trim();
    let is_phone = query.chars().any(|letter| letter.is_ascii_digit())
        && query.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    if is_phone {
        return needle(&digits(query)).into_iter().collect();
    }
    query.split_whitespace().filter_map(|word| needle(&fold(word))).take(WORDS).collect()
}

/// None where a short word has no letter to look for, such as the `(` that begins a phone number.
fn needle(word: &str) -> Option<String> {
    if word.chars().count() >= FRAGMENT {
        return Some(word.to_owned());
    }
    let start: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
    match start.chars().count() {
        0 => None,
        1 => Some(format!("{MARK}{MARK}{start}")),
        _ => Some(format!("{MARK}{start}")),
    }
}

/// All that a search looks through: each text once, and in the end how their words begin.
pub(crate) fn search_text(doc: &Doc) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut keep = |text: String| {
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    };
    keep(fold(&display_name(doc)));
    for field in ["name", "email", "companyName"] {
        keep(doc.text(field).map(fold).unwrap_or_default());
    }
    keep(doc.text("phone").map(digits).unwrap_or_default());
    inner_texts(doc, "additionalEmails", "email").for_each(|email| keep(fold(email)));
    inner_texts(doc, "additionalPhones", "phone").for_each(|phone| keep(digits(phone)));
    doc.texts("tags").for_each(|tag| keep(fold(tag)));

    let starts = beginnings(&texts);
    let mut text = texts.join("\n");
    if !starts.is_empty() {
        text.push('\n');
        text.push_str(&starts);
    }
    text
}

/// How the words of these texts begin, each beginning once, with its marks.
fn beginnings(texts: &[String]) -> String {
    let mut known: Vec<String> = Vec::new();
    for text in texts {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        // Most people leave the country out when they type a number of their own country.
        let national = text.strip_prefix('1').filter(|rest| rest.len() == 10 && *rest == digits(rest));
        for word in words.chain(national) {
            let start: String = word.chars().take(FRAGMENT - 1).collect();
            if !known.contains(&start) {
                known.push(start);
            }
        }
    }
    known.iter().flat_map(|start| [MARK, MARK].into_iter().chain(start.chars())).collect()
}

fn inner_texts<'d>(doc: &'d Doc, list: &str, field: &str) -> impl Iterator<Item = &'d str> {
    let items = doc.get(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(move |item| item.as_str().or_else(|| item.get(field).and_then(Value::as_str)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text_of(value: Value) -> String {
        search_text(&Doc::from_fields(value.as_object().unwrap().clone()))
    }

    fn finds(text: &str, typed: &str) -> bool {
        let needles = needles(typed);
        !needles.is_empty() && needles.iter().all(|needle| text.contains(needle.as_str()))
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        for (written, typed) in [
            ("Zoë Élan", "zoe elan"),
            ("STRASSE", "straße"),
            ("Groß", "GROSS"),
            ("Łódź Ørsted Þór", "lodz orsted thor"),
            ("İpek Işık", "ipek isik"),
            ("Œuvre Ægir", "oeuvre aegir"),
            ("Cafe\u{301}", "CAFÉ"),
            ("O’Neil", "o'neil"),
            ("Νίκος", "νικοσ"),
        ] {
            assert_eq!(fold(written), fold(typed), "{written}");
        }
    }

    #[test]
    fn letters_of_scripts_that_mean_them_are_kept() {
        assert_ne!(fold("की"), fold("का"));
        assert_eq!(fold("王伟"), "王伟");
    }

    #[test]
    fn a_phone_is_found_however_it_is_typed() {
        let text = text_of(json!({"firstName": "Ada", "phone": "+1 (555) 010-0199"}));

        for typed in ["555-010", "(555) 0100", "+1 555 0100199", "+1", "55", "5"] {
            assert!(finds(&text, typed), "{typed}");
        }
        assert!(!finds(&text, "01"), "two digits are the beginning of a number");
    }

    #[test]
    fn a_search_looks_at_every_email_and_tag() {
        let text = text_of(json!({
            "email": "Ada@example.com", "additionalEmails": [{"email": "b@example.com"}], "tags": ["VIP"]
        }));

        for word in ["ada@", "b@example", "vip"] {
            assert!(finds(&text, word), "{word}");
        }
    }

    #[test]
    fn one_or_two_letters_are_the_beginning_of_any_word() {
        let text = text_of(json!({
            "firstName": "Zoë", "lastName": "O'Neil", "companyName": "Quarry & Sons",
            "email": "mail.zoe@example.com", "tags": ["hot lead", "été"]
        }));

        for word in ["z", "zo", "o", "ne", "qu", "so", "ma", "ex", "co", "le", "é", "ét", "z ne", "zo quarry"]
        {
            assert!(finds(&text, word), "{word}");
        }
        for word in ["oe", "ei", "ua", "ea", "te"] {
            assert!(!finds(&text, word), "{word}");
        }
    }

    #[test]
    fn what_has_no_letter_yet_narrows_nothing() {
        assert_eq!(needles("("), Vec::<String>::new());
        assert_eq!(needles("quarry & sons"), ["quarry", "sons"]);
    }

    #[test]
    fn every_needle_has_three_letters_at_least() {
        for typed in ["a", "ab", "1", "12", "é", "ß", "a b c", "+1"] {
            assert!(needles(typed).iter().all(|needle| needle.chars().count() >= 3), "{typed}");
        }
    }
}
