//! The tests that follow from a query.

use std::collections::BTreeSet;

use gaugewright_spec::model::{Comparison, Condition};
use gaugewright_spec::promql::Expr;

use super::beside;
use super::evaluate::World;
use super::file::Test;
use super::look;
use super::scene::{Amount, Scene};
use super::series::{Maker, selectors};
use super::timeline;
use super::writer::{Writer, input};

impl Writer<'_> {
    /// All of them; nothing if the query is beyond us.
    pub(super) fn derived(&self) -> Option<Vec<Test>> {
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
        let window = self.steps(look::windows(expr)?.pop_last().unwrap_or_default());
        let long = 2 * window + self.hold() + 4;
        let with_decoys = |amount, of_decoys| {
            let mut inputs = self.inputs(&scene, &[(amount, long + 1)])?;
            for (decoy, value) in beside::decoys(&scene, of_decoys)? {
                inputs.push(input(
                    &decoy,
                    timeline::samples(decoy.shape, &[(value, long + 1)], self.seconds()),
                ));
            }
            Some(inputs)
        };
        let firing = |value| Some(vec![self.alerts(long, vec![self.expected(&scene.labels, value)?])]);
        let mut unharmed = with_decoys(scene.good, scene.loud)?;
        for (series, value) in beside::at_the_edge(self.spec, &scene).unwrap_or_default() {
            unharmed
                .push(input(&series, timeline::samples(series.shape, &[(value, long + 1)], self.seconds())));
        }
        let mut tests = vec![
            Test {
                name: "just over the threshold it fires, whatever others do".into(),
                alert_rule_test: firing(scene.value(scene.bad)?)?,
                ..self.test(with_decoys(scene.bad, scene.calm)?)
            },
            Test {
                name: "just not over it nothing fires, whatever others do".into(),
                alert_rule_test: vec![self.alerts(long, Vec::new())],
                ..self.test(unharmed)
            },
        ];
        if let Some(boundary) = scene.boundary() {
            let alert_rule_test =
                if scene.fires(boundary) { firing(threshold)? } else { vec![self.alerts(long, Vec::new())] };
            let inputs = self.inputs(&scene, &[(boundary, long + 1)])?;
            tests.push(Test { name: "at the threshold".into(), alert_rule_test, ..self.test(inputs) });
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
        Some(Test { name: name.into(), promql_expr_test, ..self.test(inputs) })
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
            name: "it fires after its time and ends after its window".into(),
            promql_expr_test,
            ..self.test(inputs)
        })
    }

    /// `absent` of a selector.
    fn of_absence(&self, expr: &Expr) -> Option<Vec<Test>> {
        let Expr::Call(call) = expr.without_parens() else { return None };
        let ("absent", [Expr::Vector(_)]) = (call.name.value.as_str(), &call.args[..]) else { return None };
        let seen = selectors(expr)?;
        let maker = Maker { spec: self.spec, seen: &seen, named: BTreeSet::new() };
        let there = maker.series(0, 0, &BTreeSet::new())?;
        let [series] = &there[..] else { return None };
        let result = World { seen: &seen, series: &[], values: &[] }.vector(expr)?;
        let labels = &result.first()?.0;
        let hold = self.hold();
        let long = hold + 4;
        let of = |series, values| vec![input(series, values)];
        let mut stranger = series.clone();
        match seen[0].selector.matchers.first() {
            Some(matcher) => {
                stranger.labels.insert(matcher.label.value.clone(), "stranger".to_owned());
            }
            None => stranger.name.push_str("_of_strangers"),
        }
        let gone = Test {
            name: "it fires when there is none, whoever else is there".into(),
            alert_rule_test: vec![self.alerts(long, vec![self.expected(labels, 1.0)?])],
            ..self.test(of(&stranger, timeline::presence(long + 1, 0, 0)))
        };
        let present = Test {
            name: "nothing fires while there is one".into(),
            alert_rule_test: vec![self.alerts(long, Vec::new())],
            ..self.test(of(series, timeline::presence(long + 1, 0, 0)))
        };
        let (before, missing) = (4, hold + 4);
        let expected = self.labels(labels);
        let onset = Test {
            name: "it fires after its time and ends at once".into(),
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
}
