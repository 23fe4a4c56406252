//! Times at which routes tell, or keep quiet.

use std::collections::BTreeSet;

use super::Keyed;

/// Months as a spec writes them, and Alertmanager too.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Times with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeInterval {
    /// Its name.
    pub name: String,
    /// It is whenever one of these is.
    pub parts: Vec<Times>,
}

impl Keyed for TimeInterval {
    fn key(&self) -> &str {
        &self.name
    }
}

/// Times of the week and of the year: what is empty is always so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// First and last day of the week of each range; Sunday is 0.
    pub days: Vec<(u8, u8)>,
    /// Start and end of each range in minutes after midnight; the end is not in it.
    pub times: Vec<(u16, u16)>,
    /// First and last month of each range, 1 to 12.
    pub months: Vec<(u8, u8)>,
    /// First and last day of the month of each range, 1 to 31; -1 is the last of the month, -31 the farthest from it.
    pub dates: Vec<(i8, i8)>,
    /// First and last year of each range.
    pub years: Vec<(u16, u16)>,
    /// The place whose time is meant; nothing is UTC.
    pub location: Option<String>,
}

impl TimeInterval {
    /// Whether this is so whenever another interval is, or always. Where that cannot be told, as between two places, it is not.
    pub fn covers(&self, other: Option<&Self>) -> bool {
        let always = [Times::default()];
        let others = other.map_or(&always[..], |other| &other.parts);
        others.iter().all(|other| self.parts.iter().any(|part| part.covers(other)))
    }
}

impl Times {
    fn covers(&self, other: &Self) -> bool {
        let is_always = self.contains(&Self::default());
        is_always || (self.place() == other.place() && self.contains(other))
    }

    fn place(&self) -> &str {
        self.location.as_deref().unwrap_or("UTC")
    }

    /// Whether each part of this has all that the same part of the other one has.
    fn contains(&self, other: &Self) -> bool {
        // The end of a time is not in it.
        let minutes = |times: &[(u16, u16)]| -> Vec<(u16, u16)> {
            times.iter().map(|(start, end)| (*start, end.saturating_sub(1))).collect()
        };
        has_all(&self.days, &other.days, (0, 6))
            && has_all(&minutes(&self.times), &minutes(&other.times), (0, 24 * 60 - 1))
            && has_all(&self.months, &other.months, (1, 12))
            // Only a month's length says which day the last one is.
            && (28..=31).all(|length| in_a_month(&self.dates, length).is_superset(&in_a_month(&other.dates, length)))
            && has_all(&self.years, &other.years, (0, u16::MAX))
    }
}

/// The days of a month of that length. No range at all stands for all of them.
fn in_a_month(dates: &[(i8, i8)], length: i16) -> BTreeSet<i16> {
    if dates.is_empty() {
        return (1..=length).collect();
    }
    let from_start = |day: i8| if day < 0 { length + i16::from(day) + 1 } else { i16::from(day) };
    // What lies behind the end of the month is cut off.
    let ranges = dates.iter().map(|(first, last)| from_start(*first).max(1)..=from_start(*last).min(length));
    ranges.flatten().collect()
}

/// Whether each value of some ranges is in one of others. No range at all stands for all values.
fn has_all<T: Copy + Into<u16>>(these: &[(T, T)], others: &[(T, T)], all: (u16, u16)) -> bool {
    let values = |ranges: &[(T, T)]| -> BTreeSet<u16> {
        let ranges = ranges.iter().map(|(first, last)| ((*first).into(), (*last).into()));
        let given: BTreeSet<u16> = ranges.flat_map(|(first, last)| first..=last).collect();
        if given.is_empty() { (all.0..=all.1).collect() } else { given }
    };
    these.is_empty() || values(these).is_superset(&values(others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(days: &[(u8, u8)], times: &[(u16, u16)], location: Option<&str>) -> TimeInterval {
        let location = location.map(str::to_owned);
        let part = Times { days: days.to_vec(), times: times.to_vec(), location, ..Times::default() };
        TimeInterval { name: String::new(), parts: vec![part] }
    }

    fn dates(dates: &[(i8, i8)]) -> TimeInterval {
        let part = Times { dates: dates.to_vec(), ..Times::default() };
        TimeInterval { name: String::new(), parts: vec![part] }
    }

    #[test]
    fn an_interval_covers_what_lies_within_it() {
        let office = interval(&[(1, 5)], &[(480, 1080)], None);
        let monday = interval(&[(1, 1)], &[(540, 600), (700, 710)], Some("UTC"));
        assert!(office.covers(Some(&office)) && office.covers(Some(&monday)));
        assert!(!monday.covers(Some(&office)) && !office.covers(None));
        let elsewhere = interval(&[(1, 1)], &[(540, 600)], Some("Europe/Berlin"));
        assert!(!office.covers(Some(&elsewhere)));
        let week = interval(&[(1, 6), (0, 0)], &[(0, 720), (720, 1440)], Some("Europe/Berlin"));
        assert!(week.covers(None) && week.covers(Some(&office)));
        let nights = interval(&[], &[(0, 480), (1080, 1440)], None);
        assert!(!nights.covers(Some(&office)));
    }

    #[test]
    fn days_from_the_end_depend_on_the_month() {
        assert!(dates(&[(1, -1)]).covers(None) && dates(&[(-4, -1)]).covers(Some(&dates(&[(-1, -1)]))));
        assert!(dates(&[(28, 31)]).covers(Some(&dates(&[(-1, -1)]))));
        assert!(!dates(&[(31, 31)]).covers(Some(&dates(&[(-1, -1)]))));
        assert!(dates(&[(-1, -1)]).covers(Some(&dates(&[(31, 31)]))));
        assert!(!dates(&[(-1, -1)]).covers(Some(&dates(&[(30, 30)]))));
    }

    #[test]
    fn several_parts_are_covered_one_by_one() {
        let mut both = dates(&[(1, 2)]);
        both.parts.extend(dates(&[(10, 12)]).parts);
        assert!(both.covers(Some(&dates(&[(11, 11)]))) && !dates(&[(1, 2)]).covers(Some(&both)));
    }
}
