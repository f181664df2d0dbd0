//! What an agency does with its locations: makes them and alters them.
//!
//! Promise: only the agency's own tokens get here (the door sees to the scope). A new location has nobody and
//! nothing in it; an app that was installed for future locations is installed on it.

use axum::{
    body::Bytes,
    extract::{Path, State},
};
use serde_json::json;

use super::{Desk, locations::shown, no_record};
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Given, Need},
    oauth::install_on_new,
    shell::Shell,
    world::{
        Moment,
        id::{CompanyId, LocationId},
        record::{Duplicates, Location, MatchKey},
    },
};

/// Members that are taken and have no effect here.
const WITHOUT_EFFECT: [&str; 5] = ["social", "twilio", "mailgun", "snapshotId", "snapshot"];

/// `POST /locations/`: answers 200 with the bare location.
pub(super) async fn create(State(shell): State<Shell>, desk: Desk, body: Bytes) -> Outcome {
    let written = Written::take(&body, &desk, Need::Required)?;
    let location = desk.world.act(|act| {
        let location = written.over(blank(act.fresh(), desk.caller.company, act.now()));
        act.location_save(location.clone());
        location
    });
    install_on_new(&shell, location.id);
    Ok(Answer::ok(shown(&location)))
}

/// `PUT /locations/{locationId}`
pub(super) async fn update(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let written = Written::take(&body, &desk, Need::Optional)?;
    let id = desk.location_in_path(&id)?;
    desk.world.act(|act| {
        let before = act.location(&id).ok_or_else(|| no_record("Location", id.as_str()))?.clone();
        let location = written.over(before);
        act.location_save(location.clone());
        Ok(Answer::ok(shown(&location)))
    })
}

fn blank(id: LocationId, company: CompanyId, now: Moment) -> Location {
    let none = || Box::<str>::default();
    Location {
        id,
        company,
        name: none(),
        website: none(),
        email: none(),
        phone: none(),
        address: none(),
        city: none(),
        state: none(),
        postal_code: none(),
        country: "US".into(),
        timezone: "America/New_York".into(),
        first_name: none(),
        last_name: none(),
        duplicates: Duplicates::Forbidden,
        match_first: MatchKey::Email,
        added: now,
    }
}

/// What a write says; each member only where it is there.
struct Written {
    name: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
    postal_code: Option<String>,
    website: Option<String>,
    timezone: Option<String>,
    prospect: [Option<String>; 3],
    duplicates: Option<Duplicates>,
}

impl Written {
    fn take(bytes: &Bytes, desk: &Desk, need: Need) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let company = body.words("companyId", Need::Required).set();
        let timezone = body.text("timezone", Need::Optional).set();
        if timezone.as_deref().is_some_and(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
            body.fault("timezone must be a valid IANA time-zone");
        }
        for name in WITHOUT_EFFECT {
            body.take(name);
        }
        let written = Self {
            name: body.words("name", need).set(),
            phone: body.text("phone", Need::Optional).set(),
            address: body.text("address", Need::Optional).set(),
            city: body.text("city", Need::Optional).set(),
            state: body.text("state", Need::Optional).set(),
            country: body.text("country", Need::Optional).set(),
            postal_code: body.text("postalCode", Need::Optional).set(),
            website: body.text("website", Need::Optional).set(),
            timezone,
            prospect: prospect(&mut body),
            duplicates: settings(&mut body),
        };
        body.finish()?;
        if company.as_deref() != Some(desk.caller.company.as_str()) {
            return Err(Refusal::WrongLocation);
        }
        Ok(written)
    }

    fn over(self, mut location: Location) -> Location {
        let lay = |field: &mut Box<str>, given: Option<String>| {
            if let Some(text) = given {
                *field = text.into();
            }
        };
        let [first, last, email] = self.prospect;
        lay(&mut location.name, self.name);
        lay(&mut location.phone, self.phone);
        lay(&mut location.address, self.address);
        lay(&mut location.city, self.city);
        lay(&mut location.state, self.state);
        lay(&mut location.country, self.country);
        lay(&mut location.postal_code, self.postal_code);
        lay(&mut location.website, self.website);
        lay(&mut location.timezone, self.timezone);
        lay(&mut location.first_name, first);
        lay(&mut location.last_name, last);
        lay(&mut location.email, email);
        location.duplicates = self.duplicates.unwrap_or(location.duplicates);
        location
    }
}

/// First name, last name and e-mail address of whom the location is for.
fn prospect(body: &mut Body) -> [Option<String>; 3] {
    let given = match body.object("prospectInfo", Need::Optional) {
        Given::Set(members) => members,
        Given::Absent | Given::Null => return [None, None, None],
    };
    ["firstName", "lastName", "email"].map(|name| given.get(name)?.as_str().map(str::to_owned))
}

fn settings(body: &mut Body) -> Option<Duplicates> {
    let given = body.object("settings", Need::Optional).set()?;
    match given.get("allowDuplicateContact") {
        Some(allowed) if *allowed == json!(true) => Some(Duplicates::Allowed),
        Some(_) => Some(Duplicates::Forbidden),
        None => None,
    }
}
