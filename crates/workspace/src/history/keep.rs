//! How long the past is kept, and what that takes.

use domain::person::Role;
use jiff::Timestamp;

use super::History;
use crate::{Member, Problem, Refusal};

/// The setting that says for how many days changes are kept. The same name is read where the old is forgotten.
const DAYS: &str = store::KEEP_DAYS;
/// As long as anybody may ask for: ten years.
pub const MOST_DAYS: u32 = 3_650;
/// Shorter than this, undo and timelines would lose what people still work with.
const LEAST_DAYS: u32 = 7;

/// How long the past is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keeping {
    /// For so many days.
    pub days: u32,
    /// Changes that are kept now.
    pub changes: u64,
    /// What they take on disk, about.
    pub bytes: u64,
    /// When the oldest was made.
    pub since: Option<Timestamp>,
    /// What the whole time would take at the pace of what is kept, about.
    pub bytes_in_full: Option<u64>,
    /// Whether the person may change it.
    pub may_change: bool,
}

impl History {
    /// How long the past is kept, and what that takes.
    pub async fn keeping(&self, member: &Member) -> Result<Keeping, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let days = tx.keep_days().await?;
        let size = tx.change_size(&member.location).await?;
        let so_far = size.since.map(|since| self.rooms.now().duration_since(since).as_hours().max(24) / 24);
        let in_full = so_far.and_then(|so_far| {
            let so_far = u64::try_from(so_far).ok()?;
            Some(size.letters / so_far.max(1) * u64::from(days))
        });
        Ok(Keeping {
            days,
            changes: size.changes,
            bytes: size.letters,
            since: size.since,
            bytes_in_full: in_full.filter(|in_full| *in_full > size.letters),
            may_change: member.may_act_as(Role::Owner),
        })
    }

    /// Keeps the past for so many days from now on.
    pub async fn keep(&self, member: &Member, days: u32) -> Result<(), Refusal> {
        if !member.may_act_as(Role::Owner) {
            return Err(Refusal::NotAllowed { needs: Role::Owner });
        }
        if !(LEAST_DAYS..=MOST_DAYS).contains(&days) {
            return Err(Problem::with("days", format!("Choose {LEAST_DAYS} to {MOST_DAYS} days.")).into());
        }
        let mut tx = self.rooms.store.begin().await?;
        tx.setting_save(None, DAYS, &days.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }
}
