//! What can go wrong: one kind for each switch.
//!
//! Here: the kinds with what each needs to know, their names and one sentence about each.
//! Not here: when a fault fires (`aim`), how it is carried out (`door`, `webhooks`, `limits`).

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// A delivery is never sent; the log shows it as lost.
    DeliveryLost {},
    /// A delivery that was taken comes again: same `webhookId`, same bytes.
    DeliveryDoubled {
        /// How often it comes again.
        #[serde(default = "one")]
        copies: u32,
    },
    /// A delivery is sent later than it would be.
    DeliveryLate {
        /// By how much, in milliseconds at a time scale of 1.
        by_ms: u64,
    },
    /// A delivery lets later ones pass.
    DeliveryReordered {
        /// How many pass. Where fewer follow within a minute of sandbox waits, it goes out all the same.
        #[serde(default = "one")]
        behind: u32,
    },
    /// A call is answered with this status.
    Answer {
        /// From 400 to 599. A 429 says in its headers that nothing is left in the window.
        status: u16,
        /// Whether what the call asked for happened all the same.
        #[serde(default)]
        effect: Effect,
    },
    /// A call is never answered: the connection stays open and silent.
    NoAnswer {
        /// Whether what the call asked for happened.
        #[serde(default)]
        effect: Effect,
    },
    /// The connection is reset in place of an answer.
    Reset {
        /// Whether what the call asked for happened.
        #[serde(default)]
        effect: Effect,
    },
    /// The answer's body comes in drips.
    SlowBody {
        /// How long it takes, in real milliseconds: a client's patience is real too.
        over_ms: u64,
    },
    /// A record is made, and the answer is a 422 that denies it.
    #[serde(rename = "created_but_422")]
    CreatedBut422 {},
    /// A call is answered 200 and one field of its body was dropped without a word.
    FieldDropped {
        /// The member of the body, with dots into deeper ones: `city`, `dndSettings.SMS`.
        field: String,
    },
    /// The OAuth access token dies under the call, before it does anything. The refresh token stays good.
    TokenExpired {},
    /// The token dies under the call and its refresh token with it. A private token is refused this once.
    TokenRevoked {},
    /// A refresh token is used up and the connection reset: the new pair never arrives.
    RefreshLost {},
    /// List and search are behind the records. Holds until it is removed.
    IndexLag {
        /// By how much, in milliseconds of sandbox time.
        ms: u32,
    },
    /// Everybody has only so many calls left today. Holds until it is removed.
    DailyNearlySpent {
        /// How many.
        left: u32,
    },
    /// Fewer calls in ten seconds. Holds until it is removed.
    BurstLimit {
        /// How many.
        burst: u32,
    },
    /// A trial account's limits: 25 in ten seconds, 10,000 a day. Holds until it is removed.
    TrialLimits {},
    /// The ten seconds reach back from each call, in place of windows that open and close. Holds until it is removed.
    SlidingWindows {},
}

fn one() -> u32 {
    1
}

/// Whether what a call asked for happened before the fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It did not.
    #[default]
    None,
    /// It did.
    Happened,
}

/// What a fault befalls, which decides how it can be aimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Befalls {
    /// Webhook deliveries.
    Deliveries,
    /// Calls, one by one.
    Calls,
    /// Everything, as long as it stands.
    Everything,
}

/// A line of the list of kinds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Offered {
    /// Its name.
    pub kind: &'static str,
    /// What else it needs to know, as a sample.
    pub with: &'static str,
    /// What it does.
    pub what: &'static str,
}

const fn offered(kind: &'static str, with: &'static str, what: &'static str) -> Offered {
    Offered { kind, with, what }
}

/// Every kind there is.
pub const OFFERED: [Offered; 18] = [
    offered("delivery_lost", "", "A webhook is never sent"),
    offered("delivery_doubled", r#""copies": 1"#, "A webhook that was taken comes again, same id and bytes"),
    offered("delivery_late", r#""by_ms": 60000"#, "A webhook is sent later"),
    offered("delivery_reordered", r#""behind": 1"#, "A webhook lets that many later ones pass"),
    offered(
        "answer",
        r#""status": 503, "effect": "none""#,
        "A call is answered with that status, 400 to 599",
    ),
    offered("no_answer", r#""effect": "happened""#, "A call is never answered"),
    offered("reset", r#""effect": "happened""#, "The connection is reset in place of an answer"),
    offered("slow_body", r#""over_ms": 2000"#, "The answer's body comes in drips"),
    offered("created_but_422", "", "A record is made and the answer denies it with a 422"),
    offered("field_dropped", r#""field": "city""#, "Answered 200, and one field was dropped without a word"),
    offered("token_expired", "", "The access token dies under the call; a refresh helps"),
    offered("token_revoked", "", "The token dies under the call; a refresh does not help"),
    offered("refresh_lost", "", "The refresh token is used up and the new pair never arrives"),
    offered("index_lag", r#""ms": 5000"#, "List and search are behind the records"),
    offered("daily_nearly_spent", r#""left": 20"#, "Only so many calls are left today"),
    offered("burst_limit", r#""burst": 10"#, "Fewer calls in ten seconds"),
    offered("trial_limits", "", "A trial account's limits: 25 in ten seconds, 10,000 a day"),
    offered("sliding_windows", "", "The ten seconds reach back from each call"),
];

impl Kind {
    /// Its name, as `kind` spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::DeliveryLost {} => "delivery_lost",
            Self::DeliveryDoubled { .. } => "delivery_doubled",
            Self::DeliveryLate { .. } => "delivery_late",
            Self::DeliveryReordered { .. } => "delivery_reordered",
            Self::Answer { .. } => "answer",
            Self::NoAnswer { .. } => "no_answer",
            Self::Reset { .. } => "reset",
            Self::SlowBody { .. } => "slow_body",
            Self::CreatedBut422 {} => "created_but_422",
            Self::FieldDropped { .. } => "field_dropped",
            Self::TokenExpired {} => "token_expired",
            Self::TokenRevoked {} => "token_revoked",
            Self::RefreshLost {} => "refresh_lost",
            Self::IndexLag { .. } => "index_lag",
            Self::DailyNearlySpent { .. } => "daily_nearly_spent",
            Self::BurstLimit { .. } => "burst_limit",
            Self::TrialLimits {} => "trial_limits",
            Self::SlidingWindows {} => "sliding_windows",
        }
    }

    /// What it befalls.
    pub(crate) fn befalls(&self) -> Befalls {
        match self {
            Self::DeliveryLost {}
            | Self::DeliveryDoubled { .. }
            | Self::DeliveryLate { .. }
            | Self::DeliveryReordered { .. } => Befalls::Deliveries,
            Self::IndexLag { .. }
            | Self::DailyNearlySpent { .. }
            | Self::BurstLimit { .. }
            | Self::TrialLimits {}
            | Self::SlidingWindows {} => Befalls::Everything,
            _ => Befalls::Calls,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_kind_offered_can_be_read_as_it_is_offered() {
        for line in OFFERED {
            let mut given: Value = serde_json::from_str(&format!("{{{}}}", line.with)).unwrap();
            given["kind"] = json!(line.kind);

            let kind: Kind = serde_json::from_value(given).unwrap();

            assert_eq!(kind.name(), line.kind);
        }
    }

    #[test]
    fn the_guide_names_every_kind() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/sandbox.md");
        let guide = std::fs::read_to_string(path).unwrap();

        for line in OFFERED {
            assert!(guide.contains(&format!("| `{}` |", line.kind)), "{}", line.kind);
        }
    }
}
