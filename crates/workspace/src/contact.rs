//! One contact: everything its page shows.
//!
//! Here: profile, consent, tags, tasks, notes, appointments, timeline and the writes laid over them.
//! Not here: the list (`contacts`).
//!
//! Promise: the page is made from the mirror at once; a refresh runs behind it.

mod followers;
mod found;
pub(crate) mod lines;
pub(crate) mod overlaid;
pub(crate) mod seen;
pub(crate) mod service;

use domain::ids::WriteId;
use highlevel::{ContactId, ConversationId};
use jiff::Timestamp;

use crate::Freshness;
use crate::appointment::AppointmentLine;
use crate::business::Employer;
use crate::contacts::UserName;
use crate::conversation::{MessageLine, Way};
use crate::fields::{Editor, FieldKey};
use crate::note::NoteEntry;
use crate::opportunity::OpportunityLine;
use crate::standing::Standing;
use crate::task::TaskLine;
use crate::timeline::Timeline;

/// A contact by name, for links and headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRef {
    /// The contact.
    pub id: ContactId,
    /// The name shown.
    pub name: String,
}

/// One contact's page.
#[derive(Debug, Clone)]
pub struct ContactPage {
    /// The contact and the name shown.
    pub contact: ContactRef,
    /// When it was deleted, if it was: the page then shows its last state and offers no edits.
    pub deleted: Option<Timestamp>,
    /// Email as it will be once pending writes are accepted.
    pub email: Option<String>,
    /// Phone, written for people.
    pub phone: Option<String>,
    /// Whom it is assigned to.
    pub owner: Option<UserName>,
    /// Its tags, with those being added or removed.
    pub tags: Vec<TagMark>,
    /// The location's tags that it does not have, to choose from.
    pub tag_choices: Vec<String>,
    /// Do not disturb, by channel.
    pub consent: Consent,
    /// Standard fields first, then custom fields by folder.
    pub sections: Vec<ProfileSection>,
    /// Open tasks by due time, then completed ones.
    pub tasks: Vec<TaskLine>,
    /// Pinned first, then newest first.
    pub notes: Vec<NoteEntry>,
    /// Coming ones first, then past ones.
    pub appointments: Vec<AppointmentLine>,
    /// Open ones first, newest first.
    pub opportunities: Vec<OpportunityLine>,
    /// The conversation with it, where there is one.
    pub thread: Option<ThreadBrief>,
    /// What was said last, oldest first, with what is on its way.
    pub messages: Vec<MessageLine>,
    /// The channels one can write by, and what stands in the way.
    pub ways: Vec<Way>,
    /// The business it belongs to.
    pub employer: Employer,
    /// Users who follow it.
    pub followers: Followers,
    /// What happened, newest first.
    pub timeline: Timeline,
    /// Writes on their way or stuck, oldest first.
    pub writes: Vec<WriteLine>,
    /// How many values of HighLevel's were replaced by ours and wait for somebody to look at them.
    pub replaced: u64,
    /// How current this contact is.
    pub freshness: Freshness,
    /// When this contact was last fetched whole.
    pub refreshed: Option<Timestamp>,
    /// When it was added.
    pub added: Option<Timestamp>,
    /// Users a task or the contact may be assigned to.
    pub users: Vec<UserName>,
    /// Whether the person may alter it.
    pub may_write: bool,
}

/// The conversation with a contact, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadBrief {
    /// Which.
    pub id: ConversationId,
    /// Messages nobody has read.
    pub unread: u64,
}

/// Who follows a contact.
#[derive(Debug, Clone, Default)]
pub struct Followers {
    /// Those who do, with those being added or removed.
    pub people: Vec<Follower>,
    /// Users who do not.
    pub choices: Vec<UserName>,
}

/// A user who follows a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub user: UserName,
    /// Whether they stay, come or go.
    pub motion: TagMotion,
    /// How that stands with HighLevel.
    pub standing: Standing,
}

/// One tag of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagMark {
    /// The tag.
    pub name: String,
    /// Whether it stays, comes or goes.
    pub motion: TagMotion,
    /// How that stands with HighLevel.
    pub standing: Standing,
}

/// What is happening to a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagMotion {
    /// It is there.
    Here,
    /// It is being added.
    Coming,
    /// It is being removed.
    Going,
}

/// A group of fields under one heading.
#[derive(Debug, Clone)]
pub struct ProfileSection {
    /// "Profile", "Address", or the custom fields' folder.
    pub name: String,
    /// Whether these are custom fields.
    pub custom: bool,
    /// The fields.
    pub rows: Vec<FieldRow>,
}

/// One field of a contact.
#[derive(Debug, Clone)]
pub struct FieldRow {
    /// The field, as paths and forms name it.
    pub key: FieldKey,
    /// Its name for people.
    pub label: String,
    /// How it is edited, with the choices it offers.
    pub editor: Editor,
    /// The value written for people; nothing when empty.
    pub shown: Option<String>,
    /// What the editor starts from: none, one, or several where several may be chosen.
    pub typed: Vec<String>,
    /// How it stands with HighLevel.
    pub standing: Standing,
}

/// One field being edited on a page of its own, or refused at the door.
#[derive(Debug, Clone)]
pub struct FieldEdit {
    /// Whose field.
    pub contact: ContactRef,
    /// The field, with what was typed.
    pub row: FieldRow,
    /// What is wrong with what was typed.
    pub problem: Option<String>,
}

/// Do not disturb.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Every channel at once.
    pub all: Switch,
    /// Channel by channel.
    pub channels: Vec<ChannelRow>,
}

/// One channel of do not disturb.
#[derive(Debug, Clone)]
pub struct ChannelRow {
    /// HighLevel's name of the channel: `SMS`, `Email`, `Call`, `WhatsApp`, `GMB`, `FB`.
    pub channel: String,
    /// Its name for people.
    pub label: String,
    /// Whether it is on.
    pub switch: Switch,
    /// HighLevel's note on why, if any.
    pub message: Option<String>,
}

/// On, off, or fixed by HighLevel, and how that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// Do not disturb is on, off or fixed.
    pub state: SwitchState,
    /// How it stands with HighLevel.
    pub standing: Standing,
}

/// Where a do not disturb switch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchState {
    /// The contact is left alone.
    On,
    /// The contact may be reached.
    Off,
    /// Left alone for good; the API cannot change it.
    Permanent,
}

/// One write that is not settled, or needs a person.
#[derive(Debug, Clone)]
pub struct WriteLine {
    /// The write.
    pub write: WriteId,
    /// What it does, as a person says it: "Phone", "New task: Call Ada".
    pub what: String,
    /// How it stands; never `Saved`.
    pub standing: Standing,
    /// When it was asked for.
    pub at: Timestamp,
}
