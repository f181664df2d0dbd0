//! How soon an open page knows. A file of its own, so that no other test takes the processor meanwhile.

use std::time::Duration;

use browser::{Script, Story};
use serde_json::json;

const A_SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_change_in_highlevel_shows_on_the_open_page_within_a_second() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    let contact = story.account.contact(json!({ "firstName": "Zephyrine", "lastName": "Quill" })).await?;
    story.settle().await?;
    let window = story.signed_in(Script::On).await?;
    window.go(&story.at(&format!("/contacts/{contact}"))?).await?;
    window.sees("h1", "Zephyrine Quill").await?;
    story.settle().await?;

    // A machine may be busy with something else for a moment: the best of five is what Rankr can do.
    let mut best = Duration::MAX;
    for name in ["Farrow", "Calder", "Okoro", "Marsh", "Whitlock"] {
        story.account.update(&contact, json!({ "lastName": name })).await?;
        best = best.min(window.sees_within("h1", name, Duration::from_secs(20)).await?);
    }

    assert!(best <= A_SECOND, "the quickest took {best:?}");
    story.end(window).await
}
