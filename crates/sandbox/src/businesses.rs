//! The Businesses API: five operations over the world.
//!
//! Here: routes, bodies, spelling. Not here: a business's contacts (`contacts::of_business`), and putting contacts
//! into one (`contacts::bulk`).
//!
//! Promise: HighLevel's own misspelling: a written business is under `buiseness`, a read one under `business`.
//! Nothing is sent, and contacts of a deleted business stay and belong to none.

#[cfg(test)]
mod tests;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRef, Path};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Given, Need};
use crate::contacts::desk::Desk;
use crate::contacts::normal;
use crate::contacts::show::put;
use crate::query::Query;
use crate::world::World;
use crate::world::record::{Business, Text};

/// Businesses on a page, when nobody says how many; also the most there can be [our choice].
const PAGE: usize = 100;

/// The routes, for a shell whose state holds a `World`. Each expects a `Caller` among the request's extensions.
pub fn router<S>() -> Router<S>
where
    World: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route("/businesses/", get(list).post(create))
        .route("/businesses/{businessId}", get(one).put(update).delete(delete))
}

/// Which businesses to list; numbers come as text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    limit: Option<String>,
    skip: Option<String>,
}

/// `GET /businesses/`: newest first [our choice].
async fn list(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let (limit, skip) = (number("limit", asked.limit, PAGE)?, number("skip", asked.skip, 0)?);
    if !(1..=PAGE).contains(&limit) {
        return Err(Refusal::Bad(format!("limit must be from 1 to {PAGE}")));
    }
    desk.world.look(|state| {
        let mut all: Vec<&Business> = state.businesses(&desk.location).collect();
        all.sort_by_key(|business| std::cmp::Reverse((business.added, business.id)));
        let page: Value = all.into_iter().skip(skip).take(limit).map(shown).collect();
        Ok(Answer::ok(json!({ "businesses": page })))
    })
}

fn number(name: &str, text: Option<String>, otherwise: usize) -> Result<usize, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(otherwise) };
    text.parse().map_err(|_| Refusal::invalid(format!("{name} must be a number string")))
}

/// `GET /businesses/{businessId}`
async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let id = desk.business(state, &id)?;
        Ok(Answer::ok(json!({ "business": state.business(&id).map(shown) })))
    })
}

/// `POST /businesses/`
async fn create(desk: Desk, body: Bytes) -> Outcome {
    let mut body = Body::read(&body)?;
    let location = body.words("locationId", Need::Required).set().unwrap_or_default();
    let written = Written::take(body, Need::Required)?;
    desk.owns(&location)?;
    desk.world.act(|act| {
        let mut business = Business::new(act.fresh(), desk.location, act.now());
        written.lay_over(&mut business);
        let answer = json!({ "success": true, "buiseness": shown(&business) });
        act.business_save(business);
        Ok(Answer::created(answer))
    })
}

/// `PUT /businesses/{businessId}`
async fn update(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let written = Written::take(Body::read(&body)?, Need::Optional)?;
    desk.world.act(|act| {
        let id = desk.business(act, &id)?;
        if let Some(mut business) = act.business(&id).cloned() {
            written.lay_over(&mut business);
            act.business_save(business);
        }
        Ok(Answer::ok(json!({ "success": true, "buiseness": act.business(&id).map(shown) })))
    })
}

/// `DELETE /businesses/{businessId}`
async fn delete(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let id = desk.business(act, &id)?;
        act.business_delete(&id);
        Ok(Answer::ok(json!({ "success": true })))
    })
}

/// What a write says.
struct Written {
    name: Given<String>,
    phone: Given<String>,
    email: Given<String>,
    website: Given<String>,
    address: Given<String>,
    city: Given<String>,
    postal_code: Given<String>,
    state: Given<String>,
    country: Given<String>,
    description: Given<String>,
}

impl Written {
    fn take(mut body: Body, need: Need) -> Result<Self, Refusal> {
        let mut text = |name: &str| body.text(name, Need::Optional);
        let (phone, email, website) = (text("phone"), text("email"), text("website"));
        let (address, city, state) = (text("address"), text("city"), text("state"));
        let (postal_code, country, description) = (text("postalCode"), text("country"), text("description"));
        if matches!(&email, Given::Set(email) if !email.is_empty() && !normal::is_email(email)) {
            body.fault("email must be an email");
        }
        let name = body.words("name", need);
        body.finish()?;
        Ok(Self { name, phone, email, website, address, city, postal_code, state, country, description })
    }

    fn lay_over(self, business: &mut Business) {
        if let Given::Set(name) = self.name {
            business.name = name.into();
        }
        lay(&mut business.phone, self.phone);
        lay(&mut business.email, self.email);
        lay(&mut business.website, self.website);
        lay(&mut business.address, self.address);
        lay(&mut business.city, self.city);
        lay(&mut business.postal_code, self.postal_code);
        lay(&mut business.state, self.state);
        lay(&mut business.country, self.country);
        lay(&mut business.description, self.description);
    }
}

fn lay(kept: &mut Text, given: Given<String>) {
    match given {
        Given::Set(text) => *kept = (!text.is_empty()).then(|| text.into()),
        Given::Null => *kept = None,
        Given::Absent => {}
    }
}

fn shown(business: &Business) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(business.id.as_str()));
    put(&mut shown, "name", Some(&business.name));
    put(&mut shown, "phone", business.phone.as_deref());
    put(&mut shown, "email", business.email.as_deref());
    put(&mut shown, "website", business.website.as_deref());
    put(&mut shown, "address", business.address.as_deref());
    put(&mut shown, "city", business.city.as_deref());
    put(&mut shown, "description", business.description.as_deref());
    put(&mut shown, "state", business.state.as_deref());
    put(&mut shown, "postalCode", business.postal_code.as_deref());
    put(&mut shown, "country", business.country.as_deref());
    put(&mut shown, "locationId", Some(business.location.as_str()));
    put(&mut shown, "createdAt", Some(&business.added.to_string()));
    put(&mut shown, "updatedAt", Some(&business.updated.to_string()));
    Value::Object(shown)
}
