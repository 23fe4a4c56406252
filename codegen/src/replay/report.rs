//! What was found, in words and for programs.

use std::fmt::Write as _;

use gaugewright_spec::model::Comparison;
use serde_json::{Value, json};

use super::firing::Firing;
use super::{Outcome, Replay, Run, Weekly};
use crate::alert;
use crate::history::Labels;
use crate::moment;
use crate::prometheus;
use crate::terminal::number;

impl Replay<'_> {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let severity = self.alert.severity_name();
        let severity = if severity.is_empty() { String::new() } else { format!(" ({severity})") };
        let _ = writeln!(text, "{}{severity}: {}", self.alert.key, alert::when(self.alert));
        let (from, to) = (moment::shown(self.steps.start), moment::shown(self.steps.end()));
        let _ = writeln!(
            text,
            "{from} to {to} UTC, {} evaluations, one every {}",
            self.steps.count,
            moment::length(self.steps.step)
        );
        for note in &self.notes {
            let _ = writeln!(text, "note: {note}");
        }
        for (at, run) in self.runs.iter().enumerate() {
            let _ = write!(text, "\n{}", self.run(run, at == 0));
        }
        if !self.table.is_empty() {
            let _ = write!(text, "\n{}", self.table());
        }
        if let Some(written) = &self.written {
            let _ = writeln!(text, "\nto change it: {}:{}, `{}`", written.file, written.line, written.key);
        }
        text
    }

    fn run(&self, run: &Run, is_now: bool) -> String {
        let when = match &run.threshold {
            Some((comparison, tried)) => format!("{} {}", comparison.words(), tried.text),
            None => "whenever its query says so".to_owned(),
        };
        let now = if is_now && self.runs.len() > 1 { " (now)" } else { "" };
        let Outcome { firings, pages, a_week, firing, .. } = run.outcome;
        if firings == 0 {
            return format!("{when}{now}: it would not have fired\n");
        }
        let mut text = format!(
            "{when}{now}: it would have fired {}, {} in total, {}, {}\n",
            times(firings),
            moment::length(firing),
            number(pages, "page"),
            weekly(a_week)
        );
        let worst = run.threshold.as_ref().map_or("value", |(comparison, _)| worst_word(*comparison));
        let rows: Vec<[String; 4]> = run.firings.iter().map(|firing| self.row(firing)).collect();
        text += &columns(&["from", "for", worst, "labels"], &rows);
        text
    }

    fn row(&self, firing: &Firing) -> [String; 4] {
        let older = if firing.is_older { "or before" } else { "" };
        let from = format!("{} {older}", moment::shown(firing.from));
        let length = moment::length(firing.length());
        let length = if firing.goes_on { format!("{length}, and on") } else { length };
        [from.trim_end().to_owned(), length, self.value(firing.worst), labels(&firing.labels)]
    }

    fn value(&self, value: f64) -> String {
        value_in(self.alert, value)
    }

    fn table(&self) -> String {
        let Some((comparison, own)) = self.runs.first().and_then(|run| run.threshold.as_ref()) else {
            return String::new();
        };
        let row = |row: &Outcome| {
            let threshold = row.threshold.as_ref();
            let marks = [
                (threshold == Some(own), "now"),
                (threshold.is_some() && threshold == self.weekly.threshold(), "about a page a week"),
            ];
            let marks: Vec<&str> =
                marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).collect();
            [
                threshold.map(|tried| tried.text.clone()).unwrap_or_default(),
                row.firings.to_string(),
                row.pages.to_string(),
                format!("{:.1}", row.a_week),
                moment::length(row.firing),
                marks.join(", "),
            ]
        };
        let rows: Vec<[String; 6]> = self.table.iter().map(row).collect();
        let table = columns(&[comparison.words(), "fires", "pages", "a week", "in total", ""], &rows);
        let more = match self.weekly {
            Weekly::At(_) => "",
            Weekly::MoreAlways => "  each of these gives more than a page a week\n",
            Weekly::MoreNever => {
                "  no threshold between the worst value and the median gives more than a page a week\n"
            }
        };
        table + more
    }

    /// For programs.
    pub(crate) fn json(&self) -> Value {
        json!({
            "alert": self.alert.key,
            "severity": self.alert.severity_name(),
            "query": self.query,
            "from": moment::rfc3339(self.steps.start),
            "to": moment::rfc3339(self.steps.end()),
            "interval_seconds": seconds(self.steps.step),
            "evaluations": self.steps.count,
            "notes": self.notes,
            "replays": self.runs.iter().map(run_json).collect::<Vec<_>>(),
            "thresholds": self.table.iter().map(outcome_json).collect::<Vec<_>>(),
            "page_a_week": self.weekly.threshold().map(|tried| &tried.text),
            "spec": self.written,
        })
    }
}

/// A value of an alert in its unit.
pub(super) fn value_in(alert: &gaugewright_spec::model::Alert, value: f64) -> String {
    prometheus::in_unit(alert.ty.unit.as_ref(), value).unwrap_or_else(|| value.to_string())
}

fn run_json(run: &Run) -> Value {
    let firing = |firing: &Firing| {
        json!({
            "labels": firing.labels,
            "pending_since": moment::rfc3339(firing.pending),
            "from": moment::rfc3339(firing.from),
            "to": (!firing.goes_on).then(|| moment::rfc3339(firing.to)),
            "seconds": seconds(firing.length()),
            "worst": finite(firing.worst),
            "may_be_older": firing.is_older,
        })
    };
    let mut json = outcome_json(&run.outcome);
    json["compares"] = json!(run.threshold.as_ref().map(|(comparison, _)| comparison.key()));
    json["fired"] = run.firings.iter().map(firing).collect();
    json
}

fn outcome_json(outcome: &Outcome) -> Value {
    json!({
        "threshold": outcome.threshold.as_ref().map(|tried| &tried.text),
        "firings": outcome.firings,
        "pages": outcome.pages,
        "pages_a_week": (outcome.a_week * 100.0).round() / 100.0,
        "firing_seconds": seconds(outcome.firing),
    })
}

#[expect(clippy::cast_precision_loss, reason = "lengths of time")]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

/// JSON has no other numbers.
fn finite(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { json!(value.to_string()) }
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn weekly(pages: f64) -> String {
    format!("{pages:.1} a week")
}

fn worst_word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Above | Comparison::AtLeast => "highest",
        Comparison::Below | Comparison::AtMost => "lowest",
        Comparison::Equals => "value",
    }
}

fn labels(labels: &Labels) -> String {
    let shown = labels.iter().map(|(name, value)| format!("{name}={value:?}"));
    shown.collect::<Vec<_>>().join(" ")
}

/// Rows under a head, indented, as wide as needed.
fn columns<const N: usize>(head: &[&str; N], rows: &[[String; N]]) -> String {
    let head = head.map(str::to_owned);
    let all = || std::iter::once(&head).chain(rows);
    let widths: [usize; N] =
        std::array::from_fn(|at| all().map(|row| row[at].chars().count()).max().unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("  {}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all().map(line).collect()
}
