//! Moments, as people write them and read them: in UTC, as the pages of Prometheus show them.

use gaugewright_spec::date::Date;

/// Milliseconds since 1970 in UTC.
pub(crate) type Moment = i64;

const DAY: i64 = 86_400_000;

/// Now.
pub(crate) fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default()
}

/// Reads `2026-11-28T09:05:00Z`, with a blank for the `T`, without seconds, with an offset such as `+02:00`, a day alone, or seconds since
/// 1970. Without a zone it is UTC.
///
/// # Errors
/// What can be written.
pub(crate) fn parse(text: &str) -> Result<Moment, String> {
    let seconds = || text.parse::<u32>().ok().map(|seconds| i64::from(seconds) * 1000);
    let found = seconds().or_else(|| of_calendar(text.trim()));
    found.ok_or_else(|| {
        format!("`{text}` is not a valid time: write `2026-11-28T09:05:00Z`, `2026-11-28 09:05` (UTC), or seconds since 1970")
    })
}

fn of_calendar(text: &str) -> Option<Moment> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let day = i64::try_from(Date::parse(day)?.days_since_epoch()).ok()? * DAY;
    if rest.is_empty() {
        return Some(day);
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    Some(day + of_clock(time.trim_end())? - of_zone(zone)?)
}

/// `09:05`, `09:05:30`, `09:05:30.5`
fn of_clock(text: &str) -> Option<i64> {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let hours = two_digits(parts.next()?, 23)?;
    let minutes = two_digits(parts.next()?, 59)?;
    let seconds = parts.next().map_or(Some(0), |seconds| two_digits(seconds, 59))?;
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    (parts.next().is_none() && is_fraction)
        .then(|| Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis.parse::<i64>().ok()?))?
}

/// What is added to UTC there.
fn of_zone(text: &str) -> Option<i64> {
    let (sign, rest) = match text.split_at_checked(1) {
        None | Some(("Z" | "z", "")) => return Some(0),
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        Some(_) => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (two_digits(hours, 23)? * 60 + two_digits(minutes, 59)?) * 60_000)
}

fn two_digits(text: &str, most: i64) -> Option<i64> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number <= most)
}

/// The day and the time of day, in milliseconds after midnight.
pub(crate) fn of_day(moment: Moment) -> (Date, i64) {
    let days = u64::try_from(moment.div_euclid(DAY)).unwrap_or_default();
    (Date::from_days_since_epoch(days), moment.rem_euclid(DAY))
}

/// `2026-11-28 09:05`, and its seconds if there are some.
pub(crate) fn shown(moment: Moment) -> String {
    let (date, time) = of_day(moment);
    let seconds = time / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let rest = if rest == 0 { String::new() } else { format!(":{rest:02}") };
    format!("{date} {hours:02}:{minutes:02}{rest}")
}

/// `2026-11-28T09:05:00Z`, for programs.
pub(crate) fn rfc3339(moment: Moment) -> String {
    let (date, time) = of_day(moment);
    let seconds = time / 1000;
    format!("{date}T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A length of time to two of its units: `2d 3h`, `1h 12m`, `40s`.
pub(crate) fn length(millis: i64) -> String {
    let seconds = (millis.max(0) + 500) / 1000;
    let units =
        [("d", seconds / 86_400), ("h", seconds / 3600 % 24), ("m", seconds / 60 % 60), ("s", seconds % 60)];
    let first = units.iter().position(|(_, count)| *count > 0).unwrap_or(3);
    let shown = units.iter().skip(first).take(2).filter(|(_, count)| *count > 0);
    let shown: Vec<String> = shown.map(|(name, count)| format!("{count}{name}")).collect();
    if shown.is_empty() { "0s".to_owned() } else { shown.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::{length, parse, rfc3339, shown};

    #[test]
    fn moments_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2026-11-28T09:05:00Z", "2026-11-28T09:05:00Z"),
            ("2026-11-28 09:05", "2026-11-28T09:05:00Z"),
            ("2026-11-28", "2026-11-28T00:00:00Z"),
            ("2026-11-28T09:05:07.25+02:00", "2026-11-28T07:05:07Z"),
            ("2026-11-28T00:30-01:30", "2026-11-28T02:00:00Z"),
            ("1764320700", "2025-11-28T09:05:00Z"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
        ] {
            assert_eq!(parse(text).map(rfc3339).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-11-31",
            "2026-11-28T25:00",
            "2026-11-28T09",
            "2026-11-28T09:05 CET",
            "2026-11-28é",
            "-1",
        ] {
            assert!(parse(text).is_err_and(|words| words.contains("2026-11-28T09:05:00Z")), "{text}");
        }
    }

    #[test]
    fn moments_and_lengths_are_shown_short() {
        assert_eq!(shown(1_764_320_700_000), "2025-11-28 09:05");
        assert_eq!(shown(1_764_320_707_000), "2025-11-28 09:05:07");
        for (millis, expected) in [
            (0, "0s"),
            (59_600, "1m"),
            (4_320_000, "1h 12m"),
            (90_000, "1m 30s"),
            (86_400_000, "1d"),
            (90_061_000, "1d 1h"),
        ] {
            assert_eq!(length(millis), expected);
        }
    }
}
