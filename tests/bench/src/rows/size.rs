//! How large the program is.

use std::fs;

use anyhow::{Context as _, Result};

use crate::plan::Plan;
use crate::table::{Row, Table, Target};

const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// The one file an operator copies.
pub(crate) fn measure(plan: &Plan, table: &mut Table) -> Result<()> {
    let program = fs::metadata(&plan.program).with_context(|| format!("no {}", plan.program.display()))?;
    table.add(
        Row::of("binary size", "MiB", vec![program.len() as f64 / MEBIBYTE]).target(Target::Below(40.0)),
    );
    Ok(())
}
