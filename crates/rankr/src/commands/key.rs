//! `rankr key`: keys for programs, also while `serve` runs.
//!
//! Promise: a secret goes to standard output once and to nowhere else; when `revoke` has ended, no process lets the
//! key in any more.

use domain::api_key::{ApiKey, Standing};
use domain::ids::ApiKeyId;
use highlevel::{LocationId, Scopes};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use workspace::Rooms;
use workspace::api_keys::{ApiKeys, CHECKED_FOR, Listed, Wish};

use crate::config::Sources;
use crate::refusal::Refusal;
use crate::running::{self, House};
use crate::{cli, ready};

/// Makes, lists or revokes.
pub(super) async fn run(flags: cli::Key) -> Result<(), Refusal> {
    let settings = flags.command.settings();
    let config = Sources::read(settings.config.as_deref(), settings.flags())?.config()?;
    let house = running::open_known(&config, config.listen).await?;
    let house = if config.public_url.is_some() { house } else { house.as_served().await? };
    let done = carry_out(&house, flags.command).await;
    house.store.close().await;
    done
}

async fn carry_out(house: &House, command: cli::KeyCommand) -> Result<(), Refusal> {
    let keys = ApiKeys::new(&Rooms::new(house.store.clone(), house.gateway.clone()));
    match command {
        cli::KeyCommand::Add(flags) => add(house, &keys, flags).await,
        cli::KeyCommand::List(flags) => {
            let location = house.location(flags.location.as_deref()).await?;
            let listed = keys.list_on_the_machine(&location).await.map_err(told)?;
            listed.iter().for_each(|one| println!("{}", line(one)));
            if listed.is_empty() {
                eprintln!("There is no key yet. Make one with rankr key add.");
            }
            Ok(())
        }
        cli::KeyCommand::Revoke(flags) => {
            let id: ApiKeyId = flags.key.parse().map_err(|_| {
                Refusal::Other(format!("`{}` is no key's id. rankr key list shows them", flags.key))
            })?;
            let location = house.location(flags.location.as_deref()).await?;
            keys.revoke_on_the_machine(&location, id).await.map_err(told)?;
            // A Rankr that serves meanwhile has looked the key up a moment ago.
            tokio::time::sleep(CHECKED_FOR).await;
            eprintln!("The key {id} opens nothing any more.");
            Ok(())
        }
    }
}

async fn add(house: &House, keys: &ApiKeys, flags: cli::KeyAdd) -> Result<(), Refusal> {
    let location = house.location(flags.location.as_deref()).await?;
    let lasts = flags.days.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
    let expires_at = lasts.and_then(|lasts| house.clock.now().checked_add(lasts).ok());
    let wish = Wish { name: flags.name, scopes: Scopes::parse(&flags.scopes.join(" ")), expires_at };
    let made = keys.make_on_the_machine(&location, wish).await.map_err(told)?;
    if flags.ready_json {
        return Ok(ready::print(&json!({
            "id": made.key.id,
            "api_key": made.reveal(),
            "api_base_url": house.api_base_url(),
            "location_id": location,
            "scopes": made.key.scopes.to_string(),
        }))?);
    }
    println!("{}", made.reveal());
    eprintln!("This is the only time the key is shown. It opens {} for {location}.", house.api_base_url());
    Ok(())
}

fn line(listed: &Listed) -> String {
    let ApiKey { id, name, ending, scopes, .. } = &listed.key;
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let standing = match (listed.standing, listed.key.expires_at) {
        (Standing::Revoked, _) => "revoked".to_owned(),
        (Standing::Expired, _) => "expired".to_owned(),
        (Standing::Good, Some(until)) => format!("good until {}", day(until)),
        (Standing::Good, None) => "good".to_owned(),
    };
    let used = listed.key.used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {}", day(at)));
    format!("{id}  …{ending}  {standing}  {used}  {name}  [{scopes}]")
}

fn told(refusal: workspace::Refusal) -> Refusal {
    Refusal::Other(refusal.to_string().trim_end_matches('.').to_owned())
}

impl House {
    /// The location that is meant: the one that is named, or the only one there is.
    pub(crate) async fn location(&self, named: Option<&str>) -> Result<LocationId, Refusal> {
        let mut connected: Vec<LocationId> =
            self.store.read().await?.connection_list().await?.into_iter().map(|one| one.location).collect();
        connected.dedup();
        match (named, &connected[..]) {
            (Some(named), _) => {
                let found = connected.iter().find(|location| location.as_str() == named).cloned();
                found.ok_or_else(|| Refusal::Other(format!("the location {named} is not connected here")))
            }
            (None, [one]) => Ok(one.clone()),
            (None, []) => Err(Refusal::Other(
                "nothing is connected yet. Connect a location with rankr connect".to_owned(),
            )),
            (None, _) => {
                Err(Refusal::Other("several locations are connected. Name one with --location".to_owned()))
            }
        }
    }

    /// A key that may do everything in a location.
    pub async fn key_for_everything(&self, location: &LocationId) -> Result<String, Refusal> {
        let keys = ApiKeys::new(&Rooms::new(self.store.clone(), self.gateway.clone()));
        let wish = Wish {
            name: "everything".to_owned(),
            scopes: workspace::api_keys::scopes().cloned().collect(),
            expires_at: None,
        };
        let made = keys.make_on_the_machine(location, wish).await.map_err(told)?;
        Ok(made.reveal().to_owned())
    }

    /// Where programs find HighLevel's operations.
    pub fn api_base_url(&self) -> String {
        format!("{}/highlevel", self.address())
    }
}
