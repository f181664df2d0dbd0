//! What happened to the invented contact, and when it is met.

use domain::change::Seq;
use highlevel::{AppointmentId, NoteId, TaskId};
use jiff::Zoned;
use workspace::appointment::{AppointmentLine, AppointmentStatus};
use workspace::timeline::{Act, By, Day, Entry, FieldDiff, TaskAct, Timeline, What};

use super::record::write;
use super::{DAY, HOUR, MINUTE, ago, user, zone};

fn at(text: &str) -> Zoned {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    civil.to_zoned(zone()).unwrap()
}

pub(crate) fn appointments() -> Vec<AppointmentLine> {
    let line = |id: &str, title: &str, from: &str, to: &str, status, past| AppointmentLine {
        id: AppointmentId::new(id).unwrap(),
        title: title.into(),
        calendar: None,
        starts: Some(at(from)),
        ends: Some(at(to)),
        status,
        assignee: Some(user("uJun", "Jun Ravel")),
        address: None,
        notes: None,
        past,
    };
    vec![
        line(
            "app1",
            "Contract walk-through",
            "2026-11-25T15:00",
            "2026-11-25T15:30",
            AppointmentStatus::Confirmed,
            false,
        ),
        line("app2", "Roof survey", "2026-11-17T11:00", "2026-11-17T11:52", AppointmentStatus::Showed, true),
        line("app3", "First call", "2026-10-12T09:00", "2026-10-12T09:30", AppointmentStatus::NoShow, true),
    ]
}

fn diff(label: &str, before: Option<&str>, after: Option<&str>) -> FieldDiff {
    FieldDiff { label: label.into(), before: before.map(str::to_owned), after: after.map(str::to_owned) }
}

fn entry(key: &str, seconds: i64, by: By, what: What) -> Entry {
    Entry { key: key.into(), at: ago(seconds), by, what, pending: None }
}

pub(crate) fn timeline() -> Timeline {
    let maya = || By::Person("Maya Lindqvist".into());
    let task_of = |id: &str, act, title: &str, fields| What::Task {
        task: TaskId::new(id).unwrap(),
        act,
        title: title.into(),
        fields,
    };
    let fields = vec![
        diff("Phone", Some("+1 415 555 0100"), Some("+1 415 555 0142")),
        diff("Roof age", Some("20"), None),
    ];
    let today = vec![
        Entry { pending: Some(write(1)), ..entry("e1", MINUTE, maya(), What::Fields(fields)) },
        entry(
            "e2",
            2 * HOUR,
            By::HighLevel(None),
            What::Tags { added: vec!["financing".into()], removed: vec![] },
        ),
        entry(
            "e3",
            2 * HOUR + 60,
            By::HighLevel(Some("Tobias Orme".into())),
            task_of("task4", TaskAct::Completed, "Ask for utility bill", vec![]),
        ),
    ];
    let note = What::Note {
        note: workspace::Key::Known(NoteId::new("note1").unwrap()),
        act: Act::Added,
        text: "Wants panels on the south face only.\nNeighbour has shade from the two oaks until 10:00."
            .into(),
    };
    let moved = vec![diff("Due", Some("Thu 19 Nov, 17:00"), Some("Fri 20 Nov, 17:00"))];
    let friday = vec![
        entry("e4", 65 * HOUR, By::Found, task_of("task1", TaskAct::Overdue, "Send revised quote", vec![])),
        entry("e5", 66 * HOUR, maya(), note),
        entry("e6", 67 * HOUR, By::Found, task_of("task1", TaskAct::Edited, "Send revised quote", moved)),
    ];
    let held = What::Appointment {
        appointment: AppointmentId::new("app2").unwrap(),
        act: Act::Added,
        title: "Roof survey".into(),
        fields: vec![],
    };
    let before = vec![
        entry("e7", 9 * DAY, By::HighLevel(Some("Jun Ravel".into())), held),
        entry("e8", 9 * DAY + 30, By::Found, What::ContactAdded),
    ];
    let day = |back: i64, entries| Day { date: ago(back).to_zoned(zone()).date(), entries };
    Timeline {
        days: vec![day(0, today), day(66 * HOUR, friday), day(9 * DAY, before)],
        older: Some(Seq::new(12)),
    }
}
