//! Who follows an opportunity. Sends no event.

use axum::body::Bytes;
use axum::extract::Path;
use serde::Deserialize;
use serde_json::json;

use super::one::find;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Need};
use crate::contacts::desk::Desk;
use crate::contacts::tags::{add_missing, common, remove_present};
use crate::query::Query;
use crate::world::Entry;
use crate::world::record::CommonText;

/// The most followers one call takes.
const MOST: usize = 10;

/// Whether to remove everybody.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    is_remove_all_followers: Option<String>,
}

/// `POST /opportunities/{id}/followers`
pub(super) async fn add(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let given = read(&body, Need::Required)?;
    desk.world.act(|act| {
        let mut one = find(&desk, act, &id)?.clone();
        let added = add_missing(&mut one.followers, &given);
        let answer = json!({ "followers": one.followers, "followersAdded": added });
        if !added.is_empty() {
            one.updated = act.now();
            act.put(Entry::Opportunity(Box::new(one)));
        }
        Ok(Answer::created(answer))
    })
}

/// `DELETE /opportunities/{id}/followers`, with a JSON body.
pub(super) async fn remove(
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    body: Bytes,
) -> Outcome {
    let all = asked.is_remove_all_followers.as_deref() == Some("true");
    let given = read(&body, if all { Need::Optional } else { Need::Required })?;
    desk.world.act(|act| {
        let mut one = find(&desk, act, &id)?.clone();
        let removed =
            if all { std::mem::take(&mut one.followers) } else { remove_present(&mut one.followers, &given) };
        let answer = json!({ "followers": one.followers, "followersRemoved": removed });
        if !removed.is_empty() {
            one.updated = act.now();
            act.put(Entry::Opportunity(Box::new(one)));
        }
        Ok(Answer::ok(answer))
    })
}

fn read(bytes: &Bytes, need: Need) -> Result<Vec<CommonText>, Refusal> {
    let mut body = Body::read(bytes)?;
    let given = body.texts("followers", need).set().unwrap_or_default();
    if given.len() > MOST {
        body.fault(format!("followers must contain no more than {MOST} elements"));
    }
    body.finish()?;
    Ok(common(given))
}
