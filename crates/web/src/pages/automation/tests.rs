//! The page of one automation in every state it has.

use askama::Template;
use domain::automation::{Automation, breaker::Streak, sentence, version::Versions, yaml};
use domain::change::Seq;
use domain::ids::AutomationId;
use highlevel::LocationId;
use uuid::Uuid;

use super::*;
use crate::pages::sample::{self, HOUR, ago, well_formed};

fn view(standing: Standing, tested: bool) -> AutomationView {
    let definition = yaml::read(EXAMPLE).unwrap();
    let mut versions = Versions::default().write(definition.clone(), None, ago(HOUR));
    versions.0.iter_mut().for_each(|version| version.tested = tested);
    AutomationView {
        automation: Automation {
            id: AutomationId::from_uuid(Uuid::from_u128(1)),
            location: LocationId::new("loc").unwrap(),
            name: definition.name.clone(),
            standing,
            reason: (standing == Standing::Paused).then(|| "Maya Lindqvist paused it.".to_owned()),
            since: Seq::START,
            streak: Streak::default(),
            created_at: ago(HOUR),
            changed_at: ago(HOUR),
        },
        file: yaml::write(&definition),
        sentence: sentence::of_definition(&definition),
        findings: Vec::new(),
        held_back: Vec::new(),
        versions,
        definition,
    }
}

fn read(file: &str) -> Checked {
    match yaml::read(file) {
        Ok(definition) => Checked::Read {
            sentence: sentence::of_definition(&definition),
            definition: Box::new(definition),
            findings: Vec::new(),
        },
        Err(wrong) => Checked::Unreadable(wrong.to_string()),
    }
}

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |standing, tested| Self::of(sample::frame(), &view(standing, tested), true);
        let broken = EXAMPLE.replace("steps:", "stops:");
        vec![
            ("draft", page(Standing::Draft, false)),
            ("tested", page(Standing::Draft, true)),
            ("live", page(Standing::Live, true)),
            ("paused", page(Standing::Paused, true)),
            ("broken", page(Standing::Broken, true)),
            ("looking", Self::of(sample::frame(), &view(Standing::Live, true), false)),
            ("new", Self::blank(sample::frame(), &read(EXAMPLE), true)),
            (
                "unreadable",
                Self::blank(sample::frame(), &read(EXAMPLE), true).typed(
                    broken.clone(),
                    &read(&broken),
                    Vec::new(),
                ),
            ),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("automation", name, &page.render().unwrap());
    }
}

#[test]
fn only_a_tested_draft_can_be_published() {
    let publish = |tested| {
        let page = Page::of(sample::frame(), &view(Standing::Draft, tested), true).render().unwrap();
        page.contains("/order/publish")
    };

    assert!(publish(true));
    assert!(!publish(false));
}
