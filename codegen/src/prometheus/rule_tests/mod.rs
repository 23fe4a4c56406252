//! Tests of the alert rules for `promtool test rules`, derived from the queries: series that bring a query just over its threshold, and
//! the alert fires with these labels and words; just not over it, and nothing fires, whatever happens beside; over it for a while, and
//! the alert fires as late and ends as soon as it should. What cannot be derived is said to have no test.

mod beside;
mod derive;
mod evaluate;
mod file;
mod look;
mod scene;
mod series;
mod timeline;
mod writer;

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{self, Alert, AlertGroup, Spec};
use gaugewright_spec::promql;

use crate::yaml;
use evaluate::Labels;
use file::{ExpectedSample, File, Input, QueryTest, Test};
use writer::{Writer, grouped, selected};

/// Where the tests stand, beside the rules.
const FOLDER: &str = "tests";

/// The tests of every alert that has some: names below the folder of the rules, and texts.
pub(super) fn files(spec: &Spec) -> Result<Vec<(String, String)>, String> {
    // The rules, seen from the tests.
    let rule_files: Vec<_> = super::rule_file_names(spec).iter().map(|name| format!("../{name}")).collect();
    let alerts: Vec<_> = spec.alerts().collect();
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    // A few alerts take less than to start a thread.
    let share = alerts.len().div_ceil(workers).max(16);
    let parts = thread::scope(|scope| {
        let rule_files = &rule_files;
        let work = |part| scope.spawn(move || files_of(spec, part, rule_files));
        let running: Vec<_> = alerts.chunks(share).map(work).collect();
        let end = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic))
        };
        // In the order in which they were begun, which is that of the spec.
        running.into_iter().map(end).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(parts.concat())
}

/// The tests of some of the alerts.
fn files_of(
    spec: &Spec,
    alerts: &[(&AlertGroup, &Alert)],
    rule_files: &[String],
) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for &(group, alert) in alerts {
        let Some(tests) = (Writer { spec, group, alert }).tests() else { continue };
        let file =
            File { rule_files: rule_files.to_vec(), evaluation_interval: step(spec).to_string(), tests };
        files.push((file_name(alert), yaml::file(yaml::SPEC_NAME, &file)?));
    }
    Ok(files)
}

/// The name of the file with the tests of an alert, below the folder of the rules.
pub(super) fn file_name(alert: &Alert) -> String {
    format!("{FOLDER}/{}.yml", alert.name)
}

/// Time between two samples, and two evaluations.
fn step(spec: &Spec) -> Duration {
    spec.service.scrape.interval
}

impl Writer<'_> {
    /// The derived tests, and those of the author; nothing if there are neither.
    fn tests(&self) -> Option<Vec<Test>> {
        let mut tests = self.derived().unwrap_or_default();
        tests.extend(self.alert.tests.iter().map(|test| self.authored(test)));
        (!tests.is_empty()).then_some(tests)
    }

    fn authored(&self, test: &model::AlertTest) -> Test {
        let input =
            |(series, values): &(String, String)| Input { series: series.clone(), values: values.clone() };
        let state = Labels::from([
            ("alertname".to_owned(), self.alert.name.clone()),
            ("alertstate".to_owned(), "firing".to_owned()),
        ]);
        let fires = |time: &Duration, fires: bool| QueryTest {
            // Of what series it fires is not asked.
            expr: promql::print(&grouped(selected("ALERTS", &state))),
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
            ..self.test(test.series.iter().map(input).collect())
        }
    }
}
