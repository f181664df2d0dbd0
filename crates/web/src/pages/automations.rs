//! The list of automations.

use askama::Template;
use askama_web::WebTemplate;
use domain::automation::Standing;
use workspace::automations::AutomationRow;

use super::frame::Frame;
use super::moment::{Moment, thousands};
use super::steps::capital;
use crate::paths;

/// The page of automations.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "automations.html")]
pub struct Page {
    frame: Frame,
    rows: Vec<Line>,
    may_build: bool,
}

/// One automation as drawn.
#[derive(Debug, Clone)]
struct Line {
    href: String,
    runs: String,
    name: String,
    sentence: String,
    tone: &'static str,
    standing: &'static str,
    reason: Option<String>,
    has_draft: bool,
    open: String,
    done: String,
    failed: Option<String>,
    changed: Moment,
}

impl Page {
    /// The list as the service found it.
    #[must_use]
    pub fn of(frame: Frame, rows: &[AutomationRow], may_build: bool) -> Self {
        let rows = rows.iter().map(|row| Line::of(row, &frame)).collect();
        Self { rows, may_build, frame: frame.at("automations") }
    }
}

impl Line {
    fn of(row: &AutomationRow, frame: &Frame) -> Self {
        let automation = &row.automation;
        let (standing, tone) = standing(automation.standing);
        Self {
            href: paths::Automation { automation: automation.id }.to_string(),
            runs: paths::RunsOf { automation: Some(automation.id), ..paths::RunsOf::default() }.to_string(),
            name: automation.name.clone(),
            sentence: capital(&row.sentence),
            tone,
            standing,
            reason: automation.reason.clone(),
            has_draft: row.has_draft && automation.standing != Standing::Draft,
            open: thousands(row.open),
            done: thousands(row.done),
            failed: (row.failed > 0).then(|| thousands(row.failed)),
            changed: frame.lens.when(automation.changed_at),
        }
    }
}

/// The word for where an automation stands, and its tone.
pub(crate) const fn standing(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Draft => ("Draft", ""),
        Standing::Live => ("Live", "ok"),
        Standing::Paused => ("Paused", "warn"),
        Standing::Broken => ("Stopped itself", "bad"),
    }
}

#[cfg(test)]
mod tests {
    use domain::automation::{Automation, breaker::Streak};
    use domain::change::Seq;
    use domain::ids::AutomationId;
    use highlevel::LocationId;
    use uuid::Uuid;

    use super::*;
    use crate::pages::sample::{self, MINUTE, ago, well_formed};

    fn row(number: u128, name: &str, standing: Standing) -> AutomationRow {
        AutomationRow {
            automation: Automation {
                id: AutomationId::from_uuid(Uuid::from_u128(number)),
                location: LocationId::new("loc").unwrap(),
                name: name.to_owned(),
                standing,
                reason: (standing == Standing::Broken).then(|| "It failed 10 times in a row for the same cause, so it was paused: dueDate must be a date".to_owned()),
                since: Seq::START,
                streak: Streak::default(),
                created_at: ago(90 * MINUTE),
                changed_at: ago(9 * MINUTE),
            },
            sentence: "when a contact gets the tag quote-sent, wait 2 days, then create a task".to_owned(),
            has_draft: standing == Standing::Live,
            open: 3,
            done: 1_204,
            failed: u64::from(standing == Standing::Broken) * 10,
        }
    }

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let all = [
                row(1, "Quote follow-up", Standing::Live),
                row(2, "Welcome <new> leads", Standing::Broken),
                row(3, "Win back", Standing::Paused),
                row(4, "Birthday note", Standing::Draft),
            ];
            vec![
                ("none", Self::of(sample::frame(), &[], true)),
                ("several", Self::of(sample::frame(), &all, true)),
                ("looking", Self::of(sample::frame(), &all, false)),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("automations", name, &page.render().unwrap());
        }
    }
}
