//! The digest: what a day brought, in plain words, and when each person gets it.
//!
//! Here: the day's boundaries, the sections and sentences, the moment at which the next digest is due, and the key
//! that makes it go out once. Not here: counting (`store`), sending and drawing (`workspace`, `web`).
//!
//! Promise: the days of a zone follow each other without a gap or an overlap, whatever its clocks do; of one day,
//! one person gets one digest by each way.

mod day;
mod section;

use serde::{Deserialize, Serialize};

pub use day::{Due, Schedule, Way, bounds, day_of};
pub use section::{Figure, Item, Section, Topic};

use crate::wording::{length, plural};

/// What was counted for one location and one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counted {
    /// Contacts.
    pub contacts: Contacts,
    /// Tasks.
    pub tasks: Tasks,
    /// Notes.
    pub notes: Notes,
    /// Appointments.
    pub appointments: Appointments,
    /// What needs a person, the most urgent first.
    pub needs: Vec<Item>,
}

/// Contacts of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contacts {
    /// New ones.
    pub new: u64,
    /// How many are usual on a day; none before there is a history.
    pub usually_new: Option<u64>,
    /// Those whom somebody of the team spoke to.
    pub worked: u64,
    /// Those who wrote or called.
    pub wrote: u64,
    /// Gone.
    pub deleted: u64,
    /// How long an answer took, in minutes, in the middle.
    pub minutes_to_reply: Option<u64>,
    /// The new ones, by name; as many as are to be shown.
    pub newest: Vec<Item>,
}

/// Tasks of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tasks {
    /// Done.
    pub done: u64,
    /// Due on the day.
    pub due: u64,
    /// Made.
    pub made: u64,
    /// Overdue at the end of the day.
    pub overdue: u64,
    /// Those that are overdue for longest.
    pub latest: Vec<Item>,
}

/// Notes of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// Written.
    pub written: u64,
    /// Of them, by automations.
    pub automatic: u64,
    /// The newest by people.
    pub newest: Vec<Item>,
}

/// Appointments of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appointments {
    /// On the day.
    pub there: u64,
    /// They did not come.
    pub no_shows: u64,
    /// Cancelled.
    pub cancelled: u64,
    /// Over without anybody saying how it went.
    pub unnoted: u64,
    /// Booked on the day, for whenever.
    pub booked: u64,
    /// Those of the next day.
    pub next: Vec<Item>,
}

/// One day's digest, ready to be shown or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Digest {
    /// The day.
    pub day: jiff::civil::Date,
    /// The line above it, and the subject of the mail.
    pub title: String,
    /// Its sections: what needs a person comes first.
    pub sections: Vec<Section>,
}

/// Pure: the digest of a day.
pub fn digest(day: jiff::civil::Date, location: &str, counted: &Counted) -> Digest {
    let sections = vec![
        needs(counted),
        contacts(&counted.contacts),
        tasks(&counted.tasks),
        notes(&counted.notes),
        appointments(&counted.appointments),
    ];
    let title = format!("{location}, {}: {}", day.strftime("%A %-d %B"), headline(counted));
    Digest { day, title, sections }
}

impl Digest {
    /// Whether nothing happened and nobody is needed.
    pub fn is_quiet(&self) -> bool {
        self.sections.iter().all(Section::is_quiet)
    }
}

/// The most telling thing of the day in a few words.
fn headline(counted: &Counted) -> String {
    let count = |list: &[Item]| u64::try_from(list.len()).unwrap_or(u64::MAX);
    if !counted.needs.is_empty() {
        return match count(&counted.needs) {
            1 => "1 person needs you".to_owned(),
            more => format!("{} need you", plural(more, "person", "people")),
        };
    }
    let parts = [
        (counted.contacts.new, "new contact", "new contacts"),
        (counted.tasks.done, "task done", "tasks done"),
        (counted.appointments.there, "appointment", "appointments"),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| plural(count, one, many))
        .collect();
    if said.is_empty() { "a quiet day".to_owned() } else { said.join(", ") }
}

fn needs(counted: &Counted) -> Section {
    let count = u64::try_from(counted.needs.len()).unwrap_or(u64::MAX);
    let lead = match count {
        0 => "Nobody is waiting.".to_owned(),
        1 => "1 person needs someone.".to_owned(),
        _ => format!("{} need someone, the most urgent first.", plural(count, "person", "people")),
    };
    Section::new(Topic::Needs, lead, Vec::new(), &counted.needs)
}

fn contacts(of: &Contacts) -> Section {
    let usual = of.usually_new.map(|usual| match usual {
        usual if usual == of.new => "as usual".to_owned(),
        usual => format!("usually {usual}"),
    });
    let reply = of.minutes_to_reply.map(|minutes| Figure::text("Time to reply", length(minutes)));
    let mut figures = vec![
        Figure::count("New contacts", of.new).with(usual),
        Figure::count("Worked with", of.worked),
        Figure::count("Wrote or called", of.wrote),
    ];
    figures.extend(reply);
    figures.extend((of.deleted > 0).then(|| Figure::count("Deleted", of.deleted)));
    let lead = match (of.new, of.worked) {
        (0, 0) => "No new contacts, and nobody was spoken to.".to_owned(),
        (new, worked) => format!(
            "{}; the team spoke to {}.",
            plural(new, "new contact", "new contacts"),
            plural(worked, "person", "people")
        ),
    };
    Section::new(Topic::Contacts, lead, figures, &of.newest)
}

fn tasks(of: &Tasks) -> Section {
    let due = (of.due > 0).then(|| format!("{} due", of.due));
    let figures = vec![
        Figure::count("Done", of.done).with(due),
        Figure::count("New", of.made),
        Figure::count("Overdue", of.overdue),
    ];
    let lead = match (of.done, of.overdue) {
        (0, 0) => "No task was done, and none is overdue.".to_owned(),
        (done, 0) => format!("{} done, none overdue.", plural(done, "task", "tasks")),
        (done, late) => format!("{} done, {late} overdue.", plural(done, "task", "tasks")),
    };
    Section::new(Topic::Tasks, lead, figures, &of.latest)
}

fn notes(of: &Notes) -> Section {
    let automatic = (of.automatic > 0).then(|| format!("{} automatic", of.automatic));
    let figures = vec![Figure::count("Written", of.written).with(automatic)];
    let lead = match of.written {
        0 => "No notes.".to_owned(),
        written => format!("{} written.", plural(written, "note", "notes")),
    };
    Section::new(Topic::Notes, lead, figures, &of.newest)
}

fn appointments(of: &Appointments) -> Section {
    let mut figures = vec![Figure::count("On the day", of.there), Figure::count("Booked", of.booked)];
    let odd = [("Did not come", of.no_shows), ("Cancelled", of.cancelled), ("Outcome not noted", of.unnoted)];
    figures.extend(
        odd.into_iter().filter(|(_, count)| *count > 0).map(|(label, count)| Figure::count(label, count)),
    );
    let next = u64::try_from(of.next.len()).unwrap_or(u64::MAX);
    let ahead = match next {
        0 => "none the day after".to_owned(),
        _ => format!("{next} the day after"),
    };
    let lead = match of.there {
        0 => format!("No appointments; {ahead}."),
        there => format!("{}; {ahead}.", plural(there, "appointment", "appointments")),
    };
    Section::new(Topic::Appointments, lead, figures, &of.next)
}

#[cfg(test)]
mod tests;
