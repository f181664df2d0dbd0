//! The world as it is first made: believable, invented, and the same for the same seed.
//!
//! Here: what there is and in which proportions. Not here: any rule of the API.
//!
//! Promise: only example.com addresses and 555 numbers; dates hang on the moment the world is made. Every stage of a
//! life is there from the first twenty contacts on, and never fewer than 25 tasks where there is anyone to have them.

mod day;
mod desk;
mod life;
mod list;
mod name;
mod person;
mod place;
mod talk;
mod trade;
mod word;

use super::chance::Chance;
use super::entry::Entry;
use super::moment::Moment;
use super::record::Contact;
use super::state::State;
use day::Days;
use person::Crowd;
use person::Stage;
use place::Place;
use trade::Shop;

/// Contacts of the second location.
const SECOND: usize = 12;
/// What sets the stream of dealings apart.
const DEALINGS: u64 = 0x0dea_1106_5000_0000;
/// Tasks there are at least.
const TASKS: usize = 25;

/// Makes a world of `contacts` contacts in the location in use, as seen at `now`.
pub(super) fn world(seed: u64, contacts: usize, now: Moment) -> State {
    let mut state = State::default();
    let mut chance = Chance::new(seed, u64::MAX);
    let (in_use, second) = place::make(&mut state, &mut chance, now);
    desk::furnish(&mut state, seed, &in_use, now);
    desk::furnish(&mut state, seed.rotate_left(17), &second, now);
    let mut crowd = Crowd::default();
    settle(&mut state, &mut crowd, &in_use, seed, contacts);
    settle(&mut state, &mut crowd, &second, seed.rotate_left(17), SECOND.min(contacts));
    state
}

/// Fills one location with people and what happened with them.
fn settle(state: &mut State, crowd: &mut Crowd, place: &Place, seed: u64, contacts: usize) {
    let mut tasks = 0;
    let shop = trade::open(state, seed, place, place.days.now());
    for number in 0..contacts {
        let mut chance = Chance::new(seed, number as u64);
        let (contact, stage) = crowd.person(place, number, &mut chance);
        let left = contacts - number;
        let at_least = TASKS.saturating_sub(tasks).div_ceil(left);
        let story = life::story(&contact, stage, place, at_least, &mut chance);
        tasks += story.tasks.len();
        deal(state, &contact, number, stage, (place, &shop), seed);
        state.apply(Entry::Contact(Box::new(contact)));
        story.tasks.into_iter().for_each(|task| state.apply(Entry::Task(task)));
        story.notes.into_iter().for_each(|note| state.apply(Entry::Note(note)));
        story.appointments.into_iter().for_each(|one| state.apply(Entry::Appointment(one)));
    }
}

/// Opportunities and a conversation, for a share of the contacts, drawn from a stream of their own.
fn deal(
    state: &mut State,
    contact: &Contact,
    number: usize,
    stage: Stage,
    (place, shop): (&Place, &Shop),
    seed: u64,
) {
    let mut chance = Chance::new(seed ^ DEALINGS, number as u64);
    if trade::has_dealings(number, &mut chance) {
        for opportunity in trade::opportunities(contact, stage, place, shop, &mut chance) {
            state.apply(Entry::Opportunity(Box::new(opportunity)));
        }
    }
    // Number 17 of every twenty was never written to, so that there is somebody to open a conversation with.
    if number % 20 != 17 && trade::has_dealings(number, &mut chance) {
        let (conversation, messages) = talk::thread(contact, number, stage, place, &mut chance);
        state.apply(Entry::Conversation(conversation));
        messages.into_iter().for_each(|message| state.apply(Entry::Message(Box::new(message))));
    }
}

#[cfg(test)]
mod tests;
