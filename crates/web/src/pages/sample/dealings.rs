//! Invented conversations, opportunities and businesses.

use domain::conversation::{Channel, Direction, Fate};
use highlevel::{BusinessId, ConversationId, MessageId, OpportunityId};
use workspace::Freshness;
use workspace::business::{BusinessLine, BusinessPage, BusinessRef, BusinessesPage, Colleague, Employer};
use workspace::contact::{Follower, Followers, TagMotion};
use workspace::conversation::{MessageLine, ThreadLine, ThreadPage, ThreadsPage, ThreadsQuery, Way};
use workspace::opportunity::{OpportunityLine, Status};
use workspace::standing::{Key, Standing};

use super::record::{pending, refused, write};
use super::{DAY, HOUR, MINUTE, ago, contact_ref, user};

fn thread(number: u32, name: &str, seconds: i64) -> ThreadLine {
    ThreadLine {
        id: ConversationId::new(format!("talk{number}")).unwrap(),
        name: name.into(),
        owner: Some(user("uMaya", "Maya Lindqvist")),
        unread: 0,
        starred: false,
        preview: "Could we split the deposit over two payments? If so I am ready to sign this week.".into(),
        channel: Channel::Email,
        direction: Some(Direction::Inbound),
        at: ago(seconds),
    }
}

pub(crate) fn threads_page() -> ThreadsPage {
    let sms = |line: ThreadLine| ThreadLine { channel: Channel::Sms, ..line };
    ThreadsPage {
        query: ThreadsQuery::default(),
        lines: vec![
            ThreadLine { unread: 2, starred: true, ..thread(1, "Marisol Tenbrook", 2 * HOUR) },
            ThreadLine {
                direction: Some(Direction::Outbound),
                preview: "See you on Thursday at nine. <b>Bring</b> the plan.".into(),
                ..sms(thread(2, "Bram Okonjo", 5 * HOUR))
            },
            ThreadLine { unread: 1, ..sms(thread(3, "Ines Fallow", DAY + HOUR)) },
            thread(4, "Someone who is not copied yet", 4 * DAY),
        ],
        next: None,
        unread: 2,
        freshness: Freshness::Live { at: ago(12) },
        missing: None,
    }
}

fn message(number: u32, direction: Direction, seconds: i64, text: &str) -> MessageLine {
    let is_ours = direction == Direction::Outbound;
    MessageLine {
        key: Key::Known(MessageId::new(format!("said{number}")).unwrap()),
        contact: Some(contact_ref().id),
        channel: Channel::Sms,
        direction,
        subject: None,
        text: text.into(),
        attachments: vec![],
        at: Some(ago(seconds)),
        by: is_ours.then(|| user("uMaya", "Maya Lindqvist")),
        automated: false,
        fate: is_ours.then_some(Fate::Delivered),
        error: None,
        standing: Standing::Saved,
    }
}

/// Every way a message can stand: come, delivered, failed with a reason, on its way, refused.
pub(crate) fn messages() -> Vec<MessageLine> {
    let (inbound, outbound) = (Direction::Inbound, Direction::Outbound);
    vec![
        MessageLine {
            channel: Channel::Email,
            subject: Some("Your quote".into()),
            attachments: vec!["https://example.com/files/quote%204711.pdf".into()],
            ..message(1, outbound, 3 * DAY, "Here is the quote we spoke about.\n\nMaya")
        },
        MessageLine {
            channel: Channel::Email,
            subject: Some("Re: Your quote".into()),
            ..message(
                2,
                inbound,
                2 * HOUR,
                "Could we split the deposit over two payments? If so I am ready to sign.",
            )
        },
        MessageLine {
            fate: Some(Fate::Failed),
            error: Some("The number cannot be reached".into()),
            ..message(3, outbound, HOUR, "Yes, half now and half when the panels are up.")
        },
        message(4, outbound, 50 * MINUTE, "Yes, half now and half when the panels are up. Does that work?"),
        MessageLine {
            key: Key::New(write(41)),
            fate: None,
            standing: pending(3),
            ..message(5, outbound, 3, "I can come by at four </p><script>alert(1)</script>")
        },
        MessageLine {
            key: Key::New(write(42)),
            fate: None,
            standing: refused(),
            ..message(6, outbound, 2, "Or tomorrow at nine.")
        },
    ]
}

pub(crate) fn ways() -> Vec<Way> {
    let closed = Some("This contact does not want to be reached by SMS (“Texted STOP”).".to_owned());
    vec![
        Way { channel: Channel::Sms, to: Some("+1 415 555 0142".into()), closed },
        Way { channel: Channel::Email, to: Some("marisol@example.com".into()), closed: None },
    ]
}

pub(crate) fn open_ways() -> Vec<Way> {
    ways().into_iter().map(|way| Way { closed: None, ..way }).collect()
}

pub(crate) fn thread_page() -> ThreadPage {
    ThreadPage {
        id: ConversationId::new("talk1").unwrap(),
        contact: contact_ref(),
        is_known: true,
        email: Some("marisol@example.com".into()),
        phone: Some("+1 415 555 0142".into()),
        owner: Some(user("uMaya", "Maya Lindqvist")),
        unread: 2,
        starred: true,
        messages: messages(),
        older: Some(ago(4 * DAY)),
        ways: open_ways(),
        freshness: Freshness::Live { at: ago(12) },
        may_write: true,
        cannot_send: None,
    }
}

pub(crate) fn opportunities() -> Vec<OpportunityLine> {
    let line = |number: u32, name: &str, status: Status| OpportunityLine {
        key: Key::Known(OpportunityId::new(format!("deal{number}")).unwrap()),
        name: name.into(),
        value: Some(18_400.0),
        pipeline: Some("Sales".into()),
        stage: Some("Quote sent".into()),
        stage_id: "stage2".into(),
        status,
        owner: Some(user("uMaya", "Maya Lindqvist")),
        added: Some(ago(30 * DAY)),
        moved: Some(ago(4 * DAY)),
        standing: Standing::Saved,
        going: false,
    };
    vec![
        line(1, "8.4 kW rooftop", Status::Open),
        OpportunityLine { standing: pending(2), value: None, ..line(2, "Battery", Status::Open) },
        OpportunityLine { stage: None, pipeline: None, ..line(3, "Carport", Status::Lost) },
    ]
}

fn firm(number: u32, name: &str) -> BusinessRef {
    BusinessRef { id: BusinessId::new(format!("firm{number}")).unwrap(), name: name.into() }
}

pub(crate) fn employer() -> Employer {
    Employer {
        business: Some(firm(1, "Tenbrook Orchards")),
        choices: vec![firm(1, "Tenbrook Orchards"), firm(2, "Okonjo & Sons")],
        ..Employer::default()
    }
}

pub(crate) fn followers() -> Followers {
    let follower =
        |id: &str, name: &str, motion, standing| Follower { user: user(id, name), motion, standing };
    Followers {
        people: vec![
            follower("uMaya", "Maya Lindqvist", TagMotion::Here, Standing::Saved),
            follower("uJun", "Jun Ravel", TagMotion::Coming, pending(2)),
        ],
        choices: vec![user("uOda", "Oda Sand")],
    }
}

pub(crate) fn businesses_page() -> BusinessesPage {
    let line = |number, name: &str| BusinessLine {
        business: firm(number, name),
        phone: Some("+1 415 555 0190".into()),
        email: Some("office@example.com".into()),
        city: Some("Port Ellery".into()),
        contacts: u64::from(number) - 1,
    };
    BusinessesPage {
        search: String::new(),
        lines: vec![line(1, "Okonjo & Sons"), line(2, "Tenbrook Orchards")],
        all: 2,
        freshness: Freshness::Live { at: ago(12) },
        missing: None,
        may_write: true,
    }
}

pub(crate) fn business_page() -> BusinessPage {
    BusinessPage {
        business: firm(1, "Tenbrook Orchards"),
        facts: vec![("Phone".into(), "+1 415 555 0190".into()), ("City".into(), "Port Ellery".into())],
        description: Some("Apples and pears on 40 hectares.".into()),
        contacts: vec![Colleague {
            contact: contact_ref(),
            email: Some("marisol@example.com".into()),
            phone: Some("+1 415 555 0142".into()),
        }],
        more: false,
        freshness: Freshness::Live { at: ago(12) },
        may_write: true,
    }
}
