//! `POST /contacts/search` over the mirror.
//!
//! Promise: the grammar is HighLevel's, read and evaluated by the same code as anywhere else. What only the whole
//! contact tells is asked of HighLevel unless every contact that could fit is known whole.

use std::collections::HashSet;

use domain::progress::Stage;
use domain::record::{Kind, RecordId};
use highlevel::answering::search::{Asked as Search, Filter, Order, Place, Start};
use highlevel::{LocationId, UserId};
use serde_json::{Value, json};
use store::{ContactQuery, Cursor, OwnerFilter, RecordRow, Sort, Tx};

use super::column::{Field, Id};
use super::contacts::{documents, is_copied, is_whole};
use super::{Asked, Found, Read, Trouble, show};

/// Contacts of a list read at a time.
const PAGE: u32 = 200;
/// Records read at a time.
const STEP: u32 = 1_000;

/// A search that has been understood.
struct Understood {
    search: Search,
    fields: HashSet<String>,
    filter: Filter<Field>,
    order: Order<Field>,
    start: Start<Id>,
}

/// The page of a search: the contacts, each with its cursor, and how many there are in all.
type Page = (Vec<(RecordRow, Value)>, u64);

/// The search.
pub(super) async fn contacts(tx: &mut Tx<'_>, location: &LocationId, asked: &Asked) -> Read {
    let search = Search::read(&asked.body)?;
    if !is_copied(tx, location, Stage::Contacts).await? {
        return Ok(None);
    }
    let fields = custom_fields(tx, location).await?;
    let Some(understood) = understand(search, fields)? else { return Ok(None) };
    let page = if understood.is_the_list() {
        Some(understood.page_of_the_list(tx, location).await?)
    } else {
        understood.by_looking(tx, location).await?
    };
    let Some((contacts, total)) = page else { return Ok(None) };
    let shown = contacts.into_iter().map(|(row, cursor)| show::searched(row.doc(), asked.spelling(), cursor));
    Ok(Some(Found::of(json!({ "contacts": shown.collect::<Value>(), "total": total }))))
}

async fn custom_fields(tx: &mut Tx<'_>, location: &LocationId) -> Result<HashSet<String>, Trouble> {
    let fields = tx.record_list(location, Kind::CustomField).await?;
    Ok(fields.into_iter().map(|row| row.id.to_string()).collect())
}

/// Reads filters and order; nothing where they name a custom field that the mirror does not know yet.
fn understand(search: Search, fields: HashSet<String>) -> Result<Option<Understood>, Trouble> {
    let strange = |value: &Value| names_a_stranger(value, &fields);
    if search.filters.iter().chain(&search.sort).any(strange) {
        return Ok(None);
    }
    let order = Order::read(&search.sort, &fields)?;
    let filter = Filter::read(&search.filters, &fields)?;
    let start = Start::read(search.page, search.after.as_deref(), search.limit, &order)?;
    Ok(Some(Understood { search, fields, filter, order, start }))
}

fn names_a_stranger(filter: &Value, fields: &HashSet<String>) -> bool {
    let inner = filter.get("filters").and_then(Value::as_array).into_iter().flatten();
    let id = filter.get("field").and_then(Value::as_str).and_then(|name| name.strip_prefix("customFields."));
    id.is_some_and(|id| !fields.contains(id)) || inner.into_iter().any(|one| names_a_stranger(one, fields))
}

impl Understood {
    /// Whether the mirror keeps exactly this list.
    fn is_the_list(&self) -> bool {
        self.order.is_newest_first() && self.filter.is_open()
    }

    async fn page_of_the_list(&self, tx: &mut Tx<'_>, location: &LocationId) -> Result<Page, Trouble> {
        let (mut after, mut skip) = match &self.start {
            Start::Skip(skip) => (None, *skip),
            Start::After(place) => (cursor_of(place), 0),
        };
        let mut page = Vec::new();
        loop {
            let query = ContactQuery { after, limit: PAGE, ..self.narrowed() };
            let list = tx.contact_list(location, &query).await?;
            let passed = skip.min(list.rows.len());
            skip -= passed;
            let wanted = &list.rows[passed..];
            let wanted = &wanted[..wanted.len().min(self.search.limit - page.len())];
            for row in documents(tx, location, wanted).await? {
                let cursor = json!(self.order.place(row.doc(), &self.fields));
                page.push((row, cursor));
            }
            after = list.next;
            if after.is_none() || page.len() >= self.search.limit {
                let total = tx.contact_count(location, &self.narrowed(), u32::MAX).await?;
                return Ok((page, total));
            }
        }
    }

    /// Looks at every contact that could fit; nothing where one of them does not tell.
    async fn by_looking(&self, tx: &mut Tx<'_>, location: &LocationId) -> Result<Option<Page>, Trouble> {
        let asks = |what: fn(&Field) -> bool| {
            self.filter.names(&what) || self.order.rules().iter().any(|rule| what(&rule.field))
        };
        if asks(Field::is_listed_only) {
            return Ok(None);
        }
        let needs_whole = asks(Field::is_whole_only);
        let mut places: Vec<Place<Id>> = Vec::new();
        let mut walk = Walk::of(self.narrowed());
        while let Some(rows) = walk.next(tx, location).await? {
            if needs_whole && !rows.iter().all(is_whole) {
                return Ok(None);
            }
            let fitting = rows.iter().filter(|row| self.filter.fits(row.doc(), &self.fields));
            places.extend(fitting.map(|row| self.order.place(row.doc(), &self.fields)));
        }
        let total = places.len() as u64;
        let page = self.page_of(places);
        let ids: Vec<&str> = page.iter().map(|place| place.id().as_ref()).collect();
        let rows = tx.record_find_many(location, Kind::Contact, &ids).await?;
        let cursors = page.iter().map(|place| json!(place));
        Ok(Some((rows.into_iter().zip(cursors).collect(), total)))
    }

    /// Only the page itself is sorted, the rest is merely looked at.
    fn page_of(&self, mut places: Vec<Place<Id>>) -> Vec<Place<Id>> {
        let skip = match &self.start {
            Start::Skip(skip) => *skip,
            Start::After(place) => {
                places.retain(|here| self.order.compare(here, place).is_gt());
                0
            }
        };
        let wanted = skip.saturating_add(self.search.limit);
        if wanted < places.len() {
            places.select_nth_unstable_by(wanted, |one, two| self.order.compare(one, two));
            places.truncate(wanted);
        }
        places.sort_by(|one, two| self.order.compare(one, two));
        places.into_iter().skip(skip).collect()
    }

    /// What the mirror's own list can narrow it by: words, one tag after another, one owner.
    fn narrowed(&self) -> ContactQuery {
        let mut query = ContactQuery {
            search: self.search.query.clone(),
            sort: Sort::DateAdded,
            limit: PAGE,
            ..ContactQuery::default()
        };
        for filter in &self.search.filters {
            let text = |name: &str| filter.get(name).and_then(Value::as_str);
            let (Some("eq"), Some(value)) = (text("operator"), text("value")) else { continue };
            match text("field") {
                Some("tags") => query.tags.push(value.to_owned()),
                Some("assignedTo") => query.owner = UserId::new(value).map_or(query.owner, OwnerFilter::User),
                _ => {}
            }
        }
        query
    }
}

fn cursor_of(place: &Place<Id>) -> Option<Cursor> {
    let (millis, id) = place.birth()?;
    Some(Cursor::at(jiff::Timestamp::from_millisecond(millis).ok()?, &id.0))
}

/// Contacts, some at a time: those of a narrowed list, or all.
enum Walk {
    List { query: Box<ContactQuery>, is_over: bool },
    All { after: Option<RecordId> },
}

impl Walk {
    fn of(query: ContactQuery) -> Self {
        let narrows =
            !query.search.trim().is_empty() || !query.tags.is_empty() || query.owner != OwnerFilter::Anyone;
        if narrows {
            Self::List { query: Box::new(query), is_over: false }
        } else {
            Self::All { after: None }
        }
    }

    async fn next(
        &mut self,
        tx: &mut Tx<'_>,
        location: &LocationId,
    ) -> Result<Option<Vec<RecordRow>>, Trouble> {
        match self {
            Self::List { is_over: true, .. } => Ok(None),
            Self::List { query, is_over } => {
                let page = tx.contact_list(location, query).await?;
                *is_over = page.next.is_none();
                query.after = page.next;
                documents(tx, location, &page.rows).await.map(Some)
            }
            Self::All { after } => {
                let rows = tx.record_list_after(location, Kind::Contact, after.as_ref(), STEP).await?;
                let Some(last) = rows.last() else { return Ok(None) };
                *after = Some(last.id.clone());
                Ok(Some(rows.into_iter().filter(|row| row.deleted_at().is_none()).collect()))
            }
        }
    }
}
