//! Both official SDKs make every call they expose, one renewal, one paging, and meet one refusal of each class.

use clients::{Limiting, Sdk, operations_called, start, tell};
use highlevel::operation::App;

/// What neither SDK can call, each with the SDK's own reason.
const NOT_EXPOSED: [&str; 0] = [];

#[tokio::test(flavor = "multi_thread")]
async fn the_node_sdk_finds_highlevel_in_the_sandbox() {
    let sandbox = start(Limiting::Off).await.unwrap();

    let told = tell(Sdk::Node, "calls", &sandbox).await.unwrap();

    assert!(told.contains("all steps held"), "{told}");
    let called = operations_called(&sandbox).await.unwrap();
    let of_contacts = highlevel::operation::ALL.iter().filter(|operation| operation.app == App::Contacts);
    for operation in of_contacts.filter(|operation| !NOT_EXPOSED.contains(&operation.id)) {
        assert!(called.iter().any(|id| id == operation.id), "{} was never answered", operation.id);
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_sdk_finds_highlevel_in_the_sandbox() {
    let sandbox = start(Limiting::Off).await.unwrap();

    let told = tell(Sdk::Python, "calls", &sandbox).await.unwrap();

    assert!(told.contains("all steps held"), "{told}");
    sandbox.stop().await;
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
