//! Everything one sandbox consists of, for the parts of it that answer calls.
//!
//! Here: holding it. Not here: doing anything with it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use crate::{
    calls::CallLog,
    clock::Clock,
    door::Guard,
    faults::{BadFault, Fault, FaultId, Faults, Standing},
    identity::Identity,
    keep::KeepError,
    limits::Limits,
    oauth::Grants,
    private::{self, Private},
    quirks::{Quirks, Switch},
    server::{Config, Facts},
    webhooks::Webhooks,
    world::{
        World,
        id::{CompanyId, LocationId, UserId},
    },
};

/// One sandbox. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Shell(Arc<Parts>);

/// What a sandbox consists of.
#[derive(Debug)]
pub(crate) struct Parts {
    /// Its time.
    pub clock: Clock,
    /// Its records.
    pub world: World,
    /// Its names and keys.
    pub identity: Identity,
    /// The ids that never change.
    pub places: Places,
    /// Who may come in.
    pub guard: Guard,
    /// Who has installed the app.
    pub grants: Grants,
    /// Which private tokens there are.
    pub private: Private,
    /// How many calls are left.
    pub limits: Limits,
    /// What goes wrong.
    pub faults: Arc<Faults>,
    /// How far the index is behind without faults, in milliseconds.
    lag: AtomicU32,
    /// How many acts were done by hand.
    turns: AtomicU64,
    /// What was called.
    pub calls: CallLog,
    /// What goes out.
    pub webhooks: Arc<Webhooks>,
    /// The root of the API.
    pub base_url: String,
    /// Who can reach it.
    pub reach: Reach,
}

/// From where a sandbox can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// From this machine alone.
    Loopback,
    /// From other machines too, under whatever name they know this one by.
    Others,
}

/// The ids of the world that the shell hands out in tokens and facts.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The agency.
    pub company: CompanyId,
    /// The location in use.
    pub location: LocationId,
    /// The location beside it.
    pub second: LocationId,
    /// Who installs apps.
    pub user: UserId,
}

impl std::ops::Deref for Shell {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Shell {
    /// Puts a sandbox together around a world.
    pub(crate) fn around(world: World, config: &Config, base_url: String) -> Result<Self, KeepError> {
        let identity = Identity::derive(world.seed());
        let data_dir: Option<&Path> = config.data_dir.as_deref();
        let places = Places::of(&world);
        let faults = Arc::new(Faults::new());
        let webhooks = Webhooks::open(data_dir, &identity, Arc::clone(&faults))?;
        if let Some(url) = &config.webhook_url {
            webhooks.set_targets(vec![url.clone()]);
        }
        Ok(Self(Arc::new(Parts {
            clock: config.clock.clone(),
            guard: Guard::default(),
            grants: Grants::open(data_dir)?,
            private: Private::open(data_dir, &identity, &places, config.clock.now())?,
            limits: Limits::new(config.limits),
            faults,
            lag: AtomicU32::new(world.index_lag()),
            turns: AtomicU64::new(0),
            calls: CallLog::default(),
            webhooks: Arc::new(webhooks),
            base_url,
            reach: if config.listen.ip().is_loopback() { Reach::Loopback } else { Reach::Others },
            world,
            identity,
            places,
        })))
    }

    /// What a client needs to know, with the private tokens as they are now.
    pub(crate) fn facts(&self) -> Facts {
        Facts {
            base_url: self.base_url.clone(),
            location_id: self.places.location.to_string(),
            company_id: self.places.company.to_string(),
            private_token: self.private.token_of(private::FULL),
            read_only_token: self.private.token_of(private::READ_ONLY),
            client_id: self.identity.client_id.clone(),
            client_secret: self.identity.client_secret.clone(),
            webhook_public_key: self.identity.webhook_public_key(),
        }
    }

    /// Switches a fault on.
    pub(crate) fn fault_on(&self, fault: Fault) -> Result<Standing, BadFault> {
        let standing = self.faults.add(fault)?;
        self.lay_faults_over();
        Ok(standing)
    }

    /// Switches faults off.
    pub(crate) fn faults_off(&self, wanted: impl Fn(FaultId) -> bool) -> Vec<Standing> {
        let gone = self.faults.remove(wanted);
        self.lay_faults_over();
        gone
    }

    /// A number no act by hand has had before.
    pub(crate) fn next_turn(&self) -> u64 {
        self.turns.fetch_add(1, Ordering::Relaxed) + 100
    }

    /// Turns quirks.
    pub(crate) fn turn_quirks(&self, quirks: Quirks) {
        self.world.set_quirks(quirks);
        self.limits.charge_refusals(!quirks.hold(Switch::RefusalFree));
    }

    /// How far the index is behind where no fault says otherwise.
    pub(crate) fn index_lag(&self) -> u32 {
        self.lag.load(Ordering::Relaxed)
    }

    /// Sets that.
    pub(crate) fn set_index_lag(&self, millis: u32) {
        self.lag.store(millis, Ordering::Relaxed);
        self.lay_faults_over();
    }

    /// Brings limits and index in line with the faults that stand.
    pub(crate) fn lay_faults_over(&self) {
        self.limits.lay_over(self.faults.laid_over());
        let lag = self.faults.lag().unwrap_or(0).max(self.index_lag());
        if lag != self.world.index_lag() {
            self.world.set_index_lag(lag);
        }
    }
}

impl Places {
    fn of(world: &World) -> Self {
        world.look(|state| {
            let location = state.location_in_use().id;
            let user = state.users(&location).next().or_else(|| state.all_users().next());
            let second = state.locations().nth(1).map_or(location, |second| second.id);
            Self {
                company: state.company().id,
                location,
                second,
                user: user.expect("a world is made with its staff").id,
            }
        })
    }
}
