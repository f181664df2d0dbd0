//! Each event of the catalog starts exactly one run, however often its delivery comes.

use std::time::Duration;

use domain::automation::On;
use domain::automation::run::State;
use serde_json::json;
use testkit::{TestRankr, automations};

/// What tells of nothing that the mirror holds, so that no change can start a run yet.
const UNTOLD: [On; 3] = [On::AppInstalled, On::AppUninstalled, On::CampaignStatusChanged];

#[tokio::test]
async fn each_event_of_the_catalog_starts_one_run_however_often_it_is_delivered() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let mut wrong = Vec::new();
    for on in On::catalog().filter(|on| !UNTOLD.contains(on)) {
        let event = on.event().expect("a trigger of the catalog is an event");
        let file = format!(
            "name: On {on}\ntrigger: {{ on: {on} }}\neach: none\nsteps: [ {{ id: end, stop: Seen }} ]\n"
        );
        let automation = automations::publish(rankr.house(), &rankr.account.location, &file).await?;
        let fired = rankr.account.tell(&format!("/sandbox/events/{}", event.as_str()), json!({})).await;
        if let Err(error) = fired {
            wrong.push(format!("{on} cannot be fired: {error:#}"));
            continue;
        }
        let runs = async || automations::runs(rankr.house(), &rankr.account.location, automation).await;
        rankr.settle().await?;
        let told = async || Ok(!runs().await?.is_empty());
        if rankr.within(Duration::from_secs(10), told).await.is_err() {
            wrong.push(format!("{on} started nothing"));
            continue;
        }
        let log =
            rankr.account.control(&format!("/sandbox/deliveries?event={}&limit=50", event.as_str())).await?;
        for delivery in log["deliveries"].as_array().into_iter().flatten() {
            let id = delivery["id"].as_str().expect("a delivery has an id");
            rankr.account.tell(&format!("/sandbox/deliveries/{id}/replay"), json!({})).await?;
        }
        rankr.settle().await?;
        let runs = runs().await?;
        if runs.len() != 1 || runs.iter().any(|run| !matches!(run.state, State::Stopped { .. })) {
            wrong.push(format!(
                "{on} started {} runs: {:?}",
                runs.len(),
                runs.iter().map(|run| run.state.as_str()).collect::<Vec<_>>()
            ));
        }
    }

    assert_eq!(wrong, Vec::<String>::new());
    rankr.stop().await
}
