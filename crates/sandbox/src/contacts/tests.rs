//! Each rule of the Contacts API as a sentence, over the router.

pub(crate) mod bench;
mod events;
mod lists;
mod searches;
mod small;
mod writes;
