//! What stands above or instead of the rows: new contacts HighLevel does not have, and what would match.

use workspace::Standing;
use workspace::contacts::{ComingContact, ContactsQuery, Near};

use super::Address;
use crate::pages::face::Face;
use crate::pages::mark::{Mark, sentence};
use crate::pages::moment::{Lens, count};
use crate::paths;

/// A contact that HighLevel does not have.
#[derive(Debug, Clone)]
pub(super) struct ComingView {
    pub(super) key: String,
    /// The form it was typed into where it was refused, else the page of writes.
    pub(super) href: String,
    pub(super) name: String,
    pub(super) face: Face,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) company: String,
    pub(super) tags: Vec<String>,
    pub(super) mark: Mark,
    /// Why it was refused.
    pub(super) reason: Option<String>,
}

impl ComingView {
    pub(super) fn of(one: &ComingContact, lens: &Lens) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (href, reason) = match &one.standing {
            Standing::Refused { reason, .. } => {
                (paths::NewContactAgain { write: one.write }.to_string(), Some(sentence(reason)))
            }
            _ => (paths::Writes.to_string(), None),
        };
        Self {
            key: one.write.to_string(),
            href,
            name: one.name.clone(),
            face: Face::of(&one.name),
            email: text(&one.email),
            phone: text(&one.phone),
            company: text(&one.company),
            tags: one.tags.iter().take(super::TAGS_SHOWN).cloned().collect(),
            mark: Mark::of(&one.standing, lens),
            reason,
        }
    }
}

/// What would match.
#[derive(Debug, Clone)]
pub(super) struct NearView {
    /// The words before the link.
    pub(super) before: &'static str,
    /// The words of the link.
    pub(super) link: String,
    /// The words behind it.
    pub(super) after: &'static str,
    pub(super) href: String,
}

impl NearView {
    pub(super) fn of(near: &Near, address: &Address<'_>) -> Self {
        match near {
            Near::Words(words) => Self {
                before: "Did you mean ",
                link: words.clone(),
                after: "?",
                href: address.with(|query| query.search.clone_from(words)),
            },
            Near::Unfiltered(number) => Self {
                before: "Without the filters, ",
                link: count(*number, "contact"),
                after: if *number == 1 { " matches." } else { " match." },
                href: address.with(|query| {
                    *query = ContactsQuery {
                        search: query.search.clone(),
                        sort: query.sort,
                        ..ContactsQuery::default()
                    };
                }),
            },
        }
    }
}
