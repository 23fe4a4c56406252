//! The routes, asked of `amtool` for every alert, and for every severity of every component, against what the model says.

use std::collections::BTreeSet;
use std::path::Path;

use gaugewright_spec::model::LabelSet;

use super::running::readable;
use super::spec;
use crate::end_to_end::{tool, workspace};
use crate::golden_prometheus;

/// The receivers that Alertmanager would tell of an alert with these labels.
fn asked(labels: &LabelSet) -> Vec<String> {
    asked_of(&workspace::path("monitoring/alertmanager/alertmanager.yml"), labels)
}

fn asked_of(config: &Path, labels: &LabelSet) -> Vec<String> {
    let mut amtool = tool::command("amtool");
    amtool.args(["config", "routes", "test"]);
    amtool.arg(format!("--config.file={}", config.display()));
    amtool.args(labels.iter().map(|(name, value)| format!("{name}={value}")));
    let output = tool::run(&mut amtool).expect_success();
    output.stdout.trim().split(',').map(str::to_owned).collect()
}

#[test]
fn every_alert_reaches_whom_the_spec_names() {
    let spec = spec();
    let notifications = spec.notifications.as_ref().expect("notifications");
    let mut told = BTreeSet::new();
    for (_, alert) in spec.alerts() {
        let labels = alert.fixed_labels();
        let expected = notifications.receivers_of(&labels);
        assert_eq!(asked(&labels), expected, "{}", alert.name);
        told.extend(expected);
    }
    let all: BTreeSet<&str> = notifications.receivers.names().collect();
    assert_eq!(told, all, "a receiver that no alert reaches");
}

#[test]
fn every_severity_of_every_component_reaches_whom_the_spec_names() {
    let spec = spec();
    let notifications = spec.notifications.as_ref().expect("notifications");
    for group in &spec.alert_groups {
        for severity in spec.severities.iter() {
            let labels = [("component", group.name.as_str()), ("severity", severity.name())];
            let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
            assert_eq!(asked(&labels), notifications.receivers_of(&labels), "{labels:?}");
        }
    }
}

/// What the sample is to do, written down a second time.
#[test]
fn the_sample_tells_the_right_people() {
    let reached = |component: &str, severity: &str| {
        asked(&LabelSet::from([("component".into(), component.into()), ("severity".into(), severity.into())]))
    };
    assert_eq!(reached("api", "critical"), ["on-call"]);
    assert_eq!(reached("api", "warning"), ["team"]);
    assert_eq!(reached("pipeline", "info"), ["office"]);
    assert_eq!(reached("llm", "warning"), ["llm-team", "team"]);
    assert_eq!(reached("llm", "critical"), ["llm-team", "on-call"]);
}

/// Values that mean something in a regular expression mean themselves, and a label that is not there is empty.
#[test]
fn the_model_routes_as_alertmanager_does() {
    let spec = golden_prometheus::spec("alertmanager/shop.yaml");
    let notifications = spec.notifications.as_ref().expect("notifications");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = codegen::alertmanager::config(&spec).expect("a configuration").expect("notifications");
    let config = tool::write(folder.path(), "alertmanager.yml", readable(&config));
    let mut told = BTreeSet::new();
    for team in ["", "web+shop", "webbshop", "c|d", "c"] {
        for component in ["queue", "target", ""] {
            for severity in spec.severities.iter() {
                let all = [("team", team), ("component", component), ("severity", severity.name())];
                let said = all.into_iter().filter(|(_, value)| !value.is_empty());
                let labels = said.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                let expected = notifications.receivers_of(&labels);
                assert_eq!(asked_of(&config, &labels), expected, "{labels:?}");
                told.insert(expected.join(","));
            }
        }
    }
    let ways = ["office", "on-call", "team", "web", "web,office", "web,on-call"];
    assert_eq!(told, ways.map(str::to_owned).into());
}

/// Routes within routes, with every operator: each combination of labels goes the same way through both trees.
#[test]
fn the_model_goes_through_a_tree_as_alertmanager_does() {
    let spec = golden_prometheus::spec("alertmanager/tree.yaml");
    let notifications = spec.notifications.as_ref().expect("notifications");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = codegen::alertmanager::config(&spec).expect("a configuration").expect("notifications");
    let config = tool::write(folder.path(), "alertmanager.yml", config);
    let mut told = BTreeSet::new();
    for component in ["queue", "target", "t", "queues"] {
        for name in ["QueueFull", "QueueLong", "Down"] {
            for severity in spec.severities.iter() {
                for (queue, team) in [("mail", ""), ("orders", ""), ("", "web"), ("", "")] {
                    let labels = [
                        ("component", component),
                        ("alertname", name),
                        ("severity", severity.name()),
                        ("queue", queue),
                        ("team", team),
                    ];
                    let said = labels.into_iter().filter(|(_, value)| !value.is_empty());
                    let labels = said.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                    let expected = notifications.receivers_of(&labels);
                    assert_eq!(asked_of(&config, &labels), expected, "{labels:?}");
                    told.insert(expected.join(","));
                }
            }
        }
    }
    assert_eq!(told, ["other", "team", "team,other"].map(str::to_owned).into());
}
