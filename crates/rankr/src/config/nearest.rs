//! Which known word somebody meant who typed an unknown one.

/// The known word that differs least, where one is near enough to be meant.
pub(super) fn nearest<'w>(typed: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let typed = typed.to_ascii_lowercase().replace('-', "_");
    let measured = known.into_iter().map(|word| (distance(&typed, word), word));
    measured.min().filter(|(distance, word)| *distance <= word.len().div_ceil(3)).map(|(_, word)| word)
}

/// How many letters have to be added, removed or changed (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, letter) in left.chars().enumerate() {
        let mut corner = row[0];
        row[0] = above + 1;
        for (at, other) in right.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1).min(corner + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["listen", "data_dir", "log"];

    #[test]
    fn a_slip_of_the_keys_is_understood() {
        assert_eq!(nearest("lisen", KNOWN), Some("listen"));
        assert_eq!(nearest("Data-Dir", KNOWN), Some("data_dir"));
        assert_eq!(nearest("datadir", KNOWN), Some("data_dir"));
    }

    #[test]
    fn another_word_is_not_guessed_at() {
        assert_eq!(nearest("password", KNOWN), None);
    }
}
