//! Times, as Alertmanager writes them.

use gaugewright_spec::model;
use serde::Serialize;

/// A name, and when that is.
#[derive(Debug, Serialize)]
pub(super) struct TimeInterval<'s> {
    name: &'s str,
    time_intervals: Vec<Times<'s>>,
}

#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names, reason = "Alertmanager calls them so")]
struct Times<'s> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    weekdays: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    times: Vec<TimeRange>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    days_of_month: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    months: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    years: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'s str>,
}

#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names, reason = "Alertmanager calls them so")]
struct TimeRange {
    start_time: String,
    end_time: String,
}

const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

impl<'s> TimeInterval<'s> {
    pub(super) fn new(interval: &'s model::TimeInterval) -> Self {
        Self { name: &interval.name, time_intervals: interval.parts.iter().map(Times::new).collect() }
    }
}

impl<'s> Times<'s> {
    fn new(times: &'s model::Times) -> Self {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        Self {
            weekdays: ranges(&times.days, |day| {
                WEEKDAYS.get(usize::from(day)).copied().unwrap_or_default().to_owned()
            }),
            times: times
                .times
                .iter()
                .map(|(start, end)| TimeRange { start_time: clock(*start), end_time: clock(*end) })
                .collect(),
            days_of_month: ranges(&times.dates, |day| day.to_string()),
            months: ranges(&times.months, |month| month.to_string()),
            years: ranges(&times.years, |year| year.to_string()),
            location: times.location.as_deref(),
        }
    }
}

fn ranges<T: Copy + PartialEq>(ranges: &[(T, T)], word: impl Fn(T) -> String) -> Vec<String> {
    let range = |(first, last): &(T, T)| {
        if first == last { word(*first) } else { format!("{}:{}", word(*first), word(*last)) }
    };
    ranges.iter().map(range).collect()
}
