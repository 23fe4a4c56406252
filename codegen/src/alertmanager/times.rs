//! Times of the week, as Alertmanager writes them.

use gaugewright_spec::model;
use serde::Serialize;

/// A name, and when that is.
#[derive(Debug, Serialize)]
pub(super) struct TimeInterval<'s> {
    name: &'s str,
    time_intervals: [Times<'s>; 1],
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
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let times = Times {
            weekdays: ranges(&interval.days, |day| {
                WEEKDAYS.get(usize::from(day)).copied().unwrap_or_default().to_owned()
            }),
            times: interval
                .times
                .iter()
                .map(|(start, end)| TimeRange { start_time: clock(*start), end_time: clock(*end) })
                .collect(),
            days_of_month: ranges(&interval.dates, |day| day.to_string()),
            months: ranges(&interval.months, |month| month.to_string()),
            location: interval.location.as_deref(),
        };
        Self { name: &interval.name, time_intervals: [times] }
    }
}

fn ranges(ranges: &[(u8, u8)], word: impl Fn(u8) -> String) -> Vec<String> {
    let range = |(first, last): &(u8, u8)| {
        if first == last { word(*first) } else { format!("{}:{}", word(*first), word(*last)) }
    };
    ranges.iter().map(range).collect()
}
