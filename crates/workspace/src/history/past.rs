//! A contact as of a moment, field by field, pure.

use domain::history::AsOf;
use domain::record::Doc;

use super::{Known, PastRecord, PastRow, PastSection};
use crate::contact::overlaid::words;
use crate::fields::{FieldKey, StandardField, catalog};
use crate::note::text;
use crate::reference::Reference;

/// What a moment shows.
pub(super) struct Then {
    pub(super) known: Known,
    pub(super) doc: Doc,
    pub(super) assumed: Vec<String>,
}

impl Then {
    pub(super) fn of(as_of: AsOf) -> Self {
        let then = |known, doc, assumed| Self { known, doc, assumed };
        match as_of {
            AsOf::There { doc, assumed } => then(Known::There, doc, assumed),
            AsOf::Deleted { doc } => then(Known::Deleted, doc, Vec::new()),
            AsOf::NotYet => then(Known::NotYet, Doc::default(), Vec::new()),
            AsOf::Unknown { known_from } => then(Known::Unknown(known_from), Doc::default(), Vec::new()),
        }
    }

    /// Every field that has a value then or now.
    pub(super) fn sections(&self, now: &Doc, reference: &Reference) -> Vec<PastSection> {
        let (profile, address) = StandardField::ALL.split_at(StandardField::PROFILE);
        let rows = |keys: &mut dyn Iterator<Item = FieldKey>| -> Vec<PastRow> {
            keys.filter_map(|key| self.row(key, now, reference)).collect()
        };
        let section = |name: &str, rows| PastSection { name: name.to_owned(), rows };
        let mut custom = reference.fields.iter().map(|field| FieldKey::Custom(field.id.clone()));
        let all = [
            section("Profile", rows(&mut profile.iter().map(|field| FieldKey::Standard(*field)))),
            section("Address", rows(&mut address.iter().map(|field| FieldKey::Standard(*field)))),
            section("Custom fields", rows(&mut custom)),
        ];
        all.into_iter().filter(|section| !section.rows.is_empty()).collect()
    }

    fn row(&self, key: FieldKey, now: &Doc, reference: &Reference) -> Option<PastRow> {
        let shown = |doc: &Doc| catalog::shown(&key, catalog::value(&key, doc)?, reference);
        let (then, now) = (shown(&self.doc), shown(now));
        if then.is_none() && now.is_none() {
            return None;
        }
        let field = match &key {
            FieldKey::Standard(field) => field.wire(),
            FieldKey::Custom(_) => "customFields",
        };
        Some(PastRow {
            label: catalog::label(&key, reference),
            is_assumed: self.assumed.iter().any(|name| name == field),
            key,
            then,
            now,
        })
    }
}

/// A task or a note then; none where it was not there.
pub(super) fn record(kind: domain::record::Kind, as_of: AsOf, is_gone_now: bool) -> Option<PastRecord> {
    let AsOf::There { doc, .. } = as_of else { return None };
    let title = doc.text("title").map(str::to_owned);
    let body = || doc.text("body").map(text::plain).unwrap_or_default();
    let title = title.filter(|title| !title.is_empty()).unwrap_or_else(body);
    let state = match (is_gone_now, doc.flag("completed")) {
        (true, _) => "deleted since",
        (false, Some(true)) => "done",
        (false, Some(false)) => "open",
        (false, None) => "",
    };
    let title = title.chars().take(120).collect();
    Some(PastRecord { kind: words(kind.as_str()), title, state: state.to_owned() })
}
