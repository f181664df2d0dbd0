//! The form for a new contact.

use askama::Template;
use askama_web::WebTemplate;
use domain::ids::WriteId;
use workspace::draft::{ContactDraft, Form};

use super::frame::Frame;
use crate::paths;

/// The form for a new contact, empty or as it was typed.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "new_contact.html")]
pub struct Page {
    frame: Frame,
    fields: Vec<Field>,
    /// What is wrong with the form as a whole.
    problem: Option<String>,
    tags: Vec<String>,
    /// The write that this form replaces once it is taken.
    replaces: Option<String>,
}

/// One field of the form.
#[derive(Debug, Clone)]
struct Field {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    complete: &'static str,
    hint: &'static str,
    value: String,
    problem: Option<String>,
}

impl Page {
    /// The form with what was typed and what is wrong with it; `tags` are those the location knows, `replaces` the
    /// write that was refused.
    #[must_use]
    pub fn of(frame: Frame, form: &Form<ContactDraft>, tags: &[String], replaces: Option<WriteId>) -> Self {
        Self {
            frame,
            fields: fields(form),
            problem: form.problem("").map(str::to_owned),
            tags: tags.to_vec(),
            replaces: replaces.map(|write| write.to_string()),
        }
    }

    /// Whether anything is wrong with it.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        self.problem.is_some() || self.fields.iter().any(|field| field.problem.is_some())
    }

    /// Where the refused write is put aside.
    fn discard(&self) -> Option<String> {
        let write = self.replaces.as_ref()?.parse().ok()?;
        Some(paths::WriteDiscard { write }.to_string())
    }
}

fn fields(form: &Form<ContactDraft>) -> Vec<Field> {
    let draft = &form.draft;
    let field = |name, label, kind, complete, hint, value: &str| Field {
        name,
        label,
        kind,
        complete,
        hint,
        value: value.to_owned(),
        problem: form.problem(name).map(str::to_owned),
    };
    vec![
        field("first_name", "First name", "text", "off", "", &draft.first_name),
        field("last_name", "Last name", "text", "off", "", &draft.last_name),
        field("email", "Email", "email", "off", "", &draft.email),
        field("phone", "Phone", "tel", "off", "With country code, for example +1 415 555 0142", &draft.phone),
        field(
            "company",
            "Company",
            "text",
            "off",
            "HighLevel takes a company only now, not later",
            &draft.company,
        ),
        field("source", "Source", "text", "off", "Where this contact came from", &draft.source),
        field("tags", "Tags", "text", "off", "Apart by commas", &draft.tags),
    ]
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use workspace::Problem;

    use super::*;
    use crate::pages::sample::{self, well_formed};

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let tags = ["solar-quote".to_owned(), "financing".to_owned()];
            let typed = ContactDraft {
                first_name: "<b>Ada</b>".into(),
                email: "ada@example".into(),
                ..ContactDraft::default()
            };
            let problems =
                vec![Problem::with("email", "This address has no ending. Add one, for example .com.")];
            let draft = ContactDraft { last_name: "Lovelace".into(), ..ContactDraft::default() };
            let why = Problem::with("", "HighLevel did not take this contact: it said no.");
            let again = Form { draft, problems: vec![why] };
            let write = WriteId::from_uuid(uuid::Uuid::from_u128(7));
            vec![
                ("empty", Self::of(sample::frame(), &Form::default(), &tags, None)),
                ("refused", Self::of(sample::frame(), &Form { draft: typed, problems }, &tags, None)),
                ("again", Self::of(sample::frame(), &again, &tags, Some(write))),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("new_contact", name, &page.render().unwrap());
        }
    }

    #[test]
    fn a_refused_form_keeps_what_was_typed_and_says_why_beside_the_field() {
        let (_, page) = Page::samples().remove(1);

        let html = page.render().unwrap();

        assert!(html.contains("value=\"&#60;b&#62;Ada&#60;/b&#62;\""), "typed text is kept and escaped");
        assert!(html.contains("This address has no ending."));
        assert!(html.contains("aria-invalid=\"true\""));
    }
}
