//! What comes round again: watching, for every live connection, looking for work that lost its job, and upkeep.
//!
//! A private token's contacts and tasks are asked for every few seconds, two calls a round and a few more each
//! minute: a tenth of the usual budget, and where a day allows fewer calls, rounds come as far apart as a tenth of
//! those takes. Where webhooks come, tasks are looked through once a minute, since HighLevel tells of no edit of a
//! task, and contacts every five minutes. Everywhere an hour is looked through once more, everything is compared
//! once a day, and a few records an hour are compared at random.

use std::time::Duration;

use domain::budget::Lane;
use domain::connection::{Connection, Kind, State};
use domain::job;
use domain::progress::Progress;
use futures::FutureExt as _;
use highlevel::ids::LocationId;
use queue::{Due, Every};
use store::{Store, StoreError};

use crate::reconcile::{CalendarsMark, CompareMark, SweepMark, load};
use crate::reopen::lost;
use crate::upkeep;

/// How often a private token's location is watched, two calls each time: a change is seen within fifteen seconds, and
/// with what comes each minute and each five it is a tenth of the usual day's calls.
pub(crate) const WATCH: Duration = Duration::from_secs(11);
/// How often tasks are looked through where webhooks come.
const TASKS: Duration = Duration::from_secs(60);
/// How often contacts are looked through where webhooks come.
const CONTACTS: Duration = Duration::from_secs(300);

/// How often the conversations in which something was said last are looked through.
const CONVERSATIONS: Duration = Duration::from_secs(60);
/// How often it is asked what is to be compared.
const COMPARING: Duration = Duration::from_secs(60);
/// How often a record is chosen at random and compared: twelve an hour.
const SAMPLING: Duration = Duration::from_secs(300);
/// Calls that watching takes in a round, in tenths: two, and what comes each minute and each five.
const TENTHS_A_ROUND: u64 = 25;
/// One in so many calls of a day goes into watching.
const SHARE: u64 = 10;
/// A day, in seconds.
const DAY: u64 = 86_400;

/// How often work that lost its job is looked for.
const LOST: Duration = Duration::from_secs(60);

/// The rounds, for a worker to run.
pub fn schedule(store: &Store) -> Vec<Every> {
    let mut rounds = watching(store).to_vec();
    rounds.extend([
        round(store, "looking through tasks", TASKS, Kind::OAuth, job::Kind::SweepTasks),
        round(store, "looking through contacts", CONTACTS, Kind::OAuth, job::Kind::Reconcile),
        round(
            store,
            "looking through conversations",
            CONVERSATIONS,
            Kind::OAuth,
            job::Kind::SweepConversations,
        ),
        comparing(store),
        sampling(store),
        look_for_lost(store),
        upkeep::round(store),
    ]);
    rounds
}

/// The rounds of those to whom no webhooks come.
pub(crate) fn watching(store: &Store) -> [Every; 3] {
    [
        round(store, "watching contacts", WATCH, Kind::Private, job::Kind::Reconcile),
        round(store, "watching tasks", WATCH, Kind::Private, job::Kind::SweepTasks),
        round(store, "watching conversations", CONVERSATIONS, Kind::Private, job::Kind::SweepConversations),
    ]
}

fn look_for_lost(store: &Store) -> Every {
    let store = store.clone();
    let look = move || {
        let store = store.clone();
        async move { lost(&store).await }.boxed()
    };
    Every::new("looking for lost work", LOST, look).and_at_start()
}

fn round(store: &Store, name: &'static str, period: Duration, of: Kind, work: job::Kind) -> Every {
    let store = store.clone();
    Every::new(name, period, move || {
        let (store, work) = (store.clone(), work.clone());
        async move { due(&store, of, &work).await }.boxed()
    })
}

/// What of the comparing is due, by what is kept of the last rounds: a process that ends and begins misses none.
fn comparing(store: &Store) -> Every {
    let store = store.clone();
    Every::new("comparing", COMPARING, move || {
        let store = store.clone();
        async move {
            let mut due = Vec::new();
            for connection in live(&store).await? {
                let location = connection.location;
                let kinds = to_compare(&store, &location).await?;
                due.extend(kinds.into_iter().map(|kind| repair(location.clone(), kind)));
            }
            Ok(due)
        }
        .boxed()
    })
}

async fn to_compare(store: &Store, location: &LocationId) -> Result<Vec<job::Kind>, StoreError> {
    if !is_copied(store, location).await? {
        return Ok(Vec::new());
    }
    let now = store.clock().now();
    let rounds = [
        (job::Kind::Sweep, load::<SweepMark>(store, location).await?.is_due(now)),
        (job::Kind::SweepAppointments, load::<CalendarsMark>(store, location).await?.is_due(now)),
        (job::Kind::Compare, load::<CompareMark>(store, location).await?.is_due(now)),
    ];
    let mut due = Vec::new();
    for (kind, _) in rounds.into_iter().filter(|(_, is_due)| *is_due) {
        // Asked for again while it is under way, it would begin anew after its end.
        if !store.read().await?.orphan_has_job(location, &kind).await? {
            due.push(kind);
        }
    }
    Ok(due)
}

/// Whether the first copy is over, so that there is something to compare with.
async fn is_copied(store: &Store, location: &LocationId) -> Result<bool, StoreError> {
    let stages = store.read().await?.progress_list(location).await?;
    Ok(!stages.is_empty() && stages.iter().all(Progress::is_over))
}

fn sampling(store: &Store) -> Every {
    let store = store.clone();
    Every::new("sampling", SAMPLING, move || {
        let store = store.clone();
        async move {
            let live = live(&store).await?;
            Ok(live.into_iter().map(|connection| repair(connection.location, job::Kind::Sample)).collect())
        }
        .boxed()
    })
}

async fn live(store: &Store) -> Result<Vec<Connection>, StoreError> {
    let mut connections = store.read().await?.connection_list().await?;
    connections.retain(|connection| connection.state == State::Live);
    Ok(connections)
}

const fn repair(location: LocationId, kind: job::Kind) -> Due {
    Due { location, kind, lane: Lane::Repair }
}

async fn due(store: &Store, of: Kind, work: &job::Kind) -> Result<Vec<Due>, StoreError> {
    let mut due = Vec::new();
    for connection in live(store).await?.into_iter().filter(|connection| connection.kind == of) {
        if of == Kind::OAuth || is_its_turn(store, &connection).await? {
            due.push(repair(connection.location, work.clone()));
        }
    }
    Ok(due)
}

/// Whether a private token is watched in this round: in each, unless a day allows too few calls.
async fn is_its_turn(store: &Store, connection: &Connection) -> Result<bool, StoreError> {
    let bucket = store.read().await?.budget_load(&connection.location, connection.id).await?;
    let now = store.clock().now();
    let round = now.as_second().unsigned_abs() / WATCH.as_secs();
    Ok(round.is_multiple_of(rounds_apart(bucket.daily())))
}

/// Pure: every how many rounds a private token is watched, so that a tenth of the day's calls is enough.
const fn rounds_apart(daily: u64) -> u64 {
    let rounds_a_day = DAY / WATCH.as_secs();
    let affordable = daily * 10 / SHARE / TENTHS_A_ROUND;
    rounds_a_day.div_ceil(if affordable == 0 { 1 } else { affordable })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_day_lets_a_private_token_be_watched_every_few_seconds() {
        assert_eq!(rounds_apart(200_000), 1);
    }

    #[test]
    fn a_small_day_is_watched_for_a_tenth_of_its_calls() {
        for daily in [1_000, 10_000, 50_000, 200_000, 1_000_000] {
            let rounds = DAY / WATCH.as_secs() / rounds_apart(daily);

            assert!(rounds * TENTHS_A_ROUND <= daily, "{daily} calls a day, {rounds} rounds");
        }
    }
}
