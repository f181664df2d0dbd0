//! The table: one row a figure, each the median of its runs, beside its target.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::plan::Plan;

/// How every commit is made durable, as `store` opens SQLite. A test beside holds this to the code.
const SQLITE: &str = "SQLite, WAL, synchronous=FULL: on disk before it is answered";
/// The same with `--postgres`. The server's own processor time stands in no column.
const POSTGRES: &str = "PostgreSQL, fsync=on, synchronous_commit=on, 64 MB of shared buffers";

/// Which way a figure should go.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// Not more than this.
    Below(f64),
    /// Not less than this.
    Above(f64),
}

/// One figure.
pub(crate) struct Row {
    what: String,
    unit: &'static str,
    runs: Vec<f64>,
    target: Option<Target>,
    cpu: Option<Cpu>,
}

/// Processor seconds of the last run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cpu {
    /// Of Rankr.
    pub(crate) rankr: f64,
    /// Of what gave it work: this program, and the sandbox where it answers calls.
    pub(crate) load: f64,
}

/// All figures and what they were measured on.
pub(crate) struct Table {
    machine: Map<String, Value>,
    settings: Map<String, Value>,
    rows: Vec<Row>,
}

impl Row {
    /// A figure from its runs.
    pub(crate) fn of(what: impl Into<String>, unit: &'static str, runs: Vec<f64>) -> Self {
        Self { what: what.into(), unit, runs, target: None, cpu: None }
    }

    /// What it should be.
    pub(crate) fn target(self, target: Target) -> Self {
        Self { target: Some(target), ..self }
    }

    /// What it cost.
    pub(crate) fn cost(self, cpu: Cpu) -> Self {
        Self { cpu: Some(cpu), ..self }
    }

    fn median(&self) -> f64 {
        quantile(&self.runs, 0.5)
    }

    fn verdict(&self) -> &'static str {
        let factor = match self.target {
            None => return "",
            Some(Target::Below(most)) => self.median() / most,
            Some(Target::Above(least)) => least / self.median(),
        };
        if factor <= 1.0 {
            "met"
        } else if factor <= 2.0 {
            "within 2x"
        } else {
            "MISSED"
        }
    }

    fn wish(&self) -> String {
        match self.target {
            None => String::new(),
            Some(Target::Below(most)) => format!("< {}", figure(most)),
            Some(Target::Above(least)) => format!("> {}", figure(least)),
        }
    }

    fn cells(&self) -> [String; 7] {
        let (least, most) = (quantile(&self.runs, 0.0), quantile(&self.runs, 1.0));
        let cpu = |seconds: fn(&Cpu) -> f64| {
            self.cpu.as_ref().map_or_else(String::new, |cpu| format!("{:.2}", seconds(cpu)))
        };
        [
            self.what.clone(),
            format!("{} {}", figure(self.median()), self.unit),
            format!("{} .. {}", figure(least), figure(most)),
            self.wish(),
            self.verdict().to_owned(),
            cpu(|cpu| cpu.rankr),
            cpu(|cpu| cpu.load),
        ]
    }

    fn to_json(&self) -> Value {
        let (bound, value) = match self.target {
            None => (Value::Null, Value::Null),
            Some(Target::Below(most)) => (json!("below"), json!(most)),
            Some(Target::Above(least)) => (json!("above"), json!(least)),
        };
        json!({
            "what": self.what, "unit": self.unit, "median": self.median(), "runs": self.runs,
            "target": { "bound": bound, "value": value }, "verdict": self.verdict(),
            "cpu_s": self.cpu.map(|cpu| json!({ "rankr": cpu.rankr, "load": cpu.load })),
        })
    }
}

impl Table {
    /// Without rows yet.
    pub(crate) fn new(machine: Map<String, Value>, plan: &Plan) -> Self {
        let settings = json!({
            "durability": if plan.postgres { POSTGRES } else { SQLITE }, "contacts": plan.contacts, "deliveries": plan.deliveries,
            "requests of each page": plan.requests, "runs": plan.runs,
        });
        let Value::Object(settings) = settings else { unreachable!("an object was written above") };
        Self { machine, settings, rows: Vec::new() }
    }

    /// One more figure, also said at once: the whole takes minutes.
    pub(crate) fn add(&mut self, row: Row) {
        eprintln!("  {}: {} {} {}", row.what, figure(row.median()), row.unit, row.verdict());
        self.rows.push(row);
    }

    /// Everything as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let rows: Vec<Value> = self.rows.iter().map(Row::to_json).collect();
        json!({ "machine": self.machine, "settings": self.settings, "rows": rows })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.machine.iter().chain(&self.settings) {
            writeln!(f, "{name}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))?;
        }
        writeln!(f)?;
        let head = ["What", "Median", "Runs", "Target", "", "Rankr CPU s", "Load CPU s"].map(str::to_owned);
        let rows: Vec<[String; 7]> = self.rows.iter().map(Row::cells).collect();
        let wide = |column: usize| {
            let cells = std::iter::once(&head).chain(&rows).map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        };
        let widths: [usize; 7] = std::array::from_fn(wide);
        line(f, &head, &widths)?;
        line(f, &widths.map(|width| "-".repeat(width)), &widths)?;
        rows.iter().try_for_each(|row| line(f, row, &widths))
    }
}

fn line(f: &mut fmt::Formatter<'_>, cells: &[String; 7], widths: &[usize; 7]) -> fmt::Result {
    let padded = cells.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} "));
    writeln!(f, "|{}|", padded.collect::<Vec<_>>().join("|"))
}

/// A figure as short as it still says something.
fn figure(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// That part of the values lies at or below: 0.5 is the median, 1.0 the largest.
pub(crate) fn quantile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (part * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_three_is_the_middle_one() {
        assert_eq!(quantile(&[3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(&[7.0], 0.99), 7.0);
    }

    #[test]
    fn a_target_missed_by_more_than_twice_says_so() {
        let verdict = |value, target| Row::of("x", "ms", vec![value]).target(target).verdict();

        assert_eq!(verdict(10.0, Target::Below(10.0)), "met");
        assert_eq!(verdict(19.0, Target::Below(10.0)), "within 2x");
        assert_eq!(verdict(40.0, Target::Above(100.0)), "MISSED");
    }

    #[test]
    fn the_durability_said_is_the_one_the_store_asks_for() {
        let store = include_str!("../../../crates/store/src/open.rs");

        assert!(store.contains("SqliteJournalMode::Wal") && store.contains("SqliteSynchronous::Full"));
    }
}
