//! Times at which routes tell or keep quiet.

use super::super::{Resolver, time_zones};
use crate::ast::{self, OneOrMany};
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{MONTHS, Table, TimeInterval, Times};
use crate::rules::{self, missing_minute};
use crate::source::Piece;

/// Days of the week as the spec writes them, Sunday first, as Alertmanager counts them.
const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &Map<OneOrMany<Placed<ast::TimeInterval>>>,
) -> Table<TimeInterval> {
    let one = |(name, parts): &(Text, OneOrMany<Placed<ast::TimeInterval>>)| {
        let parts = parts.0.iter().map(|part| times(resolver, name, part)).collect();
        TimeInterval { name: name.value.clone(), parts }
    };
    ast.iter().map(one).collect()
}

/// Whether all ranges could be read, and there are some. Those that could not have been reported.
pub(super) fn are_whole(
    intervals: &Table<TimeInterval>,
    ast: &Map<OneOrMany<Placed<ast::TimeInterval>>>,
) -> bool {
    let parts = intervals.iter().flat_map(|interval| &interval.parts);
    parts.zip(ast.iter().flat_map(|(_, parts)| &parts.0)).all(|(times, ast)| {
        let (read, written) = (
            [times.days.len(), times.times.len(), times.months.len(), times.dates.len(), times.years.len()],
            [ast.days.0.len(), ast.times.0.len(), ast.months.0.len(), ast.dates.0.len(), ast.years.0.len()],
        );
        read == written && read.iter().any(|ranges| *ranges > 0)
    })
}

fn times(resolver: &mut Resolver<'_>, name: &Text, ast: &ast::TimeInterval) -> Times {
    let words =
        |words: &[crate::decode::Word]| -> Vec<Text> { words.iter().map(|word| word.0.clone()).collect() };
    let times = Times {
        days: ranges(resolver, &ast.days.0, &WEEK),
        times: ranges(resolver, &ast.times.0, &CLOCK),
        months: ranges(resolver, &words(&ast.months.0), &YEAR),
        dates: ranges(resolver, &words(&ast.dates.0), &MONTH),
        years: ranges(resolver, &words(&ast.years.0), &YEARS),
        location: ast.location.as_ref().map(|location| time_zones::named(resolver, location, &["Local"])),
    };
    for text in &ast.times.0 {
        let Some((start, end)) = Piece::whole(text).split_once("..") else { continue };
        if let Some(minute) = clock(&end.trim()) {
            let place = resolver.place_in(text, end);
            resolver.sink.extend(missing_minute::find(&start.trim(), minute, place));
        }
    }
    let says_nothing = ast.days.0.is_empty()
        && ast.times.0.is_empty()
        && ast.months.0.is_empty()
        && ast.dates.0.is_empty()
        && ast.years.0.is_empty();
    if says_nothing {
        let message = format!("time interval `{}` has no limits, so it is always active", **name);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
        resolver.report(diagnostic.help("set its times: `{ days: mon..fri, times: 09:00..17:00 }`"));
    }
    times
}

/// A kind of range: how one end is read, and what to write.
struct Form<T> {
    read: fn(&str) -> Option<T>,
    /// Whether two ends are a range.
    is_range: fn(T, T) -> bool,
    what: &'static str,
    help: &'static str,
}

const WEEK: Form<u8> = Form {
    read: |text| {
        let at = DAYS.iter().position(|day| is_name(text, day))?;
        u8::try_from(at).ok()
    },
    is_range: |first, last| first <= last,
    what: "day of the week",
    help: "write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, or a range: `mon..fri`; the week of Alertmanager begins \
           with `sun`",
};

const CLOCK: Form<u16> = Form {
    read: clock,
    // The end itself is not in it, so that a single value is none.
    is_range: |start, end| start < end,
    what: "range of times",
    help: "write `09:00..17:00`; what goes over midnight is two: `[22:00..24:00, 00:00..06:00]`",
};

const YEAR: Form<u8> = Form {
    read: |text| {
        let named =
            MONTHS.iter().position(|month| is_name(text, month)).and_then(|at| u8::try_from(at + 1).ok());
        named.or_else(|| text.parse().ok()).filter(|month| (1..=12).contains(month))
    },
    is_range: |first, last| first <= last,
    what: "month",
    help: "write a name such as `dec`, a number from 1 to 12, or a range: `6..8`; what goes over the end of the year is two: \
           `[nov..dec, jan]`",
};

const MONTH: Form<i8> = Form {
    read: |text| text.parse().ok().filter(|day: &i8| (1..=31).contains(&day.abs())),
    is_range: is_range_of_days,
    what: "day of the month",
    help: "write a number from 1 to 31, or from -1, the last day of the month, to -31; or a range: `24..26`, `-7..-1`",
};

const YEARS: Form<u16> = Form {
    read: |text| text.parse().ok().filter(|year| (1000..=9999).contains(year)),
    is_range: |first, last| first <= last,
    what: "year",
    help: "write a year, or a range: `2027..2029`",
};

/// As Alertmanager judges it: a range that begins at the end of the month ends there, and in the shortest month it is not empty.
fn is_range_of_days(first: i8, last: i8) -> bool {
    let in_february = |day: i8| if day < 0 { 28 + day } else { day };
    !(first < 0 && last > 0) && in_february(first) <= in_february(last)
}

/// Whether a text is a name of days or months, or its first three letters.
fn is_name(text: &str, name: &str) -> bool {
    text.eq_ignore_ascii_case(name) || name.get(..3).is_some_and(|short| text.eq_ignore_ascii_case(short))
}

/// `09:30` in minutes after midnight; the end of a day is `24:00`.
fn clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hours) || !two_digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

fn ranges<T: Copy>(resolver: &mut Resolver<'_>, texts: &[Text], form: &Form<T>) -> Vec<(T, T)> {
    let mut ranges = Vec::new();
    for text in texts {
        let (low, high) = text.split_once("..").unwrap_or((text.as_str(), text.as_str()));
        let ends = (form.read)(low.trim()).zip((form.read)(high.trim()));
        match ends.filter(|(low, high)| (form.is_range)(*low, *high)) {
            Some(ends) => ranges.push(ends),
            None => {
                let message = format!("`{}` is not a valid {}", **text, form.what);
                resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(form.help));
            }
        }
    }
    ranges
}
