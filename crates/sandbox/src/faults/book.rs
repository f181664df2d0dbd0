//! The faults that are switched on, and how often each has fired.

use std::{fmt, str::FromStr, sync::atomic::AtomicUsize, sync::atomic::Ordering};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize, Serializer};
use tokio::sync::watch;

use super::{
    aim::{BadFault, How, Match, Target},
    kind::{Befalls, Effect, Kind},
};
use crate::limits::LaidOver;

/// One fault, as it is switched on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: Kind,
    /// When.
    #[serde(default)]
    pub how: How,
    /// How often at most; without end where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// What a rate is drawn from.
    #[serde(default)]
    pub seed: u64,
}

/// The name of a fault that is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(u64);

/// A fault that is switched on, and what it has done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Its name.
    pub id: FaultId,
    /// The fault.
    #[serde(flatten)]
    pub fault: Fault,
    /// How often it met what it is aimed at.
    pub met: u64,
    /// How often it fired.
    pub fired: u64,
}

/// One firing, as the logs show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fired {
    /// Which fault.
    pub id: FaultId,
    /// Its kind.
    pub kind: &'static str,
}

/// What befalls one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallFaults {
    /// Which faults fired.
    pub fired: Vec<Fired>,
    /// Members of the body that are dropped.
    pub dropped: Vec<String>,
    /// How long the body of the answer takes.
    pub slow_ms: u64,
    /// How it ends.
    pub ending: Option<(FaultId, Ending)>,
}

/// How a call ends that does not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With this status.
    Answer(u16, Effect),
    /// Without an answer.
    Silence(Effect),
    /// With a reset connection.
    Reset(Effect),
    /// With a 422 although it was carried out.
    Denied,
    /// With a dead access token.
    Expired,
    /// With a dead pair.
    Revoked,
    /// With a reset connection after a refresh token was used up.
    RefreshLost,
}

/// The faults of one sandbox.
#[derive(Debug)]
pub(crate) struct Faults {
    book: Mutex<Book>,
    /// How many are switched on: most calls need to know no more.
    count: AtomicUsize,
    let_go: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Book {
    number: u64,
    standing: Vec<Standing>,
}

impl Fault {
    /// A fault that fires at everything its kind can befall.
    pub fn new(kind: Kind) -> Self {
        Self { kind, how: How::default(), times: None, seed: 0 }
    }

    /// Fires so often and then no more.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Fires at every `nth` of what it is aimed at.
    #[must_use]
    pub fn every(mut self, nth: u32) -> Self {
        self.how.per_call = Some(nth);
        self
    }

    /// Fires at that share of what it is aimed at, drawn from `seed`.
    #[must_use]
    pub fn rate(mut self, rate: f64, seed: u64) -> Self {
        self.how.rate = Some(rate);
        self.seed = seed;
        self
    }

    /// Fires at this alone.
    #[must_use]
    pub fn on(mut self, aim: Match) -> Self {
        self.how.aim = aim;
        self
    }

    /// Fires at calls of this operation alone.
    #[must_use]
    pub fn on_operation(mut self, id: &str) -> Self {
        self.how.aim.operation = Some(id.to_owned());
        self
    }

    /// Fires at deliveries of this event alone.
    #[must_use]
    pub fn on_event(mut self, event: &str) -> Self {
        self.how.aim.event = Some(event.to_owned());
        self
    }

    fn check(&self) -> Result<(), BadFault> {
        if self.kind.befalls() == Befalls::Everything && (self.how != How::default() || self.times.is_some())
        {
            return Err(BadFault::Stands(self.kind.name()));
        }
        match self.kind {
            Kind::Answer { status, .. } if !(400..600).contains(&status) => {
                return Err(BadFault::BadNumber("status is from 400 to 599"));
            }
            Kind::DeliveryReordered { behind: 0 } => {
                return Err(BadFault::BadNumber("behind is at least 1"));
            }
            Kind::DeliveryDoubled { copies } if !(1..=100).contains(&copies) => {
                return Err(BadFault::BadNumber("copies is from 1 to 100"));
            }
            _ => {}
        }
        self.how.check(&self.kind)
    }
}

impl Standing {
    fn is_spent(&self) -> bool {
        self.fault.times.is_some_and(|times| self.fired >= times)
    }

    /// Meets what it is aimed at, and says whether it fires.
    fn meet(&mut self, target: &Target<'_>) -> bool {
        if self.is_spent() || !self.fault.how.aim.takes(target) {
            return false;
        }
        self.met += 1;
        let fires = self.fault.how.fires(self.fault.seed, self.met);
        self.fired += u64::from(fires);
        fires
    }

    fn fired(&self) -> Fired {
        Fired { id: self.id, kind: self.fault.kind.name() }
    }
}

impl Faults {
    /// Nothing is switched on.
    pub(crate) fn new() -> Self {
        Self { book: Mutex::default(), count: AtomicUsize::new(0), let_go: watch::Sender::new(0) }
    }

    /// Switches a fault on.
    pub(crate) fn add(&self, fault: Fault) -> Result<Standing, BadFault> {
        fault.check()?;
        let mut book = self.book.lock();
        book.number += 1;
        let standing = Standing { id: FaultId(book.number), fault, met: 0, fired: 0 };
        book.standing.push(standing.clone());
        self.count.store(book.standing.len(), Ordering::Release);
        Ok(standing)
    }

    /// Every fault that is switched on, in the order of their switching.
    pub(crate) fn list(&self) -> Vec<Standing> {
        self.book.lock().standing.clone()
    }

    /// One of them.
    pub(crate) fn find(&self, id: FaultId) -> Option<Standing> {
        self.book.lock().standing.iter().find(|standing| standing.id == id).cloned()
    }

    /// Switches those off that are wanted, and lets go of the calls that wait for no answer.
    pub(crate) fn remove(&self, wanted: impl Fn(FaultId) -> bool) -> Vec<Standing> {
        let mut book = self.book.lock();
        let (gone, kept) = std::mem::take(&mut book.standing).into_iter().partition(|one| wanted(one.id));
        book.standing = kept;
        self.count.store(book.standing.len(), Ordering::Release);
        drop(book);
        self.let_go();
        gone
    }

    /// Lets go of every call that waits for no answer.
    pub(crate) fn let_go(&self) {
        self.let_go.send_modify(|turn| *turn += 1);
    }

    /// Waits until somebody lets go.
    pub(crate) async fn silence(&self) {
        self.let_go.subscribe().changed().await.ok();
    }

    fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    /// What befalls a call. `can` tells which of the faults that are aimed at it can befall it at all.
    pub(crate) fn befall_call(&self, target: &Target<'_>, can: impl Fn(&Kind) -> bool) -> CallFaults {
        let mut faults = CallFaults::default();
        if self.is_empty() {
            return faults;
        }
        for one in &mut self.book.lock().standing {
            if one.fault.kind.befalls() != Befalls::Calls || !can(&one.fault.kind) {
                continue;
            }
            let ending = Ending::of(&one.fault.kind);
            // A call ends once: a second ending does not meet it.
            if (ending.is_some() && faults.ending.is_some()) || !one.meet(target) {
                continue;
            }
            faults.fired.push(one.fired());
            match &one.fault.kind {
                Kind::FieldDropped { field } => faults.dropped.push(field.clone()),
                Kind::SlowBody { over_ms } => faults.slow_ms = faults.slow_ms.max(*over_ms),
                _ => faults.ending = ending.map(|ending| (one.id, ending)),
            }
        }
        faults
    }

    /// What befalls a delivery: the kinds that fire at it.
    pub(crate) fn befall_delivery(&self, target: &Target<'_>) -> Vec<(Fired, Kind)> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut book = self.book.lock();
        let aimed = book.standing.iter_mut().filter(|one| one.fault.kind.befalls() == Befalls::Deliveries);
        aimed.filter_map(|one| one.meet(target).then(|| (one.fired(), one.fault.kind.clone()))).collect()
    }

    /// Takes a firing back that came to nothing, because the call was refused for a reason of its own.
    pub(crate) fn take_back(&self, id: FaultId) {
        let mut book = self.book.lock();
        if let Some(one) = book.standing.iter_mut().find(|one| one.id == id) {
            one.fired = one.fired.saturating_sub(1);
        }
    }

    /// Counts a call under the faults that stand: `lagged` when it read the index, `refused` when it was limited.
    pub(crate) fn count_standing(&self, lagged: bool, refused: bool) {
        if self.is_empty() {
            return;
        }
        let mut book = self.book.lock();
        for one in book.standing.iter_mut().filter(|one| one.fault.kind.befalls() == Befalls::Everything) {
            let fires = if matches!(one.fault.kind, Kind::IndexLag { .. }) { lagged } else { refused };
            one.met += 1;
            one.fired += u64::from(fires);
        }
    }

    /// What the faults that stand make of the limits.
    pub(crate) fn laid_over(&self) -> LaidOver {
        let mut over = LaidOver::default();
        for one in &self.book.lock().standing {
            match one.fault.kind {
                Kind::DailyNearlySpent { left } => over.left_today = Some(left),
                Kind::BurstLimit { burst } => over.burst = Some(burst),
                Kind::TrialLimits {} => (over.burst, over.daily) = (Some(25), Some(10_000)),
                Kind::SlidingWindows {} => over.windows = Some(crate::limits::Windows::Sliding),
                _ => {}
            }
        }
        over
    }

    /// How far the index is behind by the faults that stand.
    pub(crate) fn lag(&self) -> Option<u32> {
        let book = self.book.lock();
        let lags = book.standing.iter().filter_map(|one| match one.fault.kind {
            Kind::IndexLag { ms } => Some(ms),
            _ => None,
        });
        lags.max()
    }
}

impl fmt::Display for Fired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.kind)
    }
}

impl Ending {
    fn of(kind: &Kind) -> Option<Self> {
        Some(match kind {
            Kind::Answer { status, effect } => Self::Answer(*status, *effect),
            Kind::NoAnswer { effect } => Self::Silence(*effect),
            Kind::Reset { effect } => Self::Reset(*effect),
            Kind::CreatedBut422 {} => Self::Denied,
            Kind::TokenExpired {} => Self::Expired,
            Kind::TokenRevoked {} => Self::Revoked,
            Kind::RefreshLost {} => Self::RefreshLost,
            _ => return None,
        })
    }
}

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flt_{}", self.0)
    }
}

impl FromStr for FaultId {
    type Err = NoFaultId;

    fn from_str(text: &str) -> Result<Self, NoFaultId> {
        let number = text.strip_prefix("flt_").and_then(|number| number.parse().ok());
        number.map(Self).ok_or_else(|| NoFaultId(text.to_owned()))
    }
}

/// Text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no fault's name; those are flt_1, flt_2 and so on")]
pub struct NoFaultId(String);

impl Serialize for FaultId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
