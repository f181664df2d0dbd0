//! One's own account: who is signed in, and a password for next time.

use askama::Template;
use askama_web::WebTemplate;
use workspace::Problem;

use super::frame::Frame;

/// The account of the person who is signed in.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "account.html")]
pub struct Page {
    frame: Frame,
    email: String,
    role: String,
    has_password: bool,
    problems: Vec<Problem>,
}

impl Page {
    /// The account; `role` in a word.
    #[must_use]
    pub fn of(frame: Frame, email: &str, role: &str, has_password: bool) -> Self {
        Self {
            frame: frame.elsewhere(),
            email: email.to_owned(),
            role: role.to_owned(),
            has_password,
            problems: Vec::new(),
        }
    }

    /// The same page, saying why the password was not taken.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Problem>) -> Self {
        self.problems = problems;
        self
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::{self, well_formed};

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let page = |has_password| Self::of(sample::frame(), "maya@example.com", "owner", has_password);
            let problem = Problem::with("password", "Use at least 12 characters.");
            vec![
                ("new", page(false)),
                ("kept", page(true)),
                ("refused", page(false).with_problems(vec![problem])),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("account", name, &page.render().unwrap());
        }
    }
}
