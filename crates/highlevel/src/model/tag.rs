//! Tags of a location.

use crate::ids::{LocationId, TagId};

record! {
    /// A tag's definition. Contacts carry its name.
    pub struct Tag(TagId) {
        /// The name, in lower case.
        name: String = "name",
        /// The location it belongs to.
        location_id: LocationId = "locationId",
    }
}
