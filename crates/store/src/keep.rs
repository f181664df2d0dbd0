//! How long the past is kept: a setting, with what holds where nobody has said anything.

use jiff::SignedDuration;

use crate::{Keep, StoreError, Tx};

/// The setting that says for how many days changes and settled writes are kept.
pub const KEEP_DAYS: &str = "keep.days";
const USUAL_DAYS: u32 = 400;

impl Tx<'_> {
    /// For how many days changes and settled writes are kept.
    pub async fn keep_days(&mut self) -> Result<u32, StoreError> {
        let said = self.setting_find(None, KEEP_DAYS).await?;
        Ok(said.and_then(|days| days.parse().ok()).unwrap_or(USUAL_DAYS))
    }

    /// How long what is settled stays, as it was set.
    pub async fn keep(&mut self) -> Result<Keep, StoreError> {
        let age = SignedDuration::from_hours(24 * i64::from(self.keep_days().await?));
        Ok(Keep { changes: age, writes: age, ..Keep::default() })
    }
}
