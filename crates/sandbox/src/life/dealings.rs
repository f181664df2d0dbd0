//! What happens in sales and conversations when nobody calls: replies arrive and are answered, deals open, move on
//! and end.

use super::a_user;
use crate::world::{
    Act, Chance, Pace,
    id::{LocationId, StageId},
    record::{
        Contact, Direction, Message, MessageKind, MessageSource, MessageStatus, Opportunity,
        OpportunityStatus, Pipeline, Prose, Step,
    },
};

const REPLIES: [&str; 8] = [
    "Thursday works for me",
    "Could you send me the price list?",
    "Thank you, see you then!",
    "I have to cancel, sorry. Something came up.",
    "Do you have anything earlier?",
    "Yes please",
    "How long does it take?",
    "Can my sister come along?",
];
const ANSWERS: [&str; 6] = [
    "Of course! Is ten o'clock all right?",
    "We have put you on the list and will call you.",
    "It is on its way to your inbox.",
    "No problem at all, we have moved it.",
    "About forty minutes. Parking is behind the building.",
    "Thank you, we look forward to it.",
];

/// A contact writes.
pub(super) fn replied(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact) -> String {
    let message = message(act, chance.pick(&REPLIES), contact, Direction::Inbound);
    act.message_save(message);
    format!("{} wrote a message", contact.full_name().unwrap_or_default())
}

/// Somebody of the staff writes.
pub(super) fn answered(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact, pace: Pace) -> String {
    let mut message = message(act, chance.pick(&ANSWERS), contact, Direction::Outbound);
    message.user = a_user(act, chance, &contact.location);
    message.status = MessageStatus::Pending;
    message.next = Some(Step { at: act.now().plus(pace.leave), to: MessageStatus::Sent });
    let id = message.conversation;
    act.message_save(message);
    if let Some(thread) = act.conversations().find(&id) {
        let mut conversation = thread.conversation.clone();
        conversation.unread = 0;
        act.conversation_save(conversation);
    }
    format!("{} was written to", contact.full_name().unwrap_or_default())
}

fn message(act: &mut Act<'_>, body: &'static str, contact: &Contact, direction: Direction) -> Message {
    let by_text = contact.phone.is_some();
    Message {
        conversation: act.conversation_with(contact.id, contact.location).id,
        id: act.fresh(),
        kind: if by_text { MessageKind::Sms } else { MessageKind::LiveChat },
        direction,
        status: MessageStatus::Delivered,
        source: MessageSource::App,
        body: Prose::Borrowed(body),
        added: act.now(),
        updated: act.now(),
        user: None,
        next: None,
        paper: None,
    }
}

/// A deal moves on a stage, is won, is lost, changes its value, or opens.
pub(super) fn dealt(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact) -> String {
    let open: Vec<Opportunity> = act
        .opportunities()
        .newest(&contact.location)
        .filter(|one| one.status == OpportunityStatus::Open)
        .take(40)
        .cloned()
        .collect();
    let known = open.get(chance.below(open.len())).filter(|_| chance.percent(75));
    let Some(mut one) = known.cloned() else { return opened(act, chance, contact) };
    let name = one.name.clone();
    let said = match chance.below(10) {
        0 | 1 => {
            one.status = OpportunityStatus::Lost;
            let reasons: Vec<_> = act.lost_reasons(&one.location).map(|reason| reason.id).collect();
            one.lost_reason = reasons.get(chance.below(reasons.len())).copied();
            "was lost"
        }
        2 => {
            one.value += 50.0;
            "is worth more"
        }
        _ => match next_stage(act, &one) {
            Some(stage) => {
                one.stage = stage;
                "moved on"
            }
            None => {
                one.status = OpportunityStatus::Won;
                "was won"
            }
        },
    };
    act.opportunity_save(one);
    format!("the opportunity {name} {said}")
}

fn next_stage(act: &Act<'_>, one: &Opportunity) -> Option<StageId> {
    let pipeline = act.pipelines(&one.location).find(|pipeline| pipeline.id == one.pipeline)?;
    let at = pipeline.stages.iter().position(|stage| stage.id == one.stage)?;
    pipeline.stages.get(at + 1).map(|stage| stage.id)
}

fn opened(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact) -> String {
    let name = contact.full_name().unwrap_or_default();
    let Some((pipeline, stage)) = free_pipeline(act, contact, &contact.location) else {
        return format!("{name} is in every pipeline already");
    };
    let one = Opportunity {
        name: name.as_str().into(),
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        value: (chance.between(2, 60) * 50) as f64,
        assigned_to: contact.assigned_to.clone(),
        source: contact.source.clone(),
        ..Opportunity::open(act.fresh(), contact.location, Some(contact.id), (pipeline, stage), act.now())
    };
    act.opportunity_save(one);
    format!("there is an opportunity with {name}")
}

fn free_pipeline(
    act: &Act<'_>,
    contact: &Contact,
    location: &LocationId,
) -> Option<(crate::world::id::PipelineId, StageId)> {
    let free = |pipeline: &&Pipeline| act.opportunities().of_in(&contact.id, &pipeline.id).is_none();
    let pipeline = act.pipelines(location).find(free)?;
    Some((pipeline.id, pipeline.stages.first()?.id))
}
