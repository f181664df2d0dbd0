//! Clock and limits.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};

use super::{Fields, Frame, Said, back, field, refusal, shown};
use crate::{control::switches, limits::Sizes, shell::Shell};

const HERE: &str = "/sandbox/settings";

#[derive(Template)]
#[template(path = "page/settings.html")]
struct Settings {
    frame: Frame,
    burst: u32,
    daily: u32,
    buckets: Vec<Bucket>,
    lag: u32,
    grace: i64,
}

struct Bucket {
    client: String,
    resource: String,
    burst_left: u32,
    daily_left: u32,
}

/// `GET /sandbox/settings`
pub(super) async fn show(State(shell): State<Shell>, Query(said): Query<Said>) -> Response {
    let sizes = shell.limits.sizes();
    let buckets = shell.limits.used(shell.clock.now()).into_iter().map(|(bucket, left)| Bucket {
        client: bucket.client.to_string(),
        resource: bucket.resource.to_string(),
        burst_left: left.burst(),
        daily_left: left.daily(),
    });
    shown(&Settings {
        frame: Frame::of(&shell, "settings", "Clock and limits", said),
        burst: sizes.burst,
        daily: sizes.daily,
        buckets: buckets.collect(),
        lag: shell.index_lag(),
        grace: shell.grants.grace().as_secs(),
    })
}

/// `POST /sandbox/settings/clock`
pub(super) async fn clock(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    back(HERE, turn_clock(&shell, &fields))
}

fn turn_clock(shell: &Shell, fields: &[(String, String)]) -> Result<String, String> {
    if let Some(scale) = field(fields, "time_scale") {
        let scale: f64 = scale.parse().map_err(|_| format!("{scale} is no number"))?;
        shell.clock.set_time_scale(scale).map_err(|error| error.to_string())?;
    }
    let forward = field(fields, "forward_s")
        .map(|text| text.parse::<i64>().map_err(|_| format!("{text} is no number")));
    let forward = SignedDuration::from_secs(forward.transpose()?.unwrap_or_default().clamp(0, 31_536_000));
    let to = field(fields, "now").map(|text| text.parse::<Timestamp>().map_err(|error| error.to_string()));
    let to = to.transpose()?.unwrap_or_else(|| shell.clock.now() + forward);
    switches::set_to(shell, to).map_err(|bad| refusal(&bad))?;
    Ok(format!(
        "It is {} now, and waits pass at {}×",
        super::clock_face(shell.clock.now()),
        shell.clock.time_scale()
    ))
}

/// `POST /sandbox/settings/limits`
pub(super) async fn limits(State(shell): State<Shell>, Form(fields): Fields) -> Response {
    let number = |name| field(&fields, name).and_then(|text| text.parse::<u32>().ok());
    let sizes = shell.limits.sizes();
    let new = Sizes {
        burst: number("burst").unwrap_or(sizes.burst),
        daily: number("daily").unwrap_or(sizes.daily),
    };
    shell.limits.resize(new);
    if let Some(lag) = number("index_lag_ms") {
        shell.set_index_lag(lag);
    }
    if let Some(grace) = number("refresh_grace_s") {
        shell.grants.set_grace(SignedDuration::from_secs(i64::from(grace)));
    }
    if field(&fields, "refill").is_some() {
        shell.limits.refill();
    }
    back(HERE, Ok("Set".to_owned()))
}
