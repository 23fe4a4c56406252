//! What pages of `preview` are told: data within the types of their queries that pass each threshold, and where all of it stands in the
//! spec. How it is drawn is looked at in a browser: `end_to_end/preview.rs`.

use std::collections::BTreeSet;

use codegen::preview::Preview;
use gaugewright_spec::source::Source;
use serde_json::Value;

use crate::{golden_grafana, pages};

/// What each page of a spec is told.
fn told(source: &Source) -> Vec<Value> {
    let (spec, _) = codegen::load(source).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let files = Preview::new(&spec, source).files();
    let data = files.iter().map(|(name, page)| {
        serde_json::from_str(&pages::unpacked(page, "data")).unwrap_or_else(|error| panic!("{name}: {error}"))
    });
    data.filter(|told: &Value| !told["sheet"].is_null()).collect()
}

fn sample() -> Source {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
    Source::new("metrics-spec.yaml", std::fs::read_to_string(path).expect("the sample"))
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The panels of a sheet with what is known of them.
fn panels(told: &Value) -> Vec<(&Value, &Value)> {
    let items = list(told, "/sheet/dashboard/panels").iter();
    let all = items.flat_map(|item| std::iter::once(item).chain(list(item, "/panels")));
    all.filter_map(|panel| Some((panel, told["sheet"]["notes"].get(panel["id"].to_string())?))).collect()
}

#[test]
fn invented_data_are_possible_and_pass_every_threshold() {
    let sources = golden_grafana::names().into_iter().map(|name| golden_grafana::source(&name));
    let (mut series, mut passed) = (0, 0);
    for told in sources.chain([sample()]).flat_map(|source| told(&source)) {
        for (panel, notes) in panels(&told) {
            let place = format!("{}: {}", told["sheet"]["dashboard"]["title"], panel["title"]);
            for query in list(notes, "/queries") {
                let invented = &query["invented"];
                let number = |key: &str| invented[key].as_f64();
                let (from, to) = (number("from").expect("a number"), number("to").expect("a number"));
                let (low, high) = (number("low").unwrap_or(f64::MIN), number("high").unwrap_or(f64::MAX));
                assert!(low <= from && from <= to && to <= high, "{place}: {invented}");
                let humps = list(invented, "/humps").iter().filter_map(Value::as_f64);
                assert!(humps.clone().all(|hump| (low..=high).contains(&hump)), "{place}: {invented}");
                assert!(!list(invented, "/series").is_empty(), "{place}");
                series += list(invented, "/series").len();
            }
            if panel.pointer("/fieldConfig/defaults/custom/thresholdsStyle/mode") != Some(&"dashed".into()) {
                continue;
            }
            let steps = list(panel, "/fieldConfig/defaults/thresholds/steps").iter();
            for line in steps.filter_map(|step| step["value"].as_f64()) {
                let is_passed = |query: &Value| {
                    let from = query["invented"]["from"].as_f64().unwrap_or_default();
                    let humps = list(query, "/invented/humps").iter().filter_map(Value::as_f64);
                    humps.into_iter().any(|hump| (hump > line) != (from > line))
                };
                assert!(list(notes, "/queries").iter().any(is_passed), "{place}: {line}: {notes:#}");
                passed += 1;
            }
        }
    }
    assert!(series > 150 && passed > 15, "{series} series, {passed} lines");
}

/// Panels that somebody keeps as they stood may have no options, or some that are not set: the page finds those that are.
#[test]
fn options_that_are_not_set_are_not_there() {
    let text = r"
spec: 1
service: { name: shop, scope: none, scrape: { port: 8000, interval: 15s } }
dashboards:
  kept:
    title: Kept
    rows:
      - - raw: { type: piechart, title: Pie, options: { displayLabels: null, legend: { calcs: null, showLegend: true } } }
        - raw: { type: table, title: Table }
";
    let told = told(&Source::new("spec.yaml", text)).swap_remove(0);
    let options = list(&told, "/sheet/dashboard/panels").iter().map(|panel| panel["options"].clone());
    let expected = [serde_json::json!({ "legend": { "showLegend": true } }), serde_json::json!({})];
    assert_eq!(options.collect::<Vec<_>>(), expected);
}

/// They are sent to people, and kept by the hundred.
#[test]
fn no_page_is_long() {
    let source = sample();
    let (spec, _) = codegen::load(&source).expect("a sound spec");
    for (name, page) in Preview::new(&spec, &source).files().iter() {
        assert!(page.len() < 150_000, "{name}: {}", page.len());
    }
}

/// The values of a label in all data of a panel of the sample.
fn label_values(dashboard: &str, panel: &str, label: &str) -> BTreeSet<String> {
    let sample = told(&sample());
    let told =
        sample.iter().find(|told| told["sheet"]["dashboard"]["title"] == dashboard).expect("a dashboard");
    let (_, notes) = panels(told).into_iter().find(|(one, _)| one["title"] == panel).expect("a panel");
    let series = list(notes, "/queries").iter().flat_map(|query| list(query, "/invented/series"));
    series.map(|series| series["labels"][label].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn labels_have_the_values_that_the_spec_lists() {
    let providers = label_values("LLM Usage & Costs", "LLM Requests by Provider", "provider");
    assert_eq!(providers.into_iter().collect::<Vec<_>>(), ["anthropic", "openai", "xai"]);
    // The types of recorded series of objectives are known, too.
    let slos = label_values("SLOs", "Error Budgets Left", "slo");
    assert_eq!(
        slos.into_iter().collect::<Vec<_>>(),
        ["api-availability", "api-latency", "llm-success", "pipeline-success"]
    );
}

#[test]
fn each_panel_says_where_it_stands_in_the_spec() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml")).expect("it");
    let lines: Vec<&str> = text.lines().collect();
    let mut found = 0;
    for told in told(&sample()) {
        for (panel, notes) in panels(&told) {
            // Nobody has written the dashboard of the objectives, and the overview.
            let title = told["sheet"]["dashboard"]["title"].as_str().expect("a title");
            let is_of_objectives = title == "SLOs" || title.ends_with(" Overview");
            let spec = &notes["spec"];
            if spec.is_null() {
                assert!(is_of_objectives, "{}", panel["title"]);
                continue;
            }
            let line = usize::try_from(spec["line"].as_u64().expect("a number")).expect("a line");
            let text = spec["text"].as_str().expect("a text");
            assert!(text.starts_with(lines[line - 1].trim_end()), "{}: {spec}", panel["title"]);
            let title = panel["title"].as_str().expect("a text");
            assert!(is_of_objectives || text.contains(title), "{title}: {text}");
            found += 1;
        }
    }
    assert!(found > 44, "{found}");
}

#[test]
fn a_panel_knows_the_alerts_that_it_is_about_and_the_types_of_its_query() {
    let sample = told(&sample());
    let api = sample
        .iter()
        .find(|told| told["sheet"]["dashboard"]["uid"] == "api-performance")
        .expect("it is there");
    let (_, notes) =
        panels(api).into_iter().find(|(panel, _)| panel["title"] == "Error Rate").expect("it is there");
    let alert = &list(notes, "/alerts")[0];
    assert_eq!((&alert["name"], &alert["when"]), (&"HighErrorRate".into(), &"above 5% for 5m".into()));
    assert!(alert["spec"]["text"].as_str().is_some_and(|text| text.contains("HighErrorRate:")), "{alert}");
    let parts = list(notes, "/queries/0/parts");
    assert!(parts[0]["is"].as_str().is_some_and(|is| is.contains("0 to 1 (ratio)")), "{}", parts[0]);
    assert!(parts.iter().any(|part| part["is"].as_str().is_some_and(|is| is.starts_with("counter"))));
}
