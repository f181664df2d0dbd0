//! One field of a contact: its value, its editor and its mark.

use highlevel::ContactId;
use workspace::contact::{FieldRow, ProfileSection};
use workspace::fields::Editor;

use super::mark::Mark;
use super::moment::Lens;
use super::pick::List;
use crate::paths;

/// A group of fields under one heading.
#[derive(Debug, Clone)]
pub(crate) struct FieldGroup {
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) fields: Vec<FieldView>,
}

/// One field as drawn.
#[derive(Debug, Clone)]
pub(crate) struct FieldView {
    /// Names the field on the page.
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) shown: Option<String>,
    pub(crate) action: String,
    /// Where its past stands.
    pub(crate) history: String,
    /// What the editor begins with, for the form to send along.
    pub(crate) saw: String,
    pub(crate) editor: EditorView,
    pub(crate) mark: Mark,
    pub(crate) problem: Option<String>,
}

/// How a field is edited.
#[derive(Debug, Clone)]
pub(crate) enum EditorView {
    /// An input of this type.
    Line { kind: &'static str, value: String, hint: &'static str },
    /// A line that offers what `list`, found at `source`, holds.
    Offered { value: String, list: &'static str, source: &'static str },
    /// A text area.
    Lines { value: String },
    /// One of these; the empty one clears it.
    One(Vec<Pick>),
    /// Any of these.
    Many(Vec<Pick>),
    /// Not edited here, for this reason.
    ReadOnly(&'static str),
}

/// One option of a choice.
#[derive(Debug, Clone)]
pub(crate) struct Pick {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

impl FieldGroup {
    pub(crate) fn of(section: &ProfileSection, contact: &ContactId, may_write: bool, lens: &Lens) -> Self {
        let fields: Vec<_> =
            section.rows.iter().map(|row| FieldView::of(row, contact, may_write, lens)).collect();
        let note = if section.custom {
            super::moment::count(fields.len() as i128, "custom field")
        } else {
            String::new()
        };
        Self { name: section.name.clone(), note, fields }
    }
}

impl FieldView {
    pub(crate) fn of(row: &FieldRow, contact: &ContactId, may_write: bool, lens: &Lens) -> Self {
        let editor = if may_write {
            EditorView::of(row)
        } else {
            EditorView::ReadOnly("This can be looked at here, not edited.")
        };
        Self {
            id: format!("field-{}", row.key.to_string().replace('.', "-")),
            label: row.label.clone(),
            shown: row.shown.clone(),
            action: paths::Field { contact: contact.clone(), field: row.key.clone() }.to_string(),
            history: paths::FieldPast { contact: contact.clone(), field: row.key.clone() }.to_string(),
            saw: serde_json::to_string(&row.typed).unwrap_or_default(),
            editor,
            mark: Mark::of(&row.standing, lens),
            problem: None,
        }
    }

    /// `Add roof age`, for an empty field.
    pub(crate) fn invitation(&self) -> String {
        let mut letters = self.label.chars();
        let label = match (letters.next(), letters.clone().next()) {
            (Some(first), Some(second)) if second.is_lowercase() => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => self.label.clone(),
        };
        format!("Add {label}")
    }

    pub(crate) fn editable(&self) -> bool {
        !matches!(self.editor, EditorView::ReadOnly(_))
    }
}

impl EditorView {
    fn of(row: &FieldRow) -> Self {
        let first = row.typed.first().cloned().unwrap_or_default();
        let line = |kind, hint| Self::Line { kind, value: first.clone(), hint };
        match &row.editor {
            Editor::Text => line("text", "text"),
            Editor::Country | Editor::TimeZone => {
                let (list, source) = List::place(&row.editor).unwrap_or_default();
                Self::Offered { value: first, list, source }
            }
            Editor::Email => line("email", "email"),
            Editor::Phone { .. } => line("tel", "tel"),
            Editor::Number => line("text", "decimal"),
            Editor::Money => line("text", "decimal"),
            Editor::Date => line("date", ""),
            Editor::LongText => Self::Lines { value: first },
            Editor::Choice(choices) => {
                Self::One(options(choices.iter().map(|one| (&one.value, &one.label)), &row.typed))
            }
            Editor::Choices(choices) => {
                Self::Many(options(choices.iter().map(|one| (&one.value, &one.label)), &row.typed))
            }
            Editor::User(users) => {
                let users: Vec<_> = users.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
                Self::One(options(users.iter().map(|(id, name)| (id, name)), &row.typed))
            }
            Editor::ReadOnly(reason) => Self::ReadOnly(reason),
        }
    }
}

/// The offered options, and whatever is chosen without being offered any more.
fn options<'a>(offered: impl Iterator<Item = (&'a String, &'a String)>, chosen: &[String]) -> Vec<Pick> {
    let mut options: Vec<Pick> = offered
        .map(|(value, label)| Pick {
            value: value.clone(),
            label: label.clone(),
            chosen: chosen.contains(value),
        })
        .collect();
    for value in chosen {
        if !options.iter().any(|option| option.value == *value) {
            options.push(Pick { value: value.clone(), label: value.clone(), chosen: true });
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_that_is_no_longer_offered_stays_visible() {
        let (value, label) = ("metal".to_owned(), "Metal".to_owned());

        let options = options([(&value, &label)].into_iter(), &["slate".to_owned()]);

        assert_eq!(options.len(), 2);
        assert!(options[1].chosen && options[1].label == "slate");
    }
}
