//! Writes the parts of a test of one alert. Time is counted in steps: from one sample and one evaluation to the next.

use std::collections::BTreeMap;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, AlertGroup, Spec};
use gaugewright_spec::promql::{self, Aggregate, AggregateOp, Expr, MatchOp};
use gaugewright_spec::source::Spanned;

use super::evaluate::Labels;
use super::file::{AlertTest, ExpectedAlert, ExpectedSample, Input, QueryTest, Test};
use super::scene::{Amount, Scene};
use super::series::Series;
use super::{look, timeline};
use crate::alert;
use crate::place::Places;
use crate::prometheus::{annotation, rules};
use crate::selector::{matcher, selector};

pub(super) struct Writer<'w> {
    pub(super) spec: &'w Spec,
    pub(super) places: &'w Places<'w>,
    pub(super) group: &'w AlertGroup,
    pub(super) alert: &'w Alert,
    /// Time between two samples, and two evaluations.
    pub(super) step: Duration,
}

/// The longest step: what is scraped is looked at for five minutes, and nobody should have to think about that.
const LONGEST_STEP: Duration = Duration::from_secs(60);
/// How many steps the shortest of the times has that an alert knows: with fewer, one too many or too few could not be told.
const STEPS: u64 = 5;

impl<'w> Writer<'w> {
    pub(super) fn new(
        spec: &'w Spec,
        places: &'w Places<'w>,
        group: &'w AlertGroup,
        alert: &'w Alert,
    ) -> Self {
        Self { spec, places, group, alert, step: step(spec, alert) }
    }
}

/// Some scrapes at once, if the alert knows only long times: what is evaluated more often than it has to be is only slower.
fn step(spec: &Spec, alert: &Alert) -> Duration {
    let scrape = spec.service.scrape.interval;
    let Some(windows) = look::windows(&alert.expr) else { return scrape };
    let times = windows.into_iter().chain(alert.hold).chain(alert.keep_firing);
    let shortest = times.filter(|time| *time > Duration::default()).min();
    let most = shortest.map_or(scrape.as_millis(), |time| time.as_millis() / STEPS);
    let scrapes = most.min(LONGEST_STEP.as_millis()) / scrape.as_millis().max(1);
    Duration::from_millis(scrape.as_millis() * scrapes.max(1))
}

impl Writer<'_> {
    pub(super) fn test(&self, input_series: Vec<Input>) -> Test {
        let (alert_rule_test, promql_expr_test) = (Vec::new(), Vec::new());
        Test {
            name: "".into(),
            interval: self.step.to_string(),
            input_series,
            alert_rule_test,
            promql_expr_test,
        }
    }

    pub(super) fn inputs(&self, scene: &Scene<'_>, stretches: &[(Amount, u32)]) -> Option<Vec<Input>> {
        let mut of_each: Vec<Vec<timeline::Stretch>> = vec![Vec::new(); scene.series.len()];
        for (amount, length) in stretches {
            for (stretches, value) in of_each.iter_mut().zip(scene.values(*amount)?) {
                stretches.push((value, *length));
            }
        }
        let seconds = self.seconds();
        let one = |((series, written), stretches): ((&Series, &String), Vec<timeline::Stretch>)| Input {
            series: written.clone(),
            values: timeline::samples(series.shape, &stretches, seconds),
        };
        Some(scene.series.iter().zip(&scene.written).zip(of_each).map(one).collect())
    }

    pub(super) fn alerts(&self, at: u32, exp_alerts: Vec<ExpectedAlert>) -> AlertTest {
        AlertTest { eval_time: self.time(at), alertname: self.alert.name.clone(), exp_alerts }
    }

    pub(super) fn expected(&self, labels: &Labels, value: f64) -> Option<ExpectedAlert> {
        let alert = self.alert;
        let shown = |template| annotation::shown(template, alert, labels, value);
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

    /// The labels of the alert itself, over those of its series.
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
        self.firing_at(self.time(at), labels, fires)
    }

    pub(super) fn firing_at(&self, eval_time: String, labels: &Labels, fires: bool) -> QueryTest {
        let mut labels = labels.clone();
        labels.insert("alertname".into(), self.alert.name.clone());
        labels.insert("alertstate".into(), "firing".into());
        let asked = labels.iter().filter(|(name, _)| name.starts_with("alert"));
        let asked = asked.map(|(name, value)| (name.clone(), value.clone())).collect();
        let expected = ExpectedSample { labels: printed("ALERTS", &labels), value: 1.0 };
        QueryTest {
            expr: printed("ALERTS", &asked),
            eval_time,
            exp_samples: fires.then_some(expected).into_iter().collect(),
        }
    }

    pub(super) fn hold(&self) -> u32 {
        self.steps(self.alert.hold.unwrap_or_default())
    }

    /// How many steps a duration has.
    pub(super) fn steps(&self, duration: Duration) -> u32 {
        let steps = duration.as_millis().div_ceil(self.step.as_millis().max(1));
        u32::try_from(steps).unwrap_or(u32::MAX / 8)
    }

    pub(super) fn time(&self, at: u32) -> String {
        Duration::from_millis(u64::from(at) * self.step.as_millis()).to_string()
    }

    pub(super) fn seconds(&self) -> f64 {
        self.step.as_seconds().to_f64()
    }
}

pub(super) fn input(series: &Series, values: String) -> Input {
    Input { series: series.written(), values }
}

/// A series as promtool reads it, which is a selector.
fn printed(name: &str, labels: &Labels) -> String {
    promql::print_series(name, labels.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

pub(super) fn selected(name: &str, labels: &Labels) -> Expr {
    let matchers = labels.iter().map(|(name, value)| matcher(name, MatchOp::Equal, value)).collect();
    selector(name, matchers)
}

/// 1 if there is any series.
pub(super) fn grouped(expr: Expr) -> Expr {
    let span = expr.span();
    let op = Spanned::new(AggregateOp::Group, span);
    Expr::Aggregate(Box::new(Aggregate { span, op, grouping: None, param: None, expr }))
}
