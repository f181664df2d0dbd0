//! Installing the app and taking it off: on a location, on a company with some or all of its locations.
//!
//! Here: which locations an installation reaches, and which events that sends.
//! Not here: the page a person chooses on (`consent`), the record and the book (`installed`, `grants`).
//!
//! Promise: every location that gains the app sends one `INSTALL`, every one that loses it one `UNINSTALL`; the
//! tokens of a location that lost it are dead at once and stay so when it comes back.

use highlevel::scope::{Scope, Scopes};

use super::installed::{Future, Install, Resource};
use crate::{door::is_agencys, shell::Shell, webhooks::AppEvent, world::id::LocationId};

/// Where the app is to work.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// On a location or a company.
    pub resource: Resource,
    /// Only on these locations of the company; none means all of them.
    pub only: Vec<LocationId>,
    /// Whether locations made later get it too.
    pub future: Future,
}

/// Installs the app on a location, or on a company with all its locations.
pub(crate) fn install_on(shell: &Shell, resource: Resource, scopes: Scopes) -> Install {
    install_chosen(shell, &Choice { resource, only: Vec::new(), future: Future::Without }, scopes)
}

/// Installs the app where it was chosen to be, and tells of it where it was not before.
pub(super) fn install_chosen(shell: &Shell, choice: &Choice, scopes: Scopes) -> Install {
    let (install, gained) = shell.grants.install(installation(shell, choice, scopes));
    if gained.first {
        tell(shell, AppEvent::Install, &Install { locations: gained.locations, ..install.clone() });
    } else {
        tell_each(shell, AppEvent::Install, &install, &gained.locations);
    }
    install
}

/// Installs the app on a location that was just made, where its company wants that.
pub(crate) fn install_on_new(shell: &Shell, location: LocationId) {
    if let Some(install) = shell.grants.install_new(location) {
        tell_each(shell, AppEvent::Install, &install, &[location]);
    }
}

/// Takes the app off a location or a company; none when it is not there. A location that has it through its
/// company loses it alone.
pub(crate) fn take_off(shell: &Shell, id: &str) -> Option<Install> {
    let installs = shell.grants.installs();
    if let Some(own) = installs.iter().find(|install| install.resource.as_str() == id) {
        let gone = shell.grants.uninstall(own.resource)?;
        tell(shell, AppEvent::Uninstall, &gone);
        return Some(gone);
    }
    let location = LocationId::parse(id)?;
    let reduced = shell.grants.uninstall_location(location)?;
    tell_each(shell, AppEvent::Uninstall, &reduced, &[location]);
    Some(Install { resource: Resource::Location(location), locations: vec![location], ..reduced })
}

fn installation(shell: &Shell, choice: &Choice, mut scopes: Scopes) -> Install {
    let locations = match choice.resource {
        Resource::Location(location) => {
            scopes = scopes.iter().filter(|scope| !is_agencys(scope)).cloned().collect();
            vec![location]
        }
        Resource::Company(_) => {
            scopes.insert(Scope::OAUTH_READONLY);
            scopes.insert(Scope::OAUTH_WRITE);
            if choice.only.is_empty() {
                shell.world.look(|state| state.locations().map(|location| location.id).collect())
            } else {
                choice.only.clone()
            }
        }
    };
    let (resource, user, at) = (choice.resource, shell.places.user, shell.clock.now());
    Install { future: choice.future, ..Install::new(resource, locations, scopes, user, at) }
}

fn tell(shell: &Shell, event: AppEvent, install: &Install) {
    let name = shell.world.look(|state| state.company().name.clone());
    shell.webhooks.announce(event, install, shell.places.company, &name, shell.clock.now());
}

/// Tells of single locations, without their company.
fn tell_each(shell: &Shell, event: AppEvent, install: &Install, locations: &[LocationId]) {
    for location in locations {
        let alone = Install {
            resource: Resource::Location(*location),
            locations: vec![*location],
            ..install.clone()
        };
        tell(shell, event, &alone);
    }
}
