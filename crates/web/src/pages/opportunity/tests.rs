//! The form for an opportunity in every state it has.

use askama::Template;
use highlevel::OpportunityId;
use workspace::Problem;
use workspace::reference::Stage;

use super::*;
use crate::pages::sample::{self, well_formed};

fn form() -> OpportunityForm {
    let stage = |id: &str, name: &str| Stage { id: id.into(), name: name.into() };
    OpportunityForm {
        contact: sample::contact_ref(),
        opportunity: Some(OpportunityId::new("deal1").unwrap()),
        form: Form {
            draft: OpportunityDraft {
                name: "8.4 kW rooftop".into(),
                stage: "stage2".into(),
                status: "open".into(),
                value: "18400".into(),
                owner: "uMaya".into(),
            },
            problems: vec![],
        },
        pipelines: vec![Pipeline {
            id: "sales".into(),
            name: "Sales".into(),
            stages: vec![stage("stage1", "New"), stage("stage2", "Quote sent")],
        }],
        users: sample::users(),
        blocked: None,
    }
}

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let problems = vec![
            Problem::with("name", "An opportunity needs a name."),
            Problem::with("value", "Type the value as a number."),
        ];
        let refused = OpportunityForm { opportunity: None, form: Form { problems, ..form().form }, ..form() };
        let blocked = OpportunityForm {
            pipelines: vec![],
            blocked: Some("No pipeline is known here.".into()),
            ..form()
        };
        vec![
            ("full", Self::of(sample::frame(), &form(), None)),
            ("refused", Self::of(sample::frame(), &refused, None)),
            ("blocked", Self::of(sample::frame(), &blocked, None)),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("opportunity", name, &page.render().unwrap());
    }
}

#[test]
fn a_value_is_written_in_groups() {
    assert_eq!(money(18_400.0), "18,400");
    assert_eq!(money(950.5), "950.50");
}
