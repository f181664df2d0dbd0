//! What was met against what is known.

use crate::{Asked, Difference, Known};

/// Everything that is wrong: breakdowns, differences nobody knows, and known ones that did not occur.
pub fn complaints(asked: &[Asked], known: &[Known]) -> Vec<String> {
    let mut complaints = Vec::new();
    for one in asked {
        complaints.extend(one.broken.iter().map(|text| format!("{}: {text}", one.operation)));
        for difference in &one.differences {
            let is_known = known.iter().any(|known| known.covers(&one.operation, difference));
            if difference.is_a_breakdown() || !is_known {
                complaints.push(told(&one.operation, difference));
            }
        }
    }
    let occurs = |known: &Known| {
        asked.iter().any(|one| one.differences.iter().any(|found| known.covers(&one.operation, found)))
    };
    let gone = known.iter().filter(|known| !occurs(known));
    complaints.extend(gone.map(|known| format!("in the list, and no longer so: {known}")));
    complaints
}

fn told(operation: &str, found: &Difference) -> String {
    let Difference { kind, status, detail, times, repeat } = found;
    format!("{operation}: {kind} {status}, {times} times: {detail}\n    repeat with: {repeat}")
}

impl Difference {
    /// The sandbox itself failed, which no list excuses.
    fn is_a_breakdown(&self) -> bool {
        self.status == 0 || self.status >= 500
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    const LATE: Known = Known {
        operations: &["get-note"],
        kind: "status",
        detail: "Note with id",
        mark: Mark::Chosen,
        why: "so",
    };

    fn met(operation: &str, kind: &str, status: u16, detail: &str) -> Vec<Asked> {
        let difference = Difference {
            kind: kind.into(),
            status,
            detail: detail.into(),
            times: 1,
            repeat: "curl http://localhost/".into(),
        };
        vec![Asked {
            operation: operation.into(),
            statuses: [(status.to_string(), 1)].into(),
            differences: vec![difference],
            broken: Vec::new(),
        }]
    }

    #[test]
    fn a_difference_in_the_list_is_no_complaint() {
        let asked = met("get-note", "status", 404, "Note with id * not found");

        assert_eq!(complaints(&asked, &[LATE]), [""; 0]);
    }

    #[test]
    fn a_difference_that_nobody_knows_comes_with_the_request_that_repeats_it() {
        let asked = met("get-note", "accepted", 200, "id is null");

        let said = complaints(&asked, &[]);

        assert_eq!(
            said,
            ["get-note: accepted 200, 1 times: id is null\n    repeat with: curl http://localhost/"]
        );
    }

    #[test]
    fn the_same_of_another_operation_is_not_covered() {
        let asked = met("get-task", "status", 404, "Note with id * not found");

        assert_eq!(complaints(&asked, &[LATE]).len(), 2);
    }

    #[test]
    fn an_entry_that_no_longer_occurs_is_a_complaint() {
        assert_eq!(complaints(&[], &[LATE]), [format!("in the list, and no longer so: {LATE}")]);
    }

    #[test]
    fn a_breakdown_cannot_be_listed() {
        let excuse = Known { operations: &[], kind: "status", detail: "", mark: Mark::Chosen, why: "so" };

        assert_eq!(complaints(&met("get-note", "status", 500, "oh"), &[excuse]).len(), 1);
    }

    #[test]
    fn a_call_without_an_answer_is_a_complaint() {
        let mut asked = met("get-note", "status", 404, "Note with id * not found");
        asked[0].broken.push("no answer to GET /contacts/".into());

        assert_eq!(complaints(&asked, &[LATE]), ["get-note: no answer to GET /contacts/"]);
    }
}
