//! A day of the calendar, for suppressions that end.

use std::fmt;

/// A day, as `2027-01-31`. Days compare by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `2027-01-31`; nothing if there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |width: usize| {
            let part = parts.next()?;
            (part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (part(4)?, u8::try_from(part(2)?).ok()?, u8::try_from(part(2)?).ok()?);
        let is_real =
            parts.next().is_none() && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
        is_real.then_some(Self { year, month, day })
    }

    /// How many days it lies after 1970-01-01; those before that are at it.
    pub fn days_since_epoch(self) -> u64 {
        let years: u64 = (1970..self.year).map(days_of_year).sum();
        let months: u64 = (1..self.month).map(|month| u64::from(days(self.year, month))).sum();
        if self.year < 1970 { 0 } else { years + months + u64::from(self.day) - 1 }
    }

    /// Its year, month and day.
    pub const fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// How many days its month has.
    pub fn days_of_month(self) -> u8 {
        days(self.year, self.month)
    }

    /// The day, in UTC, that lies so many days after 1970-01-01.
    pub fn from_days_since_epoch(mut left: u64) -> Self {
        let (mut year, mut month) = (1970, 1);
        while year < u16::MAX && left >= days_of_year(year) {
            left -= days_of_year(year);
            year += 1;
        }
        while month < 12 && left >= u64::from(days(year, month)) {
            left -= u64::from(days(year, month));
            month += 1;
        }
        let day = u8::try_from(left).unwrap_or(30).min(30) + 1;
        Self { year, month, day }
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn only_days_that_exist_are_read() {
        for day in ["2027-01-31", "2028-02-29", "2000-02-29"] {
            assert_eq!(Date::parse(day).map(|date| date.to_string()).as_deref(), Some(day));
        }
        for day in [
            "2027-02-29",
            "1900-02-29",
            "2027-13-01",
            "2027-00-01",
            "2027-1-1",
            "2027-01-31-",
            "+027-01-01",
            "soon",
        ] {
            assert_eq!(Date::parse(day), None, "{day}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (days, date) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_781, "2026-11-24")]
        {
            assert_eq!(Date::from_days_since_epoch(days).to_string(), date);
            assert_eq!(Date::parse(date).map(Date::days_since_epoch), Some(days));
        }
    }
}
