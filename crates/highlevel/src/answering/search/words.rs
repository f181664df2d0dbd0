//! Full text: every word of the query in some field of the record.

/// The words of a query, lower-cased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of `query`. Without any, everything fits.
    #[must_use]
    pub fn of(query: &str) -> Self {
        Self(query.split_whitespace().map(str::to_lowercase).collect())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each word is part of one of these texts, or of one of these phones as it is dialled.
    pub fn are_in<'t, T, P>(&self, texts: T, phones: P) -> bool
    where
        T: Iterator<Item = &'t str> + Clone,
        P: Iterator<Item = &'t str> + Clone,
    {
        self.0
            .iter()
            .all(|word| texts.clone().any(|text| holds(text, word)) || is_dialled(word, phones.clone()))
    }
}

fn is_dialled<'t>(word: &str, mut phones: impl Iterator<Item = &'t str>) -> bool {
    let dialled = word.chars().all(|c| c.is_ascii_digit() || "+-().".contains(c));
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    dialled && !digits.is_empty() && phones.any(|phone| phone.contains(&*digits))
}

/// Whether `text`, in any case, holds `word`, which is lower-case.
#[must_use]
pub fn holds(text: &str, word: &str) -> bool {
    if text.is_ascii() && word.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        return word.is_empty() || text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(word)
}
