//! One contact: who this is, what is open, what happened, and whether what is seen is current and saved.

use askama::Template;
use askama_web::WebTemplate;
use domain::ids::WriteId;
use workspace::appointment::{AppointmentLine, AppointmentStatus};
use workspace::contact::{ChannelRow, ContactPage, Switch, SwitchState, TagMark, TagMotion, WriteLine};
use workspace::conversation::MessageDraft;
use workspace::draft::{Form, NoteDraft, TaskDraft};

use super::dealings::{self, EmployerView, FollowerView};
use super::face::Face;
use super::field::{EditorView, FieldGroup, Pick};
use super::frame::{Frame, Fresh};
use super::mark::{Mark, Stuck};
use super::message::MessageView;
use super::moment::{Lens, Moment};
use super::note::NoteView;
use super::opportunity::OpportunityView;
use super::tasks::{TaskView, assignees};
use super::thread::Composer;
use super::timeline::{Line, TimelineView};
use crate::paths;

/// One contact's page.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "contact.html")]
pub struct Page {
    frame: Frame,
    id: String,
    name: String,
    face: Face,
    email: Option<String>,
    phone: Option<String>,
    owner: Option<String>,
    tags: Vec<TagView>,
    tag_choices: Vec<String>,
    consent: Vec<ChannelView>,
    silent: Vec<String>,
    groups: Vec<FieldGroup>,
    tasks: Vec<TaskView>,
    open_tasks: usize,
    notes: Vec<NoteView>,
    appointments: Vec<AppointmentView>,
    upcoming: usize,
    opportunities: Vec<OpportunityView>,
    open_opportunities: usize,
    said: Vec<MessageView>,
    thread: Option<ThreadLink>,
    message: Composer,
    employer: EmployerView,
    followers: Vec<FollowerView>,
    follower_choices: Vec<Pick>,
    timeline: TimelineView,
    stuck: Vec<StuckView>,
    /// How many values of HighLevel's ours replaced, each kept.
    conflicts: Option<String>,
    on_the_way: Option<String>,
    fresh: Fresh,
    added: Option<Moment>,
    deleted: Option<Moment>,
    users: Vec<Pick>,
    note_form: Form<NoteDraft>,
    note_replaces: Option<WriteId>,
    task_form: Form<TaskDraft>,
    task_replaces: Option<WriteId>,
    /// Where a deleted contact is made again.
    restore: Option<String>,
    may_write: bool,
    ways: Ways,
}

/// Where the page's forms post.
#[derive(Debug, Clone)]
struct Ways {
    tags: String,
    tags_remove: String,
    dnd: String,
    notes: String,
    tasks: String,
    refresh: String,
    delete: String,
    business: String,
    followers: String,
    new_opportunity: String,
}

/// The way to what was said.
#[derive(Debug, Clone)]
struct ThreadLink {
    href: String,
    unread: u64,
}

/// One tag as drawn.
#[derive(Debug, Clone)]
struct TagView {
    name: String,
    class: &'static str,
    mark: Mark,
    removable: bool,
}

/// One channel of do not disturb.
#[derive(Debug, Clone)]
struct ChannelView {
    channel: String,
    label: String,
    on: bool,
    fixed: bool,
    message: Option<String>,
    mark: Mark,
}

/// One appointment as drawn.
#[derive(Debug, Clone)]
struct AppointmentView {
    key: String,
    title: String,
    day: String,
    exact: String,
    below: String,
    status: String,
    tone: &'static str,
    past: bool,
}

/// A write that needs a person.
#[derive(Debug, Clone)]
struct StuckView {
    what: String,
    stuck: Stuck,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &ContactPage) -> Self {
        let (id, lens) = (&page.contact.id, frame.lens.clone());
        let may_write = page.may_write && page.deleted.is_none();
        let appointments: Vec<_> = page.appointments.iter().map(AppointmentView::of).collect();
        let consent = consent(page, &lens);
        let again = |write| paths::ComposeAgain { contact: id.clone(), write }.to_string();
        Self {
            id: id.to_string(),
            name: page.contact.name.clone(),
            face: Face::of(&page.contact.name),
            email: page.email.clone(),
            phone: page.phone.clone(),
            owner: page.owner.as_ref().map(|user| user.name.clone()),
            tags: page.tags.iter().map(|tag| TagView::of(tag, may_write, &lens)).collect(),
            tag_choices: page.tag_choices.clone(),
            silent: silent(&consent),
            consent,
            groups: groups(page, may_write, &lens),
            open_tasks: page.tasks.iter().filter(|task| !task.completed && !task.going).count(),
            tasks: page.tasks.iter().map(|task| TaskView::of(task, id, may_write, &lens)).collect(),
            notes: page.notes.iter().map(|note| NoteView::of(note, id, may_write, &lens)).collect(),
            upcoming: appointments.iter().filter(|one| !one.past).count(),
            appointments,
            open_opportunities: dealings::open(&page.opportunities),
            opportunities: page
                .opportunities
                .iter()
                .map(|one| OpportunityView::of(one, id, may_write, &lens))
                .collect(),
            said: page
                .messages
                .iter()
                .map(|line| MessageView::of(line, &page.contact.name, &lens).leading_to(line, again))
                .collect(),
            thread: page.thread.as_ref().map(|one| ThreadLink {
                href: paths::Conversation { conversation: one.id.clone() }.to_string(),
                unread: one.unread,
            }),
            message: Composer::of(paths::Messages { contact: id.clone() }.to_string(), &page.ways, None),
            employer: EmployerView::of(&page.employer, &lens),
            followers: dealings::followers(&page.followers, may_write, &lens),
            follower_choices: assignees(&page.followers.choices, ""),
            timeline: TimelineView::of(&page.timeline, id, &lens),
            stuck: page.writes.iter().filter_map(|line| StuckView::of(line, &lens)).collect(),
            conflicts: match page.replaced {
                0 => None,
                1 => Some("1 conflict.".to_owned()),
                more => Some(format!("{more} conflicts.")),
            },
            on_the_way: on_the_way(&page.writes),
            fresh: Fresh::of(&page.freshness, &lens),
            added: page.added.map(|at| lens.on_day(at)),
            deleted: page.deleted.map(|at| lens.in_full(at)),
            users: assignees(&page.users, ""),
            note_form: Form::default(),
            note_replaces: None,
            task_form: Form::default(),
            task_replaces: None,
            restore: restore(page),
            may_write,
            ways: Ways::of(id),
            frame,
        }
    }

    /// The same page with a note that was refused, as it was typed, and the write it replaces.
    #[must_use]
    pub fn with_note(mut self, form: Form<NoteDraft>, replaces: Option<WriteId>) -> Self {
        self.note_form = form;
        self.note_replaces = replaces;
        self
    }

    /// The same page with a task that was refused, as it was typed, and the write it replaces.
    #[must_use]
    pub fn with_task(mut self, form: Form<TaskDraft>, replaces: Option<WriteId>) -> Self {
        for user in &mut self.users {
            user.chosen = user.value == form.draft.assignee;
        }
        self.task_form = form;
        self.task_replaces = replaces;
        self
    }

    /// The same page with a message that was refused, as it was typed, and the write it replaces.
    #[must_use]
    pub fn with_message(mut self, form: Form<MessageDraft>, replaces: Option<WriteId>) -> Self {
        self.message = self.message.with(form, replaces);
        self
    }

    /// The same page with the business that was typed and refused.
    #[must_use]
    pub fn with_business(mut self, form: Form<String>) -> Self {
        self.employer.form = form;
        self
    }

    /// The composer shows the message form when that is the one that was refused.
    fn composes_message(&self) -> bool {
        !self.message.form.problems.is_empty() || self.message.replaces.is_some()
    }

    /// The composer shows the task form when that is the one that was refused.
    fn composes_task(&self) -> bool {
        !self.task_form.problems.is_empty() || self.task_replaces.is_some()
    }
}

impl Ways {
    fn of(contact: &highlevel::ContactId) -> Self {
        let contact = || contact.clone();
        Self {
            tags: paths::Tags { contact: contact() }.to_string(),
            tags_remove: paths::TagsRemove { contact: contact() }.to_string(),
            dnd: paths::DoNotDisturb { contact: contact() }.to_string(),
            notes: paths::Notes { contact: contact() }.to_string(),
            tasks: paths::Tasks { contact: contact() }.to_string(),
            refresh: paths::ContactRefresh { contact: contact() }.to_string(),
            delete: paths::ContactDelete { contact: contact() }.to_string(),
            business: paths::ContactBusiness { contact: contact() }.to_string(),
            followers: paths::Followers { contact: contact() }.to_string(),
            new_opportunity: paths::NewOpportunity { contact: contact() }.to_string(),
        }
    }
}

impl TagView {
    fn of(tag: &TagMark, may_write: bool, lens: &Lens) -> Self {
        let class = match tag.motion {
            TagMotion::Here => "",
            TagMotion::Coming => " coming",
            TagMotion::Going => " going",
        };
        Self {
            name: tag.name.clone(),
            class,
            mark: Mark::of(&tag.standing, lens),
            removable: may_write && tag.motion != TagMotion::Going,
        }
    }
}

fn consent(page: &ContactPage, lens: &Lens) -> Vec<ChannelView> {
    let view = |channel: &str, label: &str, switch: &Switch, message: Option<String>| ChannelView {
        channel: channel.to_owned(),
        label: label.to_owned(),
        on: switch.state != SwitchState::Off,
        fixed: switch.state == SwitchState::Permanent,
        message,
        mark: Mark::of(&switch.standing, lens),
    };
    let all = view("", "All channels", &page.consent.all, None);
    let each = |row: &ChannelRow| view(&row.channel, &row.label, &row.switch, row.message.clone());
    std::iter::once(all).chain(page.consent.channels.iter().map(each)).collect()
}

/// The badges beside the name: nothing at all, or not by these channels.
fn silent(consent: &[ChannelView]) -> Vec<String> {
    match consent.split_first() {
        Some((all, _)) if all.on => vec!["Do not disturb".to_owned()],
        Some((_, each)) => each.iter().filter(|row| row.on).map(|row| format!("No {}", row.label)).collect(),
        None => Vec::new(),
    }
}

fn groups(page: &ContactPage, may_write: bool, lens: &Lens) -> Vec<FieldGroup> {
    let group = |section| FieldGroup::of(section, &page.contact.id, may_write, lens);
    page.sections.iter().map(group).collect()
}

/// Where a deleted contact is made again, by those who may.
fn restore(page: &ContactPage) -> Option<String> {
    let contact = page.contact.id.clone();
    (page.deleted.is_some() && page.may_write).then(|| paths::ContactRestore { contact }.to_string())
}

fn on_the_way(writes: &[WriteLine]) -> Option<String> {
    match writes.iter().filter(|line| line.standing.is_pending()).count() {
        0 => None,
        1 => Some("1 write on its way".to_owned()),
        number => Some(format!("{number} writes on their way")),
    }
}

impl StuckView {
    fn of(line: &WriteLine, lens: &Lens) -> Option<Self> {
        let stuck = Mark::of(&line.standing, lens).stuck().cloned()?;
        Some(Self { what: line.what.clone(), stuck })
    }
}

impl AppointmentView {
    fn of(one: &AppointmentLine) -> Self {
        let (status, tone) = status(&one.status);
        let time = |at: &jiff::Zoned| at.strftime("%H:%M").to_string();
        let hours = match (&one.starts, &one.ends) {
            (Some(from), Some(to)) => Some(format!("{} to {}", time(from), time(to))),
            (Some(from), None) => Some(time(from)),
            _ => None,
        };
        let with = one.assignee.as_ref().map(|user| user.name.clone());
        let below: Vec<String> =
            [hours, with, one.calendar.clone(), one.address.clone()].into_iter().flatten().collect();
        Self {
            key: format!("appointment-{}", one.id),
            title: one.title.clone(),
            day: one
                .starts
                .as_ref()
                .map_or_else(|| "No date".to_owned(), |at| at.strftime("%a %-d %b").to_string()),
            exact: one
                .starts
                .as_ref()
                .map_or_else(String::new, |at| at.strftime("%A %-d %B %Y, %H:%M %Z").to_string()),
            below: below.join(", "),
            status,
            tone,
            past: one.past,
        }
    }
}

fn status(status: &AppointmentStatus) -> (String, &'static str) {
    let (text, tone) = match status {
        AppointmentStatus::New => ("New", "acc"),
        AppointmentStatus::Confirmed => ("Confirmed", ""),
        AppointmentStatus::Cancelled => ("Cancelled", "warn"),
        AppointmentStatus::Showed => ("Held", "ok"),
        AppointmentStatus::NoShow => ("No-show", "bad"),
        AppointmentStatus::Invalid => ("Invalid", "bad"),
        AppointmentStatus::Other(other) => (other.as_str(), ""),
    };
    (text.to_owned(), tone)
}

#[cfg(test)]
mod tests;
