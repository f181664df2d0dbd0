//! A message as typed, and what it becomes.

use domain::conversation::Channel;
use serde_json::{Map, Value, json};
use url::Url;

use crate::fields::typed;
use crate::note::text;
use crate::{Problem, Refusal};

/// HighLevel takes no text message that is longer.
const LONGEST_SMS: usize = 1_600;
/// Files on one message.
const FILES: usize = 5;

/// A message as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageDraft {
    /// `sms` or `email`.
    pub channel: String,
    /// Of an e-mail.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Addresses of files, one a line.
    pub files: String,
}

impl MessageDraft {
    /// What was typed, read back from the body it became.
    pub(crate) fn of(body: &Map<String, Value>) -> Self {
        let word = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let files = body.get("attachments").and_then(Value::as_array);
        let files: Vec<&str> = files.into_iter().flatten().filter_map(Value::as_str).collect();
        let is_email = word("type") == "Email";
        Self {
            channel: if is_email { "email" } else { "sms" }.to_owned(),
            subject: word("subject").to_owned(),
            text: if is_email { text::plain(word("html")) } else { word("message").to_owned() },
            files: files.join("\n"),
        }
    }

    /// The channel it is meant for.
    pub fn channel(&self) -> Option<Channel> {
        match self.channel.as_str() {
            "" | "sms" => Some(Channel::Sms),
            "email" => Some(Channel::Email),
            _ => None,
        }
    }
}

/// A message that is fit to be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outgoing {
    pub(crate) channel: Channel,
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) files: Vec<String>,
}

impl Outgoing {
    /// Reads a draft, or says everything that is wrong with it at once.
    pub(crate) fn read(draft: &MessageDraft) -> Result<Self, Refusal> {
        let Some(channel) = draft.channel() else {
            return Err(Problem::with("channel", "Choose SMS or email.").into());
        };
        let mut problems = Vec::new();
        let files = files(&draft.files).unwrap_or_else(|why| {
            problems.push(Problem::with("files", why));
            Vec::new()
        });
        let text = draft.text.trim().replace("\r\n", "\n");
        let subject = typed::line(draft.subject.trim()).unwrap_or_else(|why| {
            problems.push(Problem::with("subject", why));
            String::new()
        });
        if let Err(why) = said(channel, &text, !files.is_empty()) {
            problems.push(Problem::with("text", why));
        }
        if channel == Channel::Email && subject.is_empty() && problems.is_empty() {
            problems.push(Problem::with("subject", "An email needs a subject."));
        }
        if !problems.is_empty() {
            return Err(Refusal::Invalid(problems));
        }
        let subject = (channel == Channel::Email).then_some(subject);
        Ok(Self { channel, subject, text, files })
    }

    /// The body HighLevel takes.
    pub(crate) fn body(&self, contact: &highlevel::ContactId) -> Map<String, Value> {
        let mut body = match self.channel {
            Channel::Email => json!({
                "type": "Email", "contactId": contact, "subject": self.subject, "html": markup(&self.text),
            }),
            _ => json!({ "type": "SMS", "contactId": contact, "message": self.text }),
        };
        if !self.files.is_empty() {
            body["attachments"] = json!(self.files);
        }
        match body {
            Value::Object(body) => body,
            _ => Map::new(),
        }
    }

    /// The message as the mirror will have it.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        let (kind, said) = match self.channel {
            Channel::Email => ("TYPE_EMAIL", markup(&self.text)),
            _ => ("TYPE_SMS", self.text.clone()),
        };
        let mut fields = Map::new();
        fields.insert("messageType".to_owned(), kind.into());
        fields.insert("direction".to_owned(), "outbound".into());
        fields.insert("body".to_owned(), said.into());
        if let Some(subject) = &self.subject {
            fields.insert("subject".to_owned(), subject.as_str().into());
        }
        if !self.files.is_empty() {
            fields.insert("attachments".to_owned(), json!(self.files));
        }
        fields
    }
}

fn said(channel: Channel, text: &str, has_files: bool) -> Result<(), String> {
    if text.is_empty() && (!has_files || channel == Channel::Email) {
        return Err("Write something to send.".to_owned());
    }
    let letters = text.chars().count();
    if channel == Channel::Sms && letters > LONGEST_SMS {
        return Err(format!(
            "A text message has {LONGEST_SMS} characters at most; this one has {letters}. Shorten it, or send an \
             email."
        ));
    }
    if text.is_empty() { Ok(()) } else { typed::long(text).map(drop) }
}

/// Files go along by their address alone: HighLevel fetches them.
fn files(typed: &str) -> Result<Vec<String>, String> {
    let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > FILES {
        return Err(format!("At most {FILES} files go along with one message."));
    }
    for line in &lines {
        let is_address =
            Url::parse(line).is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some());
        if !is_address || line.len() > 2_000 {
            return Err("Each file is an address that begins with https://, one a line.".to_owned());
        }
    }
    Ok(lines.into_iter().map(str::to_owned).collect())
}

/// Text as an e-mail carries it: paragraphs and line ends, everything else as it was typed.
pub(crate) fn markup(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs =
        escaped.split("\n\n").map(|part| format!("<p>{}</p>", part.trim().replace('\n', "<br>")));
    paragraphs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(channel: &str, subject: &str, text: &str, files: &str) -> MessageDraft {
        MessageDraft {
            channel: channel.into(),
            subject: subject.into(),
            text: text.into(),
            files: files.into(),
        }
    }

    #[test]
    fn a_text_message_is_sent_as_it_was_typed_and_read_back_the_same() {
        let typed = draft("sms", "", "Hello Ada\nsee you", "https://example.com/plan.pdf");

        let body =
            Outgoing::read(&typed).unwrap().body(&highlevel::ContactId::new("ada").expect("not empty"));

        assert_eq!(
            Value::Object(body.clone()),
            json!({"type": "SMS", "contactId": "ada", "message": "Hello Ada\nsee you",
                   "attachments": ["https://example.com/plan.pdf"]})
        );
        assert_eq!(MessageDraft::of(&body), typed);
    }

    #[test]
    fn an_email_carries_what_was_typed_as_paragraphs_and_never_as_markup() {
        let typed = draft("email", "Your quote", "Hello <Ada>,\n\nsee you\nsoon", "");

        let body =
            Outgoing::read(&typed).unwrap().body(&highlevel::ContactId::new("ada").expect("not empty"));

        assert_eq!(body["html"], "<p>Hello &lt;Ada&gt;,</p><p>see you<br>soon</p>");
        assert_eq!(MessageDraft::of(&body).subject, "Your quote");
    }

    #[test]
    fn a_message_is_refused_with_everything_that_is_wrong() {
        let wrong = |draft: MessageDraft| match Outgoing::read(&draft) {
            Err(Refusal::Invalid(problems)) => {
                problems.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
            }
            _ => Vec::new(),
        };

        assert_eq!(wrong(draft("sms", "", "  ", "http://example.com/a")), ["files", "text"]);
        assert_eq!(wrong(draft("email", "", "Hello", "")), ["subject"]);
        assert_eq!(wrong(draft("fax", "", "Hello", "")), ["channel"]);
        assert_eq!(wrong(draft("sms", "", &"a".repeat(1_601), "")), ["text"]);
    }
}
