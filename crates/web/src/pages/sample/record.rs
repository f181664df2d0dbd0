//! One invented contact with everything on it, and one of its tasks.

use domain::ids::WriteId;
use highlevel::{CustomFieldId, NoteId, TaskId};
use workspace::contact::{
    ChannelRow, Consent, ContactPage, FieldRow, ProfileSection, Switch, SwitchState, TagMark, TagMotion,
    ThreadBrief, WriteLine,
};
use workspace::fields::{Choice, Editor, FieldKey, StandardField, UserChoice};
use workspace::note::NoteEntry;
use workspace::task::{TaskLine, TaskPage};
use workspace::timeline::{Entry, What};
use workspace::{Freshness, How, Key, Origin, Standing};

use super::history::{appointments, timeline};
use super::{DAY, HOUR, ago, contact_ref, dealings, user, users};

pub(crate) fn write(number: u128) -> WriteId {
    WriteId::from_uuid(uuid(number))
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0000 + number)
}

pub(crate) fn pending(seconds: i64) -> Standing {
    Standing::Pending { write: write(1), since: ago(seconds), next_try: None, note: None }
}

fn retried() -> Standing {
    Standing::Pending {
        write: write(2),
        since: ago(40),
        next_try: Some(ago(-20)),
        note: Some("HighLevel is slow to answer.".into()),
    }
}

pub(crate) fn refused() -> Standing {
    Standing::Refused { write: write(3), reason: "HighLevel wants 5 digits".into(), other: None }
}

fn overtaken() -> Standing {
    Standing::Overtaken { write: write(4), mine: "8.9".into(), at: ago(4) }
}

fn row(field: StandardField, editor: Editor, shown: &str, standing: Standing) -> FieldRow {
    let shown = (!shown.is_empty()).then(|| shown.to_owned());
    FieldRow {
        key: FieldKey::Standard(field),
        label: field.label().into(),
        editor,
        typed: shown.iter().cloned().collect(),
        shown,
        standing,
    }
}

fn custom(
    id: &str,
    label: &str,
    editor: Editor,
    typed: &[&str],
    shown: &str,
    standing: Standing,
) -> FieldRow {
    FieldRow {
        key: FieldKey::Custom(CustomFieldId::new(id).unwrap()),
        label: label.into(),
        editor,
        shown: (!shown.is_empty()).then(|| shown.to_owned()),
        typed: typed.iter().map(|one| (*one).to_owned()).collect(),
        standing,
    }
}

fn choices(labels: &[&str]) -> Vec<Choice> {
    labels.iter().map(|label| Choice { value: (*label).into(), label: (*label).into() }).collect()
}

pub(crate) fn sections() -> Vec<ProfileSection> {
    use StandardField as F;
    let owner =
        Editor::User(users().into_iter().map(|user| UserChoice { id: user.id, name: user.name }).collect());
    let owner = FieldRow {
        typed: vec!["uMaya".into()],
        ..row(F::AssignedTo, owner, "Maya Lindqvist", Standing::Saved)
    };
    let fixed = Editor::ReadOnly("HighLevel takes this only when the contact is created.");
    let profile = vec![
        row(F::FirstName, Editor::Text, "Marisol", Standing::Saved),
        row(F::LastName, Editor::Text, "Tenbrook", Standing::Saved),
        row(F::Email, Editor::Email, "marisol@example.com", Standing::Saved),
        row(F::Phone, Editor::Phone { country: None }, "+1 415 555 0142", pending(3)),
        row(F::CompanyName, fixed, "", Standing::Saved),
        owner,
        row(F::Source, Editor::Text, "Referral: L. Farrow", Standing::Saved),
        row(F::DateOfBirth, Editor::Date, "", Standing::Saved),
    ];
    let address = vec![
        row(F::Address1, Editor::Text, "218 Quarrel Hill Road", retried()),
        row(F::City, Editor::Text, "Port Ellery", Standing::Saved),
        row(F::PostalCode, Editor::Text, "9410", refused()),
        row(F::Timezone, Editor::Text, "America/Los_Angeles", Standing::Saved),
    ];
    vec![
        ProfileSection { name: "Profile".into(), custom: false, rows: profile },
        ProfileSection { name: "Address".into(), custom: false, rows: address },
        ProfileSection { name: "Solar details".into(), custom: true, rows: solar() },
    ]
}

fn solar() -> Vec<FieldRow> {
    let roof = choices(&["Tile", "Standing seam metal", "Shingle"]);
    vec![
        custom("cfSize", "System size", Editor::Number, &["9.2"], "9.2", overtaken()),
        custom(
            "cfRoof",
            "Roof type",
            Editor::Choice(roof.clone()),
            &["Standing seam metal"],
            "Standing seam metal",
            Standing::Saved,
        ),
        custom(
            "cfFaces",
            "Faces",
            Editor::Choices(choices(&["South", "East", "West"])),
            &["South", "West"],
            "South, West",
            Standing::Saved,
        ),
        custom(
            "cfValue",
            "Quote",
            Editor::Money,
            &["18400"],
            "$18,400",
            Standing::NotApplied { write: write(5), mine: "$18,900".into() },
        ),
        custom("cfSent", "Quote sent", Editor::Date, &["2026-11-19"], "19 Nov 2026", Standing::Saved),
        custom(
            "cfNotes",
            "Access",
            Editor::LongText,
            &["Gate code is on the note.\nBeware of the <dog>."],
            "Gate code is on the note.\nBeware of the <dog>.",
            Standing::Saved,
        ),
        custom("cfAge", "Roof age", Editor::Number, &[], "", Standing::Saved),
    ]
}

fn switch(state: SwitchState) -> Switch {
    Switch { state, standing: Standing::Saved }
}

fn consent() -> Consent {
    let row = |channel: &str, label: &str, state| ChannelRow {
        channel: channel.into(),
        label: label.into(),
        switch: switch(state),
        message: None,
    };
    let sms = ChannelRow { message: Some("Replied STOP".into()), ..row("SMS", "SMS", SwitchState::On) };
    Consent {
        all: switch(SwitchState::Off),
        channels: vec![
            row("Call", "Calls", SwitchState::Off),
            row("Email", "Email", SwitchState::Off),
            sms,
            row("WhatsApp", "WhatsApp", SwitchState::Permanent),
        ],
    }
}

fn task(id: &str, title: &str, due_hours: i64, completed: bool, standing: Standing) -> TaskLine {
    TaskLine {
        key: Key::Known(TaskId::new(id).unwrap()),
        title: title.into(),
        body: None,
        due: Some(ago(-due_hours * HOUR)),
        completed,
        assignee: Some(user("uMaya", "Maya Lindqvist")),
        standing,
        going: false,
    }
}

fn tasks() -> Vec<TaskLine> {
    vec![
        TaskLine {
            body: Some("With the smaller battery.\nShe asked for two payments.".into()),
            ..task("task1", "Send revised quote", -65, false, Standing::Saved)
        },
        TaskLine {
            assignee: Some(user("uJun", "Jun Ravel")),
            ..task("task2", "Confirm meter photo", 3, false, Standing::Saved)
        },
        TaskLine { key: Key::New(write(8)), ..task("new", "Call about the oaks", 26, false, pending(2)) },
        task(
            "task3",
            "Book installer",
            170,
            false,
            Standing::Refused {
                write: write(9),
                reason: "The user was removed in HighLevel".into(),
                other: None,
            },
        ),
        task("task4", "Ask for utility bill", -150, true, Standing::Saved),
    ]
}

fn note(id: &str, text: &str, at: i64, standing: Standing) -> NoteEntry {
    NoteEntry {
        key: Key::Known(NoteId::new(id).unwrap()),
        title: None,
        text: text.into(),
        added: Some(ago(at)),
        author: Some(user("uMaya", "Maya Lindqvist")),
        pinned: false,
        standing,
        going: false,
    }
}

fn notes() -> Vec<NoteEntry> {
    vec![
        NoteEntry {
            pinned: true,
            title: Some("Roof".into()),
            ..note(
                "note1",
                "Wants panels on the south face only.\nNeighbour has shade from the two oaks until 10:00.",
                3 * DAY,
                Standing::Saved,
            )
        },
        NoteEntry {
            key: Key::New(write(10)),
            ..note("new", "Two payments are fine, told her so <today>.", 4, pending(4))
        },
        note("note2", "Asked about battery, not now.", 9 * DAY, Standing::Saved),
    ]
}

pub(crate) fn contact_page() -> ContactPage {
    let tag = |name: &str, motion, standing| TagMark { name: name.into(), motion, standing };
    let line = |number, what: &str, standing| WriteLine {
        write: write(number),
        what: what.into(),
        standing,
        at: ago(20),
    };
    ContactPage {
        contact: contact_ref(),
        deleted: None,
        email: Some("marisol@example.com".into()),
        phone: Some("+1 415 555 0142".into()),
        owner: Some(user("uMaya", "Maya Lindqvist")),
        tags: vec![
            tag("solar-quote", TagMotion::Here, Standing::Saved),
            tag("financing", TagMotion::Coming, pending(2)),
            tag("cold", TagMotion::Going, pending(2)),
        ],
        tag_choices: vec!["farm".into(), "hoa".into(), "referral".into()],
        consent: consent(),
        sections: sections(),
        tasks: tasks(),
        notes: notes(),
        appointments: appointments(),
        opportunities: dealings::opportunities(),
        thread: Some(ThreadBrief { id: highlevel::ConversationId::new("talk1").unwrap(), unread: 2 }),
        messages: dealings::messages().split_off(3),
        ways: dealings::open_ways(),
        employer: dealings::employer(),
        followers: dealings::followers(),
        timeline: timeline(),
        writes: vec![
            line(1, "Phone", pending(3)),
            line(2, "Address", retried()),
            line(3, "Postal code", refused()),
        ],
        replaced: 1,
        freshness: Freshness::Known { at: ago(12), how: How::Told, origin: Origin::Account },
        refreshed: Some(ago(12)),
        added: Some(ago(50 * DAY)),
        users: users(),
        may_write: true,
    }
}

pub(crate) fn task_page() -> TaskPage {
    let mine = |entry: &Entry| matches!(&entry.what, What::Task { task, .. } if task.as_str() == "task1");
    let mut timeline = timeline();
    timeline.days.retain_mut(|day| {
        day.entries.retain(mine);
        !day.entries.is_empty()
    });
    timeline.older = None;
    TaskPage {
        task: tasks().remove(0),
        contact: contact_ref(),
        email: Some("marisol@example.com".into()),
        phone: Some("+1 415 555 0142".into()),
        deleted: None,
        can_be_restored: false,
        added: Some(ago(12 * DAY)),
        updated: Some(ago(67 * HOUR)),
        notes: notes(),
        timeline,
        users: users(),
        freshness: Freshness::Known { at: ago(720), how: How::Opened, origin: Origin::Account },
        may_write: true,
    }
}
