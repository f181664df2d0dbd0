//! The sandbox's guide.

use guide::{Block, Desk, blocks, tools, typed};
use serde::Deserialize;

/// The only block of a language.
fn only(language: &str) -> Block {
    let mut found =
        blocks().expect("the guide can be read").into_iter().filter(|block| block.language == language);
    let block = found.next().unwrap_or_else(|| panic!("the guide has no {language}"));
    assert_eq!(found.next(), None, "the guide has more than one {language}");
    block
}

#[test]
fn every_command_of_the_guide_prints_what_the_guide_shows() {
    let desk = Desk::set().unwrap();
    let all: Vec<_> = blocks()
        .expect("the guide can be read")
        .into_iter()
        .filter(|block| block.language == "console")
        .collect();
    let typed: Vec<_> = all.iter().flat_map(|block| typed(&block.text)).collect();

    let complaints = desk.follow(&typed).unwrap();

    assert!(typed.len() > 10, "{} commands", typed.len());
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
fn the_example_for_node_passes_as_it_stands() {
    let desk = Desk::set().unwrap();
    desk.put("contacts.test.mjs", &only("js").text).unwrap();
    desk.lay_out(&tools().join("npm/node_modules"), "node_modules").unwrap();

    let told = desk.run("node --test --test-reporter=tap contacts.test.mjs").unwrap();

    assert!(told.contains("# pass 1\n") && told.contains("# fail 0\n"), "{told}");
}

#[test]
fn the_example_for_python_passes_as_it_stands() {
    let desk = Desk::set().unwrap();
    desk.put("test_contacts.py", &only("python").text).unwrap();

    let told = desk.run("python3 -m unittest test_contacts 2>&1").unwrap();

    assert!(told.contains("Ran 1 test") && told.trim_end().ends_with("OK"), "{told}");
}

#[derive(Deserialize)]
struct Workflow {
    jobs: Jobs,
}

#[derive(Deserialize)]
struct Jobs {
    integration: Job,
}

#[derive(Deserialize)]
struct Job {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    run: Option<String>,
}

#[test]
fn the_job_for_ci_runs_step_by_step() {
    let desk = Desk::set().unwrap();
    let workflow: Workflow = serde_saphyr::from_str(&only("yaml").text).unwrap();
    // Rankr is on the path, and this reader's own tests are the example for Node.
    desk.put("contacts.test.mjs", &only("js").text).unwrap();
    desk.lay_out(&tools().join("npm/node_modules"), "node_modules").unwrap();
    let steps = workflow.jobs.integration.steps.into_iter().filter_map(|step| step.run);
    let steps: Vec<String> = steps
        .filter(|run| !run.starts_with("cargo install"))
        .map(|run| run.replace("npm test", "node --test --test-reporter=tap contacts.test.mjs"))
        .collect();

    let told = desk.run(&format!("set -e\n{}", steps.join("\n"))).unwrap();

    assert!(steps.len() >= 4 && told.contains("# pass 1\n"), "{told}");
    for fault in ["delivery_lost", "delivery_doubled", "delivery_reordered"] {
        assert!(told.contains(fault), "{told}");
    }
    assert!(told.contains("\"totals\""), "{told}");
}
