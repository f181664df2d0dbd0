//! Sending deliveries when they are due.
//!
//! Here: the loop that wakes on a new event, a moved clock and a due retry; one POST.
//! Not here: what comes after a failure (`policy`).

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

use super::{
    Webhooks,
    delivery::{Attempt, Delivery},
    policy::{Outcome, TIMEOUT},
};
use crate::{clock::Clock, server::Stopping};

/// Deliveries on the wire at once.
const ROOM: usize = 24;
/// How long a change of the log may stay out of the data dir.
const KEEP_WITHIN: Duration = Duration::from_millis(250);

/// Sends until the sandbox stops; what is on the wire then is finished first.
pub(crate) async fn run(webhooks: Arc<Webhooks>, clock: Clock, mut stopping: watch::Receiver<Stopping>) {
    let http = transport();
    let mut moves = clock.moves();
    let mut on_the_wire = JoinSet::new();
    let mut keeping = interval(KEEP_WITHIN);
    keeping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        for delivery in webhooks.book.take_due(&clock, ROOM - on_the_wire.len()) {
            on_the_wire.spawn(attempt(Arc::clone(&webhooks), http.clone(), clock.clone(), delivery));
        }
        let quiet = until_due(&webhooks, &clock, on_the_wire.len());
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping == Stopping::Yes) => break,
            () = webhooks.wake.notified() => {}
            Ok(()) = moves.changed() => {}
            Some(_) = on_the_wire.join_next() => while on_the_wire.try_join_next().is_some() {},
            _ = keeping.tick() => keep(&webhooks),
            () = sleep(quiet) => {}
        }
    }
    while on_the_wire.join_next().await.is_some() {}
    keep(&webhooks);
}

fn keep(webhooks: &Webhooks) {
    if let Err(error) = webhooks.book.keep() {
        tracing::error!(error = %error, "the open deliveries could not be kept; a restart will forget them");
    }
}

fn until_due(webhooks: &Webhooks, clock: &Clock, sending: usize) -> Duration {
    const QUIET: Duration = Duration::from_secs(30);
    if sending >= ROOM {
        return QUIET;
    }
    let Some(due) = webhooks.book.next_due(clock) else { return QUIET };
    let wait = Duration::try_from(due.duration_since(clock.now())).unwrap_or_default();
    wait.clamp(Duration::from_millis(1), QUIET)
}

async fn attempt(webhooks: Arc<Webhooks>, http: reqwest::Client, clock: Clock, delivery: Delivery) {
    let (at, begun) = (clock.now(), Instant::now());
    let outcome = post(&http, &delivery).await;
    let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    if !outcome.is_taken() {
        tracing::warn!(delivery.id = %delivery.id, outcome = ?outcome, "delivery {} was not taken", delivery.id);
    }
    webhooks.book.note(delivery.number, Attempt { at, outcome, took_ms }, after(&clock, at), rand::random());
}

/// A wait begins when the attempt ended, never before it began.
fn after(clock: &Clock, at: Timestamp) -> Timestamp {
    clock.now().max(at)
}

async fn post(http: &reqwest::Client, delivery: &Delivery) -> Outcome {
    let sent = http
        .post(delivery.url.clone())
        .header("content-type", "application/json")
        .header("x-ghl-signature", &delivery.signature)
        .body(delivery.body.clone())
        .send()
        .await;
    match sent {
        Ok(answer) => Outcome::Answered(answer.status().as_u16()),
        Err(error) if error.is_timeout() => Outcome::Unanswered("no answer in time".into()),
        Err(error) => Outcome::Unanswered(chain(&error)),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn transport() -> reqwest::Client {
    // Whoever runs the sandbox may have chosen a provider already; then theirs holds.
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .user_agent("highlevel-sandbox")
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client without certificates of its own can always be built")
}
