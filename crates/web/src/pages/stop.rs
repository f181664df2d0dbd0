//! The page for what could not be done: what happened, what was not done, and the next step.

use askama::Template;
use askama_web::WebTemplate;

use crate::errors::Explained;

/// A whole page that says why.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "stop.html")]
pub struct Page {
    status: u16,
    code: &'static str,
    title: &'static str,
    text: String,
    next: &'static str,
    icon: &'static str,
    sign_in: bool,
}

/// The same as a notice inside a page.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "stop_notice.html")]
pub struct Notice {
    code: &'static str,
    title: &'static str,
    text: String,
    next: &'static str,
}

impl Page {
    /// The page for an explained error.
    #[must_use]
    pub fn of(explained: &Explained) -> Self {
        let status = explained.status.as_u16();
        Self {
            status,
            code: explained.code,
            title: explained.title,
            text: explained.text.clone(),
            next: explained.next,
            icon: match status {
                404 => "search",
                401 | 403 => "key",
                500.. => "warn",
                _ => "info",
            },
            sign_in: matches!(explained.code, "RK-201" | "RK-204"),
        }
    }
}

impl Notice {
    /// The notice for an explained error.
    #[must_use]
    pub fn of(explained: &Explained) -> Self {
        Self {
            code: explained.code,
            title: explained.title,
            text: explained.text.clone(),
            next: explained.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::errors::PageError;
    use crate::pages::sample::well_formed;

    impl Page {
        pub(crate) fn samples() -> Vec<(String, Self)> {
            let page = |error: PageError| (error.explained().code.to_owned(), Self::of(&error.explained()));
            PageError::samples().into_iter().map(page).collect()
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("stop", &name, &page.render().unwrap());
        }
    }

    #[test]
    fn a_notice_names_its_code_and_the_next_step() {
        let notice = Notice::of(&PageError::Slow.explained()).render().unwrap();

        assert!(notice.contains("RK-107") && notice.contains("Nothing is lost. Try again in a moment."));
    }
}
