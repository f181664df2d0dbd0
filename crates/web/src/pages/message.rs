//! One message as drawn: who said it, by which way, and how far it got.

use domain::conversation::{Channel, Direction, Fate};
use domain::ids::WriteId;
use workspace::conversation::{MessageLine, Way};
use workspace::standing::{Key, Standing};

use super::mark::{Mark, sentence};
use super::moment::{Lens, Moment};

/// One message of a conversation.
#[derive(Debug, Clone)]
pub(crate) struct MessageView {
    /// Names it on the page.
    pub(crate) key: String,
    /// `theirs` or `ours`.
    pub(crate) side: &'static str,
    /// Who said it.
    pub(crate) who: String,
    pub(crate) channel: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) files: Vec<FileView>,
    pub(crate) at: Option<Moment>,
    pub(crate) fate: Option<FateView>,
    pub(crate) mark: Mark,
    /// Where one that was not sent can be changed and sent again.
    pub(crate) again: Option<String>,
}

/// A file that goes along, by its address.
#[derive(Debug, Clone)]
pub(crate) struct FileView {
    pub(crate) href: String,
    pub(crate) name: String,
}

/// How far a message got.
#[derive(Debug, Clone)]
pub(crate) struct FateView {
    pub(crate) text: String,
    pub(crate) tone: &'static str,
}

/// A channel of the composer.
#[derive(Debug, Clone)]
pub(crate) struct WayView {
    /// `sms` or `email`.
    pub(crate) word: &'static str,
    pub(crate) label: &'static str,
    pub(crate) to: Option<String>,
    /// Why nothing can be sent by it.
    pub(crate) closed: Option<String>,
}

impl WayView {
    pub(crate) fn of(way: &Way) -> Self {
        Self {
            word: way.channel.as_str(),
            label: way.channel.label(),
            to: way.to.clone(),
            closed: way.closed.clone(),
        }
    }
}

impl MessageView {
    pub(crate) fn of(line: &MessageLine, contact: &str, lens: &Lens) -> Self {
        let is_ours = line.direction == Direction::Outbound;
        Self {
            key: format!("message-{}", line.key),
            side: if is_ours { "ours" } else { "theirs" },
            who: who(line, contact),
            channel: line.channel.label(),
            icon: icon(line.channel),
            subject: line.subject.clone(),
            text: line.text.clone(),
            files: line.attachments.iter().filter_map(|address| FileView::of(address)).collect(),
            at: line.at.map(|at| lens.clock(at)),
            fate: line.fate.map(|fate| FateView::of(fate, line.error.as_deref())),
            mark: Mark::of(&line.standing, lens),
            again: None,
        }
    }

    /// The same; where it was not sent, it leads to a composer that has it again.
    pub(crate) fn leading_to(mut self, line: &MessageLine, composer: impl Fn(WriteId) -> String) -> Self {
        if let (Standing::Refused { .. }, Key::New(write)) = (&line.standing, &line.key) {
            self.again = Some(composer(*write));
        }
        self
    }
}

fn who(line: &MessageLine, contact: &str) -> String {
    match (line.direction, &line.by) {
        (Direction::Inbound, _) => contact.to_owned(),
        (Direction::Outbound, Some(user)) => user.name.clone(),
        (Direction::Outbound, None) if line.automated => "A workflow".to_owned(),
        (Direction::Outbound, None) => "You or a colleague".to_owned(),
    }
}

/// The picture of a channel.
pub(crate) fn icon(channel: Channel) -> &'static str {
    match channel {
        Channel::Email | Channel::Form => "mail",
        Channel::Call | Channel::Voicemail => "phone",
        _ => "chat",
    }
}

impl FateView {
    fn of(fate: Fate, error: Option<&str>) -> Self {
        let (text, tone) = match fate {
            Fate::Scheduled => ("Scheduled", ""),
            Fate::Queued => ("Queued at HighLevel", ""),
            Fate::Sent => ("Sent", ""),
            Fate::Delivered => ("Delivered", "ok"),
            Fate::Read => ("Read", "ok"),
            Fate::Failed => ("Not sent", "bad"),
            Fate::Undelivered => ("Not delivered", "bad"),
        };
        match error.filter(|_| fate.is_lost()) {
            Some(error) => Self { text: format!("{text}: {}", sentence(error)), tone },
            None => Self { text: text.to_owned(), tone },
        }
    }
}

impl FileView {
    /// A file as a link, if its address is one that a browser may follow.
    fn of(address: &str) -> Option<Self> {
        let url = url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
        let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
        let name = percent_encoding::percent_decode_str(last).decode_utf8_lossy().into_owned();
        let name = if name.is_empty() { url.host_str().unwrap_or("file").to_owned() } else { name };
        Some(Self { href: url.to_string(), name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_failed_says_why() {
        let view = FateView::of(Fate::Failed, Some("The number cannot be reached"));

        assert_eq!((view.text.as_str(), view.tone), ("Not sent: The number cannot be reached.", "bad"));
        assert_eq!(FateView::of(Fate::Delivered, Some("noise")).text, "Delivered");
    }

    #[test]
    fn a_file_is_a_link_only_where_a_browser_may_follow_it() {
        assert_eq!(FileView::of("https://example.com/a/plan%20b.pdf").unwrap().name, "plan b.pdf");
        assert!(FileView::of("javascript:alert(1)").is_none());
    }
}
