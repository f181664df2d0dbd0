//! Where HighLevel sends deliveries.
//!
//! Here: the signature over the exact bytes, the bound on them, and the answer. Not here: what a delivery says and
//! keeping it (`sync`).
//!
//! Promise: 200 means it is on disk. A bad signature is 401 and leaves nothing but a count; what cannot be kept is
//! 503, so that HighLevel sends it again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures::future::BoxFuture;
use highlevel::signature::{HEADER, PublicKeys};
use http::StatusCode;
use parking_lot::{Mutex, RwLock};
use serde_json::json;
use workspace::inbox::Inbox;

use crate::extract;

/// The largest delivery.
pub const LARGEST: usize = 1024 * 1024;

/// Whose signatures count, and how many did not.
#[derive(Clone)]
pub struct Keys {
    known: Arc<RwLock<PublicKeys>>,
    refused: Arc<AtomicU64>,
    source: Option<Source>,
    asked: Arc<Mutex<Option<Instant>>>,
}

/// Where keys that were added meanwhile are read.
type Source = Arc<dyn Fn() -> BoxFuture<'static, Option<PublicKeys>> + Send + Sync>;

/// Bad signatures make the source be asked at most this often.
const ASKED_EVERY: Duration = Duration::from_secs(1);

impl Keys {
    /// These keys count.
    pub fn new(keys: PublicKeys) -> Self {
        Self {
            known: Arc::new(RwLock::new(keys)),
            refused: Arc::default(),
            source: None,
            asked: Arc::default(),
        }
    }

    /// The same, asking `source` for the keys as they are now before a signature is refused. `None` says that
    /// nothing was added.
    #[must_use]
    pub fn read_from(
        mut self,
        source: impl Fn() -> BoxFuture<'static, Option<PublicKeys>> + Send + Sync + 'static,
    ) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    async fn accept(&self, body: &[u8], signature: Option<&str>) -> bool {
        if self.known.read().verify(body, signature).is_ok() {
            return true;
        }
        let Some(source) = self.source.as_ref().filter(|_| signature.is_some() && self.may_ask()) else {
            return false;
        };
        match source().await {
            Some(keys) => {
                let good = keys.verify(body, signature).is_ok();
                self.replace(keys);
                good
            }
            None => false,
        }
    }

    fn may_ask(&self) -> bool {
        let mut asked = self.asked.lock();
        let now = Instant::now();
        let may = asked.is_none_or(|asked| now.duration_since(asked) >= ASKED_EVERY);
        if may {
            *asked = Some(now);
        }
        may
    }

    /// From now on these count: HighLevel has rotated its keys, or a sandbox was connected.
    pub fn replace(&self, keys: PublicKeys) {
        *self.known.write() = keys;
    }

    /// Deliveries whose signature was not good, since the start.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

/// `POST /hooks/highlevel`
#[tracing::instrument(name = "web.delivery.take", skip_all)]
pub(crate) async fn take(State(inbox): State<Inbox>, State(keys): State<Keys>, request: Request) -> Response {
    let signature = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = match extract::body(request, &()).await {
        Ok(body) => body,
        Err(refused) => return refused.into_response(),
    };
    if !keys.accept(&body, signature.as_deref()).await {
        let count = keys.refused.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::warn!(delivery.refused = count, "a delivery without a good signature was refused");
        return answer(StatusCode::UNAUTHORIZED, "the signature is not good");
    }
    match inbox.keep(body.to_vec()).await {
        Ok(_) => answer(StatusCode::OK, "kept"),
        Err(error) => {
            tracing::error!(%error, "a delivery could not be kept; HighLevel is told to come again");
            answer(StatusCode::SERVICE_UNAVAILABLE, "not kept, send it again")
        }
    }
}

fn answer(status: StatusCode, said: &'static str) -> Response {
    (status, Json(json!({ "message": said }))).into_response()
}
