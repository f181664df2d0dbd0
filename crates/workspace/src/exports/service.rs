//! The service, and what its parts share.

use domain::record::{Kind, RecordId};
use futures::{Stream, StreamExt as _, stream};
use highlevel::LocationId;
use serde_json::{Map, Value, json};

use super::{KINDS, LARGEST_PAGE, Page, Trouble, csv};
use crate::Rooms;
use crate::api_keys::Caller;

/// Exports of these rooms.
#[derive(Debug, Clone)]
pub struct Exports {
    pub(super) rooms: Rooms,
}

impl Exports {
    /// Exports of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// The whole account, one record a line: `{"kind":"contact","record":{…}}`.
    pub fn lines(&self, caller: &Caller) -> impl Stream<Item = Result<String, Trouble>> + Send + use<> {
        let (exports, location) = (self.clone(), caller.location.clone());
        let kinds = stream::iter(KINDS.map(|(_, kind)| kind));
        kinds.flat_map(move |kind| {
            exports.all(&location, kind).map(move |page| {
                let line =
                    |record: Value| format!("{}\n", json!({ "kind": kind.as_str(), "record": record }));
                page.map(|page| page.records.into_iter().map(line).collect::<String>())
            })
        })
    }

    /// Every contact as a row of comma-separated values, the names of the columns first.
    pub fn table(&self, caller: &Caller) -> impl Stream<Item = Result<String, Trouble>> + Send + use<> {
        let (exports, location) = (self.clone(), caller.location.clone());
        stream::once(async move {
            let columns = csv::columns(&exports.keys(&location).await?);
            let head = csv::head(&columns);
            let rows = exports.all(&location, Kind::Contact).map(move |page| {
                page.map(|page| {
                    page.records.iter().map(|record| csv::row(&columns, record)).collect::<String>()
                })
            });
            Ok::<_, Trouble>(stream::once(async move { Ok(head) }).chain(rows))
        })
        .flat_map(|begun| match begun {
            Ok(rows) => rows.boxed(),
            Err(error) => stream::once(async move { Err(error) }).boxed(),
        })
    }

    /// Page after page of one kind.
    fn all(
        &self,
        location: &LocationId,
        kind: Kind,
    ) -> impl Stream<Item = Result<Page, Trouble>> + Send + use<> {
        let begin = (self.clone(), location.clone(), Some(None::<String>));
        stream::unfold(begin, move |(exports, location, next)| async move {
            let page = exports.page_at(&location, kind, next?.as_deref(), LARGEST_PAGE).await;
            let next = page.as_ref().ok().and_then(|page| page.next.clone()).map(Some);
            Some((page, (exports, location, next)))
        })
    }

    /// The keys of the location's custom fields, by their ids.
    pub(super) async fn keys(&self, location: &LocationId) -> Result<Map<String, Value>, Trouble> {
        let mut tx = self.rooms.store.read().await?;
        let fields = tx.record_list(location, Kind::CustomField).await?;
        let named = |row: store::RecordRow| {
            let key = row.doc().text("fieldKey").unwrap_or(row.id.as_str()).to_owned();
            (row.id.to_string(), Value::from(key))
        };
        Ok(fields.into_iter().map(named).collect())
    }

    /// A page of one kind, after this id.
    pub(super) async fn page_at(
        &self,
        location: &LocationId,
        kind: Kind,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page, Trouble> {
        let keys = match kind {
            Kind::Contact => self.keys(location).await?,
            _ => Map::new(),
        };
        let after = after.and_then(|after| RecordId::new(after).ok());
        let mut tx = self.rooms.store.read().await?;
        let rows = tx.record_list_after(location, kind, after.as_ref(), limit).await?;
        let is_full = rows.len() == limit as usize;
        let next = rows.last().filter(|_| is_full).map(|row| row.id.to_string());
        let living = rows.into_iter().filter(|row| row.deleted_at().is_none());
        let records = living.map(|row| super::pages::shown(row, &keys)).collect();
        Ok(Page { records, next })
    }
}
