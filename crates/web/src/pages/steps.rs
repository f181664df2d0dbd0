//! Steps as pages draw them: a card each, and the flow of a whole definition.
//!
//! Not here: what a step does (`domain::automation`). Promise: every kind of step has its picture and its sentence.

use domain::automation::{Action, Definition, Step, Trigger, sentence};

/// What a card shows of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub(crate) id: String,
    pub(crate) icon: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) calls: Option<String>,
    pub(crate) skip: bool,
}

/// One piece of a flow, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A step.
    Card(Card),
    /// Ways begin.
    Open,
    /// One way begins, gone when this holds.
    Way(String),
    /// The way ends.
    WayEnds,
    /// All ways end.
    Close,
}

/// A definition as a flow.
pub(crate) fn flow(definition: &Definition) -> Vec<Piece> {
    let trigger = Card {
        id: "trigger".to_owned(),
        icon: "bolt",
        kind: "k-appt",
        title: capital(&sentence::of_trigger(&Trigger { only_if: None, ..definition.trigger.clone() })),
        about: definition.trigger.only_if.as_ref().map_or_else(
            || "What starts it".to_owned(),
            |condition| format!("Only if {}", sentence::of_condition(condition)),
        ),
        calls: None,
        skip: false,
    };
    let mut pieces = vec![Piece::Card(trigger)];
    add(&definition.steps, &mut pieces);
    pieces
}

fn add(steps: &[Step], pieces: &mut Vec<Piece>) {
    for step in steps {
        pieces.push(Piece::Card(card(step)));
        match &step.action {
            Action::Branch(arms) => {
                pieces.push(Piece::Open);
                for arm in arms {
                    let when = arm.when.as_ref().map_or_else(
                        || "Otherwise".to_owned(),
                        |condition| format!("If {}", sentence::of_condition(condition)),
                    );
                    pieces.push(Piece::Way(arm.name.clone().unwrap_or(when)));
                    add(&arm.steps, pieces);
                    pieces.push(Piece::WayEnds);
                }
                pieces.push(Piece::Close);
            }
            Action::ForEach(each) => {
                pieces.extend([Piece::Open, Piece::Way(format!("For each, {} at most", each.at_most))]);
                add(&each.steps, pieces);
                pieces.extend([Piece::WayEnds, Piece::Close]);
            }
            _ => {}
        }
    }
}

/// A step as a card.
pub(crate) fn card(step: &Step) -> Card {
    let (icon, kind) = picture(&step.action);
    let calls = step.action.cost();
    let about = capital(&sentence::of_step(step));
    Card {
        id: step.id.to_string(),
        icon,
        kind,
        title: step.title.clone().unwrap_or_else(|| named(&step.action)),
        about,
        calls: (calls > 0).then(|| if calls == 1 { "1 call".to_owned() } else { format!("{calls} calls") }),
        skip: step.skip,
    }
}

fn named(action: &Action) -> String {
    match action {
        Action::Do { operation, .. } => operation.row().title.to_owned(),
        Action::Find(_) => "Find in the mirror".to_owned(),
        Action::Upsert(_) => "Create or update contact".to_owned(),
        Action::OnlyIf(_) => "Only continue if".to_owned(),
        Action::Branch(_) => "Branch".to_owned(),
        Action::Wait(_) => "Wait".to_owned(),
        Action::ForEach(_) => "For each".to_owned(),
        Action::Set(_) => "Set values".to_owned(),
        Action::Http(_) => "HTTP request".to_owned(),
        Action::Email(_) => "Send an e-mail".to_owned(),
        Action::Message(_) => "Write into a chat".to_owned(),
        Action::Webhook(_) => "Send a webhook".to_owned(),
        Action::Stop(_) => "Stop".to_owned(),
        Action::Call(_) => "Start another automation".to_owned(),
    }
}

fn picture(action: &Action) -> (&'static str, &'static str) {
    match action {
        Action::Do { operation, .. } => of_path(operation.row().path),
        Action::Find(_) => ("search", "k-quiet"),
        Action::Upsert(_) => ("user", "k-reply"),
        Action::OnlyIf(_) => ("filter", "k-quiet"),
        Action::Branch(_) => ("fork", "k-quiet"),
        Action::Wait(_) => ("clock", "k-quiet"),
        Action::ForEach(_) => ("refresh", "k-quiet"),
        Action::Set(_) => ("edit", "k-quiet"),
        Action::Http(_) | Action::Webhook(_) => ("plug", "k-deal"),
        Action::Email(_) => ("mail", "k-reply"),
        Action::Message(_) => ("chat", "k-reply"),
        Action::Stop(_) => ("off", "k-quiet"),
        Action::Call(_) => ("bolt", "k-appt"),
    }
}

/// The picture of an operation, by what its path is about.
pub(crate) fn of_path(path: &str) -> (&'static str, &'static str) {
    let is = |word: &str| path.split('/').any(|part| part == word);
    match () {
        () if is("tasks") => ("task", "k-task"),
        () if is("notes") => ("note", "k-reply"),
        () if is("tags") => ("tag", "k-appt"),
        () if is("opportunities") => ("deal", "k-deal"),
        () if is("calendars") => ("cal", "k-appt"),
        () if is("conversations") => ("chat", "k-reply"),
        () if is("businesses") => ("firm", "k-deal"),
        () if is("contacts") => ("user", "k-reply"),
        () => ("users", "k-quiet"),
    }
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
