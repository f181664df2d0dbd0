//! One conversation: what was said, how far each message got, and the composer.

use askama::Template;
use askama_web::WebTemplate;
use domain::ids::WriteId;
use jiff::civil::Date;
use workspace::conversation::{MessageDraft, ThreadPage, ThreadsPage};
use workspace::draft::Form;

use super::conversations::ListView;
use super::face::Face;
use super::frame::{Frame, Fresh};
use super::message::{MessageView, WayView};
use super::moment::Lens;
use crate::paths;

/// One conversation's page.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "thread.html")]
pub struct Page {
    frame: Frame,
    list: ListView,
    contact_id: String,
    contact: Option<String>,
    name: String,
    face: Face,
    email: Option<String>,
    phone: Option<String>,
    owner: Option<String>,
    unread: u64,
    starred: bool,
    lines: Vec<Line>,
    older: Option<String>,
    composer: Composer,
    fresh: Fresh,
    may_write: bool,
    ways: Ways,
}

/// What a message is written in.
#[derive(Debug, Clone)]
pub(crate) struct Composer {
    pub(crate) action: String,
    pub(crate) ways: Vec<WayView>,
    pub(crate) form: Form<MessageDraft>,
    pub(crate) replaces: Option<WriteId>,
    /// Why nothing can be sent at all.
    pub(crate) cannot: Option<String>,
}

/// Where the page's forms post.
#[derive(Debug, Clone)]
struct Ways {
    read: String,
    star: String,
    refresh: String,
}

/// One line: the heading of a day, or a message.
#[derive(Debug, Clone)]
pub(crate) enum Line {
    /// A day begins.
    Day {
        /// Names it on the page.
        key: String,
        /// The day.
        text: String,
    },
    /// Somebody said something.
    Message(Box<MessageView>),
}

impl Page {
    /// The page as the service found it, beside the list.
    #[must_use]
    pub fn of(frame: Frame, page: &ThreadPage, list: &ThreadsPage) -> Self {
        let lens = frame.lens.clone();
        let conversation = || page.id.clone();
        let action = paths::ConversationSend { conversation: conversation() }.to_string();
        Self {
            list: ListView::of(list, Some(page.id.as_str()), &lens),
            contact_id: page.contact.id.to_string(),
            contact: page.is_known.then(|| paths::Contact { contact: page.contact.id.clone() }.to_string()),
            name: page.contact.name.clone(),
            face: Face::of(&page.contact.name),
            email: page.email.clone(),
            phone: page.phone.clone(),
            owner: page.owner.as_ref().map(|user| user.name.clone()),
            unread: page.unread,
            starred: page.starred,
            lines: lines(page, &lens),
            older: page
                .older
                .map(|before| paths::OlderMessages { conversation: conversation(), before }.to_string()),
            composer: Composer::of(action, &page.ways, page.cannot_send.clone()),
            fresh: Fresh::of(&page.freshness, &lens),
            may_write: page.may_write,
            ways: Ways {
                read: paths::ConversationRead { conversation: conversation() }.to_string(),
                star: paths::ConversationStar { conversation: conversation() }.to_string(),
                refresh: paths::ConversationRefresh { conversation: conversation() }.to_string(),
            },
            frame: frame.at("conversations"),
        }
    }

    /// The same page with a message that was refused, as it was typed, and the write it replaces.
    #[must_use]
    pub fn with(mut self, form: Form<MessageDraft>, replaces: Option<WriteId>) -> Self {
        self.composer = self.composer.with(form, replaces);
        self
    }
}

impl Composer {
    pub(crate) fn of(action: String, ways: &[workspace::conversation::Way], cannot: Option<String>) -> Self {
        let ways: Vec<WayView> = ways.iter().map(WayView::of).collect();
        let first = ways.iter().find(|way| way.closed.is_none()).or(ways.first());
        let channel = first.map_or("sms", |way| way.word).to_owned();
        let draft = MessageDraft { channel, ..MessageDraft::default() };
        Self { action, ways, form: Form { draft, problems: Vec::new() }, replaces: None, cannot }
    }

    pub(crate) fn with(mut self, form: Form<MessageDraft>, replaces: Option<WriteId>) -> Self {
        self.form = form;
        self.replaces = replaces;
        self
    }

    /// The draft of one channel: what was typed belongs to the one it was typed for.
    pub(crate) fn draft(&self, word: &str) -> MessageDraft {
        if self.form.draft.channel == word { self.form.draft.clone() } else { MessageDraft::default() }
    }

    /// What is wrong with a field, in the channel it was typed for.
    pub(crate) fn problem(&self, word: &str, field: &str) -> Option<&str> {
        self.form.problem(field).filter(|_| self.form.draft.channel == word)
    }
}

/// Messages under the headings of their days.
fn lines(page: &ThreadPage, lens: &Lens) -> Vec<Line> {
    let again = |write| paths::ConversationAgain { conversation: page.id.clone(), write }.to_string();
    let mut day: Option<Date> = None;
    let mut lines = Vec::new();
    for message in &page.messages {
        let date = message.at.map(|at| at.to_zoned(lens.zone.clone()).date());
        if let Some(date) = date.filter(|date| day != Some(*date)) {
            lines.push(Line::Day { key: format!("day-{date}"), text: lens.heading(date) });
            day = Some(date);
        }
        let view = MessageView::of(message, &page.contact.name, lens).leading_to(message, again);
        lines.push(Line::Message(Box::new(view)));
    }
    lines
}

#[cfg(test)]
#[path = "thread/tests.rs"]
mod tests;
