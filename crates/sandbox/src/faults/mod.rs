//! Faults by switch: what goes wrong at HighLevel, on demand.
//!
//! Here: the faults that are switched on, when each fires, how often it has.
//! Not here: carrying one out: calls meet theirs at the `door`, deliveries in `webhooks`, limits in `limits`.
//!
//! Promise: the same switches over the same calls fire at the same ones. Every firing is counted and stands in the
//! log of calls or deliveries it befell. Nothing is switched on by itself, and a restart switches everything off.

mod aim;
mod book;
mod kind;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    aim::Target,
    book::{CallFaults, Ending, Faults, Fired},
};
pub use self::{
    aim::{BadFault, How, Match},
    book::{Fault, FaultId, Standing},
    kind::{Effect, Kind, OFFERED, Offered},
};
