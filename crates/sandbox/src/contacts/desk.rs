//! What every route of a location needs to know: the world, the caller's location and its spelling.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use serde_json::Value;

pub(crate) use highlevel::answering::done;

use crate::answer::Refusal;
use crate::door::{Caller, Version};
use crate::world::id::{BusinessId, ContactId, LocationId, UserId};
use crate::world::{Folder, State, World};

/// One caller before one world.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) location: LocationId,
    pub(crate) version: Version,
    pub(crate) user: Option<UserId>,
}

impl<S> FromRequestParts<S> for Desk
where
    World: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let caller = parts.extensions.get::<Caller>().ok_or(Refusal::WrongLocation)?;
        let location = caller.location.ok_or(Refusal::WrongLocation)?;
        Ok(Self { world: World::from_ref(state), location, version: caller.version, user: caller.user })
    }
}

impl Desk {
    /// The folder of the contact whose id is `text`; any text may be asked for, `lookup` too.
    pub(crate) fn folder<'s>(&self, state: &'s State, text: &str) -> Result<&'s Folder, Refusal> {
        let found = ContactId::parse(text).and_then(|id| state.register().folder(&id));
        let folder = found.ok_or_else(|| Refusal::NoContact(text.to_owned()))?;
        if folder.contact.location == self.location { Ok(folder) } else { Err(Refusal::WrongLocation) }
    }

    /// The business whose id is `text`; one of another location is not there.
    pub(crate) fn business(&self, state: &State, text: &str) -> Result<BusinessId, Refusal> {
        let found = BusinessId::parse(text).and_then(|id| state.business(&id));
        let here = found.filter(|business| business.location == self.location).map(|business| business.id);
        here.ok_or_else(|| Refusal::NoRecord { noun: "Business", id: text.to_owned() })
    }

    /// Refuses a location that is not the caller's.
    pub(crate) fn owns(&self, location: &str) -> Result<(), Refusal> {
        if self.location.as_str() == location { Ok(()) } else { Err(Refusal::WrongLocation) }
    }

    /// "It is done", in the caller's spelling.
    pub(crate) fn done(&self) -> Value {
        done(self.version)
    }
}
