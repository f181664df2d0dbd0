//! The page of conflicts: three values side by side, and a choice.

use askama::Template;
use askama_web::WebTemplate;
use domain::conflict::Choice;
use workspace::conflicts::{ConflictLine, ConflictsPage, Rule, Side};

use super::frame::Frame;
use super::moment::{Lens, Moment};
use super::timeline::by;
use crate::paths;

/// The page of conflicts.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "conflicts.html")]
pub struct Page {
    frame: Frame,
    open: Vec<LineView>,
    ended: Vec<LineView>,
    more: bool,
    rules: Vec<Rule>,
    choices: Vec<Rule>,
    may_rule: bool,
}

/// One conflict as drawn.
#[derive(Debug, Clone)]
struct LineView {
    id: String,
    label: String,
    whose: Option<(String, String)>,
    /// Which side stands, or what was decided.
    stands: &'static str,
    action: String,
    sides: Vec<SideView>,
    may_decide: bool,
    may_keep_both: bool,
    edit: Option<String>,
    end_by: String,
    end_at: Option<Moment>,
}

/// One of the three values.
#[derive(Debug, Clone)]
struct SideView {
    name: &'static str,
    value: Option<String>,
    by: String,
    at: Option<Moment>,
    is_standing: bool,
    choose: Option<(&'static str, &'static str)>,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &ConflictsPage) -> Self {
        let lens = frame.lens.clone();
        let may_write = page.editing.is_allowed();
        let lines = |lines: &[ConflictLine]| {
            lines.iter().map(|line| LineView::of(line, may_write, &lens)).collect::<Vec<_>>()
        };
        Self {
            open: lines(&page.open),
            ended: lines(&page.ended),
            more: page.more,
            rules: page.rules.clone(),
            choices: page.choices.clone(),
            may_rule: page.may_rule,
            frame: frame.at("writes"),
        }
    }
}

impl LineView {
    fn of(line: &ConflictLine, may_write: bool, lens: &Lens) -> Self {
        let may_decide = may_write && line.end.is_none();
        let contact = |id: &highlevel::ContactId| paths::Contact { contact: id.clone() }.to_string();
        let edit = line.edit.clone().map(|(contact, field)| paths::Field { contact, field }.to_string());
        Self {
            id: line.id.to_string(),
            label: line.label.clone(),
            whose: line.contact.as_ref().map(|whose| (contact(&whose.id), whose.name.clone())),
            stands: stands(line),
            action: paths::ConflictDecide { conflict: line.id }.to_string(),
            sides: sides(line, may_decide, lens),
            may_decide,
            may_keep_both: line.may_keep_both,
            edit: edit.filter(|_| may_decide),
            end_by: line.end.as_ref().map_or_else(String::new, |end| match &end.by {
                Some(name) => format!("{name}, "),
                None => String::new(),
            }),
            end_at: line.end.as_ref().map(|end| lens.when(end.at)),
        }
    }
}

fn stands(line: &ConflictLine) -> &'static str {
    match (line.end.as_ref().map(|end| end.choice), line.ours_stands) {
        (None, true) => "Ours stands until you choose",
        (None, false) => "HighLevel’s stands until you choose",
        (Some(Choice::Ours), _) => "Ours was chosen",
        (Some(Choice::Theirs), _) => "HighLevel’s was chosen",
        (Some(Choice::Both), _) => "Both kept, one as a note",
        (Some(Choice::Aside), _) => "Put aside or sent anew",
    }
}

fn sides(line: &ConflictLine, may_decide: bool, lens: &Lens) -> Vec<SideView> {
    let base = SideView {
        name: "Before",
        value: line.base.clone(),
        by: "What both started from".to_owned(),
        at: None,
        is_standing: false,
        choose: None,
    };
    let side = |name, side: &Side, is_standing, choice, words| SideView {
        name,
        value: side.value.clone(),
        by: format!("{}, ", by(&side.by)),
        at: Some(lens.when(side.at)),
        is_standing,
        choose: may_decide.then_some((choice, words)),
    };
    let (theirs, ours) =
        if line.ours_stands { ("Use theirs", "Keep ours") } else { ("Keep theirs", "Use ours") };
    vec![
        base,
        side("In HighLevel", &line.theirs, !line.ours_stands, "theirs", theirs),
        side("Typed here", &line.ours, line.ours_stands, "ours", ours),
    ]
}

#[cfg(test)]
mod tests {
    use domain::ids::{ConflictId, WriteId};
    use highlevel::ContactId;
    use workspace::conflicts::EndLine;
    use workspace::contact::ContactRef;
    use workspace::member::Editing;
    use workspace::timeline::By;

    use super::*;
    use crate::pages::sample::{self, MINUTE, ago, well_formed};

    fn line(number: u128, label: &str) -> ConflictLine {
        let id = ContactId::new("mT8vQ2xKc4LrW9pZ").unwrap();
        let side = |value: &str, by| Side { value: Some(value.into()), by, at: ago(5 * MINUTE) };
        ConflictLine {
            id: ConflictId::from_uuid(uuid::Uuid::from_u128(number)),
            write: WriteId::from_uuid(uuid::Uuid::from_u128(number)),
            contact: Some(ContactRef { id: id.clone(), name: "Marisol Tenbrook".into() }),
            label: label.into(),
            base: None,
            theirs: side("Oslo", By::HighLevel(None)),
            ours: side("<b>Bern</b>", By::Person("Maya Lindqvist".into())),
            ours_stands: false,
            may_keep_both: true,
            edit: Some((id, "city".parse().unwrap())),
            end: None,
        }
    }

    fn full() -> ConflictsPage {
        let end = EndLine { choice: Choice::Both, by: Some("Maya Lindqvist".into()), at: ago(60) };
        let rule = |name: &str| Rule { name: format!("contact/{name}"), label: name.into() };
        ConflictsPage {
            open: vec![line(1, "City"), ConflictLine { ours_stands: true, ..line(2, "Website") }],
            ended: vec![ConflictLine { end: Some(end), ..line(3, "Source") }],
            more: true,
            rules: vec![rule("website")],
            choices: vec![rule("city"), rule("phone")],
            editing: Editing::Allowed,
            may_rule: true,
        }
    }

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let empty = ConflictsPage { open: vec![], ended: vec![], rules: vec![], more: false, ..full() };
            let looking = ConflictsPage { editing: Editing::Role, may_rule: false, ..full() };
            vec![
                ("full", Self::of(sample::frame(), &full())),
                ("empty", Self::of(sample::frame(), &empty)),
                ("looking", Self::of(sample::frame(), &looking)),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("conflicts", name, &page.render().unwrap());
        }
    }

    #[test]
    fn who_may_only_look_chooses_nothing() {
        let html = Page::samples().remove(2).1.render().unwrap();

        assert!(!html.contains(r#"name="choice""#) && !html.contains("/conflicts/rules"));
    }
}
