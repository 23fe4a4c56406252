//! Tests of the alert rules for `promtool test rules`, derived from the queries: series that bring a query just over its threshold, and
//! the alert fires with these labels and words; just not over it, and nothing fires, whatever happens beside; over it for a while, and
//! the alert fires as late and ends as soon as it should. What cannot be derived is said to have no test.

mod clock;
mod course;
mod decoy;
mod derive;
mod file;
mod look;
mod maker;
mod plan;
mod samples;
mod scenario;
mod selector;
mod series;
mod simulation;
mod slo;
mod solve;
mod stage;
mod writer;

use std::cell::RefCell;
use std::sync::Arc;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{self, Alert, AlertGroup, Spec};
use gaugewright_spec::parallel;
use gaugewright_spec::promql::build::aggregate;
use gaugewright_spec::promql::{self, AggregateOp, Expr, Func};

use super::{ALERTS_FILE, RECORDINGS_FILE};
use crate::error::RenderError;
use crate::place::Places;
use crate::yaml;
use clock::Clock;
pub(crate) use course::{Course, Curve, Drawn, Line, State};
use file::{ExpectedSample, File, Input, QueryTest, Test};
use plan::Approx;
use selector::selectors;
use series::Labels;
use stage::Stage;
use writer::{Writer, selected};

/// Where the tests stand, beside the rules.
const FOLDER: &str = "tests";

/// The tests of alerts.
#[derive(Debug, Default)]
pub struct RuleTests {
    /// The files of the alerts that have some: names below the folder of the rules, and texts.
    pub files: Vec<(String, Arc<str>)>,
    /// What was drawn of the derived ones: the stems of the names of the files of their alerts, and pictures.
    pub(crate) pictures: Vec<(String, Arc<str>)>,
}

/// Draws the derived tests of an alert.
pub(crate) type Draw = fn(&Spec, &Alert, &[Drawn]) -> String;

/// The tests of every alert that has some, and pictures of them if somebody draws. Each alert is finished before the next one begins:
/// what its tests do takes memory.
pub(super) fn all(spec: &Spec, draw: Option<Draw>) -> Result<RuleTests, RenderError> {
    let shared = Shared::new(spec);
    let alerts: Vec<_> = spec.alerts().collect();
    let parts = parallel::map(&alerts, |alert| of_alert(spec, &shared, *alert, draw));
    let mut all = RuleTests::default();
    for part in parts {
        let part = part?;
        all.files.extend(part.files);
        all.pictures.extend(part.pictures);
    }
    Ok(all)
}

/// What the tests of all alerts need, found once.
struct Shared<'s> {
    places: Places<'s>,
    /// The rule files, with the names of their groups, in the order in which one hangs on another.
    rule_files: Vec<(String, Vec<String>)>,
}

impl<'s> Shared<'s> {
    fn new(spec: &'s Spec) -> Self {
        let files = super::sources(spec).into_iter();
        let rule_files = files.map(|(name, source)| (name, source.group_names(spec).collect())).collect();
        Self { places: Places::new(spec), rule_files }
    }
}

/// The tests of an alert.
fn of_alert(
    spec: &Spec,
    shared: &Shared<'_>,
    (group, alert): (&AlertGroup, &Alert),
    draw: Option<Draw>,
) -> Result<RuleTests, RenderError> {
    let mut all = RuleTests::default();
    let scrape = spec.service.scrape.interval;
    let clock = clock(spec, alert).unwrap_or(Clock::every(scrape));
    let selectors = selectors(&alert.expr);
    let writer =
        Writer { spec, places: &shared.places, group, alert, selectors, clock, made: RefCell::default() };
    let found = writer.found();
    let is_scripted = |test: &&Test| !test.script.expected.is_empty();
    if let Some(draw) = draw.filter(|_| found.iter().any(|test| is_scripted(&test))) {
        let drawn: Vec<_> = found.iter().filter(is_scripted).filter_map(|test| writer.drawn(test)).collect();
        all.pictures.push((alert.file_stem.clone(), draw(spec, alert, &drawn).into()));
    }
    let [derived, authored] = file_names(alert);
    let both =
        [(derived, Duration::from_millis(clock.evaluation), found), (authored, scrape, writer.authored())];
    for (name, evaluation, tests) in both.into_iter().filter(|(.., tests)| !tests.is_empty()) {
        let (rule_files, group_eval_order) = rule_files(spec, shared, group, alert);
        let evaluation_interval = evaluation.to_string();
        let file = File { rule_files, evaluation_interval, group_eval_order, tests };
        all.files.push((name, yaml::file(&spec.command, &file)?.into()));
    }
    Ok(all)
}

/// The names of the files with the tests of an alert, below the folder of the rules: of those that are derived, and of those of the
/// author, which count scrapes.
pub(super) fn file_names(alert: &Alert) -> [String; 2] {
    ["", "-authored"].map(|whose| format!("{FOLDER}/{}{whose}.yml", alert.file_stem))
}

/// The rule files that an alert hangs on, and the groups in them in the order in which these hang on each other: promtool takes any
/// other. What the alert does not read need not be evaluated.
fn rule_files(
    spec: &Spec,
    shared: &Shared<'_>,
    group: &AlertGroup,
    alert: &Alert,
) -> (Vec<String>, Vec<String>) {
    let own = match group.slo.as_ref().and_then(|slo| spec.slos.get(slo)) {
        Some(slo) => super::objective_file(slo),
        None => ALERTS_FILE.to_owned(),
    };
    // What is recorded for an objective stands beside its alerts.
    let reads_recordings = group.slo.is_none() && alert.recorded.is_some();
    let is_read = |name: &String| *name == own || (reads_recordings && name == RECORDINGS_FILE);
    let files: Vec<_> = shared.rule_files.iter().filter(|(name, _)| is_read(name)).collect();
    let order = files.iter().flat_map(|(_, groups)| groups).cloned();
    let order = if alert.recorded.is_some() { order.collect() } else { Vec::new() };
    // The rules, seen from the tests.
    (files.iter().map(|(name, _)| format!("../{name}")).collect(), order)
}

/// Time between samples and evaluations of derived tests; nothing if the query says too little of its times.
fn clock(spec: &Spec, alert: &Alert) -> Option<Clock> {
    match slo::of(spec, alert) {
        Some((slo, kind)) => Some(slo::clock(slo, kind)),
        None => Clock::new(alert),
    }
}

/// Whether a query is `vector(1)`.
fn is_constant(expr: &Expr) -> bool {
    let one = |arg: &Expr| matches!(arg, Expr::Number(number) if (number.value - 1.0).abs() < f64::EPSILON);
    matches!(expr.without_parens(), Expr::Call(call) if call.is(Func::Vector) && call.args.iter().all(one))
}

impl Writer<'_> {
    /// The tests that follow from the query.
    fn found(&self) -> Vec<Test> {
        let derived = match slo::of(self.spec, self.alert) {
            Some((slo, kind)) => self.of_objective(slo, kind),
            None if is_constant(&self.alert.expr) => self.always().map(|test| vec![test]),
            None => self.derived(),
        };
        derived.unwrap_or_default()
    }

    /// How a derived test goes on.
    fn drawn(&self, test: &Test) -> Option<Drawn> {
        let course = Stage::again(self, &test.script).course()?;
        let course = Course { expected: test.script.expected.clone(), ..course };
        Some(Drawn { name: test.name.to_string(), course })
    }

    /// A dead man's switch fires though there is nothing at all.
    fn always(&self) -> Option<Test> {
        let held = self.alert.hold.unwrap_or_default().as_millis();
        let test = Test { name: "it fires all the time".into(), ..self.test(Vec::new()) };
        self.expect(test, self.clock.steps(held) + 2, &[(Labels::new(), Approx::exact(1.0))])
    }

    /// The tests of the author.
    fn authored(&self) -> Vec<Test> {
        self.alert.tests.iter().map(|test| self.one_authored(test)).collect()
    }

    fn one_authored(&self, test: &model::AlertTest) -> Test {
        let input =
            |(series, values): &(String, String)| Input { series: series.clone(), values: values.clone() };
        let state = Labels::from([
            ("alertname".to_owned(), self.alert.name.clone()),
            ("alertstate".to_owned(), "firing".to_owned()),
        ]);
        let fires = |time: &Duration, fires: bool| QueryTest {
            // Of what series it fires is not asked.
            expr: promql::print(&aggregate(AggregateOp::Group, selected("ALERTS", &state))),
            eval_time: time.to_string(),
            exp_samples: fires
                .then(|| ExpectedSample { labels: "{}".to_owned(), value: 1.0 })
                .into_iter()
                .collect(),
        };
        let at =
            |times: &[Duration], firing| times.iter().map(|time| fires(time, firing)).collect::<Vec<_>>();
        Test {
            name: test.name.clone().into(),
            promql_expr_test: [at(&test.fires, true), at(&test.silent, false)].concat(),
            interval: self.spec.service.scrape.interval.to_string(),
            ..self.test(test.series.iter().map(input).collect())
        }
    }
}
