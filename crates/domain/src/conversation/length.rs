//! How long a text message is, as carriers count it.
//!
//! Promise: pure, and the same count in the page's script (`message.js`), which is tested against the same samples.
//! Source: the alphabet and its extension of 3GPP TS 23.038.

/// The letters that cost one place.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ\
ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The letters that cost two.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// How letters travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits a letter: 160 places in one segment, 153 in each of several.
    Plain,
    /// Two bytes a letter, for one letter outside the plain alphabet is enough: 70 and 67.
    Wide,
}

/// How long a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Places used.
    pub places: usize,
    /// Segments it is sent in, each paid for.
    pub segments: usize,
    /// Places left in the last segment.
    pub left: usize,
    /// How its letters travel.
    pub encoding: Encoding,
}

/// Measures a text message. Line ends count once.
pub fn measure(text: &str) -> Length {
    let text = text.replace("\r\n", "\n");
    let plain: Option<usize> = text.chars().map(cost).sum();
    let (places, one, many, encoding) = match plain {
        Some(places) => (places, 160, 153, Encoding::Plain),
        None => (text.encode_utf16().count(), 70, 67, Encoding::Wide),
    };
    let (segments, room) = match places {
        0 => (0, one),
        _ if places <= one => (1, one),
        _ => (places.div_ceil(many), places.div_ceil(many) * many),
    };
    Length { places, segments, left: room - places, encoding }
}

/// Places a letter costs in the plain alphabet; none where it is not in it.
fn cost(letter: char) -> Option<usize> {
    if BASIC.contains(letter) { Some(1) } else { EXTENDED.contains(letter).then_some(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> (usize, usize, Encoding) {
        let length = measure(text);
        (length.places, length.segments, length.encoding)
    }

    #[test]
    fn plain_letters_fill_160_places_and_then_153_each() {
        assert_eq!(counted(&"a".repeat(160)), (160, 1, Encoding::Plain));
        assert_eq!(counted(&"a".repeat(161)), (161, 2, Encoding::Plain));
        assert_eq!(counted(&"a".repeat(307)), (307, 3, Encoding::Plain));
        assert_eq!(measure("").segments, 0);
    }

    #[test]
    fn a_sign_of_the_extension_costs_two_places() {
        assert_eq!(counted("5€"), (3, 1, Encoding::Plain));
    }

    #[test]
    fn one_letter_outside_the_alphabet_makes_all_of_them_wide() {
        assert_eq!(counted("Спасибо"), (7, 1, Encoding::Wide));
        assert_eq!(counted(&format!("{}😀", "a".repeat(69))), (71, 2, Encoding::Wide));
    }

    #[test]
    fn a_line_end_counts_once_however_a_browser_sends_it() {
        assert_eq!(measure("a\r\nb"), measure("a\nb"));
        assert_eq!(measure("hello").left, 155);
    }
}
