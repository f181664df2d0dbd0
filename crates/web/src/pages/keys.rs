//! Keys for programs: made, shown once, listed, revoked.

use askama::Template;
use askama_web::WebTemplate;
use domain::api_key::Standing;
use workspace::Problem;
use workspace::api_keys::{Listed, Made, scopes};

use super::frame::Frame;
use super::moment::Moment;
use crate::paths;

/// The page of keys.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "keys.html")]
pub struct Page {
    frame: Frame,
    base: String,
    made: Option<(String, String)>,
    lines: Vec<Line>,
    scopes: Vec<Choice>,
    name: String,
    days: String,
    problems: Vec<Problem>,
}

/// One key.
#[derive(Debug, Clone)]
struct Line {
    id: String,
    name: String,
    ending: String,
    scopes: String,
    tone: &'static str,
    standing: &'static str,
    until: Option<Moment>,
    used: Option<Moment>,
    by: String,
    revoke: Option<String>,
}

/// One scope to choose.
#[derive(Debug, Clone)]
struct Choice {
    name: String,
    is_chosen: bool,
}

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The name.
    pub name: String,
    /// The scopes that were chosen.
    pub scopes: Vec<String>,
    /// For how many days, as text; empty for ever.
    pub days: String,
}

/// What a key can do unless somebody chooses something else.
const USUAL: &str = "contacts.readonly";

impl Page {
    /// The keys of a location; `base` is where they are good.
    #[must_use]
    pub fn of(frame: Frame, base: &str, keys: &[Listed]) -> Self {
        let lines = keys.iter().map(|listed| Line::of(&frame, listed)).collect();
        let typed = Typed { scopes: vec![USUAL.to_owned()], ..Typed::default() };
        Self {
            base: base.to_owned(),
            made: None,
            lines,
            scopes: choices(&typed),
            name: String::new(),
            days: String::new(),
            problems: Vec::new(),
            frame: frame.elsewhere(),
        }
    }

    /// The same page with the secret of a key that was just made: the only time it is shown.
    #[must_use]
    pub fn showing(mut self, made: &Made) -> Self {
        self.made = Some((made.key.name.clone(), made.reveal().to_owned()));
        self
    }

    /// The same page, saying why no key was made, with everything that was typed.
    #[must_use]
    pub fn with_problems(mut self, typed: Typed, problems: Vec<Problem>) -> Self {
        self.scopes = choices(&typed);
        (self.name, self.days, self.problems) = (typed.name, typed.days, problems);
        self
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    fn spans(&self) -> [(&'static str, &'static str); 4] {
        [("", "Until I revoke it"), ("30", "30 days"), ("90", "90 days"), ("365", "A year")]
    }
}

fn choices(typed: &Typed) -> Vec<Choice> {
    let choice = |name: String| Choice { is_chosen: typed.scopes.contains(&name), name };
    scopes().map(|scope| choice(scope.to_string())).collect()
}

impl Line {
    fn of(frame: &Frame, listed: &Listed) -> Self {
        let (key, lens) = (&listed.key, &frame.lens);
        let (tone, standing) = match listed.standing {
            Standing::Good => ("ok", "Good"),
            Standing::Expired => ("warn", "Run out"),
            Standing::Revoked => ("", "Revoked"),
        };
        let revoke = || paths::KeyRevoke { key: key.id }.to_string();
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            ending: key.ending.clone(),
            scopes: key.scopes.to_string(),
            tone,
            standing,
            until: key.expires_at.map(|at| lens.when(at)),
            used: key.used_at.map(|at| lens.when(at)),
            by: listed.made_by.clone().unwrap_or_else(|| "the command line".to_owned()),
            revoke: (listed.standing == Standing::Good).then(revoke),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::api_key::ApiKey;
    use domain::ids::ApiKeyId;
    use highlevel::{LocationId, Scopes};
    use uuid::Uuid;

    use super::*;
    use crate::pages::sample::{self, well_formed};

    fn listed(number: u128, standing: Standing) -> Listed {
        let frame = sample::frame();
        Listed {
            key: ApiKey {
                id: ApiKeyId::from_uuid(Uuid::from_u128(number)),
                location: LocationId::new("loc").unwrap(),
                name: "Warehouse <nightly>".to_owned(),
                ending: "x1y2".to_owned(),
                scopes: Scopes::parse("contacts.readonly contacts.write"),
                made_by: None,
                created_at: frame.lens.now,
                expires_at: (standing == Standing::Expired).then_some(frame.lens.now),
                used_at: (number > 1).then_some(frame.lens.now),
                revoked_at: None,
                revoked_by: None,
            },
            made_by: (number > 1).then(|| "Maya Lindqvist".to_owned()),
            standing,
        }
    }

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let page = |keys: &[Listed]| Self::of(sample::frame(), "http://127.0.0.1:8780/highlevel", keys);
            let all = [listed(1, Standing::Good), listed(2, Standing::Expired), listed(3, Standing::Revoked)];
            let mut made = page(&all);
            made.made = Some(("Warehouse".to_owned(), format!("rk_{}", "x".repeat(43))));
            let problem = Problem::with("name", "Give the key a name, so that you know it again.");
            vec![
                ("none", page(&[])),
                ("several", page(&all)),
                ("made", made),
                ("refused", page(&[]).with_problems(Typed::default(), vec![problem])),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("keys", name, &page.render().unwrap());
        }
    }

    #[test]
    fn only_a_good_key_can_be_revoked() {
        let page = Page::of(
            sample::frame(),
            "http://127.0.0.1:8780/highlevel",
            &[listed(1, Standing::Good), listed(2, Standing::Expired), listed(3, Standing::Revoked)],
        );

        assert_eq!(page.render().unwrap().matches("/revoke\"").count(), 1);
    }
}
