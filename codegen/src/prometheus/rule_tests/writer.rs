//! Writes the parts of a test of one alert. Time is counted in evaluations.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, AlertGroup, Spec};
use gaugewright_spec::promql::build::{matcher, selector};
use gaugewright_spec::promql::{self, Expr, MatchOp};

use super::clock::Clock;
use super::course::Script;
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
    /// Those of its query; nothing if a pattern in it cannot be read.
    pub(super) selectors: Option<Vec<Selector>>,
    /// Time between two samples, and two evaluations.
    pub(super) clock: Clock,
    /// The rules that were made: most tests are over the same few series.
    pub(super) made: RefCell<Vec<Made>>,
}

/// Rules over these series; nothing if they are beyond us.
type Made = (Vec<Series>, Option<Rc<Rules>>);

impl Writer<'_> {
    /// The rule of the alert over these series, with what is recorded for an objective.
    pub(super) fn rules(&self, series: &[Series]) -> Option<Rc<Rules>> {
        let is_known = |known: &[Series]| {
            known.len() == series.len() && known.iter().zip(series).all(|(one, other)| one.is(other))
        };
        if let Some((_, rules)) = self.made.borrow().iter().find(|(known, _)| is_known(known)) {
            return rules.clone();
        }
        let rules = self.new_rules(series).map(Rc::new);
        self.made.borrow_mut().push((series.to_vec(), rules.clone()));
        rules
    }

    fn new_rules(&self, series: &[Series]) -> Option<Rules> {
        match (&self.group.slo, &self.alert.recorded) {
            (Some(slo), Some(_)) => {
                let groups =
                    self.spec.recording_groups.iter().filter(|group| group.slo.as_ref() == Some(slo));
                let recordings = groups.flat_map(|group| &group.rules);
                Rules::recorded(self.alert, recordings, series, self.clock)
            }
            _ => Rules::new(self.alert, self.selectors.as_deref()?, series, self.clock),
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
            script: Script::default(),
        }
    }

    /// The test in which just these alerts fire at a time. Where another has the same name, which promtool would count,
    /// or nobody knows what the texts say, it asks for their labels alone.
    pub(super) fn expect(&self, mut test: Test, at: u32, firing: &[(Labels, Approx)]) -> Option<Test> {
        test.script.expected.push((at, !firing.is_empty()));
        let expected: Option<Vec<_>> =
            firing.iter().map(|(labels, value)| self.expected(labels, *value)).collect();
        match expected.filter(|_| !self.alert.shares_name) {
            Some(exp_alerts) => {
                let alertname = self.alert.name.clone();
                let one = AlertTest { eval_time: self.time(at), alertname, exp_alerts };
                Some(Test { alert_rule_test: vec![one], ..test })
            }
            None => {
                let labels: Vec<Labels> = firing.iter().map(|(labels, _)| self.labels(labels)).collect();
                let one = self.firing(at, &labels)?;
                Some(Test { promql_expr_test: [test.promql_expr_test, vec![one]].concat(), ..test })
            }
        }
    }

    /// The series of this rule among all `ALERTS`; nothing if those of another cannot be told from them.
    fn found_by(&self) -> Option<Expr> {
        let state = ("alertstate".to_owned(), "firing".to_owned());
        let name = ("alertname".to_owned(), self.alert.name.clone());
        if !self.alert.shares_name {
            return Some(selected("ALERTS", &Labels::from([name, state])));
        }
        let fixed = self.alert.fixed_labels();
        let mut others = self.spec.alerts().filter(|(_, other)| other.name == self.alert.name);
        if !others.all(|(_, other)| std::ptr::eq(other, self.alert) || is_apart(self.alert, other)) {
            return None;
        }
        let found = selected("ALERTS", &fixed.into_iter().chain([state]).collect());
        // What is left has no label that says so.
        self.alert.portion.as_ref().map_or_else(|| Some(found.clone()), |portion| portion.of(&found))
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
        let links = [
            ("runbook_url", alert::runbook_address(self.spec, alert)),
            ("dashboard_url", rules::usual_dashboard_url(self.spec, self.places, alert)),
        ];
        let links = links.into_iter().filter_map(|(name, address)| Some((name.to_owned(), address?)));
        let mut exp_annotations: BTreeMap<String, String> = links.collect();
        let texts = [("summary", alert.own_summary()), ("description", alert.description.as_ref())];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, text?)));
        for (name, text) in texts.chain(alert.annotations.iter().map(|(name, text)| (name.as_str(), text))) {
            exp_annotations.insert(name.to_owned(), shown(text)?);
        }
        Some(ExpectedAlert { exp_labels: self.labels(labels), exp_annotations })
    }

    /// The labels of the alert with a series.
    pub(super) fn labels(&self, of_series: &Labels) -> Labels {
        rules::alert_labels(self.alert, of_series)
    }

    /// That of the alert just these fire at a time, each with all its labels.
    pub(super) fn firing(&self, at: u32, firing: &[Labels]) -> Option<QueryTest> {
        let expected = |labels: &Labels| {
            let mut labels = labels.clone();
            labels.insert("alertname".into(), self.alert.name.clone());
            labels.insert("alertstate".into(), "firing".into());
            ExpectedSample { labels: printed("ALERTS", &labels), value: 1.0 }
        };
        Some(QueryTest {
            expr: promql::print(&self.found_by()?),
            eval_time: self.time(at),
            exp_samples: firing.iter().map(expected).collect(),
        })
    }

    fn time(&self, at: u32) -> String {
        Duration::from_millis(u64::from(at).saturating_mul(self.clock.evaluation)).to_string()
    }
}

/// Whether no alert of the one can be one of the other: they have different labels, or one is for what the other leaves out.
fn is_apart(one: &Alert, other: &Alert) -> bool {
    let (own, others) = (one.fixed_labels(), other.fixed_labels());
    let differ = own.iter().any(|(label, value)| others.get(label).is_some_and(|other| other != value));
    let leaves_out = |left: &Alert, labels: &BTreeMap<String, String>| {
        left.portion.as_ref().is_some_and(|portion| {
            labels.get(&portion.label).is_some_and(|value| portion.others.contains(value))
        })
    };
    differ || leaves_out(one, &others) || leaves_out(other, &own)
}

/// A series as promtool reads it, which is a selector.
fn printed(name: &str, labels: &Labels) -> String {
    promql::print_series(name, labels.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

pub(super) fn selected(name: &str, labels: &Labels) -> Expr {
    let matchers = labels.iter().map(|(name, value)| matcher(name, MatchOp::Equal, value)).collect();
    selector(name, matchers).into()
}
