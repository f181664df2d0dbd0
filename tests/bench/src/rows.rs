//! The rows of the table, one file a topic.
//!
//! Promise: a small account and a large one, one after the other; nothing else runs while something is measured.

mod copy;
mod deliveries;
mod news;
mod pages;
mod served;
mod size;
mod start;

use anyhow::Result;

use crate::house::Sandbox;
use crate::plan::{Plan, Topic};
use crate::table::Table;

/// Contacts of the small account.
const SMALL: usize = 500;

/// Measures everything that is wanted.
pub(crate) fn measure(plan: &Plan, table: &mut Table) -> Result<()> {
    if plan.wants(Topic::Size) {
        size::measure(plan, table)?;
    }
    if [Topic::Start, Topic::Deliveries, Topic::News].into_iter().any(|topic| plan.wants(topic)) {
        let sandbox = Sandbox::start(plan, SMALL)?;
        if plan.wants(Topic::Start) {
            start::measure(plan, &sandbox, table)?;
        }
        if plan.wants(Topic::Deliveries) {
            deliveries::measure(plan, &sandbox, table)?;
        }
        if plan.wants(Topic::News) {
            news::measure(plan, &sandbox, table)?;
        }
        sandbox.process.stop()?;
    }
    if [Topic::Copy, Topic::Pages, Topic::Served].into_iter().any(|topic| plan.wants(topic)) {
        let sandbox = copy::sandbox(plan, table)?;
        let rankr = copy::measure(plan, &sandbox, table)?;
        if plan.wants(Topic::Pages) {
            pages::measure(plan, &sandbox, &rankr, table)?;
        }
        if plan.wants(Topic::Served) {
            served::measure(plan, &sandbox, &rankr, table)?;
        }
        rankr.process.stop()?;
        sandbox.process.stop()?;
    }
    Ok(())
}
