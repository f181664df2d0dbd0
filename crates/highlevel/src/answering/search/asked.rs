//! What a search of contacts is asked, and where its page starts.

use serde_json::Value;

use super::column::Column;
use super::order::{Order, Place};
use crate::answering::Refusal;
use crate::answering::body::{Body, Need};

/// The largest page. Documented second-hand; 100 is proven.
pub const LARGEST_PAGE: usize = 500;
/// How far page numbers reach.
pub const REACH_OF_PAGES: usize = 10_000;
/// The longest full-text query.
pub const LONGEST_QUERY: usize = 75;

/// The body of a search of contacts, checked; filters and order are read when the fields are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Whose contacts.
    pub location: String,
    /// How many.
    pub limit: usize,
    /// The number of the page.
    pub page: Option<f64>,
    /// The cursor of the last contact that was seen.
    pub after: Option<Vec<Value>>,
    /// Full text.
    pub query: String,
    /// Conditions, all of which must hold.
    pub filters: Vec<Value>,
    /// Rules of order.
    pub sort: Vec<Value>,
}

impl Asked {
    /// Reads a body.
    ///
    /// # Errors
    /// Whatever is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let location = body.words("locationId", Need::Required).set().unwrap_or_default();
        let limit = body.number("pageLimit", Need::Required).set();
        if limit.is_some_and(|limit| limit < 1.0) {
            body.fault("pageLimit must not be less than 1");
        }
        if limit.is_some_and(|limit| limit.fract() != 0.0) {
            body.fault("pageLimit must be an integer number");
        }
        let page = body.number("page", Need::Optional).set();
        let after = body.array("searchAfter", Need::Optional).set().filter(|cursor| !cursor.is_empty());
        let query = body.text("query", Need::Optional).set().unwrap_or_default();
        if query.chars().count() > LONGEST_QUERY {
            body.fault(format!("query must be shorter than or equal to {LONGEST_QUERY} characters"));
        }
        let filters = body.array("filters", Need::Optional).set().unwrap_or_default();
        let sort = body.array("sort", Need::Optional).set().unwrap_or_default();
        body.finish()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be at least 1"
        )]
        let limit = limit.unwrap_or(1.0) as usize;
        if limit > LARGEST_PAGE {
            return Err(Refusal::Bad(format!("pageLimit must not be greater than {LARGEST_PAGE}")));
        }
        Ok(Self { location, limit, page, after, query, filters, sort })
    }
}

/// Where a page starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Start<I> {
    /// After so many records.
    Skip(usize),
    /// After a place.
    After(Place<I>),
}

impl<I> Start<I> {
    /// Reads `page` and `searchAfter`, which do not go together.
    ///
    /// # Errors
    /// Both at once, a page beyond the reach of pages, and a cursor of another order.
    pub fn read<C: Column<Id = I>>(
        page: Option<f64>,
        after: Option<&[Value]>,
        limit: usize,
        order: &Order<C>,
    ) -> Result<Self, Refusal> {
        let number = match page {
            None => 1,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be small and whole"
            )]
            Some(page) if page >= 1.0 && page.fract() == 0.0 && page < 1e9 => page as usize,
            Some(_) => return Err(Refusal::invalid("page must not be less than 1")),
        };
        match after {
            Some(_) if number > 1 => Err(Refusal::Bad("page cannot be combined with searchAfter".to_owned())),
            Some(cursor) => order.read_place(cursor).map(Self::After),
            None if number * limit > REACH_OF_PAGES => {
                let text = format!("page reaches the first {REACH_OF_PAGES} records only, use searchAfter");
                Err(Refusal::Bad(text))
            }
            None => Ok(Self::Skip((number - 1) * limit)),
        }
    }
}
