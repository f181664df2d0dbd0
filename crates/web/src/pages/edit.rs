//! A field or a note on a page of its own: for people without script, and where what was typed was refused.

use askama::Template;
use askama_web::WebTemplate;
use highlevel::ContactId;
use workspace::contact::{ContactRef, FieldEdit};
use workspace::draft::{Form, NoteDraft};

use super::field::{EditorView, FieldView};
use super::frame::Frame;
use super::pick::List;
use crate::forms::drafts::saw;
use crate::paths;

/// One field being edited.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "edit_field.html")]
pub struct FieldPage {
    frame: Frame,
    contact: String,
    back: String,
    field: FieldView,
    offered: Option<List>,
}

impl FieldPage {
    /// The field with what was typed and what is wrong with it.
    #[must_use]
    pub fn of(frame: Frame, edit: &FieldEdit) -> Self {
        let mut field = FieldView::of(&edit.row, &edit.contact.id, true, &frame.lens);
        field.problem.clone_from(&edit.problem);
        Self {
            contact: edit.contact.name.clone(),
            back: back(&edit.contact.id),
            offered: List::of(&edit.row.editor),
            field,
            frame,
        }
    }
}

/// One note being edited.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "edit_note.html")]
pub struct NotePage {
    frame: Frame,
    contact: String,
    back: String,
    action: String,
    form: Form<NoteDraft>,
    /// What the form began with.
    saw: String,
}

impl NotePage {
    /// The note with what was typed and what is wrong with it.
    #[must_use]
    pub fn of(frame: Frame, contact: &ContactRef, note: &highlevel::NoteId, form: Form<NoteDraft>) -> Self {
        let action = paths::Note { contact: contact.id.clone(), note: note.clone() }.to_string();
        let saw = saw(&[&form.draft.title, &form.draft.body]);
        Self { contact: contact.name.clone(), back: back(&contact.id), action, form, saw, frame }
    }

    /// The same for a form that comes back, which began with this.
    #[must_use]
    pub fn that_began(self, saw: String) -> Self {
        if saw.is_empty() { self } else { Self { saw, ..self } }
    }
}

fn back(contact: &ContactId) -> String {
    paths::Contact { contact: contact.clone() }.to_string()
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use workspace::Problem;

    use super::*;
    use crate::pages::sample::{self, well_formed};

    impl FieldPage {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let contact = sample::contact_ref();
            let rows = sample::sections().into_iter().flat_map(|section| section.rows);
            let problem = Some("A phone number has digits.".to_owned());
            rows.map(|row| FieldEdit { contact: contact.clone(), row, problem: problem.clone() })
                .map(|edit| ("refused", Self::of(sample::frame(), &edit)))
                .collect()
        }
    }

    impl NotePage {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let draft =
                NoteDraft { title: "Roof".into(), body: "</textarea><script>alert(1)</script>".into() };
            let form = Form { draft, problems: vec![Problem::with("body", "A note needs some text.")] };
            let note = highlevel::NoteId::new("note1").unwrap();
            vec![("refused", Self::of(sample::frame(), &sample::contact_ref(), &note, form))]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in FieldPage::samples() {
            well_formed("edit_field", name, &page.render().unwrap());
        }
        for (name, page) in NotePage::samples() {
            well_formed("edit_note", name, &page.render().unwrap());
        }
    }

    #[test]
    fn typed_markup_cannot_leave_its_field() {
        let (_, page) = NotePage::samples().remove(0);

        assert!(!page.render().unwrap().contains("<script>alert"));
    }
}
