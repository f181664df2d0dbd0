//! One leased job, from the handler's first line to the note of how it ended.
//!
//! Promise: while the handler works, the lease is kept; when the lease is lost, the handler is dropped and nothing
//! is written down, since the job is somebody else's now. A panic is a failure like any other.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use store::Leased;
use tracing::{Instrument as _, error, info_span, warn};

use crate::{
    desk::{Desk, End},
    handler::{Handler, Trouble},
    worker::Options,
};

/// How often the end of a job is written down anew when the store will not take it.
const WRITE_TRIES: u32 = 5;

/// What a slot needs to do a job.
pub(crate) struct Bench {
    pub(crate) desk: Desk,
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) options: Options,
}

impl Bench {
    /// Does one job and writes down how it ended.
    pub(crate) async fn run(&self, leased: Leased) {
        let job = &leased.job;
        let span = info_span!(
            "queue.job",
            job.id = %job.id,
            job.kind = job.kind.as_str(),
            location.id = %job.location,
            job.attempts = job.attempts,
            parent.trace = job.trace.as_deref(),
        );
        self.work(&leased).instrument(span).await;
    }

    async fn work(&self, leased: &Leased) {
        if leased.job.attempts > self.options.begun_at_most {
            let reason = format!("begun {} times and never brought to an end", leased.job.attempts - 1);
            return self.write_down(leased, End::Failed { reason }).await;
        }
        let handled = AssertUnwindSafe(self.handler.handle(&leased.job)).catch_unwind();
        let outcome = tokio::select! {
            outcome = handled => outcome,
            () = self.keep_until_lost(leased) => {
                warn!("the lease of {} went to another worker, which does it again", leased.job.id);
                return;
            }
        };
        let outcome = outcome.unwrap_or_else(|panic| Err(Trouble::again(panic_text(panic.as_ref()))));
        let end = self.end_of(leased, outcome);
        self.write_down(leased, end).await;
    }

    /// Ends only when the lease is somebody else's.
    async fn keep_until_lost(&self, leased: &Leased) {
        loop {
            tokio::time::sleep(self.options.lease / 3).await;
            match self.desk.keep(leased).await {
                Ok(true) => {}
                Ok(false) => return,
                // The lease may still hold; the next beat tells.
                Err(error) => {
                    warn!(error = %error, "the lease of {} could not be kept this time", leased.job.id)
                }
            }
        }
    }

    fn end_of(&self, leased: &Leased, outcome: Result<(), Trouble>) -> End {
        let reason = match outcome {
            Ok(()) => return End::Done,
            Err(Trouble::Later { at, reason }) => return End::Later { at, reason },
            Err(Trouble::Never { reason }) => {
                warn!(reason, "{} has failed for good", leased.job.id);
                return End::Failed { reason };
            }
            Err(Trouble::Again { reason }) => reason,
        };
        match self.options.backoff.pause(leased.job.attempts, self.desk.chance()) {
            Some(pause) => {
                warn!(reason, "{} failed and is tried again in {} ms", leased.job.id, pause.as_millis());
                End::Again { at: self.desk.after(pause), reason }
            }
            None => {
                error!(reason, "{} failed too often", leased.job.id);
                End::Failed { reason }
            }
        }
    }

    async fn write_down(&self, leased: &Leased, end: End) {
        for attempt in 1..=WRITE_TRIES {
            match self.desk.end(leased, &end).await {
                Ok(true) => return,
                Ok(false) => {
                    warn!("the end of {} is not written down: its lease is another worker's", leased.job.id);
                    return;
                }
                Err(error) => {
                    warn!(error = %error, attempt, "the end of {} could not be written down", leased.job.id);
                    tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                }
            }
        }
        error!("the end of {} was not written down; it is done again when its lease is over", leased.job.id);
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a fault in Rankr itself: {}", text.unwrap_or("no words"))
}
