//! Conversations: who wrote last, what is unread, and the way to each.

use askama::Template;
use askama_web::WebTemplate;
use domain::conversation::Direction;
use workspace::conversation::{ThreadLine, ThreadsPage, Which};

use super::face::Face;
use super::frame::{Frame, Fresh};
use super::message::icon;
use super::moment::{Lens, Moment, count, thousands};
use crate::forms::dealings::threads_query;
use crate::paths;

/// The list of conversations.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "conversations.html")]
pub struct Page {
    frame: Frame,
    list: ListView,
    fresh: Fresh,
    missing: Option<String>,
}

/// The list itself, which stands beside a thread too.
#[derive(Debug, Clone)]
pub(crate) struct ListView {
    pub(crate) search: String,
    /// The word of the filter that is on.
    pub(crate) which: &'static str,
    pub(crate) filters: Vec<FilterView>,
    pub(crate) lines: Vec<LineView>,
    pub(crate) unread: String,
    pub(crate) next: Option<String>,
    /// Whether the first page is shown, which grows at its top.
    pub(crate) is_first: bool,
}

/// One filter above the list.
#[derive(Debug, Clone)]
pub(crate) struct FilterView {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) on: bool,
}

/// One conversation in the list.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    pub(crate) key: String,
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) face: Face,
    pub(crate) owner: Option<String>,
    pub(crate) unread: Option<String>,
    pub(crate) starred: bool,
    pub(crate) preview: String,
    /// Whether we said it.
    pub(crate) ours: bool,
    pub(crate) channel: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) at: Moment,
    /// Whether its thread is open beside the list.
    pub(crate) here: bool,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &ThreadsPage) -> Self {
        let lens = frame.lens.clone();
        Self {
            list: ListView::of(page, None, &lens),
            fresh: Fresh::of(&page.freshness, &lens),
            missing: page.missing.clone(),
            frame: frame.at("conversations"),
        }
    }
}

impl ListView {
    pub(crate) fn of(page: &ThreadsPage, here: Option<&str>, lens: &Lens) -> Self {
        let query = &page.query;
        let href = |which: Which| {
            let query = workspace::conversation::ThreadsQuery { which, after: None, ..query.clone() };
            format!("{}{}", paths::Conversations::ROUTE, threads_query(&query))
        };
        let filter =
            |which: Which, label: String| FilterView { label, href: href(which), on: query.which == which };
        let unread =
            if page.unread == 0 { "Unread".to_owned() } else { format!("Unread {}", thousands(page.unread)) };
        let next = page.next.clone().map(|after| {
            let query = workspace::conversation::ThreadsQuery { after: Some(after), ..query.clone() };
            format!("{}{}", paths::Conversations::ROUTE, threads_query(&query))
        });
        Self {
            search: query.search.clone(),
            which: which_word(query.which),
            filters: vec![
                filter(Which::All, "All".to_owned()),
                filter(Which::Unread, unread),
                filter(Which::Starred, "Starred".to_owned()),
            ],
            lines: page.lines.iter().map(|line| LineView::of(line, here, lens)).collect(),
            unread: match page.unread {
                0 => "Everything is read".to_owned(),
                number => format!("{} unread", count(number, "conversation")),
            },
            next,
            is_first: query.after.is_none(),
        }
    }

    /// What stands in an empty list.
    pub(crate) fn nothing(&self) -> (&'static str, &'static str) {
        match (self.search.is_empty(), self.which) {
            (false, _) => {
                ("No conversation matches", "Search for a name, an address, a number or what was said last.")
            }
            (true, "unread") => ("Everything is read", "What contacts write appears here as it comes."),
            (true, "starred") => ("Nothing is starred", "Star a conversation to find it here."),
            _ => (
                "No conversations yet",
                "What contacts write appears here as it comes. Write to one from its page.",
            ),
        }
    }
}

/// The word of a filter, as addresses have it.
pub(crate) const fn which_word(which: Which) -> &'static str {
    match which {
        Which::All => "",
        Which::Unread => "unread",
        Which::Starred => "starred",
    }
}

impl LineView {
    fn of(line: &ThreadLine, here: Option<&str>, lens: &Lens) -> Self {
        Self {
            key: line.id.to_string(),
            href: paths::Conversation { conversation: line.id.clone() }.to_string(),
            name: line.name.clone(),
            face: Face::of(&line.name),
            owner: line.owner.as_ref().map(|owner| owner.name.clone()),
            unread: (line.unread > 0).then(|| thousands(line.unread)),
            starred: line.starred,
            preview: line.preview.clone(),
            ours: line.direction == Some(Direction::Outbound),
            channel: line.channel.label(),
            icon: icon(line.channel),
            at: lens.when(line.at),
            here: here == Some(line.id.as_str()),
        }
    }
}

#[cfg(test)]
#[path = "conversations/tests.rs"]
mod tests;
