use std::fmt;

use crate::duration::Duration;

/// The time over which an objective holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SloWindow {
    /// The time before now, always as long.
    Rolling(Duration),
    /// What has passed of a period of the calendar, in UTC: it begins anew with each.
    Calendar(Calendar),
}

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// From Monday on.
    Week,
    /// From the first day of a month on.
    Month,
    /// From the first day of January, April, July or October on.
    Quarter,
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 3600)
}

impl Calendar {
    /// Every period with its name in a spec.
    pub const ALL: &[(&'static str, Self)] =
        &[("week", Self::Week), ("month", Self::Month), ("quarter", Self::Quarter)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }
}

impl SloWindow {
    /// How long it usually is: burn rates are told by that.
    pub const fn length(self) -> Duration {
        match self {
            Self::Rolling(length) => length,
            Self::Calendar(Calendar::Week) => days(7),
            Self::Calendar(Calendar::Month) => days(30),
            Self::Calendar(Calendar::Quarter) => days(90),
        }
    }

    /// How long it can be.
    pub const fn longest(self) -> Duration {
        match self {
            Self::Calendar(Calendar::Month) => days(31),
            Self::Calendar(Calendar::Quarter) => days(92),
            other => other.length(),
        }
    }
}

/// `30d`, or `the calendar month`.
impl fmt::Display for SloWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rolling(length) => length.fmt(f),
            Self::Calendar(period) => write!(f, "the calendar {}", period.name()),
        }
    }
}
