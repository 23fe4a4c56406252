//! Objectives against those of sloth, which has made the same rules for years: the numbers are those of its published examples, read
//! off `examples/_gen/getting-started.yml` and `examples/_gen/raw-home-wifi.yml` of github.com/slok/sloth.

use gaugewright_spec::model::{Slo, SloAlert, Spec};
use gaugewright_spec::promql::{self, BinaryOp, Dialect, Expr};
use gaugewright_spec::source::Source;

/// An alert of sloth's: short and long window, burn rate.
type Windows = [(&'static str, &'static str, f64); 2];

const PAGE: Windows = [("5m", "1h", 14.4), ("30m", "6h", 6.0)];
const TICKET: Windows = [("2h", "1d", 3.0), ("6h", "3d", 1.0)];

const HEAD: &str = "
spec: 1
service: { name: myservice, scope: none, scrape: { port: 8080, interval: 15s } }
labels: { code: { codes: 100..599 } }
metrics:
  http:
    http_request_duration_seconds: { type: histogram, help: Time, labels: [code], buckets: [100ms, 1s] }
    unifipoller_client_satisfaction_ratio: { type: gauge, unit: ratio, help: Satisfaction }
slos:
";

fn spec(slo: &str) -> Spec {
    let source = Source::new("spec.yaml", format!("{HEAD}{slo}"));
    let loaded = gaugewright_spec::load_on(&source, None);
    assert!(loaded.findings.is_empty(), "{:#?}", loaded.findings);
    loaded.spec.expect("a spec")
}

fn recorded<'s>(spec: &'s Spec, name: &str) -> &'s Expr {
    let mut rules = spec.recording_groups.iter().flat_map(|group| &group.rules);
    &rules.find(|rule| rule.name == name).unwrap_or_else(|| panic!("{name} is recorded")).expr
}

fn printed(query: &str) -> String {
    promql::print(&promql::parse(query, Dialect::default()).expect("a query"))
}

/// The comparisons of an alert: what is recorded, and the threshold as it is written.
fn comparisons(expr: &Expr, found: &mut Vec<(String, String)>) {
    let Expr::Binary(binary) = expr.without_parens() else { panic!("{}", promql::print(expr)) };
    match (binary.op.value, &binary.lhs, &binary.rhs) {
        (BinaryOp::Gt, Expr::Vector(selector), Expr::Number(number)) => {
            let name = selector.name.as_ref().expect("a name");
            found.push((name.value.clone(), number.text.clone()));
        }
        (BinaryOp::And | BinaryOp::Or, left, right) => {
            comparisons(left, found);
            comparisons(right, found);
        }
        _ => panic!("{}", promql::print(expr)),
    }
}

fn assert_alert(
    spec: &Spec,
    slo: &Slo,
    kind: SloAlert,
    windows: Windows,
    their_budget: f64,
    ours: [&str; 2],
) {
    let alert = spec.alert(&slo.alert_name(kind)).expect("the alert");
    let mut found = Vec::new();
    comparisons(alert.rule_expr(), &mut found);
    let mut expected = Vec::new();
    for ((short, long, factor), threshold) in windows.into_iter().zip(ours) {
        let theirs = factor * their_budget;
        let number: f64 = threshold.parse().expect("a number");
        assert!((number - theirs).abs() < 1e-9, "{threshold} is {theirs} there");
        for window in [long, short] {
            expected.push((format!("slo:sli_error:ratio_rate{window}"), threshold.to_owned()));
        }
    }
    assert_eq!(found, expected, "{}", alert.name);
    let factors: Vec<f64> = slo.burns(kind).map(|burn| burn.factor.to_f64()).collect();
    assert_eq!(factors, windows.map(|(.., factor)| factor), "{}", alert.name);
}

#[test]
fn availability_is_that_of_getting_started() {
    let spec = spec(
        r#"
  requests-availability:
    title: Requests
    objective: 99.9%
    bad: 'http_request_duration_seconds_count{job="myservice",code=~"(5..|429)"}'
    of: 'http_request_duration_seconds_count{job="myservice"}'
"#,
    );
    let slo = spec.slos.get("requests-availability").expect("the objective");
    // There the budget is 0.0009999999999999432.
    assert_alert(&spec, slo, SloAlert::Page, PAGE, 0.000_999_999_999_999_943_2, ["0.0144", "0.006"]);
    assert_alert(&spec, slo, SloAlert::Ticket, TICKET, 0.000_999_999_999_999_943_2, ["0.003", "0.001"]);
    for (name, value) in [
        ("slo:objective:ratio", "0.999"),
        ("slo:error_budget:ratio", "0.001"),
        ("slo:time_period:days", "30"),
    ] {
        assert_eq!(promql::print(recorded(&spec, name)), format!("vector({value})"));
    }
    let theirs = r#"sum(rate(http_request_duration_seconds_count{job="myservice",code=~"(5..|429)"}[1h])) / sum(rate(http_request_duration_seconds_count{job="myservice"}[1h]))"#;
    let Expr::Binary(quotient) = promql::parse(theirs, Dialect::default()).expect("their query") else {
        panic!("a quotient")
    };
    let (bad, all) = (promql::print(&quotient.lhs), promql::print(&quotient.rhs));
    // The same, but nothing bad is no gap, and no traffic is one.
    let ours = format!("({bad} or 0 * {all}) / ({all} > 0)");
    assert_eq!(promql::print(recorded(&spec, "slo:sli_error:ratio_rate1h")), printed(&ours));
}

#[test]
fn a_raw_share_is_that_of_the_home_wifi() {
    let share = |window: &str| {
        format!(
            "1 - (sum(sum_over_time(unifipoller_client_satisfaction_ratio[{window}])) \
             / sum(count_over_time(unifipoller_client_satisfaction_ratio[{window}])))"
        )
    };
    let spec = spec(&format!(
        "  wifi-client-satisfaction:\n    title: Wifi\n    objective: 95%\n    ratio: '{}'\n",
        share("$window")
    ));
    let slo = spec.slos.get("wifi-client-satisfaction").expect("the objective");
    assert_alert(&spec, slo, SloAlert::Page, PAGE, 0.05, ["0.72", "0.3"]);
    assert_alert(&spec, slo, SloAlert::Ticket, TICKET, 0.05, ["0.15", "0.05"]);
    for window in ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] {
        let ours = promql::print(recorded(&spec, &format!("slo:sli_error:ratio_rate{window}")));
        assert_eq!(ours, printed(&format!("({})", share(window))));
    }
    assert_eq!(promql::print(recorded(&spec, "slo:error_budget:ratio")), "vector(0.05)");
}
