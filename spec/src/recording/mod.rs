//! Recording rules: what they are called, what reads them instead of the series that are scraped, and which ones would
//! pay. Everything here looks at a checked spec and at nothing else.

mod cost;
mod groups;
mod name;
mod read;
mod recorded;
mod series;
mod stand_in;
mod suggest;
mod window;

pub(crate) use groups::{Pace, Rule, grouped};
pub(crate) use name::{by_convention, claims, level, level_fits};
pub(crate) use read::Readers;
pub(crate) use series::{Regrouping, Series};
pub use suggest::{Suggestion, User, suggest};
pub(crate) use window::longest;

use crate::duration::Duration;

/// The window of what panels ask with `$window`, where nothing else says how long that is.
pub const WINDOW: Duration = Duration::from_secs(300);

/// The longest recorded window that stands in for a `$window` which follows the zoom. Beyond it a panel would lose too
/// much of what it shows.
pub const LONGEST_STAND_IN: Duration = Duration::from_secs(600);
