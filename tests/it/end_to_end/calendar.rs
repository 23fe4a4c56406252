//! Objectives over periods of the calendar: Prometheus counts what happened in this period, and nothing of the one before.

use std::fs;

use gaugewright_spec::model::SloWindow;
use gaugewright_spec::promql::build::{matcher, selector};
use gaugewright_spec::promql::{MatchOp, print};
use gaugewright_spec::source::Source;
use serde_json::json;

use super::tool;

const SPEC: &str = r#"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
labels: { status: { values: [success, error] } }
metrics: { http: { http_requests_total: { type: counter, help: Calls, labels: [status] } } }
slos:
  week: { title: W, objective: 99%, window: week, bad: 'http_requests_total{status="error"}', of: http_requests_total }
  month: { title: M, objective: 99%, window: month, bad: 'http_requests_total{status="error"}', of: http_requests_total }
  quarter: { title: Q, objective: 99%, window: quarter, bad: 'http_requests_total{status="error"}', of: http_requests_total }
  probed: { title: P, objective: 99%, window: month, ratio: 'sum(rate(http_requests_total{status="error"}[$window])) / sum(rate(http_requests_total[$window]))' }
"#;

/// Samples every five minutes.
const IN_A_DAY: i64 = 288;

/// The first day of the second period of 1970, which began with a Thursday.
fn boundary(slo: &str) -> i64 {
    match slo {
        "week" => 4,
        "quarter" => 31 + 28 + 31,
        _ => 31,
    }
}

/// A recorded series that has one value before the boundary, and another for three days behind it.
fn series(name: &str, slo: &str, values: (&str, &str)) -> serde_json::Value {
    let labels = [("service", "shop"), ("slo", slo)];
    let matchers = labels.map(|(label, value)| matcher(label, MatchOp::Equal, value));
    let run = |value: &str, samples: i64| [value, "x", &(samples - 1).to_string()].concat();
    let before = run(values.0, boundary(slo) * IN_A_DAY);
    let values = [before, run(values.1, 3 * IN_A_DAY)].join(" ");
    json!({ "series": print(&selector(name, matchers.to_vec()).into()), "values": values })
}

#[test]
fn a_budget_begins_anew_with_its_period() {
    let (spec, _) = gaugewright_spec::load(&Source::new("spec.yaml", SPEC)).expect("a sound spec");
    let tests = spec.slos.iter().map(|slo| {
        let SloWindow::Calendar(period) = slo.window else { panic!("{} is of the calendar", slo.name) };
        let groups = spec.recording_groups.iter().filter(|group| group.slo.as_ref() == Some(&slo.name));
        let name = ["slo:sli_error:ratio_", period.name()].concat();
        let rule = groups.flat_map(|group| &group.rules).find(|rule| rule.name == name).expect("its share");
        let labels = format!("{{service=\"shop\",slo=\"{}\"}}", slo.name);
        // At the first moment of a period what is recorded is of the one before: until its first part has passed nothing is known.
        let share = |day: i64, expected: f64| {
            let samples = [json!({ "labels": labels, "value": expected })];
            let time = format!("{}m", day * 24 * 60 - 1);
            json!({ "expr": format!("round({}, 0.0001)", print(&rule.expr)), "eval_time": time, "exp_samples": samples })
        };
        let first = boundary(&slo.name);
        json!({
            "name": slo.name,
            "interval": "5m",
            "input_series": [
                series("slo:objective:ratio", &slo.name, ("0.99", "0.99")),
                series("slo:events:rate5m", &slo.name, ("40", "80")),
                series("slo:bad_events:rate5m", &slo.name, ("4", "2")),
                series("slo:sli_error:ratio_rate5m", &slo.name, ("0.1", "0.025")),
            ],
            "promql_expr_test": [share(first - 1, 0.1), share(first, 0.1), share(first + 1, 0.025), share(first + 2, 0.025)],
        })
    });
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("calendar.yml");
    // JSON is YAML, too.
    fs::write(&file, json!({ "tests": tests.collect::<Vec<_>>() }).to_string()).expect("a file");
    tool::run(tool::command("promtool").args(["test", "rules"]).arg(file)).expect_success();
}
