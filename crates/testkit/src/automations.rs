//! Automations of a test: published from a file, and what became of their runs.

use domain::automation::run::Run;
use domain::ids::{AutomationId, PersonId};
use domain::person::{Member, Role};
use highlevel::ids::LocationId;
use rankr::running::House;
use store::RunQuery;
use workspace::Rooms;
use workspace::automations::Automations;

/// The builder of a test, in this location.
pub fn builder(house: &House, location: &LocationId) -> Member {
    Member {
        person: PersonId::from_uuid(house.clock.uuid()),
        name: "Bo".to_owned(),
        location: location.clone(),
        role: Role::Builder,
        user: None,
    }
}

/// Writes an automation down, tests it without a contact, and makes it live.
pub async fn publish(house: &House, location: &LocationId, file: &str) -> anyhow::Result<AutomationId> {
    let automations = Automations::new(&Rooms::new(house.store.clone(), house.gateway.clone()));
    let member = builder(house, location);
    let id = automations.save(&member, None, file).await?;
    let contact = first_contact(house, location).await?;
    let tested = automations.test(&member, id, contact).await?;
    anyhow::ensure!(tested.may_publish, "it may not be published: {tested:?}");
    automations.publish(&member, id).await?;
    Ok(id)
}

async fn first_contact(
    house: &House,
    location: &LocationId,
) -> anyhow::Result<Option<highlevel::ids::ContactId>> {
    let kind = domain::record::Kind::Contact;
    let rows = house.store.read().await?.record_list_after(location, kind, None, 20).await?;
    let living = rows.into_iter().find(|row| row.deleted_at().is_none());
    Ok(living.map(|row| highlevel::ids::ContactId::new(row.id.as_str())).transpose()?)
}

/// Every run of an automation, newest first.
pub async fn runs(
    house: &House,
    location: &LocationId,
    automation: AutomationId,
) -> anyhow::Result<Vec<Run>> {
    let query = RunQuery { automation: Some(automation), limit: 1_000, ..RunQuery::default() };
    Ok(house.store.read().await?.run_list(location, &query).await?)
}

/// Starts an automation by hand, about nobody.
pub async fn start(house: &House, location: &LocationId, automation: AutomationId) -> anyhow::Result<()> {
    let automations = Automations::new(&Rooms::new(house.store.clone(), house.gateway.clone()));
    automations.start(&builder(house, location), automation, &[]).await?;
    Ok(())
}
