//! Searches: bodies, filters and cursors.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{BusinessId, ContactId, LocationId, UserId};

/// The body of `POST /contacts/search`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactSearch {
    /// The location to search in.
    pub location_id: LocationId,
    /// Contacts on one page: 1 to 500; more is refused.
    pub page_limit: u16,
    /// Page number from 1. It reaches only the first 10,000 contacts; leave it out beside `search_after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The cursor of the last contact of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_after: Option<SearchAfter>,
    /// Text to find, at most 75 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Filters, all of which must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    /// Order; newest first when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sort: Vec<Sort>,
}

impl ContactSearch {
    /// The largest page HighLevel documents.
    pub const LARGEST_PAGE: u16 = 500;

    /// Every contact of the location, 100 a page.
    #[must_use]
    pub fn of(location: LocationId) -> Self {
        Self {
            location_id: location,
            page_limit: 100,
            page: None,
            search_after: None,
            query: None,
            filters: Vec::new(),
            sort: Vec::new(),
        }
    }

    /// Only contacts that match.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Orders by one more field.
    #[must_use]
    pub fn sort(mut self, field: impl Into<String>, direction: Direction) -> Self {
        self.sort.push(Sort { field: field.into(), direction });
        self
    }

    /// With this many contacts on a page.
    #[must_use]
    pub fn per_page(mut self, contacts: u16) -> Self {
        self.page_limit = contacts;
        self
    }
}

/// Where a search goes on: `searchAfter` of one contact, as it came. It is `[milliseconds, id]` in the default order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SearchAfter(Vec<Value>);

impl SearchAfter {
    /// Takes the values as they came.
    #[must_use]
    pub fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    /// The values as they came.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.0
    }
}

/// Where `GET /contacts/` goes on. Both halves or nothing: with one alone HighLevel serves the first page again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListAfter {
    /// Milliseconds since 1970 at which the last contact was added.
    pub start_after: i64,
    /// The last contact's id.
    pub start_after_id: ContactId,
}

/// A condition of a search, or a group of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Filter {
    /// Several conditions together.
    Group {
        /// Whether all or any of them must hold.
        group: Junction,
        /// The conditions.
        filters: Vec<Filter>,
    },
    /// One condition.
    Field {
        /// The field, for example `email` or `customFields.<id>`.
        field: String,
        /// How it is compared.
        operator: Operator,
        /// With what.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Value>,
    },
}

/// Whether all or any conditions of a group must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Junction {
    /// All of them.
    And,
    /// Any of them.
    Or,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// Is this value.
    Eq,
    /// Is not this value.
    NotEq,
    /// Contains this text.
    Contains,
    /// Does not contain this text.
    NotContains,
    /// Has a value.
    Exists,
    /// Has none.
    NotExists,
    /// Lies between two values.
    Range,
}

/// The two ends of a range; leave out what is open.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Greater than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gt: Option<Value>,
    /// Greater than or equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gte: Option<Value>,
    /// Less than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lt: Option<Value>,
    /// Less than or equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lte: Option<Value>,
}

impl Filter {
    /// The field is this value.
    pub fn eq(field: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Field { field: field.into(), operator: Operator::Eq, value: Some(value.into()) }
    }

    /// The field contains this text.
    pub fn contains(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Field {
            field: field.into(),
            operator: Operator::Contains,
            value: Some(Value::String(text.into())),
        }
    }

    /// The field has a value.
    pub fn exists(field: impl Into<String>) -> Self {
        Self::Field { field: field.into(), operator: Operator::Exists, value: None }
    }

    /// The field lies in this range.
    pub fn range(field: impl Into<String>, range: &Range) -> Self {
        let value = serde_json::to_value(range).unwrap_or_default();
        Self::Field { field: field.into(), operator: Operator::Range, value: Some(value) }
    }

    /// Any of these conditions holds.
    #[must_use]
    pub fn any(filters: Vec<Self>) -> Self {
        Self::Group { group: Junction::Or, filters }
    }

    /// All of these conditions hold.
    #[must_use]
    pub fn all(filters: Vec<Self>) -> Self {
        Self::Group { group: Junction::And, filters }
    }
}

/// One field of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The field.
    pub field: String,
    /// Which end comes first.
    pub direction: Direction,
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// The body of `POST /locations/{locationId}/tasks/search`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TaskSearch {
    /// Only tasks of these contacts. (Singular by name, a list by type.)
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contact_id: Vec<ContactId>,
    /// Only tasks that are done, or that are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<bool>,
    /// Only tasks of these users.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assigned_to: Vec<UserId>,
    /// Only tasks of this business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_id: Option<BusinessId>,
    /// Text to find.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Tasks on one page; HighLevel takes 25 for granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Tasks to pass over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_says_only_what_it_must() {
        let search = ContactSearch::of(LocationId::new("loc").unwrap());

        assert_eq!(serde_json::to_string(&search).unwrap(), r#"{"locationId":"loc","pageLimit":100}"#);
    }

    #[test]
    fn filters_nest() {
        let filter = Filter::any(vec![
            Filter::eq("tags", "vip"),
            Filter::range("dateUpdated", &Range { gte: Some(5.into()), ..Default::default() }),
        ]);

        let wire = serde_json::to_string(&filter).unwrap();

        assert_eq!(
            wire,
            concat!(
                r#"{"group":"OR","filters":[{"field":"tags","operator":"eq","value":"vip"},"#,
                r#"{"field":"dateUpdated","operator":"range","value":{"gte":5}}]}"#
            )
        );
        assert_eq!(serde_json::from_str::<Filter>(&wire).unwrap(), filter);
    }
}
