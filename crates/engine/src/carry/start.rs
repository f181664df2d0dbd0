//! Starting another automation: a run of its own, with this one behind it.

use domain::automation::{
    matching::{CHAIN, Link},
    run::{Opening, Run},
    step::Given,
};
use highlevel::{ContactId, LocationId};
use serde_json::{Value as Json, json};

use super::Outcome;
use crate::{engine::Engine, error::RunError, matching::Asked};

impl Engine {
    pub(super) async fn start_other(
        &self,
        location: &LocationId,
        run: &Run,
        key: &str,
        name: &str,
        with: &Given,
    ) -> Result<Outcome, RunError> {
        let mut tx = self.inner.store.read().await?;
        let Some(other) = tx.automation_named(location, name).await? else {
            return Ok(Outcome::refused_for(
                "automation",
                format!("There is no automation called “{name}”."),
            ));
        };
        let versions = tx.automation_versions(location, other.id).await?;
        drop(tx);
        let Some(live) = versions.live().filter(|_| other.standing.opens()) else {
            return Ok(Outcome::refused_for("automation", format!("“{name}” is not live.")));
        };
        let contact = with.get("contactId").and_then(Json::as_str).and_then(|id| ContactId::new(id).ok());
        let contact = contact.or_else(|| run.contact.clone());
        let circle = Link { automation: other.id, contact: contact.clone() };
        if run.causes.contains(&circle) {
            let reason = format!("“{name}” stands behind this run already: that would be a circle.");
            return Ok(Outcome::refused(reason));
        }
        if run.causes.len() > CHAIN {
            return Ok(Outcome::refused(format!("More than {CHAIN} automations stand behind this run.")));
        }
        let mut trigger = with.clone();
        trigger.insert("on".to_owned(), Json::from("automation"));
        trigger.insert("run".to_owned(), Json::from(run.id.to_string()));
        let opening = Opening { contact, causes: run.causes.clone(), trigger: Json::Object(trigger) };
        let opened_by = format!("start/{key}");
        let asked = Asked { automation: other.id, version: live.number, opened_by, opening };
        let started = self.open_asked(location, asked).await?;
        Ok(Outcome::Done(json!({"run": started.to_string()})))
    }
}
