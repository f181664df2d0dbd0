//! Values brought into the one form HighLevel keeps: phones, birthdays, tags, e-mail addresses.

use jiff::civil::Date;

use crate::world::record::CommonText;

/// A phone in E.164, or `None` when the text is no phone. Ten digits without a country are North American; an
/// extension behind an `x` is left out; `00` is the `+` of old. No country begins with a zero.
pub(crate) fn phone(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    let text = text.split_once('x').map_or(text, |(number, _)| number);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = digits.strip_prefix("00");
    let digits = abroad.unwrap_or(&digits);
    let strange = text.chars().any(|c| !(c.is_ascii_digit() || " +-()./".contains(c)));
    if strange || digits.starts_with('0') || !(7..=15).contains(&digits.len()) {
        return None;
    }
    let with_country = text.starts_with('+') || abroad.is_some() || digits.len() != 10;
    let country = if with_country { "" } else { "1" };
    Some(format!("+{country}{digits}").into())
}

/// Whether the text could be an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let dotted = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    let plain = text.chars().all(|c| !c.is_whitespace() && !"<>()[],;:\"\\".contains(c));
    !name.is_empty() && !name.contains('@') && dotted && plain
}

/// A birthday in any of the eight documented forms, or the one it is read back in.
pub(crate) fn birthday(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.split_once('T').map_or(text, |(date, _)| date);
    let parts: Vec<&str> = text.split(['/', '-', '.', '_']).collect();
    let [one, two, three] = parts[..] else { return None };
    let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() <= 4);
    let (year, month, day) = match (one.len(), three.len()) {
        (4, _) => (number(one)?, number(two)?, number(three)?),
        (_, 4) => (number(three)?, number(one)?, number(two)?),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Tags lower-cased and trimmed, each once, in their order.
pub(crate) fn tags(given: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<CommonText> {
    let mut tags: Vec<CommonText> = Vec::new();
    for tag in given {
        let tag = tag.as_ref().trim().to_lowercase();
        if !tag.is_empty() && !tags.iter().any(|kept| **kept == *tag) {
            tags.push(tag.into());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_and_leading_zeros_are_no_part_of_a_phone() {
        assert_eq!(phone("(312) 555-0100 x12").as_deref(), Some("+13125550100"));
        assert_eq!(phone("00442079460018").as_deref(), Some("+442079460018"));
        assert_eq!(phone("020 7946 0018"), None);
        assert_eq!(phone("+0123456789"), None);
    }

    #[test]
    fn phones_become_e164() {
        assert_eq!(phone("+1 888-888-8888").as_deref(), Some("+18888888888"));
        assert_eq!(phone("(202) 555-0101").as_deref(), Some("+12025550101"));
        assert_eq!(phone("1 202 555 0101").as_deref(), Some("+12025550101"));
        assert_eq!(phone("+44 20 7946 0958").as_deref(), Some("+442079460958"));
        assert_eq!(phone("call me"), None);
        assert_eq!(phone("123"), None);
    }

    #[test]
    fn birthdays_are_read_in_all_eight_forms() {
        let born = Date::new(1990, 9, 25).ok();

        for text in [
            "1990/09/25",
            "09/25/1990",
            "1990-09-25",
            "09-25-1990",
            "1990.09.25",
            "09.25.1990",
            "1990_09_25",
            "09_25_1990",
            "1990-09-25T00:00:00.000Z",
        ] {
            assert_eq!(birthday(text), born, "{text}");
        }
        assert_eq!(birthday("25.09.1990"), None);
        assert_eq!(birthday("yesterday"), None);
    }

    #[test]
    fn tags_are_lower_cased_trimmed_and_kept_once() {
        assert_eq!(
            tags(["  VIP ", "vip", "", "New Lead"]),
            ["vip".into(), "new lead".into()] as [CommonText; 2]
        );
    }

    #[test]
    fn an_address_without_a_dotted_domain_is_no_email() {
        assert!(is_email("ada@example.com"));
        assert!(is_email("ada+x@mail.example.com"));
        assert!(!is_email(""));
        assert!(!is_email("ada@example"));
        assert!(!is_email("ada example@example.com"));
    }
}
