//! The frame around every page: whose location, who is signed in, how fresh, what just happened.

use workspace::member::Editing;
use workspace::{Freshness, How, Origin, Shell};

use super::face::Face;
use super::moment::{Lens, Moment, thousands};

/// What the layout draws around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    pub(crate) location: String,
    pub(crate) company: Option<String>,
    pub(crate) person: String,
    pub(crate) face: Face,
    pub(crate) contacts: String,
    pub(crate) fresh: Fresh,
    pub(crate) waiting: Option<String>,
    pub(crate) stuck: Option<String>,
    pub(crate) copying: Option<Progress>,
    pub(crate) flash: Option<Flash>,
    pub(crate) seq: String,
    pub(crate) lens: Lens,
    writes: bool,
    /// Why nothing can be altered here, where that is so.
    pub(crate) cannot_write: Option<String>,
    /// Writes that wait or need somebody, as a number in the navigation.
    pub(crate) unsettled: Option<String>,
    /// Conversations with messages nobody has read, as a number in the navigation.
    pub(crate) unread: Option<String>,
    /// Which place of the navigation is open.
    pub(crate) here: &'static str,
}

/// What just happened, with a way back where there is one.
#[derive(Debug, Clone)]
pub struct Flash {
    /// A few words: "Task completed".
    pub text: String,
    /// Where taking it back posts.
    pub undo: Option<String>,
}

/// How current the shown data is.
#[derive(Debug, Clone)]
pub(crate) struct Fresh {
    pub(crate) tone: &'static str,
    pub(crate) live: bool,
    pub(crate) text: String,
    pub(crate) at: Option<Moment>,
    pub(crate) more: Option<String>,
}

/// A copy under way.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) what: String,
    pub(crate) done: String,
    pub(crate) percent: Option<u64>,
    pub(crate) rest: String,
}

impl Frame {
    /// The frame as the shell service found it.
    #[must_use]
    pub fn of(shell: &Shell) -> Self {
        let lens = Lens { now: shell.now, zone: shell.zone.clone() };
        Self {
            location: shell.location.clone(),
            company: shell.company.clone(),
            person: shell.person.clone(),
            face: Face::of(&shell.person),
            contacts: thousands(shell.contacts),
            fresh: Fresh::of(&shell.freshness, &lens),
            waiting: writes(shell.writes_waiting, "is on its way", "are on their way"),
            stuck: writes(shell.writes_stuck, "needs you", "need you"),
            copying: shell.copying.as_ref().map(Progress::of),
            flash: None,
            seq: shell.seq.to_string(),
            lens,
            writes: shell.editing.is_allowed(),
            cannot_write: cannot_write(&shell.editing),
            unsettled: unsettled(shell),
            unread: (shell.unread > 0).then(|| thousands(shell.unread)),
            here: "contacts",
        }
    }

    /// The same frame, saying what just happened.
    #[must_use]
    pub fn saying(mut self, flash: Option<Flash>) -> Self {
        self.flash = flash;
        self
    }

    /// The same frame around a page of another place of the navigation.
    pub(crate) fn at(self, here: &'static str) -> Self {
        Self { here, ..self }
    }

    /// The same frame around a page that belongs to no place of the navigation.
    pub(crate) fn elsewhere(self) -> Self {
        Self { here: "", ..self }
    }

    /// The location's zone, in which people name moments.
    pub(crate) fn zone(&self) -> jiff::tz::TimeZone {
        self.lens.zone.clone()
    }

    /// Whether the palette offers to add things. What is allowed is decided by the services.
    pub(crate) fn may_write(&self) -> bool {
        self.writes
    }
}

impl Flash {
    pub(crate) fn icon(&self) -> &'static str {
        "check"
    }
}

/// What the top of every page says to those who can only look.
fn cannot_write(editing: &Editing) -> Option<String> {
    match editing {
        Editing::Allowed => None,
        Editing::Role => Some("Your role may look, not edit. The owner can give you another one.".to_owned()),
        Editing::Scope(scope) => Some(format!(
            "HighLevel lets Rankr read here and not write: this connection lacks the scope {scope}. Connect the \
             location again with it to edit."
        )),
    }
}

fn unsettled(shell: &Shell) -> Option<String> {
    let number = shell.writes_waiting + shell.writes_stuck;
    (number > 0).then(|| thousands(number))
}

fn writes(number: u64, one: &str, many: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 write {one}")),
        more => Some(format!("{} writes {many}", thousands(more))),
    }
}

impl Fresh {
    pub(crate) fn of(freshness: &Freshness, lens: &Lens) -> Self {
        let still =
            |tone, text: &str| Self { tone, live: false, text: text.to_owned(), at: None, more: None };
        match freshness {
            Freshness::Live { at } => Self { live: true, at: Some(lens.when(*at)), ..still("ok", "Synced ") },
            Freshness::Late { at, reason } => Self {
                at: Some(lens.when(*at)),
                more: Some(format!(", {reason}")),
                ..still("warn", "Synced ")
            },
            Freshness::NotConnected { since: Some(at), reason } => Self {
                at: Some(lens.in_full(*at)),
                more: Some(format!(": {reason}")),
                ..still("bad", "Not connected since ")
            },
            Freshness::NotConnected { since: None, reason } => {
                still("bad", &format!("Not connected: {reason}"))
            }
            Freshness::Sandbox { at: Some(at) } => {
                Self { at: Some(lens.when(*at)), ..still("", "Sandbox data, synced ") }
            }
            Freshness::Sandbox { at: None } => still("", "Sandbox data"),
            Freshness::Known { at, how, origin } => Self::known(*how, *origin, lens.when(*at)),
        }
    }
}

impl Fresh {
    /// One record: live where news of it come by themselves, and checked at the last look at it otherwise.
    fn known(how: How, origin: Origin, at: Moment) -> Self {
        let (word, more) = match how {
            How::Told => ("live ", "by a webhook"),
            How::Took => ("live ", "by a change made here"),
            How::Opened => ("checked ", "when it was opened"),
            How::Compared => ("checked ", "compared with HighLevel"),
            How::Copied => ("checked ", "by the first copy"),
        };
        let (text, tone) = match origin {
            Origin::Account if how.is_live() => ("Live ".to_owned(), "ok"),
            Origin::Account => ("Checked ".to_owned(), "ok"),
            Origin::Sandbox => (format!("Sandbox data, {word}"), ""),
        };
        let live = how.is_live() && origin == Origin::Account;
        Self { tone, live, text, at: Some(at), more: Some(format!(", {more}")) }
    }
}

impl Progress {
    fn of(copying: &workspace::shell::Copying) -> Self {
        let percent =
            copying.total.filter(|total| *total > 0).map(|total| (copying.done * 100 / total).min(100));
        let done = match copying.total {
            Some(total) => format!("{} of {}", thousands(copying.done), thousands(total)),
            None => thousands(copying.done),
        };
        Self { what: copying.what.clone(), done, percent, rest: rest(copying) }
    }
}

/// `About 7 min left, 340 per second`, as far as it is known.
fn rest(copying: &workspace::shell::Copying) -> String {
    let Some(rate) = copying.per_second.filter(|rate| *rate >= 0.1) else {
        return "It goes on by itself".to_owned();
    };
    let speed = format!("{rate:.0} per second");
    let Some(total) = copying.total else { return speed };
    let seconds = total.saturating_sub(copying.done) as f64 / rate;
    match seconds {
        ..60.0 => format!("Less than a minute left, {speed}"),
        _ => format!("About {:.0} min left, {speed}", (seconds / 60.0).ceil()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample;

    #[test]
    fn a_locations_freshness_is_one_of_four() {
        let lens = sample::lens();
        let read = |freshness| {
            let fresh = Fresh::of(&freshness, &lens);
            format!(
                "{} {}{}{}",
                fresh.tone,
                fresh.text,
                fresh.at.map(|at| at.text).unwrap_or_default(),
                fresh.more.unwrap_or_default()
            )
        };

        assert_eq!(read(Freshness::Live { at: sample::ago(12) }), "ok Synced 12 s ago");
        assert_eq!(
            read(Freshness::Late { at: sample::ago(360), reason: "webhooks are late".into() }),
            "warn Synced 6 min ago, webhooks are late"
        );
        assert_eq!(
            read(Freshness::NotConnected { since: None, reason: "never connected".into() }),
            "bad Not connected: never connected"
        );
        assert_eq!(read(Freshness::Sandbox { at: None }), " Sandbox data");
    }

    #[test]
    fn a_record_is_live_or_checked_and_says_on_what_occasion() {
        let lens = sample::lens();
        let read = |how, origin, ago| {
            let fresh = Fresh::of(&Freshness::Known { at: sample::ago(ago), how, origin }, &lens);
            format!("{}{}{}", fresh.text, fresh.at.unwrap().text, fresh.more.unwrap())
        };

        assert_eq!(read(How::Told, Origin::Account, 8), "Live 8 s ago, by a webhook");
        assert_eq!(read(How::Opened, Origin::Account, 720), "Checked 12 min ago, when it was opened");
        assert_eq!(
            read(How::Compared, Origin::Sandbox, 8),
            "Sandbox data, checked 8 s ago, compared with HighLevel"
        );
    }

    #[test]
    fn a_copy_says_how_far_it_is_and_how_long_it_takes() {
        let copying = workspace::shell::Copying {
            what: "contacts".into(),
            done: 61_440,
            total: Some(204_318),
            per_second: Some(340.0),
        };

        let progress = Progress::of(&copying);

        assert_eq!(progress.done, "61,440 of 204,318");
        assert_eq!(progress.percent, Some(30));
        assert_eq!(progress.rest, "About 8 min left, 340 per second");
    }
}
