//! Lists of contacts: searched, filtered, sorted, page by page.
//!
//! Here: one page in a few milliseconds, however many contacts there are. Not here: what is asked
//! (`contact_query`), how that is put to the database (`contact_filter`), a whole contact (`record`).
//!
//! Promise: paging goes by the last row's key, so nothing is skipped or shown twice when rows come and go.

use domain::contact::tag_key;
use highlevel::ids::{ContactId, LocationId};
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    contact_filter::Reading,
    contact_query::{ContactPage, ContactQuery, ContactRow, Order},
    row::{text, values},
};

const LONGEST_PAGE: u32 = 200;

const ROW: &str = "c.id, c.name, c.name_key, c.email, c.phone, c.company, c.owner, c.tags, c.dnd, c.date_added, \
     c.date_updated, c.last_activity";

impl Tx<'_> {
    /// One contact as the list shows it; none where it was deleted.
    pub async fn contact_row_find(
        &mut self,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Option<ContactRow>, StoreError> {
        let sql = format!("SELECT {ROW} FROM contact AS c WHERE c.location_id = $1 AND c.id = $2");
        let row = self.row("contact", AssertSqlSafe(sql), values![text(location), text(contact)]).await?;
        row.as_ref().map(ContactRow::try_from).transpose()
    }

    /// One page of contacts.
    pub async fn contact_list(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
    ) -> Result<ContactPage, StoreError> {
        let mut filter = self.contact_filter(location, query, Reading::InOrder).await?;
        // The page that ends at a row is the page that begins there, read backwards.
        let backwards = query.before.is_some();
        let rises = query.sort.usually_rises() == (query.order == Order::Usual);
        let (direction, beyond) = if rises != backwards { ("ASC", ">") } else { ("DESC", "<") };
        let column = query.sort.column();
        let from = query.before.as_ref().or(query.after.as_ref());
        let begun = from.is_some_and(|from| filter.beyond(from, query.sort, beyond));
        let limit = query.limit.clamp(1, LONGEST_PAGE);
        let place = filter.place(i64::from(limit) + 1);
        let sql = format!(
            "SELECT {ROW} FROM {} WHERE {} ORDER BY c.location_id {direction}, {column} {direction}, c.id {direction}
            LIMIT ${place}",
            filter.from(),
            filter.sql()
        );
        let rows = self.rows("contact", AssertSqlSafe(sql), filter.values).await?;
        let mut rows = rows.iter().map(ContactRow::try_from).collect::<Result<Vec<_>, _>>()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        if backwards {
            rows.reverse();
        }
        let (earlier, later) = if backwards { (more, begun) } else { (begun, more) };
        let previous = rows.first().filter(|_| earlier).map(|row| row.cursor(query.sort));
        let next = rows.last().filter(|_| later).map(|row| row.cursor(query.sort));
        Ok(ContactPage { rows, next, previous })
    }

    /// How many contacts the query finds, counted no further than `at_most`; the number of all, and of those with
    /// one tag, is kept and therefore whole.
    pub async fn contact_count(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
        at_most: u32,
    ) -> Result<u64, StoreError> {
        if let Some(tag) = query.only_tag() {
            return self.contact_number(location, &tag_key(tag)).await;
        }
        let mut filter = self.contact_filter(location, query, Reading::Counting).await?;
        let place = filter.place(i64::from(at_most));
        let sql = format!(
            "SELECT COUNT(*) AS found FROM (SELECT 1 AS one FROM {} WHERE {} LIMIT ${place}) AS found_few",
            filter.from(),
            filter.sql()
        );
        let row = self.row("contact", AssertSqlSafe(sql), filter.values).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// Tags that contacts carry, with how many carry each, the most used first.
    pub async fn contact_tags(
        &mut self,
        location: &LocationId,
        limit: u32,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT tag AS id, found FROM contact_number
            WHERE location_id = $1 AND tag <> '' AND found > 0 ORDER BY found DESC, tag LIMIT $2";
        let rows = self.rows("contact_number", sql, values![text(location), i64::from(limit)]).await?;
        rows.iter().map(|row| Ok((row.text("id")?, row.count("found")?))).collect()
    }

    /// How many contacts carry a tag; with the empty one, how many there are.
    async fn contact_number(&mut self, location: &LocationId, tag: &str) -> Result<u64, StoreError> {
        let sql = "SELECT tag AS id, found FROM contact_number WHERE location_id = $1 AND tag = $2";
        let row = self.row("contact_number", sql, values![text(location), tag]).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }
}
