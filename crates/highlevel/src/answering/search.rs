//! The grammar of HighLevel's searches: words, filters, groups, sort and cursor.
//!
//! Here: reading a search, and asking one record of whatever form ([`Column`]) whether it fits and where it stands.
//! Not here: the records.
//!
//! Promise: a field outside the table is refused by name, as HighLevel does; paging by `searchAfter` shows every
//! record that stays put exactly once.

mod asked;
mod column;
mod filter;
mod order;
mod words;

pub use asked::{Asked, LARGEST_PAGE, LONGEST_QUERY, REACH_OF_PAGES, Start};
pub use column::{Column, Held, Own, Sort, dnd_channel, texts};
pub use filter::{Bounds, Filter, Test, Wanted};
pub use order::{Order, Place, Rule, Way};
pub use words::{Words, holds};
