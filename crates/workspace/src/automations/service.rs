//! What a builder does with an automation.

use domain::{
    automation::{
        Automation, Definition, Standing,
        breaker::Streak,
        lint::{self, Facts, Finding},
        run::News,
        schedule::Schedule,
        sentence,
        version::{Versions, WrongVersion},
        yaml,
    },
    change::Seq,
    ids::{AutomationId, RunId},
    person::Role,
    record::Kind,
};
use highlevel::{ContactId, Scopes};
use serde_json::{Map, Value};
use store::{ContactQuery, RunQuery, Sort, Tx};

use super::view::{AutomationRow, AutomationView, Checked, Tested};
use crate::{Member, Problem, Refusal, Rooms};

/// Contacts whose fields tell whether a pill is often empty.
const SAMPLE: u32 = 200;
/// What was held back, as many as are shown.
const HELD_BACK: u32 = 50;
/// Runs ended at once when what was kept is dropped.
const DROPPED: u32 = 1_000;

/// Automations of a location.
#[derive(Debug, Clone)]
pub struct Automations {
    rooms: Rooms,
}

/// What becomes of the runs that stand still when an automation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// They go on.
    All,
    /// They end as cancelled.
    None,
}

impl Automations {
    /// Automations of these rooms.
    #[must_use]
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// Whether this person may build automations.
    #[must_use]
    pub fn may_build(&self, member: &Member) -> bool {
        must_build(member).is_ok()
    }

    /// Every automation of the location, by name.
    pub async fn list(&self, member: &Member) -> Result<Vec<AutomationRow>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let counts = tx.run_count(&member.location).await?;
        let mut rows = Vec::new();
        for automation in tx.automation_list(&member.location).await? {
            let versions = tx.automation_versions(&member.location, automation.id).await?;
            let Some(shown) = versions.live().or_else(|| versions.draft()) else { continue };
            let count = |states: &[&str]| {
                let of = counts.iter().filter(|count| count.automation == automation.id);
                of.filter(|count| states.contains(&count.state.as_str())).map(|count| count.count).sum()
            };
            rows.push(AutomationRow {
                sentence: sentence::of_definition(&shown.definition),
                has_draft: versions.draft().is_some(),
                open: count(&["ready", "running", "waiting"]),
                done: count(&["done", "stopped"]),
                failed: count(&["failed"]),
                automation,
            });
        }
        Ok(rows)
    }

    /// One automation.
    pub async fn open(&self, member: &Member, id: AutomationId) -> Result<AutomationView, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let automation = find(&mut tx, member, id).await?;
        let versions = tx.automation_versions(&member.location, id).await?;
        let held_back = tx.trigger_list_held_back(&member.location, id, HELD_BACK).await?;
        drop(tx);
        let shown = versions.draft().or_else(|| versions.live());
        let definition = shown.ok_or(Refusal::NotFound { what: "automation" })?.definition.clone();
        let findings = self.findings(member, &definition, Some(id)).await?;
        Ok(AutomationView {
            file: yaml::write(&definition),
            sentence: sentence::of_definition(&definition),
            automation,
            versions,
            definition,
            findings,
            held_back,
        })
    }

    /// What a file says, and what is wrong with it.
    pub async fn check(
        &self,
        member: &Member,
        file: &str,
        id: Option<AutomationId>,
    ) -> Result<Checked, Refusal> {
        let definition = match yaml::read(file) {
            Ok(definition) => definition,
            Err(wrong) => return Ok(Checked::Unreadable(wrong.to_string())),
        };
        let findings = self.findings(member, &definition, id).await?;
        let sentence = sentence::of_definition(&definition);
        Ok(Checked::Read { definition: Box::new(definition), sentence, findings })
    }

    /// Keeps a file as the draft of an automation, or as a new one. What cannot be read is refused with its place.
    pub async fn save(
        &self,
        member: &Member,
        id: Option<AutomationId>,
        file: &str,
    ) -> Result<AutomationId, Refusal> {
        must_build(member)?;
        let definition =
            yaml::read(file).map_err(|wrong| Refusal::from(Problem::with("file", wrong.to_string())))?;
        let now = self.rooms.now();
        let mut tx = self.rooms.store.begin().await?;
        let automation = match id {
            Some(id) => Automation { changed_at: now, ..find(&mut tx, member, id).await? },
            None => Automation {
                id: AutomationId::from_uuid(self.rooms.store.clock().uuid()),
                location: member.location.clone(),
                name: String::new(),
                standing: Standing::Draft,
                reason: None,
                since: Seq::START,
                streak: Streak::default(),
                created_at: now,
                changed_at: now,
            },
        };
        if let Some(other) = tx.automation_named(&member.location, &definition.name).await?
            && other.id != automation.id
        {
            let text = format!("There is another automation called “{}”.", definition.name);
            return Err(Problem::with("file", text).into());
        }
        let automation = Automation { name: definition.name.clone(), ..automation };
        let versions = tx.automation_versions(&member.location, automation.id).await?;
        let versions = versions.write(definition, Some(member.person), now);
        tx.automation_save(&automation).await?;
        tx.automation_save_versions(&member.location, automation.id, &versions).await?;
        tx.commit().await?;
        Ok(automation.id)
    }

    /// Tests what is being written on a contact, as a dry run. One that goes through may be published.
    pub async fn test(
        &self,
        member: &Member,
        id: AutomationId,
        contact: Option<ContactId>,
    ) -> Result<Tested, Refusal> {
        must_build(member)?;
        let view = self.open(member, id).await?;
        let location = &member.location;
        let contact = match contact {
            None if view.definition.trigger.on.about().has_contact() => self.last_changed(member).await?,
            chosen => chosen,
        };
        let dry =
            self.rooms.engine.dry_run(location, &view.definition, contact, None).await.map_err(broken)?;
        let passed = dry.has_passed();
        if let Some(number) = view.versions.draft().map(|draft| draft.number) {
            let mut versions = view.versions.clone();
            let drafts = versions.0.iter_mut().filter(|version| version.number == number);
            drafts.for_each(|draft| draft.tested = passed);
            let mut tx = self.rooms.store.begin().await?;
            // Whoever has written the draft anew meanwhile has to test it anew.
            if tx.automation_versions(location, id).await? == view.versions {
                tx.automation_save_versions(location, id, &versions).await?;
                tx.commit().await?;
            }
        }
        Ok(Tested { dry, may_publish: passed && lint::may_publish(&view.findings) })
    }

    /// The contact that changed last, for whoever tests without choosing one.
    async fn last_changed(&self, member: &Member) -> Result<Option<ContactId>, Refusal> {
        let query = ContactQuery { sort: Sort::DateUpdated, limit: 1, ..ContactQuery::default() };
        let page = self.rooms.store.read().await?.contact_list(&member.location, &query).await?;
        Ok(page.rows.into_iter().next().map(|row| row.id))
    }

    /// Makes the draft live, from now on.
    pub async fn publish(&self, member: &Member, id: AutomationId) -> Result<(), Refusal> {
        must_build(member)?;
        let view = self.open(member, id).await?;
        if let Some(error) = view.findings.iter().find(|finding| finding.weight == lint::Weight::Error) {
            return Err(Refusal::Conflict(format!("It cannot be published yet. {}", error.sentence)));
        }
        self.check_schedule(member, &view.definition).await?;
        let now = self.rooms.now();
        let versions = view.versions.publish(Some(member.person), now).map_err(wrong_version)?;
        self.go_live(member, view.automation, &versions, Release::All).await
    }

    /// Makes an older version live again, as a new one.
    pub async fn roll_back(&self, member: &Member, id: AutomationId, number: u32) -> Result<(), Refusal> {
        must_build(member)?;
        let view = self.open(member, id).await?;
        let now = self.rooms.now();
        let versions = view.versions.roll_back(number, Some(member.person), now).map_err(wrong_version)?;
        self.go_live(member, view.automation, &versions, Release::All).await
    }

    /// Stops an automation: nothing starts, and what is under way stands still.
    pub async fn pause(&self, member: &Member, id: AutomationId) -> Result<(), Refusal> {
        must_build(member)?;
        let mut tx = self.rooms.store.begin().await?;
        let automation = find(&mut tx, member, id).await?;
        if !automation.standing.goes_on() {
            return Ok(());
        }
        let reason = format!("{} paused it.", member.name);
        let automation = Automation {
            standing: Standing::Paused,
            reason: Some(reason),
            changed_at: self.rooms.now(),
            ..automation
        };
        tx.automation_save(&automation).await?;
        Ok(tx.commit().await?)
    }

    /// Lets an automation go on. What was kept while it was broken goes on with it, or is dropped.
    pub async fn resume(&self, member: &Member, id: AutomationId, release: Release) -> Result<(), Refusal> {
        must_build(member)?;
        let view = self.open(member, id).await?;
        if view.versions.live().is_none() {
            return Err(Refusal::Conflict("It was never published, so it cannot go on.".to_owned()));
        }
        if release == Release::None {
            self.drop_kept(member, id).await?;
        }
        self.go_live(member, view.automation, &view.versions, release).await
    }

    /// Opens a run of it by hand, for each of these contacts; gives the runs.
    pub async fn start(
        &self,
        member: &Member,
        id: AutomationId,
        contacts: &[ContactId],
    ) -> Result<Vec<RunId>, Refusal> {
        if !member.may_act_as(Role::Member) {
            return Err(Refusal::NotAllowed { needs: Role::Member });
        }
        let view = self.open(member, id).await?;
        let Some(live) = view.versions.live().filter(|_| view.automation.standing.goes_on()) else {
            return Err(Refusal::Conflict("Publish it first: only what is live can be started.".to_owned()));
        };
        let mut runs = Vec::new();
        let whom: Vec<Option<ContactId>> =
            if contacts.is_empty() { vec![None] } else { contacts.iter().cloned().map(Some).collect() };
        for contact in whom {
            let version = (id, live.number);
            let engine = &self.rooms.engine;
            let run = engine.start_by_hand(&member.location, version, contact, member.person).await;
            runs.push(run.map_err(broken)?);
        }
        Ok(runs)
    }

    async fn go_live(
        &self,
        member: &Member,
        automation: Automation,
        versions: &Versions,
        release: Release,
    ) -> Result<(), Refusal> {
        let location = &member.location;
        let mut tx = self.rooms.store.begin().await?;
        let last = tx.change_last_seq(location).await?;
        tx.trigger_begin(location, last).await?;
        // What is live or broken has been listening all along.
        let since = if automation.standing.opens() { automation.since } else { last };
        let automation = Automation {
            standing: Standing::Live,
            reason: None,
            since,
            streak: Streak::default(),
            changed_at: self.rooms.now(),
            ..automation
        };
        tx.automation_save(&automation).await?;
        tx.automation_save_versions(location, automation.id, versions).await?;
        if release == Release::All {
            self.rooms.engine.release(&mut tx, location, automation.id).await.map_err(broken)?;
        }
        tx.commit().await?;
        match versions.live() {
            Some(live) if live.definition.trigger.on.is_timed() => {
                let set = self.rooms.engine.set_timers(location, automation.id, &live.definition).await;
                set.map_err(broken)
            }
            _ => Ok(()),
        }
    }

    async fn drop_kept(&self, member: &Member, id: AutomationId) -> Result<(), Refusal> {
        let location = &member.location;
        loop {
            let kept = self.rooms.store.read().await?.run_list_ready(location, id, DROPPED).await?;
            for run in &kept {
                self.rooms.engine.tell(location, *run, News::Cancelled).await.map_err(broken)?;
            }
            if kept.len() < DROPPED as usize {
                return Ok(());
            }
        }
    }

    async fn check_schedule(&self, member: &Member, definition: &Definition) -> Result<(), Refusal> {
        if definition.trigger.on != domain::automation::On::Schedule {
            return Ok(());
        }
        let mut tx = self.rooms.store.read().await?;
        let place = tx.record_list(&member.location, Kind::Location).await?;
        let zone = place.first().and_then(|row| row.doc().text("timezone").map(str::to_owned));
        let schedule = Schedule::of(&definition.trigger, zone.as_deref());
        schedule.map(drop).map_err(|wrong| Problem::with("file", wrong.to_string()).into())
    }

    async fn findings(
        &self,
        member: &Member,
        definition: &Definition,
        id: Option<AutomationId>,
    ) -> Result<Vec<Finding>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let connection = tx.connection_find(&member.location).await?;
        let granted = connection.map(|connection| Scopes::parse(&connection.scopes));
        let granted = granted.filter(|scopes| !scopes.is_empty());
        let contacts = tx.record_list_after(&member.location, Kind::Contact, None, SAMPLE).await?;
        let contacts: Vec<Map<String, Value>> =
            contacts.into_iter().map(|row| row.stored.doc.into_fields()).collect();
        let mut others = Vec::new();
        for live in tx.automation_list_open(&member.location).await? {
            if Some(live.automation.id) != id
                && let Some(other) =
                    tx.automation_definition(&member.location, live.automation.id, live.version).await?
            {
                others.push(other);
            }
        }
        drop(tx);
        let others: Vec<&Definition> = others.iter().collect();
        let facts =
            Facts { granted: granted.as_ref(), contacts: &contacts, others: &others, ..Facts::default() };
        Ok(lint::lint(self.rooms.engine.language(), definition, &facts))
    }

    /// Runs of one automation, newest first, as its page shows them.
    pub async fn runs_of(
        &self,
        member: &Member,
        id: AutomationId,
        limit: u32,
    ) -> Result<Vec<domain::automation::run::Run>, Refusal> {
        let query = RunQuery { automation: Some(id), limit, ..RunQuery::default() };
        Ok(self.rooms.store.read().await?.run_list(&member.location, &query).await?)
    }
}

async fn find(tx: &mut Tx<'_>, member: &Member, id: AutomationId) -> Result<Automation, Refusal> {
    let found = tx.automation_find(&member.location, id).await?;
    found.ok_or(Refusal::NotFound { what: "automation" })
}

fn must_build(member: &Member) -> Result<(), Refusal> {
    if member.may_act_as(Role::Builder) { Ok(()) } else { Err(Refusal::NotAllowed { needs: Role::Builder }) }
}

fn wrong_version(wrong: WrongVersion) -> Refusal {
    Refusal::Conflict(format!("{}.", capital(&wrong.to_string())))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(crate) fn broken(error: engine::RunError) -> Refusal {
    Refusal::Broken(Box::new(error))
}
