//! Writes at the served door: HighLevel has them, and the next read shows them.

use anyhow::{Context, Result, ensure};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{Call, Door, Doors, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("a contact that was written is read as it was written, at both doors", contact),
        trial("a task and a note that were written are read as they were written, at both doors", belongings),
        trial("tags that were added or taken off are read at both doors", tags),
        trial("a contact that was deleted is gone at both doors", deleted),
        trial("another contact with the same address is refused with the one that is there", duplicate),
        trial("a contact is written and read in the spelling of v3", in_v3),
    ]
}

async fn made(doors: &Doors, name: &str) -> Result<String> {
    let body = json!({
        "locationId": doors.location(), "firstName": name, "lastName": "Made", "email": format!("{name}@example.com"),
    });
    let said = Call::with("POST", "/contacts/", &body).at(doors, Door::Served).await?;
    ensure!(said.status == 201, "answered {}: {}", said.status, said.body);
    Ok(said.body["contact"]["id"].as_str().context("an id")?.to_owned())
}

async fn contact(doors: &Doors) -> Result<()> {
    let id = made(doors, "written").await?;
    let path = format!("/contacts/{id}");
    let said = Call::get(&path).is_answered_the_same(doors).await?;
    ensure!(said.body["contact"]["email"] == "written@example.com", "{}", said.body);

    let body = json!({ "city": "Rome", "postalCode": "00184", "phone": "+13125550177" });
    let said = Call::with("PUT", &path, &body).at(doors, Door::Served).await?;

    ensure!(said.status == 200 && said.body["succeded"] == true, "{} {}", said.status, said.body);
    let said = Call::get(&path).is_answered_the_same(doors).await?;
    ensure!(said.body["contact"]["city"] == "Rome", "{}", said.body);
    Ok(())
}

async fn belongings(doors: &Doors) -> Result<()> {
    let about = format!("/contacts/{}", made(doors, "belonging").await?);
    let task = json!({ "title": "Call", "dueDate": "2026-12-01T10:00:00Z", "completed": false });
    let note = json!({ "body": "Likes tea" });
    for (what, body, member) in [("tasks", task, "task"), ("notes", note, "note")] {
        let said = Call::with("POST", format!("{about}/{what}"), &body).at(doors, Door::Served).await?;
        ensure!(said.status == 201, "{what}: {} {}", said.status, said.body);
        let id = said.body[member]["id"].as_str().context("an id")?;
        Call::get(format!("{about}/{what}/{id}")).is_answered_the_same(doors).await?;
        Call::get(format!("{about}/{what}")).is_answered_the_same(doors).await?;
        let gone = Call { method: "DELETE", ..Call::get(format!("{about}/{what}/{id}")) };
        ensure!(gone.at(doors, Door::Served).await?.status == 200, "{what} cannot be deleted");
        Call::get(format!("{about}/{what}")).is_answered_the_same(doors).await?;
    }
    Ok(())
}

async fn tags(doors: &Doors) -> Result<()> {
    let about = format!("/contacts/{}", made(doors, "tagged").await?);
    for (method, status, tags) in [("POST", 201, json!(["VIP", "new"])), ("DELETE", 200, json!(["vip"]))] {
        let call = Call::with(method, format!("{about}/tags"), &json!({ "tags": tags }));
        let said = call.at(doors, Door::Served).await?;
        ensure!(said.status == status && said.body["tags"].is_array(), "{} {}", said.status, said.body);
        Call::get(&*about).is_answered_the_same(doors).await?;
    }
    Ok(())
}

async fn deleted(doors: &Doors) -> Result<()> {
    let path = format!("/contacts/{}", made(doors, "deleted").await?);
    let said = Call { method: "DELETE", ..Call::get(&*path) }.at(doors, Door::Served).await?;

    ensure!(said.status == 200 && said.body == json!({ "succeded": true }), "{} {}", said.status, said.body);
    let said = Call::get(&*path).is_answered_the_same(doors).await?;
    ensure!(said.status == 400, "answered {}", said.status);
    Ok(())
}

async fn duplicate(doors: &Doors) -> Result<()> {
    let id = made(doors, "twice").await?;
    let body = json!({ "locationId": doors.location(), "firstName": "Other", "email": "twice@example.com" });
    let said = Call::with("POST", "/contacts/", &body).is_answered_the_same(doors).await?;

    ensure!(said.status == 400 && said.body["meta"]["contactId"] == *id, "{} {}", said.status, said.body);
    Ok(())
}

async fn in_v3(doors: &Doors) -> Result<()> {
    let id = made(doors, "spelled").await?;
    let body: Value = json!({ "dndSettings": { "sms": { "status": "active" } } });
    let call = Call::with("PUT", format!("/contacts/{id}"), &body).under(Some("v3"));
    let said = call.at(doors, Door::Served).await?;

    ensure!(said.status == 200 && said.body["succeeded"] == true, "{} {}", said.status, said.body);
    ensure!(said.body["contact"]["dndSettings"]["sms"]["status"] == "active", "{}", said.body);
    for version in ["2021-07-28", "v3"] {
        Call::get(format!("/contacts/{id}")).under(Some(version)).is_answered_the_same(doors).await?;
    }
    Ok(())
}
