//! Series that recording rules of the spec make: they have the type of the query that is recorded.

use std::sync::Arc;

use super::Checker;
use super::matcher::takes_nothing;
use super::selector::label_help;
use crate::Diagnostic;
use crate::kind::Instrument;
use crate::passing::narrow;
use crate::rules;
use crate::{RecordedSeries, Ty, Values};
use gaugewright_promql::{Call, MetricName, VectorSelector};

impl Checker<'_> {
    /// The type of a selector of recorded series.
    pub(super) fn recorded(&mut self, recorded: &RecordedSeries, selector: &VectorSelector) -> Ty {
        let mut labels = recorded.ty.labels.clone();
        if self.vocabulary.has_open_targets() {
            labels.open();
        }
        let name = selector.name.as_ref().map_or("", |name| name.value.as_str());
        for matcher in &selector.matchers {
            let label = matcher.label.value.as_str();
            if !labels.may_have(label) {
                if takes_nothing(matcher) {
                    self.takes_nothing(name, &labels, matcher);
                    continue;
                }
                let message = format!("a matcher on `{label}`, which `{name}` does not have");
                let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, matcher.label.span, message);
                self.report(diagnostic.help(label_help(label, &format!("`{name}`"), &labels)));
                continue;
            }
            let is_part = match recorded.ty.instrument {
                Instrument::Bucket => label == "le",
                Instrument::Quantile => label == "quantile",
                _ => false,
            };
            if is_part && !matcher.op.value.is_negative() {
                labels.fix(label);
            }
            let value = matcher.value.value.as_str();
            let Some(presence) = labels.get(label).filter(|_| !value.contains('$')) else { continue };
            let certain = presence.certain;
            let left = narrow(&presence.values, certain, matcher.op.value, value);
            let Some(left) = left else { continue };
            if left.is_empty() {
                let message = format!("no series of `{name}` has such a `{label}`");
                let place = matcher.value.span;
                let all = presence.values.list().unwrap_or_default();
                let all = gaugewright_promql::suggest::list(all.iter().map(String::as_str));
                self.report(
                    Diagnostic::new(&rules::IMPOSSIBLE_VALUE, place, message)
                        .note(format!("its values are {all}")),
                );
                continue;
            }
            let certain = certain && !left.contains("");
            labels.narrow(label, certain, Values::Only(Arc::new(left)));
        }
        Ty { labels, ..recorded.ty.clone() }
    }

    /// Functions for counters over what has been recorded: growth of growth, or that of a sum.
    pub(super) fn growth_of_recorded(&mut self, call: &Call, name: &MetricName, recorded: &RecordedSeries) {
        let function = call.name.as_str();
        let counter = recorded.ty.instrument.is_counter() && recorded.ty.growth.is_none();
        let (what, help) = if counter && recorded.is_sum {
            let help = format!("record the growth: `sum(rate(…[5m]))`, and read `{}` as it is", **name);
            ("a recorded sum of counters: it falls whenever one of their processes ends", help)
        } else if counter || recorded.may_count && recorded.ty.growth.is_none() {
            return;
        } else if recorded.ty.growth.is_some() {
            let help = format!("read `{}` as it is, or `avg_over_time({0}[…])` for its mean", **name);
            ("growth already: its own growth means nothing", help)
        } else {
            let help = format!("read `{}` as it is; `deriv` reads the course of a gauge", **name);
            ("a recorded value that goes up and down", help)
        };
        let message = format!("`{function}` over `{}`, which is {what}", **name);
        let diagnostic = Diagnostic::new(&rules::RATE_OVER_GAUGE, call.name.span, message);
        self.report(diagnostic.also(name.span, "recorded by this spec").help(help));
    }
}
