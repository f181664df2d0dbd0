//! Names turned into addresses.

/// A name as the part before the `@`: lower-case ASCII letters only.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter_map(letter).collect()
}

fn letter(c: char) -> Option<char> {
    match c {
        'a'..='z' => Some(c),
        'á' | 'à' | 'â' | 'ä' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ì' | 'î' | 'ï' => Some('i'),
        'ó' | 'ò' | 'ô' | 'ö' | 'ø' => Some('o'),
        'ú' | 'ù' | 'û' | 'ü' => Some('u'),
        'ñ' => Some('n'),
        'ç' => Some('c'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_apostrophes_do_not_reach_an_address() {
        assert_eq!(
            (plain("Núñez"), plain("O'Brien"), plain("Søren")),
            ("nunez".into(), "obrien".into(), "soren".into())
        );
    }
}
