use std::cell::RefCell;

use gaugewright_spec::model::Comparison;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

use super::firing::{Past, Rule, pages};
use super::threshold::Writing;
use super::{Asked, replay};
use crate::Spec;
use crate::history::{History, Labels, Series, Steps};

const SPEC: &str = r"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 1m } }
labels: { queue: { values: [mail, print], help: Which queue } }
metrics:
  shop: { items: { type: gauge, unit: items, labels: [queue], help: Items }, age_seconds: { type: gauge, help: Age } }
groups: { shop: { limit: 1 } }
alerts:
  shop:
    Long: { expr: items, above: 2k, for: 2m, severity: warning, summary: long }
    Old: { expr: age_seconds, at_most: 1h30m, severity: warning, summary: old }
    Both: { expr: items > 5, severity: warning, summary: both }
notifications:
  receivers: { team: { slack: { api_url_file: url } } }
  receiver: team
  group_by: [queue]
";

fn spec() -> Spec {
    let source = Source::new("metrics-spec.yaml", SPEC);
    crate::load(&source).unwrap_or_else(|findings| panic!("{findings:#?}")).0
}

fn labels(queue: &str) -> Labels {
    Labels::from([("queue".into(), queue.into())])
}

/// Values of a series, one a minute; a dot is none.
fn values(text: &str) -> Vec<Option<f64>> {
    text.split(' ').map(|value| value.parse().ok()).collect()
}

fn past(spec: &Spec, alert: &str, series: &[(&str, &str)]) -> Past {
    let series: Series = series.iter().map(|(queue, text)| (labels(queue), values(text))).collect();
    let count = series.values().map(Vec::len).max().unwrap_or_default();
    Past::new(spec.alert(alert).unwrap(), Steps { start: 600_000, step: 60_000, count }, series).unwrap()
}

/// The minutes at which alerts fired, and for how many.
fn fired(
    spec: &Spec,
    alert: &str,
    past: &Past,
    threshold: Option<(Comparison, f64)>,
) -> Vec<(String, i64, i64)> {
    let (group, alert) = spec.alerts().find(|(_, one)| one.key == alert).unwrap();
    let firings = Rule::new(group, alert, threshold).firings(past);
    let minutes = |time: i64| (time - 600_000) / 60_000;
    let shown = |queue: &Labels| queue.get("queue").cloned().unwrap_or_default();
    firings.iter().map(|one| (shown(&one.labels), minutes(one.from), one.length() / 60_000)).collect()
}

#[test]
fn each_series_fires_by_itself_and_with_its_worst_value() {
    let spec = spec();
    let past = past(&spec, "Long", &[("mail", "1 9 8 7 1 1 9 9 1 9"), ("print", "1 1 1 1 1 1 1 1 1 .")]);
    let above = |number| Some((Comparison::Above, number));
    let mail = |from, length| ("mail".to_owned(), from, length);
    assert_eq!(fired(&spec, "Long", &past, above(5.0)), [mail(3, 1)]);
    assert_eq!(fired(&spec, "Long", &past, above(8.0)), []);
    assert_eq!(fired(&spec, "Long", &past, Some((Comparison::Below, 5.0))).len(), 1, "a limit of one");
    let (group, alert) = spec.alerts().next().unwrap();
    let firings = Rule::new(group, alert, above(5.0)).firings(&past);
    assert!((firings[0].worst - 9.0).abs() < f64::EPSILON);
    assert_eq!(firings[0].labels["severity"], "warning");
}

#[test]
fn a_rule_that_gives_too_many_forgets_all_of_its_alerts() {
    let spec = spec();
    let past = past(&spec, "Both", &[("mail", "9 9 9 9 9 9"), ("print", ". . 9 . . .")]);
    let mail = |from, length| ("mail".to_owned(), from, length);
    assert_eq!(fired(&spec, "Both", &past, None), [mail(0, 2), mail(3, 2)]);
}

#[test]
fn what_is_told_together_is_one_page() {
    let spec = spec();
    let (group, alert) = spec.alerts().next().unwrap();
    let free = gaugewright_spec::model::AlertGroup { limit: None, ..group.clone() };
    let past = past(&spec, "Long", &[("mail", "9 9 9 9 1 9 9 9 9"), ("print", "1 9 9 9 9 9 1 9 9")]);
    let firings = Rule::new(&free, alert, Some((Comparison::Above, 5.0))).firings(&past);
    assert_eq!(firings.len(), 3);
    assert_eq!(pages(&firings, |_| Labels::new()), 2);
    assert_eq!(pages(&firings, Labels::clone), 3);
}

#[test]
fn thresholds_are_written_as_in_the_spec() {
    let spec = spec();
    let writing = |name| {
        let alert = spec.alert(name).unwrap();
        let gaugewright_spec::model::Condition::Threshold(threshold) = &alert.condition else {
            panic!("{name}")
        };
        Writing::new(threshold, alert.ty.unit.as_ref())
    };
    let read = |name, text| writing(name).read(text).map(|tried| tried.number);
    assert_eq!(read("Long", "3k"), Ok(3000.0));
    assert_eq!(read("Old", "2h"), Ok(7200.0));
    assert!(read("Old", "5%").is_err_and(|words| words.contains("cannot be compared")));
    assert!(read("Old", "many").is_err_and(|words| words.contains("expected a number")));
    let values: Vec<f64> = (0..1000).map(|value| f64::from(value) * 9.0).collect();
    let texts = |name, comparison| -> Vec<String> {
        writing(name).candidates(comparison, values.clone()).into_iter().map(|tried| tried.text).collect()
    };
    let long = texts("Long", Comparison::Above);
    assert!(long.first().is_some_and(|text| text == "9.1k"), "{long:?}");
    assert!(long.len() > 20 && long.iter().all(|text| text.ends_with('k') && text.len() < 7), "{long:?}");
    let old = texts("Old", Comparison::AtMost);
    assert!(old.first().is_some_and(|text| text.starts_with('-') || text == "0s"), "{old:?}");
    assert!(texts("Old", Comparison::Equals).is_empty());
}

/// A Prometheus that knows a gauge, and says which queries it was asked.
fn answer(values: &[(i32, &str)]) -> impl Fn(&str, &[(&str, &str)]) -> Result<Value, String> {
    let values: Vec<(i32, String)> =
        values.iter().map(|(minute, value)| (*minute, (*value).to_owned())).collect();
    let asked = RefCell::new(Vec::new());
    move |_, parameters| {
        let get = |name| parameters.iter().find(|pair| pair.0 == name).map_or("", |pair| pair.1).to_owned();
        let query = get("query");
        asked.borrow_mut().push(query.clone());
        let [start, end, step] = ["start", "end", "step"].map(|name| get(name).parse::<f64>().unwrap_or(1.0));
        let moments = std::iter::successors(Some(start), |moment| Some(moment + step));
        let at = |moment: f64| {
            let is_seen =
                |(minute, _): &&(i32, String)| (0.0..300.0).contains(&(moment - f64::from(*minute) * 60.0));
            values.iter().rev().find(is_seen).map(|(_, value)| json!([moment, value]))
        };
        let pairs: Vec<Value> = moments.take_while(|moment| *moment <= end).filter_map(at).collect();
        let is_known = query.contains("items");
        let result = if is_known && !pairs.is_empty() {
            json!([{ "metric": { "queue": "mail" }, "values": pairs }])
        } else {
            json!([])
        };
        Ok(json!({ "data": { "result": result } }))
    }
}

#[test]
fn what_there_is_no_data_for_is_said() {
    let spec = spec();
    let long = spec.alerts().next().unwrap();
    let asked = |other| Asked { from: 0, until: 86_400_000, other, written: None };
    let none = answer(&[]);
    let words = replay(&History::new(&none), &spec, long, asked(None)).map(|_| ()).unwrap_err();
    assert!(words.contains("there is no sample of `items`"), "{words}");
    let some: Vec<(i32, &str)> =
        (600..1440).map(|minute| (minute, if minute < 700 { "9000" } else { "5" })).collect();
    let ask = answer(&some);
    let found = replay(&History::new(&ask), &spec, long, asked(Some((Comparison::Above, "10k")))).unwrap();
    let text = found.text();
    assert!(text.contains("samples only since 1970-01-01 10:00"), "{text}");
    assert!(text.contains("less than a week"), "{text}");
    assert!(text.contains("above 2k (now): it would have fired once"), "{text}");
    assert!(text.contains("above 10k: it would not have fired"), "{text}");
    for (alert, other, expected) in [
        (0, (Comparison::Below, "1"), "`Long` fires above 2k: ask with `--above`"),
        (1, (Comparison::Above, "1h"), "`Old` fires at most 1h30m: ask with `--below`"),
        (2, (Comparison::Above, "1"), "has no threshold of its own"),
    ] {
        let rule = spec.alerts().nth(alert).unwrap();
        let words = replay(&History::new(&ask), &spec, rule, asked(Some(other))).map(|_| ()).unwrap_err();
        assert!(words.contains(expected), "{words}");
    }
}
