//! A round mark with initials, in a colour that stays with the name.

/// The mark of a person or contact.
#[derive(Debug, Clone)]
pub(crate) struct Face {
    /// One or two letters.
    pub(crate) initials: String,
    /// One of five colours, 1 to 5.
    pub(crate) hue: u8,
}

impl Face {
    /// The first letters of the first and the last word; a question mark for a name without letters.
    pub(crate) fn of(name: &str) -> Self {
        let letters = |word: &str| word.chars().find(|letter| letter.is_alphanumeric());
        let words: Vec<char> = name.split_whitespace().filter_map(letters).collect();
        let initials = match words.as_slice() {
            [] => "?".to_owned(),
            [only] => only.to_uppercase().collect(),
            [first, .., last] => first.to_uppercase().chain(last.to_uppercase()).collect(),
        };
        let sum = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
        Self { initials, hue: u8::try_from(sum % 5).unwrap_or(0) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        assert_eq!(Face::of("Priya van Hallström").initials, "PH");
        assert_eq!(Face::of("+1 415 555 0142").initials, "10");
        assert_eq!(Face::of("(no name)").initials, "NN");
        assert_eq!(Face::of("  ").initials, "?");
    }
}
