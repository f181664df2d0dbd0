//! Both official SDKs make every call of the table that they expose, one renewal, one paging, and meet one refusal
//! of each class.
//!
//! Promise: what an SDK cannot call is listed with its reason, and the list is exact: an operation that is not
//! answered and not listed fails, and so does one that is listed and answered.

use std::collections::BTreeSet;

use clients::{Doors, Limiting, Sdk, operations_called, start, tell, tell_served};

/// What the Node SDK cannot call: nothing.
const BEYOND_NODE: [(&str, &str); 0] = [];

/// What the Python SDK cannot call, each with the SDK's own reason.
const BEYOND_PYTHON: [(&str, &str); 7] = [
    ("get-contacts", "no method: `v3` describes the list no more"),
    ("get-user-by-location", "no method: `v3` describes the list no more"),
    ("create-association", "`create_association` takes no type and sends a literal `{type}`"),
    ("get-message", "`get_message` takes no id and sends a literal `{id}`"),
    ("get-timezones", "`get_timezones` takes no location and sends a literal `{locationId}`"),
    ("update-appointment-note", "`update_appointment_note` takes no note and sends a literal `{noteId}`"),
    ("delete-appointment-note", "`delete_appointment_note` takes no note and sends a literal `{noteId}`"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_node_sdk_finds_highlevel_in_the_sandbox() {
    let unreached = unreached(Sdk::Node).await.unwrap();

    assert_eq!(unreached, ids(&BEYOND_NODE), "not reached, against what is known to be out of reach");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_sdk_finds_highlevel_in_the_sandbox() {
    let unreached = unreached(Sdk::Python).await.unwrap();

    assert_eq!(unreached, ids(&BEYOND_PYTHON), "not reached, against what is known to be out of reach");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sdks_are_limited_as_highlevel_limits_them() {
    for sdk in [Sdk::Node, Sdk::Python] {
        let sandbox = start(Limiting::On).await.unwrap();

        let told = tell(sdk, "limits", &sandbox).await.unwrap();

        assert!(told.contains("all steps held"), "{told}");
        sandbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sdks_find_highlevel_in_what_rankr_serves() {
    let doors = Doors::open().await.unwrap();

    for sdk in [Sdk::Node, Sdk::Python] {
        let told = tell_served(sdk, &doors).await.unwrap();

        assert!(told.contains("all steps held"), "{sdk:?}: {told}");
    }
}

/// Tells the SDK's story to its end and answers which operations of the table were never answered 2xx.
async fn unreached(sdk: Sdk) -> anyhow::Result<BTreeSet<&'static str>> {
    let sandbox = start(Limiting::Off).await?;
    let told = tell(sdk, "calls", &sandbox).await?;
    anyhow::ensure!(told.contains("all steps held"), "{told}");
    let answered = operations_called(&sandbox).await?;
    sandbox.stop().await;
    let all = highlevel::operation::ALL.iter().map(|operation| operation.id);
    Ok(all.filter(|id| !answered.iter().any(|one| one == id)).collect())
}

fn ids(beyond: &[(&'static str, &str)]) -> BTreeSet<&'static str> {
    beyond.iter().map(|(id, _)| *id).collect()
}
