//! The OAuth steps: out with a state, back with a code.

use std::sync::Arc;

use domain::connection::{Connection, Kind, Secrets, State};
use domain::ids::ConnectionId;
use highlevel::client::{Client, Direct, http_client};
use highlevel::oauth::{AppCredentials, Authorize, UserType, authorize_url};
use highlevel::{LocationId, Scopes, TokenPair};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Connections, Returned};
use crate::Refusal;
use crate::people::SessionToken;

/// How long a person has to agree.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// What Rankr calls itself to HighLevel.
const AGENT: &str = concat!("rankr/", env!("CARGO_PKG_VERSION"));

const NOT_OURS: &str =
    "This answer belongs to no request of ours, or to one that was used or is older than ten minutes.";
const NO_CODE: &str = "HighLevel sent no code.";

/// Whom we ask, and as which app.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Where the API is.
    pub base_url: Url,
    /// Where people agree.
    pub consent: Url,
    /// The app.
    pub app: AppCredentials,
    /// What it wants to do.
    pub scopes: Scopes,
    /// Where people come back to: `/oauth/callback` under our own address.
    pub redirect: Url,
}

/// A request under way, sealed on disk until the browser comes back.
#[derive(Serialize, Deserialize)]
struct Asked {
    base_url: Url,
    client_id: String,
    client_secret: String,
    redirect: Url,
    until: Timestamp,
}

impl Connections {
    /// The address at which a person lets us in. Good for ten minutes, for one answer.
    pub async fn begin_oauth(&self, asking: &Asking) -> Result<Url, Refusal> {
        let state = SessionToken::new();
        let until = self.rooms.now().checked_add(PATIENCE).unwrap_or(Timestamp::MAX);
        let asked = Asked {
            base_url: asking.base_url.clone(),
            client_id: asking.app.client_id.clone(),
            client_secret: asking.app.client_secret.expose_secret().to_owned(),
            redirect: asking.redirect.clone(),
            until,
        };
        let text = serde_json::to_string(&asked).map_err(|error| Refusal::Broken(Box::new(error)))?;
        let mut tx = self.rooms.store.begin().await?;
        tx.setting_save_secret(&place(state.reveal()), &SecretString::from(text)).await?;
        tx.commit().await?;
        Ok(authorize_url(
            &asking.consent,
            &Authorize {
                client_id: &asking.app.client_id,
                redirect_uri: &asking.redirect,
                scopes: &asking.scopes,
                state: Some(state.reveal()),
            },
        ))
    }

    /// Exchanges the code, keeps the connection and orders the first copy.
    pub async fn finish_oauth(&self, returned: Returned) -> Result<LocationId, Refusal> {
        let asked = self.take_back(&returned.state).await?;
        if returned.code.expose_secret().is_empty() {
            return Err(Refusal::SignIn(NO_CODE));
        }
        let app = AppCredentials {
            client_id: asked.client_id.clone(),
            client_secret: asked.client_secret.clone().into(),
        };
        let http = http_client(AGENT).map_err(|error| Refusal::Broken(Box::new(error)))?;
        let client = Client::through(Arc::new(Direct::without_token(http).at(asked.base_url.clone())));
        let pair = client.oauth().exchange_code(&app, &returned.code, &asked.redirect).await;
        let pair = pair
            .map_err(|error| Refusal::NotConnected(format!("HighLevel did not take the code: {error}.")))?;
        self.keep(asked, pair).await
    }

    /// A state of ours is good once.
    async fn take_back(&self, state: &str) -> Result<Asked, Refusal> {
        let place = place(state);
        let mut tx = self.rooms.store.begin().await?;
        let kept = tx.setting_find_secret(&place).await?.ok_or(Refusal::SignIn(NOT_OURS))?;
        tx.setting_remove(None, &place).await?;
        tx.commit().await?;
        let asked: Asked =
            serde_json::from_str(kept.expose_secret()).map_err(|error| Refusal::Broken(Box::new(error)))?;
        if asked.until < self.rooms.now() { Err(Refusal::SignIn(NOT_OURS)) } else { Ok(asked) }
    }

    async fn keep(&self, asked: Asked, pair: TokenPair) -> Result<LocationId, Refusal> {
        let location =
            pair.location_id.clone().filter(|_| pair.user_type != UserType::Company).ok_or_else(|| {
                Refusal::NotConnected(
                    "HighLevel let us into a company, not a location. Choose one location.".to_owned(),
                )
            })?;
        let now = self.rooms.now();
        let connection = Connection {
            id: ConnectionId::from_uuid(self.rooms.store.clock().uuid()),
            location: location.clone(),
            kind: Kind::OAuth,
            state: State::Live,
            reason: None,
            base_url: asked.base_url.as_str().trim_end_matches('/').to_owned(),
            company: pair.company_id.clone(),
            client_id: Some(asked.client_id),
            scopes: pair.scopes.to_string(),
            expires_at: Some(pair.expires_at(now)),
            token_version: 1,
            created_at: now,
        };
        let secrets = Secrets {
            access: pair.access_token,
            refresh: pair.refresh_token,
            client_secret: Some(asked.client_secret.into()),
        };
        let mut tx = self.rooms.store.begin().await?;
        tx.connection_keep(&connection, &secrets).await?;
        sync::begin(&mut tx, &location).await?;
        tx.commit().await?;
        Ok(location)
    }
}

/// Where a state is kept: by its hash, so that the database does not hold it.
fn place(state: &str) -> String {
    let hash = Sha256::digest(state.as_bytes());
    format!("oauth.state.{}", hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}
