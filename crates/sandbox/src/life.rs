//! A little life: things happen in the location in use without anybody calling.
//!
//! Here: what happens, drawn from the seed, and the pace.
//! Not here: events (`world::act` sends what HighLevel would send for each change).
//!
//! Promise: the same seed lives the same life, also across a restart; all data is invented, with example.com
//! addresses and 555 numbers.

mod dealings;
mod visits;

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use crate::{
    server::Stopping,
    shell::Shell,
    world::{
        Act, Chance, DAY, HOUR, Moment, World,
        id::{ContactId, LocationId},
        record::{Common, Contact, MatchKey, Note, Task},
    },
};

/// Streams of chance from here on belong to life.
const STREAM: u64 = 0x11fe_0000_0000_0000;
const SHELF: &str = "life";
const COUNT: &str = "happened";
/// Between two happenings, in seconds at a time scale of 1.
const PACE: (i64, i64) = (8, 40);
/// Life turns around the newest contacts.
const NEWEST: usize = 120;

const FIRST: [&str; 24] = [
    "Amara", "Bruno", "Celia", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Luca",
    "Mirela", "Nadia", "Otis", "Paloma", "Quentin", "Rosa", "Samir", "Tova", "Ulrich", "Vera", "Wanda",
    "Yusuf",
];
const LAST: [&str; 20] = [
    "Abara",
    "Bergstrom",
    "Castellano",
    "Dufresne",
    "Eriksen",
    "Fontaine",
    "Gallagher",
    "Hashimoto",
    "Ibarra",
    "Jankowski",
    "Kowalczyk",
    "Lindholm",
    "Moreau",
    "Nakamura",
    "Olawale",
    "Petrov",
    "Quispe",
    "Rosario",
    "Sorensen",
    "Tanaka",
];
const SOURCES: [&str; 5] = ["Website form", "Instagram", "Referral", "Walk-in", "Google"];
const CITIES: [(&str, &str); 6] = [
    ("Portland", "ME"),
    ("Bangor", "ME"),
    ("Concord", "NH"),
    ("Boston", "MA"),
    ("Salem", "MA"),
    ("Augusta", "ME"),
];
const TAGS: [&str; 6] =
    ["newsletter", "hot lead", "needs follow-up", "price asked", "spring offer", "returning"];
const NOTES: [&str; 6] = [
    "Called back, prefers mornings.",
    "Asked for the price list by e-mail.",
    "Would like to bring a friend along.",
    "Left a voicemail; try again on Thursday.",
    "Very happy with the last visit.",
    "Wants to know about parking.",
];
const TASKS: [&str; 6] = [
    "Call back about the quote",
    "Send the welcome package",
    "Confirm the appointment",
    "Check whether the form arrived",
    "Ask for a review",
    "Follow up after the visit",
];

/// Lets things happen at a human pace until the sandbox stops.
pub(crate) async fn run(shell: Shell, mut stopping: watch::Receiver<Stopping>) {
    let mut pace = Chance::new(shell.world.seed(), STREAM - 1);
    loop {
        let seconds = u64::try_from(pace.between(PACE.0, PACE.1)).unwrap_or(10);
        let mut moves = shell.clock.moves();
        tokio::select! {
            () = sleep(shell.clock.scaled(Duration::from_secs(seconds))) => {
                let what = happen(&shell.world);
                tracing::debug!("{what}");
            }
            Ok(()) = moves.changed() => {}
            _ = stopping.wait_for(|stopping| *stopping == Stopping::Yes) => return,
        }
    }
}

/// Lets one thing happen, and says what it was.
pub(crate) fn happen(world: &World) -> String {
    let (seed, pace) = (world.seed(), world.pace());
    world.act(|act| {
        let count = act.shelved(SHELF, COUNT).and_then(serde_json::Value::as_u64).unwrap_or_default();
        act.shelve(SHELF, COUNT, (count + 1).into());
        let mut chance = Chance::new(seed, STREAM.wrapping_add(count));
        let location = act.location_in_use().id;
        let Some(contact) = somebody(act, &mut chance, &location) else {
            return new_lead(act, &mut chance, location);
        };
        match chance.below(100) {
            0..14 => new_lead(act, &mut chance, location),
            14..24 => moved_or_renumbered(act, &mut chance, contact),
            24..34 => tagged(act, &mut chance, contact),
            34..46 => noted(act, &mut chance, &contact),
            46..55 => task_given(act, &mut chance, &contact),
            55..63 => task_done(act, &mut chance, contact.location),
            63..66 => visits::booked(act, &mut chance, &contact),
            66..69 => visits::moved_on(act, &mut chance, &location),
            69..80 => dealings::replied(act, &mut chance, &contact),
            80..86 => dealings::answered(act, &mut chance, &contact, pace),
            _ => dealings::dealt(act, &mut chance, &contact),
        }
    })
}

fn somebody(act: &Act<'_>, chance: &mut Chance, location: &LocationId) -> Option<Contact> {
    let among = act.register().count(location).min(NEWEST);
    act.register().newest(location).nth(chance.below(among)).map(|folder| folder.contact.clone())
}

fn new_lead(act: &mut Act<'_>, chance: &mut Chance, location: LocationId) -> String {
    let (first, last) = (chance.pick(&FIRST), chance.pick(&LAST));
    let id: ContactId = act.fresh();
    let mut contact = Contact::new(id, location, act.now());
    contact.first_name = Some(first.into());
    contact.last_name = Some(last.into());
    contact.email = free_email(act, chance, &location, first, last).map(Into::into);
    contact.phone = free_phone(act, chance, &location).map(Into::into);
    contact.source = Some(chance.pick(&SOURCES).into());
    let (city, state) = CITIES[chance.below(CITIES.len())];
    contact.city = Some(city.into());
    contact.state = Some(state.into());
    contact.country = Some("US".into());
    contact.tags = vec!["new lead".into()];
    act.contact_save(contact);
    format!("{first} {last} came in as a new lead")
}

fn free_email(
    act: &Act<'_>,
    chance: &mut Chance,
    location: &LocationId,
    first: &str,
    last: &str,
) -> Option<String> {
    let (first, last) = (first.to_lowercase(), last.to_lowercase());
    (0..20)
        .map(|_| format!("{first}.{last}{}@example.com", chance.below(10_000)))
        .find(|email| act.register().matching(location, MatchKey::Email, email).is_none())
}

fn free_phone(act: &Act<'_>, chance: &mut Chance, location: &LocationId) -> Option<String> {
    (0..50)
        .map(|_| format!("+1{}55501{:02}", 201 + chance.below(780), chance.below(100)))
        .find(|phone| act.register().matching(location, MatchKey::Phone, phone).is_none())
}

fn moved_or_renumbered(act: &mut Act<'_>, chance: &mut Chance, mut contact: Contact) -> String {
    let name = contact.full_name().unwrap_or_default();
    let moved = chance.percent(50);
    if moved {
        let (city, state) = CITIES[chance.below(CITIES.len())];
        contact.city = Some(city.into());
        contact.state = Some(state.into());
    } else {
        contact.phone = free_phone(act, chance, &contact.location).map(Into::into);
    }
    contact.last_activity = Some(act.now());
    act.contact_save(contact);
    format!("{name} has {}", if moved { "moved" } else { "a new phone number" })
}

fn tagged(act: &mut Act<'_>, chance: &mut Chance, mut contact: Contact) -> String {
    let name = contact.full_name().unwrap_or_default();
    let tag = chance.pick(&TAGS);
    let had = contact.tags.iter().position(|kept| &**kept == tag);
    match had {
        Some(at) => drop(contact.tags.remove(at)),
        None => contact.tags.push(tag.into()),
    }
    act.contact_save(contact);
    format!("{name} {} the tag {tag}", if had.is_some() { "lost" } else { "got" })
}

fn noted(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact) -> String {
    let note = Note {
        id: act.fresh(),
        contact: contact.id,
        body: chance.pick(&NOTES).into(),
        title: None,
        color: None,
        pinned: None,
        user: a_user(act, chance, &contact.location),
        added: act.now(),
        updated: act.now(),
    };
    act.note_save(note);
    format!("a note was written about {}", contact.full_name().unwrap_or_default())
}

fn a_user(act: &Act<'_>, chance: &mut Chance, location: &LocationId) -> Common {
    let among = act.users(location).count();
    act.users(location).nth(chance.below(among)).map(|user| user.id.as_str().into())
}

fn task_given(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact) -> String {
    let task = Task {
        id: act.fresh(),
        contact: contact.id,
        title: chance.pick(&TASKS).into(),
        body: None,
        assigned_to: a_user(act, chance, &contact.location),
        due: next_full_hour(act.now()).plus(chance.between(1, 9) * DAY),
        completed: false,
        added: act.now(),
        updated: act.now(),
    };
    act.task_save(task);
    format!("there is something to do for {}", contact.full_name().unwrap_or_default())
}

fn task_done(act: &mut Act<'_>, chance: &mut Chance, location: LocationId) -> String {
    let open: Vec<Task> = act
        .register()
        .tasks(&location, 0)
        .map(|(_, task)| task)
        .filter(|task| !task.completed)
        .take(40)
        .cloned()
        .collect();
    let Some(task) = open.get(chance.below(open.len())).cloned() else {
        return "nothing was left to do".to_owned();
    };
    let title = task.title.clone();
    act.task_save(Task { completed: true, ..task });
    format!("somebody completed: {title}")
}

fn next_full_hour(now: Moment) -> Moment {
    Moment::from_millis(now.millis() - now.millis().rem_euclid(HOUR) + HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, world::Opening};

    fn world() -> World {
        let clock = Clock::fixed("2026-03-02T15:00:00Z".parse().unwrap());
        World::open(Opening { data_dir: None, seed: 4, contacts: 40 }, clock).unwrap()
    }

    #[test]
    fn the_same_seed_lives_the_same_life() {
        let (one, other) = (world(), world());

        let lived: Vec<String> = (0..60).map(|_| happen(&one)).collect();
        let again: Vec<String> = (0..60).map(|_| happen(&other)).collect();

        assert_eq!(lived, again);
    }

    #[test]
    fn life_is_heard_outside() {
        let world = world();

        for _ in 0..60 {
            happen(&world);
        }

        assert!(world.take_emitted().len() > 40);
    }

    #[test]
    fn replies_arrive_and_deals_move() {
        let world = world();

        for _ in 0..200 {
            happen(&world);
        }

        let kinds: Vec<&str> = world.take_emitted().iter().map(|event| event.kind.as_str()).collect();
        for kind in
            ["InboundMessage", "ConversationUnreadUpdate", "OpportunityCreate", "OpportunityStageUpdate"]
        {
            assert!(kinds.contains(&kind), "{kind}");
        }
    }
}
