//! What a key opens, and when it opens nothing any more.

use anyhow::{Result, ensure};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{Call, Door, Doors, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("a key opens what its scopes name and nothing else", scopes),
        trial("a key that was revoked is refused from then on", revoked),
        trial("a key that has run out is refused", ran_out),
        trial("a key's last use is written down", used),
    ]
}

async fn scopes(doors: &Doors) -> Result<()> {
    let (_, key) = doors.key_with("contacts.readonly").await?;
    let location = doors.location();
    let contact = crate::reads::contacts(doors).await?.swap_remove(0);
    let read = Call::get(format!("/contacts/{contact}")).by(&*key).at(doors, Door::Served).await?;
    ensure!(read.status == 200, "what it holds is answered {}", read.status);

    for call in [
        Call::with("PUT", format!("/contacts/{contact}"), &json!({ "city": "Rome" })),
        Call::with("POST", "/contacts/", &json!({ "locationId": location, "firstName": "Ada" })),
        Call::get(format!("/locations/{location}/tags")),
        // The scope is looked at before the location.
        Call::get("/locations/another/tags"),
    ] {
        let said = call.by(&*key).at(doors, Door::Served).await?;

        ensure!(said.status == 401, "answered {}: {}", said.status, said.body);
        ensure!(said.body["message"] == "The token is not authorized for this scope.", "{}", said.body);
    }
    Ok(())
}

async fn is_refused(doors: &Doors, key: &str) -> Result<()> {
    let call = Call::get(format!("/contacts/?locationId={}", doors.location())).by(key);
    let said = call.at(doors, Door::Served).await?;
    ensure!(said.status == 401, "answered {}: {}", said.status, said.body);
    ensure!(said.body["message"] == "Invalid Private Integration token", "{}", said.body);
    Ok(())
}

async fn revoked(doors: &Doors) -> Result<()> {
    let (id, key) = doors.key_with("contacts.readonly").await?;
    let contact = crate::reads::contacts(doors).await?.swap_remove(0);
    let call = Call::get(format!("/contacts/{contact}")).by(&*key);
    ensure!(call.at(doors, Door::Served).await?.status == 200, "a fresh key opens");

    doors.keys().revoke_on_the_machine(doors.location(), id).await?;
    // The key was revoked by another process than the one that serves, which looks again within this span.
    tokio::time::sleep(workspace::api_keys::CHECKED_FOR).await;

    is_refused(doors, &key).await
}

async fn ran_out(doors: &Doors) -> Result<()> {
    let key = doors.key_that_ran_out().await?;
    is_refused(doors, &key).await
}

async fn used(doors: &Doors) -> Result<()> {
    let (id, key) = doors.key_with("contacts.readonly").await?;
    let contact = crate::reads::contacts(doors).await?.swap_remove(0);

    Call::get(format!("/contacts/{contact}")).by(key).at(doors, Door::Served).await?;

    for _ in 0..500 {
        let found = doors.store().read().await?.api_key_find(doors.location(), id).await?;
        if found.is_some_and(|key| key.used_at.is_some()) {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    anyhow::bail!("the use was not written down")
}
