//! The company and its locations.

use crate::world::chance::{Chance, Drawn};
use crate::world::entry::Entry;
use crate::world::id::{CompanyId, LocationId};
use crate::world::moment::{DAY, Moment};
use crate::world::record::{Company, Duplicates, Location, MatchKey};
use crate::world::state::State;

/// Makes the company and both locations.
pub(super) fn make(state: &mut State, seed: u64, now: Moment) {
    let mut chance = Chance::new(seed, u64::MAX);
    let company = Company {
        id: CompanyId::draw(&mut chance),
        name: "Harbour & Pine Agency".into(),
        email: "hello@harbourpine.example.com".into(),
    };
    let in_use = Location {
        id: LocationId::draw(&mut chance),
        company: company.id,
        name: "Brightwater Dental & Wellness".into(),
        website: "https://brightwater.example.com".into(),
        email: "frontdesk@brightwater.example.com".into(),
        phone: "+12025550100".into(),
        address: "18 Wharf Street".into(),
        city: "Portland".into(),
        state: "ME".into(),
        postal_code: "04101".into(),
        country: "US".into(),
        timezone: "America/New_York".into(),
        first_name: "Imani".into(),
        last_name: "Okafor".into(),
        duplicates: Duplicates::Forbidden,
        match_first: MatchKey::Email,
        added: now.plus(-900 * DAY),
    };
    let second = Location {
        id: LocationId::draw(&mut chance),
        name: "Larkspur Fitness Studio".into(),
        website: "https://larkspur.example.com".into(),
        email: "studio@larkspur.example.com".into(),
        phone: "+13035550100".into(),
        address: "402 Juniper Avenue".into(),
        city: "Denver".into(),
        state: "CO".into(),
        postal_code: "80205".into(),
        timezone: "America/Denver".into(),
        first_name: "Mateo".into(),
        last_name: "Lindqvist".into(),
        added: now.plus(-400 * DAY),
        ..in_use.clone()
    };
    state.apply(Entry::Company(company));
    state.apply(Entry::Location(Box::new(in_use)));
    state.apply(Entry::Location(Box::new(second)));
}
