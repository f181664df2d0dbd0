//! The settings: what each one is called, what it means and what holds when nobody says anything.
//!
//! Here: the one table from which the sample file, the environment names and `rankr config` are made.
//! Not here: where values come from and which one wins (`config`).
//!
//! Promise: a setting that is not in this table does not exist, so file, environment and flags cannot drift apart.

/// One thing an operator can decide.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The key in the file; `RANKR_` and the same in capitals is the environment variable.
    pub key: &'static str,
    /// What holds when it is left out, as it would stand in the file. `None`: no value.
    pub default: Option<&'static str>,
    /// One or two sentences for the sample file.
    pub about: &'static str,
    /// Whether its value may be printed.
    pub shown: Shown,
}

/// Whether a value may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Anyone who looks over a shoulder may read it.
    Plain,
    /// Printed as `[secret]`.
    Secret,
}

impl Setting {
    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        format!("RANKR_{}", self.key.to_ascii_uppercase())
    }
}

const fn plain(key: &'static str, default: Option<&'static str>, about: &'static str) -> Setting {
    Setting { key, default, about, shown: Shown::Plain }
}

const fn secret(key: &'static str, about: &'static str) -> Setting {
    Setting { key, default: None, about, shown: Shown::Secret }
}

/// Every setting, in the order of the sample file.
pub const ALL: &[Setting] = &[
    plain(
        "listen",
        Some("\"127.0.0.1:8780\""),
        "Where pages and webhooks are served. Anything but a loopback address can be reached by others.",
    ),
    plain(
        "public_url",
        None,
        "The address people and HighLevel reach Rankr under. Left out: http:// and the listen address.",
    ),
    plain(
        "data_dir",
        Some("\"rankr-data\""),
        "The folder for the database and the key that seals stored tokens. One Rankr at a time.",
    ),
    secret(
        "database",
        "sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Left out: rankr.db in the data folder.",
    ),
    secret(
        "seal_key",
        "32 bytes in base64 that seal stored tokens. Left out: a key file in the data folder, made once.",
    ),
    plain("log", Some("\"info\""), "What is logged, e.g. warn, or info,store=debug."),
    plain("log_format", Some("\"pretty\""), "pretty for people, json for machines."),
    plain(
        "workers",
        Some("4"),
        "How many jobs run side by side. Calls to HighLevel are bounded by its budget, not by this.",
    ),
    plain(
        "lease_seconds",
        Some("10"),
        "After how many seconds a job whose worker died is taken up by another one.",
    ),
    plain(
        "history_days",
        None,
        "For how many days, 7 to 3650, the history is kept. Left out: what the owner chose on the page, at first 400.",
    ),
    plain("client_id", None, "The client id of your marketplace app, for connecting by OAuth."),
    secret("client_secret", "The client secret of your marketplace app."),
    plain(
        "webhook_public_keys",
        Some("[]"),
        "Further keys webhooks may be signed with (PEM or base64), beside HighLevel's own, for a key change.",
    ),
];

/// The setting of that key.
pub fn find(key: &str) -> Option<&'static Setting> {
    ALL.iter().find(|setting| setting.key == key)
}

/// The sample file: every setting with its meaning and its default, all commented out.
pub fn sample_file() -> String {
    let mut text = String::from(
        "# Settings of Rankr. Every line is optional; what is shown is what holds without it.\n\
         # A flag beats an environment variable, and that beats this file.\n\
         # Read from rankr.toml in the folder Rankr is started in, or from --config FILE.\n",
    );
    for setting in ALL {
        let value = setting.default.unwrap_or("\"\"");
        text.push_str(&format!(
            "\n# {}\n# Environment: {}\n# {} = {}\n",
            setting.about,
            setting.variable(),
            setting.key,
            value
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_file_that_is_checked_in_is_the_one_the_table_makes() {
        let kept = include_str!("../rankr.sample.toml");

        assert_eq!(
            kept,
            sample_file(),
            "write it again with: rankr config --sample > crates/rankr/rankr.sample.toml"
        );
    }

    #[test]
    fn every_key_has_one_row() {
        let mut keys: Vec<_> = ALL.iter().map(|setting| setting.key).collect();
        keys.sort_unstable();
        keys.dedup();

        assert_eq!(keys.len(), ALL.len());
    }
}
