//! Versions: what is being written, what is live, and what was.
//!
//! Promise: there is one draft and one live version at most; a published version never changes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Definition;
use crate::{ids::PersonId, record::words};

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is being written.
    Draft,
    /// New runs take it.
    Live,
    /// It was live; runs under way keep it.
    Retired,
}

words!(State, "state of a version", { Draft = "draft", Live = "live", Retired = "retired" });

/// One version of an automation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Its number, from one.
    pub number: u32,
    /// Where it stands.
    pub state: State,
    /// What it does.
    pub definition: Definition,
    /// Who wrote it last.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Whether a test of it has passed since it was last written.
    pub tested: bool,
}

/// What cannot be done with versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrongVersion {
    /// There is nothing to publish.
    #[error("there is no draft to publish")]
    NoDraft,
    /// The draft was not tested.
    #[error("test the draft first: publishing asks for a test that passed")]
    Untested,
    /// There is no such version.
    #[error("there is no version {0}")]
    Unknown(u32),
}

/// Every version of one automation, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Versions(pub Vec<Version>);

impl Versions {
    /// The one new runs take.
    #[must_use]
    pub fn live(&self) -> Option<&Version> {
        self.0.iter().find(|version| version.state == State::Live)
    }

    /// The one being written.
    #[must_use]
    pub fn draft(&self) -> Option<&Version> {
        self.0.iter().find(|version| version.state == State::Draft)
    }

    /// The one of this number.
    #[must_use]
    pub fn find(&self, number: u32) -> Option<&Version> {
        self.0.iter().find(|version| version.number == number)
    }

    /// With this as the draft: over the one there is, or as the next number.
    #[must_use]
    pub fn write(mut self, definition: Definition, by: Option<PersonId>, at: Timestamp) -> Self {
        let next = self.0.iter().map(|version| version.number).max().unwrap_or(0) + 1;
        let draft = self.0.iter_mut().find(|version| version.state == State::Draft);
        match draft {
            Some(draft) => {
                draft.tested &= draft.definition == definition;
                (draft.definition, draft.by, draft.at) = (definition, by, at);
            }
            None => {
                self.0.push(Version { number: next, state: State::Draft, definition, by, at, tested: false });
            }
        }
        self
    }

    /// With the draft live and the live one retired.
    ///
    /// # Errors
    /// When there is no draft, or it was not tested.
    pub fn publish(mut self, by: Option<PersonId>, at: Timestamp) -> Result<Self, WrongVersion> {
        let draft = self.draft().ok_or(WrongVersion::NoDraft)?;
        if !draft.tested {
            return Err(WrongVersion::Untested);
        }
        for version in &mut self.0 {
            match version.state {
                State::Live => version.state = State::Retired,
                State::Draft => (version.state, version.by, version.at) = (State::Live, by, at),
                State::Retired => {}
            }
        }
        Ok(self)
    }

    /// With an older version as a new one that is live; a draft stays.
    ///
    /// # Errors
    /// When there is no such version.
    pub fn roll_back(
        mut self,
        number: u32,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<Self, WrongVersion> {
        let old = self.find(number).filter(|version| version.state != State::Draft);
        let definition = old.ok_or(WrongVersion::Unknown(number))?.definition.clone();
        let next = self.0.iter().map(|version| version.number).max().unwrap_or(0) + 1;
        for version in self.0.iter_mut().filter(|version| version.state == State::Live) {
            version.state = State::Retired;
        }
        self.0.push(Version { number: next, state: State::Live, definition, by, at, tested: true });
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::yaml;

    fn definition(name: &str) -> Definition {
        yaml::read(&format!("name: {name}\ntrigger: {{ on: manual }}\n")).unwrap()
    }

    fn tested(mut versions: Versions) -> Versions {
        versions.0.iter_mut().for_each(|version| version.tested = true);
        versions
    }

    #[test]
    fn publishing_asks_for_a_test_and_retires_what_was_live() {
        let at = Timestamp::UNIX_EPOCH;
        let first = Versions::default().write(definition("One"), None, at);
        assert_eq!(first.clone().publish(None, at), Err(WrongVersion::Untested));

        let second = tested(first).publish(None, at).unwrap().write(definition("Two"), None, at);
        let second = tested(second).publish(None, at).unwrap();

        assert_eq!(second.live().unwrap().number, 2);
        assert_eq!(second.find(1).unwrap().state, State::Retired);
        assert_eq!(second.publish(None, at), Err(WrongVersion::NoDraft));
    }

    #[test]
    fn a_changed_draft_is_to_be_tested_again() {
        let at = Timestamp::UNIX_EPOCH;
        let draft = tested(Versions::default().write(definition("One"), None, at));

        assert!(draft.clone().write(definition("One"), None, at).draft().unwrap().tested);
        assert!(!draft.write(definition("Two"), None, at).draft().unwrap().tested);
    }

    #[test]
    fn rolling_back_makes_an_old_version_live_as_a_new_one() {
        let at = Timestamp::UNIX_EPOCH;
        let two = tested(Versions::default().write(definition("One"), None, at)).publish(None, at).unwrap();
        let two = tested(two.write(definition("Two"), None, at)).publish(None, at).unwrap();

        let back = two.roll_back(1, None, at).unwrap();

        assert_eq!((back.live().unwrap().number, back.live().unwrap().definition.name.as_str()), (3, "One"));
    }
}
