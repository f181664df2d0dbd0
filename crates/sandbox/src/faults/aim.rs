//! When a fault fires: its pace, and what it is aimed at.
//!
//! Here: pure decisions. Not here: counting (`book`).
//!
//! Promise: the same seed over the same calls fires at the same ones.

use serde::{Deserialize, Serialize};

use super::kind::{Befalls, Kind};
use crate::world::Chance;

/// How often a fault fires, and at what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct How {
    /// Every so many of what it is aimed at: 1 is each, 3 every third.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_call: Option<u32>,
    /// The share of what it is aimed at, from 0 to 1, drawn from the seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// What it is aimed at; everything that its kind can befall where nothing is said.
    #[serde(default, rename = "match", skip_serializing_if = "Match::is_open")]
    pub aim: Match,
}

/// What a fault is aimed at. Everything that is said must be so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// An operation's id, such as `create-contact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path without its query; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The `type` of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Text somewhere in the body of the call or delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_contains: Option<String>,
    /// The location called for or told of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What a fault may be aimed at: a call before it is carried out, or a delivery before it is sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Target<'t> {
    /// The operation of a call.
    pub operation: Option<&'static str>,
    /// The method of a call.
    pub method: &'t str,
    /// The path of a call.
    pub path: &'t str,
    /// The event of a delivery.
    pub event: &'t str,
    /// The body.
    pub body: &'t [u8],
    /// The location.
    pub location: &'t str,
}

/// Why a fault cannot be switched on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFault {
    /// Two paces at once.
    #[error("give per_call or rate, not both")]
    TwoPaces,
    /// A pace of nothing.
    #[error("per_call is 1 for each, 2 for every second and so on")]
    NoPace,
    /// No share.
    #[error("rate is from 0 to 1")]
    BadRate,
    /// A fault that stands has no pace.
    #[error("{0} holds until it is removed: it takes neither how nor times")]
    Stands(&'static str),
    /// A match that cannot be.
    #[error("{kind} cannot be matched by {member}")]
    BadMatch {
        /// The kind.
        kind: &'static str,
        /// The member of `match`.
        member: &'static str,
    },
    /// Nothing has that name.
    #[error("there is no operation {0}; GET /sandbox/calls shows the ids of those that were called")]
    NoOperation(String),
    /// A number beyond reason.
    #[error("{0}")]
    BadNumber(&'static str),
}

impl How {
    /// Whether it fires at number `met` of what it is aimed at, counted from 1.
    pub(crate) fn fires(&self, seed: u64, met: u64) -> bool {
        match (self.per_call, self.rate) {
            (Some(every), _) => met.is_multiple_of(u64::from(every)),
            (None, Some(rate)) => {
                // 53 bits: as many as a fraction has.
                let drawn = (Chance::new(seed, met).number() >> 11) as f64 / (1_u64 << 53) as f64;
                drawn < rate
            }
            (None, None) => true,
        }
    }

    pub(crate) fn check(&self, kind: &Kind) -> Result<(), BadFault> {
        match (self.per_call, self.rate) {
            (Some(_), Some(_)) => return Err(BadFault::TwoPaces),
            (Some(0), None) => return Err(BadFault::NoPace),
            (None, Some(rate)) if !(0.0..=1.0).contains(&rate) => return Err(BadFault::BadRate),
            _ => {}
        }
        self.aim.check(kind)
    }
}

impl Match {
    /// Whether everything is meant.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self, kind: &Kind) -> Result<(), BadFault> {
        let of_calls = [
            ("operation", self.operation.is_some()),
            ("method", self.method.is_some()),
            ("path", self.path.is_some()),
        ];
        let of_deliveries = [("event", self.event.is_some())];
        let foreign: &[(&'static str, bool)] = match kind.befalls() {
            Befalls::Deliveries => &of_calls,
            Befalls::Calls => &of_deliveries,
            Befalls::Everything => &[],
        };
        if let Some((member, _)) = foreign.iter().find(|(_, given)| *given) {
            return Err(BadFault::BadMatch { kind: kind.name(), member });
        }
        match &self.operation {
            Some(id) if !crate::door::is_operation(id) => Err(BadFault::NoOperation(id.clone())),
            _ => Ok(()),
        }
    }

    /// Whether that is meant.
    pub(crate) fn takes(&self, target: &Target<'_>) -> bool {
        let said = |said: &Option<String>, is: &dyn Fn(&str) -> bool| said.as_deref().is_none_or(is);
        said(&self.operation, &|id| target.operation == Some(id))
            && said(&self.method, &|method| method.eq_ignore_ascii_case(target.method))
            && said(&self.path, &|pattern| is_like(pattern, target.path))
            && said(&self.event, &|event| event == target.event)
            && said(&self.location, &|location| location == target.location)
            && said(&self.body_contains, &|text| contains(target.body, text.as_bytes()))
    }
}

/// Whether `text` is what `pattern` says, where `*` stands for anything.
fn is_like(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    text.is_empty() || body.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(is_like("/contacts/*/tasks", "/contacts/abc/tasks"));
        assert!(is_like("/contacts/*", "/contacts/abc/tasks/def"));
        assert!(is_like("*tasks*def", "/contacts/abc/tasks/def"));
        assert!(!is_like("/contacts/*/notes", "/contacts/abc/tasks"));
        assert!(!is_like("/contacts/", "/contacts/abc"));
    }

    #[test]
    fn a_rate_fires_its_share_and_the_same_seed_at_the_same_ones() {
        let how = How { rate: Some(0.2), ..How::default() };
        let fired = |seed| (1..=10_000).filter(|met| how.fires(seed, *met)).collect::<Vec<u64>>();

        let share = fired(7).len();

        assert!((1_850..2_150).contains(&share), "{share}");
        assert_eq!(fired(7), fired(7));
        assert_ne!(fired(7), fired(8));
    }

    #[test]
    fn every_third_is_the_third_and_the_sixth() {
        let how = How { per_call: Some(3), ..How::default() };

        let fired: Vec<u64> = (1..=7).filter(|met| how.fires(1, *met)).collect();

        assert_eq!(fired, [3, 6]);
    }
}
