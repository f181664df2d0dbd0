//! The pages and hooks of a running Rankr, wired to its rooms.

use axum::Router;
use futures::FutureExt as _;
use web::hooks::Keys;
use web::{Services, Streams};
use workspace::Rooms;

use crate::running::House;

/// Everything that answers. Keys of sandboxes that are connected meanwhile are believed without a restart.
pub(crate) fn router(house: &House, streams: &Streams) -> Router {
    let rooms = Rooms::new(house.store.clone(), house.gateway.clone());
    let mut services = Services::new(&rooms, house.keys.current()).known_as(&house.url);
    services.streams = streams.clone();
    let (keys, store) = (house.keys.clone(), house.store.clone());
    services.keys = Keys::new(house.keys.current()).read_from(move || {
        let (keys, store) = (keys.clone(), store.clone());
        async move { keys.reload(&store).await.ok().filter(|is_new| *is_new).map(|_| keys.current()) }.boxed()
    });
    web::router(services)
}
