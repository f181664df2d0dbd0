//! The breaker: an automation that fails again and again for the same reason is stopped before it does more harm.
//!
//! Promise: only failures in a row and of one cause count; a run that goes through begins the count anew.

use serde::{Deserialize, Serialize};

use super::run::{Class, Run, State};

/// So many failures in a row for the same cause pause an automation.
pub const FAILURES: u32 = 10;

/// How often in a row an automation has failed for the same cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    /// How often.
    pub count: u32,
    /// For which cause: the step and the class of its failure.
    pub cause: Option<String>,
}

impl Streak {
    /// The count after this run has ended. One that was cancelled says nothing of the automation.
    #[must_use]
    pub fn after(self, run: &Run) -> Self {
        match &run.state {
            State::Failed(_) => {
                let cause = cause(run);
                let count = if self.cause == cause { self.count.saturating_add(1) } else { 1 };
                Self { count, cause }
            }
            State::Done | State::Stopped { .. } => Self::default(),
            _ => self,
        }
    }

    /// Whether it is enough.
    #[must_use]
    pub const fn is_enough(&self) -> bool {
        self.count >= FAILURES
    }
}

/// The cause of a run's failure, the same for runs that are shown and mended together.
#[must_use]
pub fn cause(run: &Run) -> Option<String> {
    let State::Failed(failed) = &run.state else { return None };
    let step = run.cursor.as_ref().map_or("", |at| at.step.as_str());
    let field = failed.field.as_deref().unwrap_or("");
    Some(format!("{}/{step}/{field}", failed.class.as_str()))
}

impl Class {
    /// The word for it, as it stands in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Refused => "refused",
            Self::Missing => "missing",
            Self::Exhausted => "exhausted",
            Self::Unknown => "unknown",
            Self::Bound => "bound",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::{run::Failed, run::tests::open, yaml};

    fn ended(state: State) -> Run {
        let text = "name: One\ntrigger: { on: manual }\nsteps: [ { stop: Enough } ]\n";
        Run { state, ..open(&yaml::read(text).unwrap()) }
    }

    fn failed(class: Class) -> Run {
        ended(State::Failed(Failed { reason: "no".to_owned(), field: None, class }))
    }

    #[test]
    fn ten_failures_in_a_row_for_one_cause_are_enough() {
        let nine = (0..9).fold(Streak::default(), |streak, _| streak.after(&failed(Class::Refused)));
        assert!(!nine.is_enough());

        assert!(nine.clone().after(&failed(Class::Refused)).is_enough());
        assert!(!nine.clone().after(&failed(Class::Missing)).is_enough());
        assert_eq!(nine.clone().after(&ended(State::Done)), Streak::default());
        assert_eq!(nine.clone().after(&ended(State::Cancelled)), nine);
    }
}
