use super::{AlertTest, Allow};
use crate::decode::{Decode, Map, QuantityText, Reader, Text, record};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::source::Spanned;
use crate::yaml::{Node, Value};
use crate::{model, suggest};
use gaugewright_collectors::rules;

record! {
    /// A service level objective: the ratio of events that must be good. It is one of `bad` or `good` with
    /// `of`, `bad` with `good`, `latency` with `within`, or `ratio`.
    pub(crate) struct Slo {
        /// Its name for people, in alerts and on its dashboard.
        title: Text,
        /// What it promises, and to whom.
        help: Option<Text>,
        /// The `component` label of its alerts: `slos` by default.
        component: Option<Text>,
        /// The objective, as the ratio of good events: `99.9%`.
        objective: QuantityText,
        /// The time over which the objective holds: `30d` by default. Or a period of the calendar, in UTC: `week`, `month`, `quarter`.
        window: Option<SloWindow>,
        /// The counter of what went wrong, a part of `of`: `http_requests_total{status=~"5.."}`. With `good` instead of `of` the
        /// two are counted apart, and all that happens is both.
        bad: Option<Text>,
        /// The counter of what went well, a part of `of`, instead of `bad`; or what is counted apart from `bad`.
        good: Option<Text>,
        /// The counter of all events. With `ratio`: the series that must exist.
        of: Option<Text>,
        /// A histogram of durations: what took at most as long as `within` is good.
        latency: Option<Text>,
        /// The longest good duration, a bound of the histogram's buckets: `1s`.
        within: Option<QuantityText>,
        /// Which series of the histogram count: `'{method="GET"}'`. All by default.
        matching: Option<Text>,
        /// PromQL of the error ratio, with `$window` as its range.
        ratio: Option<Text>,
        /// One objective for each value of these labels.
        by: Vec<Text>,
        /// Labels of its alerts and of what is recorded for it.
        labels: Map<Text>,
        /// Below this traffic no burn-rate alert fires: `1 requests/s`.
        min_traffic: Option<QuantityText>,
        /// The alert on a fast burn: `false` for none. Its severity is the worst by default.
        page: Option<SloAlert>,
        /// The alert on a slow burn: `false` for none. Its severity is the one before the worst by default.
        ticket: Option<SloAlert>,
        /// What to do when it burns, step by step.
        runbook: Vec<Text>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

/// The time over which an objective holds.
pub(crate) struct SloWindow(pub(crate) Spanned<model::SloWindow>);

impl Decode for SloWindow {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let window = match &node.value {
            // No duration begins with a letter.
            Value::Text(text) if text.starts_with(|first: char| first.is_alphabetic()) => {
                let period = model::Calendar::ALL.iter().find(|row| row.0 == &**text);
                let Some((_, period)) = period else {
                    let message = format!("`{text}` is not a period of the calendar");
                    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, node.span, message);
                    let names = suggest::list(model::Calendar::ALL.iter().map(|row| row.0));
                    let help = format!("take one of {names}, or a time that is always as long: `30d`");
                    reader.sink.report(diagnostic.help(help));
                    return None;
                };
                model::SloWindow::Calendar(*period)
            }
            _ => model::SloWindow::Rolling(Spanned::<Duration>::decode(node, reader)?.value),
        };
        Some(Self(Spanned::new(window, node.span)))
    }
}

record! {
    /// Settings of an alert of an objective.
    pub(crate) struct SloAlertKeys {
        /// How urgent it is.
        severity: Option<Text>,
        /// The long windows that it looks at: `1h` and `6h` for a page, `1d` and `3d` for a ticket. All by default.
        windows: Vec<Spanned<Duration>>,
        /// Tests beside the derived ones, or instead of them where a `ratio` is too much for that.
        tests: Vec<AlertTest>,
    }
}

impl Slo {
    /// How an alert is, if the author says anything of it but that it is or is not.
    pub(crate) fn keys(&self, kind: model::SloAlert) -> Option<&SloAlertKeys> {
        match self.alert(kind)? {
            SloAlert::As(keys) => Some(keys),
            SloAlert::Is(_) => None,
        }
    }

    /// What the author says of an alert.
    pub(crate) fn alert(&self, kind: model::SloAlert) -> Option<&SloAlert> {
        match kind {
            model::SloAlert::Page => self.page.as_ref(),
            model::SloAlert::Ticket => self.ticket.as_ref(),
        }
    }
}

/// An alert of an objective, or `false` where there is to be none.
pub(crate) enum SloAlert {
    /// Whether there is one.
    Is(bool),
    /// There is one like that.
    As(SloAlertKeys),
}

impl Decode for SloAlert {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Bool(is) => Some(Self::Is(is)),
            _ => SloAlertKeys::decode(node, reader).map(Self::As),
        }
    }
}
