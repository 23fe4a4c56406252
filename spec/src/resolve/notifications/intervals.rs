//! Times of the week.

use super::super::Resolver;
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Table, TimeInterval};
use crate::rules;
use crate::suggest;

/// Every name of the time zone database, a line each.
const TIME_ZONES: &str = include_str!("time_zones.txt");

/// Days of the week as the spec writes them, Sunday first, as Alertmanager counts them.
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &Map<Placed<ast::TimeInterval>>,
) -> Table<TimeInterval> {
    ast.iter().map(|(name, interval)| one(resolver, name, interval)).collect()
}

fn one(resolver: &mut Resolver<'_>, name: &Text, ast: &ast::TimeInterval) -> TimeInterval {
    let words =
        |words: &[crate::decode::Word]| -> Vec<Text> { words.iter().map(|word| word.0.clone()).collect() };
    let interval = TimeInterval {
        name: name.value.clone(),
        days: ranges(resolver, &ast.days.0, &WEEK),
        times: ranges(resolver, &ast.times.0, &CLOCK),
        months: ranges(resolver, &words(&ast.months.0), &YEAR),
        dates: ranges(resolver, &words(&ast.dates.0), &MONTH),
        location: ast.location.as_ref().map(|location| self::location(resolver, location)),
    };
    let says_nothing =
        ast.days.0.is_empty() && ast.times.0.is_empty() && ast.months.0.is_empty() && ast.dates.0.is_empty();
    if says_nothing {
        let message = format!("time interval `{}` has no limits, so it is always active", **name);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
        resolver.report(diagnostic.help("set its times: `{ days: mon..fri, times: 09:00..17:00 }`"));
    }
    interval
}

/// A kind of range: how one end is read, and what to write.
struct Form<T> {
    read: fn(&str) -> Option<T>,
    /// Whether the end itself is not in the range, so that a single value is none.
    is_open: bool,
    what: &'static str,
    help: &'static str,
}

const WEEK: Form<u8> = Form {
    read: |text| {
        let at = DAYS.iter().position(|day| text.eq_ignore_ascii_case(day))?;
        u8::try_from(at).ok()
    },
    is_open: false,
    what: "day of the week",
    help: "write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, or a range: `mon..fri`; the week of Alertmanager begins \
           with `sun`",
};

const CLOCK: Form<u16> = Form {
    read: clock,
    is_open: true,
    what: "range of times",
    help: "write `09:00..17:00`; what goes over midnight is two: `[22:00..24:00, 00:00..06:00]`",
};

const YEAR: Form<u8> = Form {
    read: |text| text.parse().ok().filter(|month| (1..=12).contains(month)),
    is_open: false,
    what: "month",
    help: "write a number from 1 to 12, or a range: `6..8`",
};

const MONTH: Form<u8> = Form {
    read: |text| text.parse().ok().filter(|day| (1..=31).contains(day)),
    is_open: false,
    what: "day of the month",
    help: "write a number from 1 to 31, or a range: `24..26`",
};

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

fn ranges<T: Copy + PartialOrd>(resolver: &mut Resolver<'_>, texts: &[Text], form: &Form<T>) -> Vec<(T, T)> {
    let mut ranges = Vec::new();
    for text in texts {
        let (low, high) = text.split_once("..").unwrap_or((text.as_str(), text.as_str()));
        let ends = (form.read)(low.trim()).zip((form.read)(high.trim()));
        match ends.filter(|(low, high)| low < high || !form.is_open && low == high) {
            Some(ends) => ranges.push(ends),
            None => {
                let message = format!("`{}` is not a valid {}", **text, form.what);
                resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(form.help));
            }
        }
    }
    ranges
}

/// A name of the time zone database, or the time of the machine, which Alertmanager calls `Local`.
fn location(resolver: &mut Resolver<'_>, text: &Text) -> String {
    let known = || TIME_ZONES.lines().chain(["Local"]);
    if !known().any(|name| name == text.value) {
        let message = format!("unknown time zone `{}`", **text);
        let is_city =
            |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text));
        let near = known().find(is_city).or_else(|| suggest::nearest(text, known()));
        let help = near.map_or_else(
            || "write a continent and a city: `Europe/Berlin`; or `UTC`".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help));
    }
    text.value.clone()
}
