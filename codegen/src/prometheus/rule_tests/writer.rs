//! Writes the parts of a test of one alert. Time is counted in evaluations.

use std::collections::BTreeMap;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, AlertGroup, Spec};
use gaugewright_spec::promql::build::{matcher, selector};
use gaugewright_spec::promql::{self, Expr, MatchOp};

use super::clock::Clock;
use super::file::{AlertTest, ExpectedAlert, ExpectedSample, Input, QueryTest, Test};
use super::plan::Approx;
use super::selector::Selector;
use super::series::{Labels, Series};
use super::simulation::Rules;
use crate::alert;
use crate::place::Places;
use crate::prometheus::{annotation, rules};

pub(super) struct Writer<'w> {
    pub(super) spec: &'w Spec,
    pub(super) places: &'w Places<'w>,
    pub(super) group: &'w AlertGroup,
    pub(super) alert: &'w Alert,
    /// Time between two samples, and two evaluations.
    pub(super) clock: Clock,
}

impl Writer<'_> {
    /// The rule of the alert over these series, with what is recorded for an objective.
    pub(super) fn rules(&self, selectors: &[Selector], series: &[Series]) -> Option<Rules> {
        match (&self.group.slo, &self.alert.recorded) {
            (Some(slo), Some(_)) => {
                let groups =
                    self.spec.recording_groups.iter().filter(|group| group.slo.as_ref() == Some(slo));
                let recordings = groups.flat_map(|group| &group.rules);
                Rules::recorded(self.alert, recordings, series, self.clock)
            }
            _ => Rules::new(self.alert, selectors, series, self.clock),
        }
    }

    pub(super) fn test(&self, input_series: Vec<Input>) -> Test {
        let (alert_rule_test, promql_expr_test) = (Vec::new(), Vec::new());
        Test {
            name: "".into(),
            interval: Duration::from_millis(self.clock.sample).to_string(),
            input_series,
            alert_rule_test,
            promql_expr_test,
        }
    }

    pub(super) fn alerts(&self, at: u32, exp_alerts: Vec<ExpectedAlert>) -> AlertTest {
        AlertTest { eval_time: self.time(at), alertname: self.alert.name.clone(), exp_alerts }
    }

    /// What an alert says of this value; nothing if that hangs on digits that Prometheus may round.
    pub(super) fn expected(&self, labels: &Labels, value: Approx) -> Option<ExpectedAlert> {
        let alert = self.alert;
        let shown = |template| {
            let of = |value| annotation::shown(template, alert, labels, value);
            let shown = of(value.value)?;
            let ends = [value.value - value.error, value.value + value.error];
            ends.into_iter().all(|end| of(end).as_ref() == Some(&shown)).then_some(shown)
        };
        let mut exp_annotations = BTreeMap::from([("summary", shown(&alert.summary)?)]);
        if let Some(description) = &alert.description {
            exp_annotations.insert("description", shown(description)?);
        }
        let links = [
            ("runbook_url", alert::runbook_address(self.spec, alert)),
            ("dashboard_url", rules::usual_dashboard_url(self.spec, self.places, alert)),
        ];
        exp_annotations.extend(links.into_iter().filter_map(|(name, address)| Some((name, address?))));
        Some(ExpectedAlert { exp_labels: self.labels(labels), exp_annotations })
    }

    /// The labels of the alert itself, over those of its series. An empty one is none.
    pub(super) fn labels(&self, of_series: &Labels) -> Labels {
        let mut labels = of_series.clone();
        for (name, template) in rules::own_labels(self.group, self.alert) {
            // Only a value could be beyond us, and labels have none.
            let value = annotation::shown(&template, self.alert, of_series, 0.0).unwrap_or_default();
            labels.insert(name, value);
        }
        // An empty label is none, and takes that of the series away.
        labels.retain(|_, value| !value.is_empty());
        labels
    }

    /// Whether the alert fires at a time: exactly one, or none.
    pub(super) fn firing(&self, at: u32, labels: &Labels, fires: bool) -> QueryTest {
        let mut labels = labels.clone();
        labels.insert("alertname".into(), self.alert.name.clone());
        labels.insert("alertstate".into(), "firing".into());
        let asked = labels.iter().filter(|(name, _)| name.starts_with("alert"));
        let asked = asked.map(|(name, value)| (name.clone(), value.clone())).collect();
        let expected = ExpectedSample { labels: printed("ALERTS", &labels), value: 1.0 };
        QueryTest {
            expr: printed("ALERTS", &asked),
            eval_time: self.time(at),
            exp_samples: fires.then_some(expected).into_iter().collect(),
        }
    }

    fn time(&self, at: u32) -> String {
        Duration::from_millis(u64::from(at).saturating_mul(self.clock.evaluation)).to_string()
    }
}

/// A series as promtool reads it, which is a selector.
fn printed(name: &str, labels: &Labels) -> String {
    promql::print_series(name, labels.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

pub(super) fn selected(name: &str, labels: &Labels) -> Expr {
    let matchers = labels.iter().map(|(name, value)| matcher(name, MatchOp::Equal, value)).collect();
    selector(name, matchers).into()
}
