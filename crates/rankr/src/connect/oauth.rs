//! Connecting by OAuth: the app asks, a page is agreed to, the code comes back to our own callback address.

use highlevel::Scopes;
use highlevel::ids::LocationId;
use highlevel::oauth::{AppCredentials, CONSENT_URL};
use secrecy::SecretString;
use url::Url;
use workspace::Rooms;
use workspace::connections::{Asking, Connections, Returned};

use super::{browser, is_sandbox, refused};
use crate::consent;
use crate::refusal::Refusal;
use crate::running::House;

/// Everything the workspace needs, of what a location's app may ask for.
const SCOPES: &str = "contacts.readonly contacts.write locations.readonly locations/tags.readonly \
     locations/tags.write locations/customFields.readonly locations/tasks.readonly users.readonly \
     calendars.readonly calendars/events.readonly opportunities.readonly opportunities.write \
     conversations.readonly conversations.write conversations/message.readonly conversations/message.write \
     businesses.readonly businesses.write";

/// The address at which a person lets us in. The answer comes to the callback of whoever serves this database.
pub async fn ask(house: &House, base_url: &Url, app: AppCredentials) -> Result<Url, Refusal> {
    let consent =
        if is_sandbox(base_url) { base_url.join("/v2/oauth/chooselocation") } else { CONSENT_URL.parse() };
    let asking = Asking {
        base_url: base_url.clone(),
        consent: consent.map_err(|error| refused(error.to_string()))?,
        app,
        scopes: Scopes::parse(SCOPES),
        redirect: house.url.join("/oauth/callback").map_err(|error| refused(error.to_string()))?,
    };
    connections(house).begin_oauth(&asking).await.map_err(|refusal| refused(refusal.to_string()))
}

/// Agrees on a sandbox's page for a location, as a person would. Returns where the page sends the browser back to.
pub(super) async fn agree(authorize: &Url, location: &LocationId) -> Result<Url, Refusal> {
    let back = consent::agree(&browser()?, authorize, location.as_str()).await;
    back.map_err(|error| refused(format!("{error:#}")))
}

/// Opens our own callback address, as the browser would; a Rankr must be serving it.
pub(super) async fn come_back(back: &Url) -> Result<(), Refusal> {
    let answer = browser()?.get(back.clone()).send().await.map_err(|error| refused(error.to_string()))?;
    if answer.status().is_success() || answer.status().is_redirection() {
        return Ok(());
    }
    Err(refused(format!("our own callback answered {}", answer.status())))
}

/// The same without a serving Rankr: takes the code out of the address.
pub(super) async fn finish(house: &House, back: &Url) -> Result<LocationId, Refusal> {
    let part = |wanted: &str| {
        let found = back.query_pairs().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let returned = Returned { state: part("state"), code: SecretString::from(part("code")) };
    connections(house).finish_oauth(returned).await.map_err(|refusal| refused(refusal.to_string()))
}

fn connections(house: &House) -> Connections {
    Connections::new(&Rooms::new(house.store.clone(), house.gateway.clone()))
}
