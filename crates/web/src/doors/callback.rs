//! Where HighLevel sends people back to after they agreed.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use workspace::connections::{Connections, Returned};

use crate::errors::PageError;
use crate::extract::Query;
use crate::{answer, paths};

/// What HighLevel puts into the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Back {
    code: String,
    state: String,
    error: String,
    error_description: String,
}

/// `GET /oauth/callback`. Open, since the browser that agreed need not be signed in; the state says who asked.
pub(crate) async fn finish(
    State(connections): State<Connections>,
    Query(back): Query<Back>,
) -> Result<Response, PageError> {
    if !back.error.is_empty() {
        let why = if back.error_description.is_empty() { back.error } else { back.error_description };
        return Err(PageError::Callback(format!(
            "HighLevel said: {}",
            why.chars().take(200).collect::<String>()
        )));
    }
    let returned = Returned { state: back.state, code: back.code.into() };
    connections.finish_oauth(returned).await.map_err(|refusal| match refusal {
        workspace::Refusal::SignIn(why) => PageError::Callback(why.to_owned()),
        workspace::Refusal::NotConnected(why) => PageError::Callback(why),
        other => other.into(),
    })?;
    Ok(answer::see(paths::Home))
}
