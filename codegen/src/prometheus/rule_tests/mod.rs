//! Tests of the alert rules for `promtool test rules`, derived from the queries: series that bring a query just over its threshold, and
//! the alert fires with these labels and words; just not over it, and nothing fires, whatever happens beside; over it for a while, and
//! the alert fires as late and ends as soon as it should. What cannot be derived is said to have no test.

mod evaluate;
mod file;
mod scene;
mod series;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, AlertGroup, Comparison, Condition, Spec};
use gaugewright_spec::promql::{self, Expr, MatchOp, RangeSelector, Visit};

use super::{RULES_FILE, annotation, rules};
use crate::selector::{matcher, selector};
use crate::yaml;
use evaluate::{Labels, World};
use file::{AlertTest, ExpectedAlert, ExpectedSample, File, Input, QueryTest, Test};
use scene::{Amount, Scene};
use series::{Maker, Series, selectors};

/// Where the tests stand, beside the rules.
const FOLDER: &str = "tests";
/// The rules, seen from the tests.
const RULES: &str = "../alerts.yml";

/// The tests of every alert that has some: names below the folder of the rules, and texts.
pub(super) fn files(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    debug_assert!(RULES.ends_with(RULES_FILE), "one name");
    let mut files = Vec::new();
    for (group, alert) in spec.alerts() {
        let Some(tests) = (Writer { spec, group, alert }).tests() else { continue };
        let file = File { rule_files: [RULES], evaluation_interval: step(spec).to_string(), tests };
        files.push((format!("{FOLDER}/{}.yml", alert.name), yaml::file(yaml::SPEC_NAME, &file)?));
    }
    Ok(files)
}

/// The alerts of which no test could be derived.
pub(super) fn untested(spec: &Spec) -> Vec<&Alert> {
    let without = |(group, alert): &(&AlertGroup, &Alert)| (Writer { spec, group, alert }).tests().is_none();
    spec.alerts().filter(without).map(|(_, alert)| alert).collect()
}

/// Time between two samples, and two evaluations.
fn step(spec: &Spec) -> Duration {
    spec.service.scrape.interval
}

struct Writer<'w> {
    spec: &'w Spec,
    group: &'w AlertGroup,
    alert: &'w Alert,
}

impl Writer<'_> {
    fn tests(&self) -> Option<Vec<Test>> {
        match (&self.alert.condition, &self.alert.expr) {
            (Condition::Threshold(threshold), Expr::Binary(comparison)) => {
                self.of_threshold(&comparison.lhs, threshold.comparison, threshold.number.to_f64())
            }
            (Condition::AnySeries, expr) => self.of_absence(expr),
            (Condition::Threshold(_), _) => None,
        }
    }

    fn of_threshold(&self, expr: &Expr, comparison: Comparison, threshold: f64) -> Option<Vec<Test>> {
        let scene = Scene::new(self.spec, expr, comparison, threshold)?;
        let window = self.steps(longest_window(expr)?);
        let long = 2 * window + self.hold() + 4;
        let beside = |amount, of_decoys| {
            let mut inputs = self.inputs(&scene, &[(amount, long + 1)])?;
            for (decoy, value) in scene::decoys(&scene, of_decoys)? {
                inputs.push(input(
                    &decoy,
                    timeline::samples(decoy.shape, &[(value, long + 1)], self.seconds()),
                ));
            }
            Some(inputs)
        };
        let firing = |value| Some(vec![self.alerts(long, vec![self.expected(&scene.labels, value)?])]);
        let mut unharmed = beside(scene.good, scene.loud)?;
        for (series, value) in scene::at_the_edge(self.spec, &scene).unwrap_or_default() {
            unharmed
                .push(input(&series, timeline::samples(series.shape, &[(value, long + 1)], self.seconds())));
        }
        let mut tests = vec![
            Test {
                name: "just over the threshold it fires, whatever others do",
                alert_rule_test: firing(scene.value(scene.bad)?)?,
                ..self.test(beside(scene.bad, scene.calm)?)
            },
            Test {
                name: "just not over it nothing fires, whatever others do",
                alert_rule_test: vec![self.alerts(long, Vec::new())],
                ..self.test(unharmed)
            },
        ];
        if let Some(boundary) = scene.boundary() {
            let alert_rule_test =
                if scene.fires(boundary) { firing(threshold)? } else { vec![self.alerts(long, Vec::new())] };
            let inputs = self.inputs(&scene, &[(boundary, long + 1)])?;
            tests.push(Test { name: "at the threshold", alert_rule_test, ..self.test(inputs) });
        }
        tests.push(self.onset(&scene, comparison, window)?);
        if let Some(flood) = scene.flood() {
            tests.push(self.flood(&scene, flood, window)?);
        }
        Some(tests)
    }

    /// Trouble, then so much else beside it that all is well, then trouble.
    fn flood(&self, scene: &Scene<'_>, flood: Amount, window: u32) -> Option<Test> {
        let (hold, keep) = (self.hold(), self.steps(self.alert.keep_firing.unwrap_or_default()));
        let (before, flooded, after) = (2 * window + hold + 4, keep + 4, 2 * window + hold + 6);
        let inputs = self.inputs(scene, &[(scene.bad, before), (flood, flooded), (scene.bad, after)])?;
        let (begins, ends) = (before, before + flooded - 1);
        let labels = self.labels(&scene.labels);
        let at = |step, fires| self.firing(step, &labels, fires);
        let promql_expr_test = vec![
            at(begins - 1, true),
            at(begins + keep + 1, false),
            at(ends + window.saturating_sub(2) + hold, false),
            at(ends + window + hold + 2, true),
        ];
        let name = "it ends when there is more of everything, until that has left the window";
        Some(Test { name, promql_expr_test, ..self.test(inputs) })
    }

    /// Calm, trouble, calm.
    fn onset(&self, scene: &Scene<'_>, comparison: Comparison, window: u32) -> Option<Test> {
        let (hold, keep) = (self.hold(), self.steps(self.alert.keep_firing.unwrap_or_default()));
        let before = window + 4;
        let trouble = 2 * window + hold + 6;
        let after = 2 * window + keep + 6;
        let inputs =
            self.inputs(scene, &[(scene.calm, before), (scene.loud, trouble), (scene.calm, after)])?;
        // The last sample of each stretch.
        let (calm_ends, trouble_ends) = (before - 1, before + trouble - 1);
        let labels = self.labels(&scene.labels);
        let at = |step, fires| self.firing(step, &labels, fires);
        // What there is more of shows at once and stays for a window; what there is less of shows after a window.
        let (late, lasts) = if scene.grows { (0, window.saturating_sub(2)) } else { (window, 0) };
        // That there is nothing at all shows when the last of it has left.
        let sure = if comparison == Comparison::Equals { late.saturating_sub(2) } else { 0 };
        let promql_expr_test = vec![
            at(calm_ends + sure + hold, false),
            at(calm_ends + late + hold + 1, true),
            at(trouble_ends + lasts, true),
            at(trouble_ends + window + keep + 2, false),
        ];
        Some(Test {
            name: "it fires after its time and ends after its window",
            promql_expr_test,
            ..self.test(inputs)
        })
    }

    /// `absent` of a selector.
    fn of_absence(&self, expr: &Expr) -> Option<Vec<Test>> {
        let Expr::Call(call) = expr.without_parens() else { return None };
        let ("absent", [Expr::Vector(_)]) = (call.name.value.as_str(), &call.args[..]) else { return None };
        let seen = selectors(expr);
        let maker = Maker { spec: self.spec, seen: &seen, named: BTreeSet::new() };
        let there = maker.series(0, 0, &BTreeSet::new())?;
        let [series] = &there[..] else { return None };
        let result = World { series: &[], values: &[] }.vector(expr)?;
        let labels = &result.first()?.0;
        let hold = self.hold();
        let long = hold + 4;
        let of = |series, values| vec![input(series, values)];
        let mut stranger = series.clone();
        let matcher = seen[0].selector.matchers.first()?;
        stranger.labels.insert(matcher.label.value.clone(), "stranger".to_owned());
        let gone = Test {
            name: "it fires when there is none, whoever else is there",
            alert_rule_test: vec![self.alerts(long, vec![self.expected(labels, 1.0)?])],
            ..self.test(of(&stranger, timeline::presence(long + 1, 0, 0)))
        };
        let present = Test {
            name: "nothing fires while there is one",
            alert_rule_test: vec![self.alerts(long, Vec::new())],
            ..self.test(of(series, timeline::presence(long + 1, 0, 0)))
        };
        let (before, missing) = (4, hold + 4);
        let expected = self.labels(labels);
        let onset = Test {
            name: "it fires after its time and ends at once",
            promql_expr_test: vec![
                self.firing(before - 1 + hold, &expected, false),
                self.firing(before + hold, &expected, true),
                self.firing(before + missing - 1, &expected, true),
                self.firing(before + missing, &expected, false),
            ],
            ..self.test(of(series, timeline::presence(before, missing, 4)))
        };
        Some(vec![gone, present, onset])
    }

    fn test(&self, input_series: Vec<Input>) -> Test {
        let (alert_rule_test, promql_expr_test) = (Vec::new(), Vec::new());
        Test {
            name: "",
            interval: step(self.spec).to_string(),
            input_series,
            alert_rule_test,
            promql_expr_test,
        }
    }

    fn inputs(&self, scene: &Scene<'_>, stretches: &[(Amount, u32)]) -> Option<Vec<Input>> {
        let mut of_each: Vec<Vec<timeline::Stretch>> = vec![Vec::new(); scene.series.len()];
        for (amount, length) in stretches {
            for (stretches, value) in of_each.iter_mut().zip(scene.values(*amount)?) {
                stretches.push((value, *length));
            }
        }
        let one = |(series, stretches): (&Series, Vec<timeline::Stretch>)| {
            input(series, timeline::samples(series.shape, &stretches, self.seconds()))
        };
        Some(scene.series.iter().zip(of_each).map(one).collect())
    }

    fn alerts(&self, at: u32, exp_alerts: Vec<ExpectedAlert>) -> AlertTest {
        AlertTest { eval_time: self.time(at), alertname: self.alert.name.clone(), exp_alerts }
    }

    fn expected(&self, labels: &Labels, value: f64) -> Option<ExpectedAlert> {
        let alert = self.alert;
        let shown = |template| annotation::shown(template, alert, labels, value);
        let mut exp_annotations = BTreeMap::from([("summary", shown(&alert.summary)?)]);
        if let Some(description) = &alert.description {
            exp_annotations.insert("description", shown(description)?);
        }
        Some(ExpectedAlert { exp_labels: self.labels(labels), exp_annotations })
    }

    /// The labels of the alert itself, over those of its series.
    fn labels(&self, of_series: &Labels) -> Labels {
        let mut labels = of_series.clone();
        labels.extend(rules::own_labels(self.group, self.alert));
        labels
    }

    /// Whether the alert fires at a time: exactly one, or none.
    fn firing(&self, at: u32, labels: &Labels, fires: bool) -> QueryTest {
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

    fn hold(&self) -> u32 {
        self.steps(self.alert.hold.unwrap_or_default())
    }

    /// How many steps a duration has.
    fn steps(&self, duration: Duration) -> u32 {
        let steps = duration.as_millis().div_ceil(step(self.spec).as_millis().max(1));
        u32::try_from(steps).unwrap_or(u32::MAX / 8)
    }

    fn time(&self, at: u32) -> String {
        Duration::from_millis(u64::from(at) * step(self.spec).as_millis()).to_string()
    }

    fn seconds(&self) -> f64 {
        step(self.spec).as_seconds().to_f64()
    }
}

fn input(series: &Series, values: String) -> Input {
    Input { series: printed(&series.name, &series.labels), values }
}

/// The longest window of a query; nothing if it has a variable.
fn longest_window(expr: &Expr) -> Option<Duration> {
    struct Finder(Option<u64>);
    impl Visit for Finder {
        fn expr(&mut self, expr: &Expr) {
            if let Expr::Range(range) = expr {
                let RangeSelector { range, .. } = &**range;
                self.0 = self.0.and_then(|longest| Some(longest.max(range.millis()?)));
            }
            promql::walk(self, expr);
        }
    }
    let mut finder = Finder(Some(0));
    finder.expr(expr);
    finder.0.map(Duration::from_millis)
}

/// A series as promtool reads it, which is a selector.
fn printed(name: &str, labels: &Labels) -> String {
    let matchers = labels.iter().map(|(name, value)| matcher(name, MatchOp::Equal, value)).collect();
    promql::print(&selector(name, matchers))
}
