//! Alerts link to panels by number, and panels to alerts: the numbers must be those of the dashboards that are generated.

use std::collections::BTreeMap;

use codegen::{Spec, prometheus};
use codegen::{grafana, place};
use gaugewright_spec::source::Source;
use serde_json::Value;

use crate::golden_grafana;

fn sample() -> Spec {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
    let text = std::fs::read_to_string(path).expect("the spec");
    gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)).expect("a sound spec").0
}

/// The panels of a generated dashboard by their numbers, those under folded headings too.
fn generated(spec: &Spec, uid: &str) -> BTreeMap<u64, Value> {
    let dashboards = grafana::dashboards(spec);
    let (_, text) =
        dashboards.iter().find(|(name, _)| *name == format!("{uid}-dashboard.json")).expect("a file");
    let dashboard: Value = serde_json::from_str(text).expect("JSON");
    let top = dashboard["panels"].as_array().expect("panels");
    let inside = top.iter().filter_map(|panel| panel["panels"].as_array()).flatten();
    let all = top.iter().chain(inside).filter(|panel| panel["type"] != "row");
    all.map(|panel| (panel["id"].as_u64().expect("a number"), panel.clone())).collect()
}

#[test]
fn panels_have_the_numbers_that_links_say() {
    for spec in [sample(), golden_grafana::spec("rows")] {
        for dashboard in &spec.dashboards {
            let titles = generated(&spec, &dashboard.uid);
            let titles = titles.iter().map(|(id, panel)| (*id, panel["title"].as_str().unwrap_or_default()));
            let places = place::panels(dashboard);
            let places = places.iter().map(|place| (u64::from(place.id), place.panel.title.as_str()));
            assert_eq!(places.collect::<BTreeMap<_, _>>(), titles.collect(), "{}", dashboard.uid);
        }
    }
}

/// The rule of every alert, by its name.
fn rules(spec: &Spec) -> BTreeMap<String, Value> {
    let files = prometheus::rule_files(spec).expect("rules");
    let mut rules = BTreeMap::new();
    for (_, text) in &files {
        let file: Value = serde_saphyr::from_str(text).expect("YAML");
        let groups = file["groups"].as_array().expect("groups");
        for rule in groups.iter().flat_map(|group| group["rules"].as_array().expect("rules")) {
            rules.extend(rule["alert"].as_str().map(|name| (name.to_owned(), rule.clone())));
        }
    }
    rules
}

#[test]
fn alerts_and_their_panels_link_to_each_other() {
    let spec = sample();
    let rules = rules(&spec);
    let mut links = 0;
    for dashboard in &spec.dashboards {
        let panels = generated(&spec, &dashboard.uid);
        for place in place::panels(dashboard) {
            for alert in place.panel.lines.iter().filter_map(|line| line.alert.as_ref()) {
                let panel = &panels[&u64::from(place.id)];
                let annotations = &rules[alert]["annotations"];
                let runbook = annotations["runbook_url"].as_str().expect("a runbook");
                let urls =
                    panel["links"].as_array().into_iter().flatten().filter_map(|link| link["url"].as_str());
                assert!(urls.into_iter().any(|url| url == runbook), "{alert}: {panel:#}");
                assert!(panel["description"].as_str().is_some_and(|text| text.contains(alert)), "{panel:#}");
                let path = format!("/d/{}?viewPanel={}", dashboard.uid, place.id);
                let address = annotations["dashboard_url"].as_str().expect("a panel");
                assert!(address.ends_with(&path), "{alert}: {address}");
                links += 1;
            }
        }
    }
    assert!(links >= 9, "only {links} panels draw a threshold");
}

/// Rules are the same everywhere, and yet each environment has its Grafana.
#[test]
fn an_alert_leads_to_the_grafana_of_its_environment() {
    let mut spec = sample();
    let address = |spec: &Spec| {
        let rule = &rules(spec)["HighErrorRate"];
        rule["annotations"]["dashboard_url"].as_str().expect("a panel").to_owned()
    };
    assert_eq!(
        address(&spec),
        "{{ if eq $externalLabels.environment \"staging\" }}https://grafana.staging.signal-harvester.example.com\
         {{ else }}https://grafana.signal-harvester.example.com{{ end }}/d/api-performance?viewPanel=6"
    );
    spec.service.dashboards = Some("https://grafana.example.com/{{team}}".into());
    assert_eq!(
        address(&spec),
        "https://grafana.example.com/{{ \"{\" }}{team}}/d/api-performance?viewPanel=6"
    );
    spec.service.dashboards = None;
    spec.deploy.ingress = None;
    assert!(rules(&spec)["HighErrorRate"]["annotations"].get("dashboard_url").is_none());
}
