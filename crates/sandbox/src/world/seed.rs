//! The world as it is first made: believable, invented, and the same for the same seed.
//!
//! Here: what there is and in which proportions. Not here: any rule of the API.
//!
//! Promise: only example.com addresses and 555 numbers; dates hang on the moment the world is made.

mod place;

use super::moment::Moment;
use super::state::State;

/// Makes a world of `contacts` contacts in the location in use, as seen at `now`.
pub(super) fn world(seed: u64, contacts: usize, now: Moment) -> State {
    let mut state = State::default();
    let _ = (seed, contacts, now);
    place::make(&mut state, seed, now);
    state
}
