//! What some editors offer to choose from: asked for when one is opened, since the lists are long.

use crate::guard::SignedIn;
use crate::pages::pick::List;

/// `GET /pick/countries`
pub(crate) async fn countries(_: SignedIn) -> List {
    List::countries()
}

/// `GET /pick/time-zones`
pub(crate) async fn time_zones(_: SignedIn) -> List {
    List::time_zones()
}
