//! Forms about messages, opportunities, businesses and followers.

use domain::ids::WriteId;
use serde::Deserialize;
use workspace::Problem;
use workspace::conversation::{MessageDraft, ThreadsQuery, Which};
use workspace::opportunity::OpportunityDraft;

use crate::errors::PageError;
use crate::pages::conversations::which_word;

/// What the address of the conversations may carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ThreadsForm {
    q: String,
    show: String,
    after: String,
}

impl ThreadsForm {
    pub(crate) fn read(self) -> Result<ThreadsQuery, PageError> {
        let invalid = |text: &str| PageError::Invalid(vec![Problem::with("show", text)]);
        let which = match self.show.as_str() {
            "" | "all" => Which::All,
            "unread" => Which::Unread,
            "starred" => Which::Starred,
            _ => return Err(invalid("“show” is one of: unread, starred.")),
        };
        let after = match self.after.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| invalid("“after” is no place in this list."))?),
        };
        Ok(ThreadsQuery { search: self.q.trim().chars().take(75).collect(), which, after })
    }
}

/// The address that asks that, from its question mark on; empty where nothing is asked.
pub(crate) fn threads_query(query: &ThreadsQuery) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    if !query.search.is_empty() {
        text.append_pair("q", &query.search);
    }
    if query.which != Which::All {
        text.append_pair("show", which_word(query.which));
    }
    if let Some(after) = &query.after {
        text.append_pair("after", &after.to_string());
    }
    let text = text.finish();
    if text.is_empty() { text } else { format!("?{text}") }
}

/// A message.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MessageForm {
    replaces: Option<WriteId>,
    channel: String,
    subject: String,
    text: String,
    files: String,
}

impl MessageForm {
    /// What was typed, and the write it is to replace.
    pub(crate) fn read(self) -> (MessageDraft, Option<WriteId>) {
        let draft =
            MessageDraft { channel: self.channel, subject: self.subject, text: self.text, files: self.files };
        (draft, self.replaces)
    }
}

/// A star, given or taken.
#[derive(Debug, Deserialize)]
pub(crate) struct StarForm {
    state: String,
}

impl StarForm {
    pub(crate) fn read(&self) -> bool {
        self.state == "on"
    }
}

/// An opportunity.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OpportunityFields {
    replaces: Option<WriteId>,
    name: String,
    stage: String,
    status: String,
    worth: String,
    owner: String,
}

impl OpportunityFields {
    /// What was typed, and the write it is to replace.
    pub(crate) fn read(self) -> (OpportunityDraft, Option<WriteId>) {
        let draft = OpportunityDraft {
            name: self.name,
            stage: self.stage,
            status: self.status,
            value: self.worth,
            owner: self.owner,
        };
        (draft, self.replaces)
    }
}

/// A user who follows, or no longer does.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FollowForm {
    pub(crate) user: String,
    pub(crate) state: String,
}

/// The business a contact goes into; empty for none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BusinessForm {
    pub(crate) business: String,
}

/// What is looked for among the businesses.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BusinessesForm {
    pub(crate) q: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_conversations_reads_back_as_what_was_written() {
        let asked = "q=ada+l&show=unread";

        let query = serde_urlencoded::from_str::<ThreadsForm>(asked).unwrap().read().unwrap();

        assert_eq!(threads_query(&query), format!("?{asked}"));
        assert_eq!(threads_query(&ThreadsQuery::default()), "");
    }

    #[test]
    fn an_unknown_filter_is_refused() {
        assert!(serde_urlencoded::from_str::<ThreadsForm>("show=soon").unwrap().read().is_err());
    }
}
