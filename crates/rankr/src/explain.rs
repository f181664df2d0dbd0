//! The pages of `docs/errors`, carried along so that `rankr explain` works on any machine.
//!
//! Promise: every page of the folder is here, under its code; a test compares the two.

macro_rules! pages {
    ($($code:literal,)+) => {
        /// Every code with its page, in order.
        pub const PAGES: &[(&str, &str)] = &[
            $((concat!("RK-", $code), include_str!(concat!("../../../docs/errors/RK-", $code, ".md"))),)+
        ];
    };
}

pages!(
    "101", "102", "103", "104", "105", "106", "107", "108", "201", "202", "203", "204", "205", "206", "301",
    "302", "303", "401", "402", "403", "404", "405", "406", "407", "411", "412", "413", "414", "415", "501",
);

/// The page of a code, however it was typed: `RK-403`, `rk-403` or `403`.
pub fn page(code: &str) -> Option<&'static str> {
    let number = code.trim().to_ascii_uppercase();
    let number = number.trim_start_matches("RK-");
    PAGES.iter().find(|(known, _)| known.trim_start_matches("RK-") == number).map(|(_, page)| *page)
}

/// Its title.
pub fn title(code: &str) -> Option<&'static str> {
    page(code)?.lines().next()?.split_once(": ").map(|(_, title)| title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_folder_is_carried_along() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut known: Vec<String> =
            files.map(|name| name.to_string_lossy().trim_end_matches(".md").to_owned()).collect();
        known.sort_unstable();

        assert_eq!(PAGES.iter().map(|(code, _)| *code).collect::<Vec<_>>(), known);
    }

    #[test]
    fn every_page_says_what_happened_what_was_done_and_what_to_do() {
        for (code, page) in PAGES {
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
            for part in ["**What happened.**", "**What was done.**", "**What to do.**"] {
                assert!(page.contains(part), "{code} lacks {part}");
            }
        }
    }

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        assert!(page("rk-403").is_some() && page("403").is_some());
        assert_eq!(page("RK-999"), None);
    }
}
