//! OAuth: the authorise URL, token pairs, and what an installation says.
//!
//! Here: what needs no network. Exchanging, refreshing and listing sit in `client::oauth`.
//!
//! Promise: a token is never printed, neither by `Debug` nor in an error.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::ids::{AppId, CompanyId, LocationId, UserId};
use crate::record::{Doc, take};
use crate::scope::Scopes;

/// Where people choose a location and agree.
pub const CONSENT_URL: &str = "https://marketplace.gohighlevel.com/v2/oauth/chooselocation";
/// The same for white-label agencies.
pub const CONSENT_URL_WHITE_LABEL: &str = "https://marketplace.leadconnectorhq.com/v2/oauth/chooselocation";

/// A marketplace app's credentials.
#[derive(Debug, Clone)]
pub struct AppCredentials {
    /// The client id: the app's id, a dash, and a suffix.
    pub client_id: String,
    /// The client secret.
    pub client_secret: SecretString,
}

impl AppCredentials {
    /// The app's id: the client id up to its first dash.
    #[must_use]
    pub fn app_id(&self) -> Option<AppId> {
        AppId::new(self.client_id.split('-').next().unwrap_or_default()).ok()
    }
}

/// What an authorise URL says.
#[derive(Debug, Clone)]
pub struct Authorize<'a> {
    /// The app's client id.
    pub client_id: &'a str,
    /// Where HighLevel sends the person back to. It has to be registered, and HTTPS outside the sandbox.
    pub redirect_uri: &'a Url,
    /// What the app wants to do.
    pub scopes: &'a Scopes,
    /// Comes back unchanged; tells our own requests from forged ones.
    pub state: Option<&'a str>,
}

/// The URL at which a person lets an app in.
///
/// `consent` is [`CONSENT_URL`] or the sandbox's. The app's id goes along as `version_id`, without which the page of
/// a private app breaks.
///
/// ```
/// use highlevel::oauth::{Authorize, CONSENT_URL, authorize_url};
/// use highlevel::Scopes;
///
/// let url = authorize_url(
///     &CONSENT_URL.parse().unwrap(),
///     &Authorize {
///         client_id: "app-x1",
///         redirect_uri: &"https://rankr.example.com/oauth/callback".parse().unwrap(),
///         scopes: &Scopes::parse("contacts.readonly contacts.write"),
///         state: Some("s3cret"),
///     },
/// );
///
/// assert!(url.as_str().contains("response_type=code"));
/// assert!(url.as_str().contains("scope=contacts.readonly+contacts.write"));
/// ```
#[must_use]
pub fn authorize_url(consent: &Url, ask: &Authorize<'_>) -> Url {
    let mut url = consent.clone();
    {
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", ask.redirect_uri.as_str())
            .append_pair("client_id", ask.client_id)
            .append_pair("scope", &ask.scopes.to_string());
        if let Some(app) = ask.client_id.split('-').next().filter(|app| !app.is_empty()) {
            query.append_pair("version_id", app);
        }
        if let Some(state) = ask.state {
            query.append_pair("state", state);
        }
    }
    url
}

open_enum! {
    /// Whose token it is.
    pub enum UserType {
        /// A location's.
        Location = "Location",
        /// A company's: an agency token. Exchange it for a location's.
        Company = "Company",
    }
}

/// What the token endpoint answers. Reads v2 (`access_token`) and v3 (`accessToken`) spelling.
///
/// It cannot be serialised: whoever stores it has to ask for the secrets by name.
#[derive(Clone)]
pub struct TokenPair {
    /// Opens every call; good for about a day.
    pub access_token: SecretString,
    /// Good once, for up to a year. A location token made from a company token has none in v2.
    pub refresh_token: Option<SecretString>,
    /// How long the access token is good for.
    pub expires_in: Duration,
    /// What the token may do.
    pub scopes: Scopes,
    /// Whose token it is. Decide by this, not by what the app was registered as.
    pub user_type: UserType,
    /// The location of a location token.
    pub location_id: Option<LocationId>,
    /// The company.
    pub company_id: Option<CompanyId>,
    /// Who let the app in.
    pub user_id: Option<UserId>,
    /// Everything else that came along. No token is in it.
    pub extra: Doc,
}

/// Why a token answer cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the token answer has no {0}")]
pub struct NotATokenPair(&'static str);

impl TokenPair {
    /// Reads the answer of the token endpoint.
    ///
    /// # Errors
    /// Without an access token it is none.
    pub fn from_doc(mut doc: Doc) -> Result<Self, NotATokenPair> {
        let mut text = |keys: &[&str]| {
            let found = take::<String>(&mut doc, keys);
            keys.iter().for_each(|key| drop(doc.shift_remove(*key)));
            found
        };
        let access_token = text(&["access_token", "accessToken"]).ok_or(NotATokenPair("access token"))?;
        let refresh_token = text(&["refresh_token", "refreshToken"]);
        let expires_in = text(&["expires_in", "expiresIn"]).and_then(|seconds| seconds.parse::<f64>().ok());
        let scopes = text(&["scope"]).map(|scope| Scopes::parse(&scope)).unwrap_or_default();
        let location_id: Option<LocationId> = take(&mut doc, &["locationId", "location_id"]);
        let user_type = take(&mut doc, &["userType", "user_type"]).unwrap_or(if location_id.is_some() {
            UserType::Location
        } else {
            UserType::Company
        });
        Ok(Self {
            access_token: access_token.into(),
            refresh_token: refresh_token.map(SecretString::from),
            expires_in: Duration::try_from_secs_f64(expires_in.unwrap_or(0.0)).unwrap_or_default(),
            scopes,
            user_type,
            location_id,
            company_id: take(&mut doc, &["companyId", "company_id"]),
            user_id: take(&mut doc, &["userId", "user_id"]),
            extra: doc,
        })
    }

    /// When the access token ends, if it was issued `now`.
    #[must_use]
    pub fn expires_at(&self, now: Timestamp) -> Timestamp {
        now.checked_add(self.expires_in).unwrap_or(Timestamp::MAX)
    }
}

/// Of the rest only the names: nobody knows what else HighLevel will put beside the tokens.
impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair")
            .field("user_type", &self.user_type)
            .field("location_id", &self.location_id)
            .field("company_id", &self.company_id)
            .field("scopes", &self.scopes.to_string())
            .field("expires_in", &self.expires_in)
            .field("extra", &self.extra.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for TokenPair {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_doc(Doc::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

record! {
    /// A location an app is installed in.
    pub struct InstalledLocation(LocationId) {
        /// Name.
        name: String = "name",
        /// Address.
        address: String = "address",
        /// Whether the app is installed there now.
        is_installed: bool = "isInstalled",
        /// The app's version.
        version_id: String = "versionId",
        /// When it was installed.
        installed_at: Timestamp = "installedAt",
    }
}

/// Which locations to list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstalledSearch {
    /// The company.
    pub company_id: CompanyId,
    /// The app.
    pub app_id: AppId,
    /// Only those where it is installed, or is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_installed: Option<bool>,
    /// Text to find.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

/// Whether a token is a private one: `pit-` and a UUID. Private tokens do not expire and cannot be refreshed.
#[must_use]
pub fn is_private(token: &SecretString) -> bool {
    token.expose_secret().starts_with("pit-")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn pair(wire: &Value) -> TokenPair {
        serde_json::from_value(wire.clone()).unwrap()
    }

    #[test]
    fn a_token_pair_reads_in_both_spellings() {
        let snake = pair(&serde_json::json!({
            "access_token": "a", "refresh_token": "r", "expires_in": 86399, "scope": "contacts.readonly",
            "userType": "Location", "locationId": "loc", "companyId": "com", "planId": "p"
        }));
        let camel = pair(&serde_json::json!({
            "accessToken": "a", "refreshToken": "r", "expiresIn": 86399, "scope": "contacts.readonly",
            "userType": "Location", "locationId": "loc", "companyId": "com", "planId": "p"
        }));

        for pair in [snake, camel] {
            assert_eq!(pair.access_token.expose_secret(), "a");
            assert_eq!(pair.refresh_token.unwrap().expose_secret(), "r");
            assert_eq!(pair.expires_in.as_secs(), 86_399);
            assert_eq!(pair.user_type, UserType::Location);
            assert_eq!(pair.location_id.unwrap().as_str(), "loc");
            assert_eq!(pair.extra["planId"], "p");
        }
    }

    #[test]
    fn no_token_shows_when_a_pair_is_printed_or_kept_as_extra() {
        let both = pair(&serde_json::json!({
            "access_token": "topsecret", "accessToken": "topsecret", "refresh_token": "alsosecret",
            "refreshToken": "alsosecret", "locationId": "loc"
        }));

        let printed = format!("{both:?}");

        assert!(!printed.contains("topsecret") && !printed.contains("alsosecret"), "{printed}");
    }

    #[test]
    fn an_answer_without_an_access_token_is_no_pair() {
        assert!(TokenPair::from_doc(Doc::new()).is_err());
    }

    #[test]
    fn a_company_pair_is_told_by_its_user_type() {
        let company =
            pair(&serde_json::json!({"access_token": "a", "userType": "Company", "companyId": "com"}));

        assert_eq!(company.user_type, UserType::Company);
        assert_eq!(company.location_id, None);
    }
}
