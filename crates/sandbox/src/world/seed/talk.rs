//! What was said: one conversation a contact, with messages that fit its stage and every way a message can end.
//!
//! Promise: nothing was said before the contact was made or after now. Of twenty contacts one has a message that
//! failed, one a message that waits for its time, and several have replies nobody has read.

use super::person::Stage;
use super::place::Place;
use crate::world::chance::{Chance, Drawn};
use crate::world::id::ConversationId;
use crate::world::moment::{DAY, MINUTE, Moment};
use crate::world::record::{
    Call, Contact, Conversation, Direction, Message, MessageKind, MessageSource, MessageStatus, Paper, Prose,
    Step,
};

/// Something said: by the contact, or to it.
#[derive(Clone, Copy)]
enum Line {
    In(&'static str),
    Out(&'static str),
    /// By a workflow.
    Auto(&'static str),
}

use Line::{Auto, In, Out};

const NEW: &[&[Line]] = &[
    &[
        Auto("Thanks for getting in touch with Brightwater! When may we call you back?"),
        In("After 5 pm please"),
    ],
    &[
        In("Hi, do you take new patients?"),
        Out("We do! Is there a day that suits you best?"),
        In("Thursdays"),
    ],
    &[Auto("Thanks for your message. We answer within an hour on weekdays.")],
];
const CONTACTED: &[&[Line]] = &[
    &[
        Auto("Thanks for getting in touch with Brightwater! When may we call you back?"),
        In("Tomorrow morning works"),
        Out("Great, we will call you at nine."),
        In("Sorry, missed your call"),
        Out("No worries. Shall we try again at noon?"),
    ],
    &[
        Out("Here is the price list you asked for."),
        In("Thank you! Is whitening included?"),
        Out("Not in the basic plan, no."),
    ],
];
const BOOKED: &[&[Line]] = &[
    &[
        Out("We have you down for next week. Anything we should know beforehand?"),
        In("I am a bit nervous about the drill"),
        Out("We will take all the time you need."),
        Auto("Reminder: your appointment is coming up. Reply C to confirm."),
        In("C"),
    ],
    &[Auto("Your appointment is booked. Parking is behind the building."), In("Perfect, see you then")],
];
const CUSTOMER: &[&[Line]] = &[
    &[
        Out("How are you after yesterday's visit?"),
        In("All fine, thanks for asking"),
        Auto("Would you leave us a review? It takes one minute."),
        In("Done!"),
    ],
    &[In("Can I get a receipt by e-mail?"), Out("It is on its way."), In("Got it, thank you")],
    &[Auto("It is time for your six-month check-up."), In("Please call me next week")],
];
const QUIET: &[&[Line]] = &[
    &[Out("We have not heard from you for a while. Shall we book your check-up?")],
    &[Auto("It is time for your six-month check-up."), Out("Just making sure you saw our message.")],
    &[In("Not at the moment, thanks"), Out("Of course. We are here when you need us.")],
];
const SUBJECTS: [&str; 4] = ["Your question", "Your visit", "Price list", "A word about your appointment"];

/// The conversation with one contact.
pub(super) fn thread(
    contact: &Contact,
    number: usize,
    stage: Stage,
    place: &Place,
    chance: &mut Chance,
) -> (Conversation, Vec<Message>) {
    let scripts = match stage {
        Stage::New => NEW,
        Stage::Contacted => CONTACTED,
        Stage::Booked => BOOKED,
        Stage::Customer | Stage::Regular => CUSTOMER,
        Stage::Quiet | Stage::Lost => QUIET,
    };
    let script = scripts[chance.below(scripts.len())];
    let id: ConversationId = Drawn::draw(chance);
    let kind = kind(contact, chance);
    let mut messages: Vec<Message> = Vec::with_capacity(script.len());
    let dates = dates(contact, script.len(), place, chance);
    for (line, at) in script.iter().zip(dates) {
        messages.push(message(contact, id, kind, *line, at, place, chance));
    }
    odd_ends(&mut messages, contact, number, place, chance);
    let updated = messages.last().map_or(contact.added, |last| last.updated);
    let unread = unread(&messages, stage);
    let starred = chance.percent(8);
    messages.shrink_to_fit();
    let conversation = Conversation {
        id,
        contact: contact.id,
        location: place.location,
        added: contact.added,
        updated,
        unread,
        starred,
    };
    (conversation, messages)
}

fn kind(contact: &Contact, chance: &mut Chance) -> MessageKind {
    match (contact.phone.is_some(), contact.email.is_some(), chance.below(20)) {
        (_, _, 0) => MessageKind::Facebook,
        (_, _, 1) => MessageKind::Instagram,
        (_, _, 2) => MessageKind::LiveChat,
        (true, _, 3) => MessageKind::WhatsApp,
        (_, true, 4..=7) | (false, true, _) => MessageKind::Email,
        _ => MessageKind::Sms,
    }
}

/// When the lines were said: one after the other, the last one some time before now.
fn dates(contact: &Contact, lines: usize, place: &Place, chance: &mut Chance) -> Vec<Moment> {
    let now = place.days.now();
    let age = (now.millis() - contact.added.millis()).max(2);
    let begin = contact.added.plus(chance.between(0, age / 2));
    let mut dates = vec![begin];
    for _ in 1..lines {
        let last = dates[dates.len() - 1];
        let left = (now.millis() - last.millis()).clamp(1, 2 * DAY);
        dates.push(last.plus(chance.between(1, left)).min(now));
    }
    dates
}

fn message(
    contact: &Contact,
    conversation: ConversationId,
    kind: MessageKind,
    line: Line,
    at: Moment,
    place: &Place,
    chance: &mut Chance,
) -> Message {
    let (direction, source, body) = match line {
        In(body) => (Direction::Inbound, MessageSource::App, body),
        Out(body) => (Direction::Outbound, MessageSource::App, body),
        Auto(body) => (Direction::Outbound, MessageSource::Workflow, body),
    };
    let inbound = direction == Direction::Inbound;
    let read = kind != MessageKind::Sms && chance.percent(60);
    Message {
        id: Drawn::draw(chance),
        conversation,
        kind,
        direction,
        status: if read && !inbound { MessageStatus::Read } else { MessageStatus::Delivered },
        source,
        body: Prose::Borrowed(body),
        added: at,
        updated: at,
        user: matches!(line, Out(_)).then(|| place.staff(chance)),
        next: None,
        paper: (kind == MessageKind::Email).then(|| Box::new(email(contact, inbound, chance))),
    }
}

fn email(contact: &Contact, inbound: bool, chance: &mut Chance) -> Paper {
    let own: Box<str> = "frontdesk@brightwater.example.com".into();
    let theirs = contact.email.clone().unwrap_or_else(|| "guest@example.com".into());
    let (from, to) = if inbound { (theirs, own) } else { (own, theirs) };
    let id = Drawn::draw(chance);
    Paper {
        subject: Some(chance.pick(&SUBJECTS).into()),
        from: Some(from),
        to: vec![to],
        email: Some(id),
        thread: Some(AsRef::<str>::as_ref(&id).into()),
        ..Paper::default()
    }
}

/// How a few conversations end: with what failed, what waits for its time, what never arrived, or a call.
fn odd_ends(
    messages: &mut Vec<Message>,
    contact: &Contact,
    number: usize,
    place: &Place,
    chance: &mut Chance,
) {
    let now = place.days.now();
    let Some(last) = messages.last() else { return };
    let (conversation, kind, at) = (last.conversation, last.kind, last.added);
    let later = |chance: &mut Chance| at.plus(chance.between(1, 90) * MINUTE).min(now);
    let one = |kind, line, chance: &mut Chance| {
        let at = later(chance);
        message(contact, conversation, kind, line, at, place, chance)
    };
    match number % 20 {
        4 => {
            let mut failed = one(kind, Out("Are you still coming today?"), chance);
            failed.status = MessageStatus::Failed;
            failed.paper.get_or_insert_default().error = Some("The carrier refused the message".into());
            messages.push(failed);
        }
        9 => {
            let mut waiting = one(kind, Out("See you tomorrow! Please bring your insurance card."), chance);
            let due = place.days.at(1 + chance.between(0, 5), 9 * 60);
            waiting.status = MessageStatus::Scheduled;
            waiting.next = Some(Step { at: due, to: MessageStatus::Sent });
            messages.push(waiting);
        }
        12 => {
            let mut gone = one(kind, Auto("We would love to hear how it went."), chance);
            gone.status = MessageStatus::Undelivered;
            messages.push(gone);
        }
        14 if contact.phone.is_some() => {
            let mut call = one(MessageKind::Call, Out(""), chance);
            let seconds = u32::try_from(chance.between(20, 600)).unwrap_or(60);
            call.paper = Some(Box::new(Paper {
                call: Some(Call { seconds, status: "completed".into() }),
                ..Paper::default()
            }));
            messages.push(call);
        }
        _ => {}
    }
}

/// Replies at the end that nobody has read: those of people the practice does not know yet.
fn unread(messages: &[Message], stage: Stage) -> u32 {
    if !matches!(stage, Stage::New | Stage::Contacted | Stage::Customer) {
        return 0;
    }
    let replies = messages.iter().rev().take_while(|message| message.direction == Direction::Inbound);
    u32::try_from(replies.count()).unwrap_or(0)
}
