//! Sign-in by password, and what to do without one.

use askama::Template;
use askama_web::WebTemplate;

/// The sign-in page.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "sign_in.html")]
pub struct Page {
    email: String,
    problem: Option<String>,
    after: Option<String>,
}

impl Page {
    /// The empty form; after signing in it leads to `after`, a path of ours.
    #[must_use]
    pub fn blank(after: Option<String>) -> Self {
        Self { email: String::new(), problem: None, after }
    }

    /// The form with what was typed (never the password) and why it was not enough.
    #[must_use]
    pub fn refused(email: String, problem: String, after: Option<String>) -> Self {
        Self { email, problem: Some(problem), after }
    }
}

/// The page behind a one-time link: a button, so that a mail scanner that opens links does not use it up.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "sign_in_link.html")]
pub struct LinkPage {
    action: String,
}

impl LinkPage {
    /// The page whose button posts to the link itself.
    #[must_use]
    pub fn of(link: &crate::paths::SignInLink) -> Self {
        Self { action: link.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::well_formed;

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let wrong = "Email and password do not belong together.".to_owned();
            vec![
                ("blank", Self::blank(Some("/contacts".to_owned()))),
                ("refused", Self::refused("maya@example.com".to_owned(), wrong, None)),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("sign_in", name, &page.render().unwrap());
        }
        let link = crate::paths::SignInLink { token: "abc".to_owned() };
        well_formed("sign_in", "link", &LinkPage::of(&link).render().unwrap());
    }
}
