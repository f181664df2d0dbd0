//! Reading the query of an address.
//!
//! Here: one extractor for every route. Not here: what the members mean.
//!
//! Promise: of a member given twice the last one counts [our choice], so no query is refused in a language that
//! is not HighLevel's.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;
use indexmap::IndexMap;
use serde::de::DeserializeOwned;

/// A query, read into `T`, which takes every member as optional text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(read(parts.uri.query().unwrap_or_default())))
    }
}

fn read<T: DeserializeOwned + Default>(query: &str) -> T {
    let last: IndexMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let once = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(last).finish();
    serde_urlencoded::from_str(&once).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Asked {
        limit: Option<String>,
        query: Option<String>,
    }

    #[test]
    fn of_a_member_given_twice_the_last_one_counts() {
        let asked: Asked = read("limit=1&other=x&limit=2&query=a%20b");

        assert_eq!(asked, Asked { limit: Some("2".into()), query: Some("a b".into()) });
    }

    #[test]
    fn what_is_no_text_is_read_as_well_as_it_can_be() {
        assert_eq!(read::<Asked>("query=%ff").query.as_deref(), Some("\u{fffd}"));
    }
}
