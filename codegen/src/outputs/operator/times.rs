//! Times of the week, as an `AlertmanagerConfig` writes them.

use gaugewright_spec::model;
use serde::Serialize;

/// A name, and when that is, in UTC.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimeInterval {
    name: String,
    time_intervals: Vec<When>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct When {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    weekdays: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    times: Vec<TimeRange>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days_of_month: Vec<Days>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    months: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    years: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TimeRange {
    start_time: String,
    end_time: String,
}

#[derive(Debug, Serialize)]
struct Days {
    start: i8,
    end: i8,
}

/// Whether an interval is meant in UTC: the resource knows no other time.
pub(super) fn is_utc(interval: &model::TimeInterval) -> bool {
    interval.parts.iter().all(|part| part.location.as_deref().is_none_or(|place| place == "UTC"))
}

impl TimeInterval {
    /// From that of the spec.
    pub(super) fn new(interval: &model::TimeInterval) -> Self {
        Self { name: interval.name.clone(), time_intervals: interval.parts.iter().map(When::new).collect() }
    }
}

impl When {
    fn new(times: &model::Times) -> Self {
        const DAYS: [&str; 7] =
            ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let range =
            |(start, end): &(u16, u16)| TimeRange { start_time: clock(*start), end_time: clock(*end) };
        Self {
            weekdays: ranges(&times.days, |day| {
                DAYS.get(usize::from(day)).copied().unwrap_or_default().to_owned()
            }),
            times: times.times.iter().map(range).collect(),
            days_of_month: times.dates.iter().map(|(start, end)| Days { start: *start, end: *end }).collect(),
            months: ranges(&times.months, |month| month.to_string()),
            years: ranges(&times.years, |year| year.to_string()),
        }
    }
}

fn ranges<T: Copy + PartialEq>(ranges: &[(T, T)], word: impl Fn(T) -> String) -> Vec<String> {
    let range = |(first, last): &(T, T)| {
        if first == last { word(*first) } else { format!("{}:{}", word(*first), word(*last)) }
    };
    ranges.iter().map(range).collect()
}
