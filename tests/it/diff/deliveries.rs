//! Who gets an alert: what the model says, and what its routes make of the labels that are known.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;

use crate::audit::cases;

fn specs() -> Vec<PathBuf> {
    let mut specs = cases("golden/alertmanager");
    specs.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    specs.push(super::root().join("base.yaml"));
    specs.push(super::root().join("../../metrics-spec.yaml"));
    specs
}

/// The receivers of each alert whose series all go the same way, and those that the routes give for its own labels.
fn of(spec: &Spec) -> Vec<(String, BTreeSet<&str>, BTreeSet<&str>)> {
    let Some(notifications) = &spec.notifications else { return Vec::new() };
    let mut found = Vec::new();
    for ((_, alert), delivery) in spec.alerts().zip(&notifications.deliveries) {
        assert_eq!((alert.key.as_str(), alert.level()), (delivery.alert.as_str(), delivery.level.clone()));
        assert!(!delivery.taken.is_empty(), "{} gets nowhere", alert.key);
        if delivery.taken.iter().all(|taken| taken.always) {
            let told = delivery.taken.iter().map(|taken| taken.receiver.as_str()).collect();
            found.push((
                alert.key.clone(),
                told,
                notifications.receivers_of(&alert.fixed_labels()).into_iter().collect(),
            ));
        }
    }
    found
}

#[test]
fn what_is_known_of_an_alert_gives_its_receivers() {
    let mut compared = 0;
    for path in specs() {
        let text = fs::read_to_string(&path).expect("a spec");
        // A few cases of a folder have a part that all have in common.
        let Ok((spec, _)) = codegen::load(&Source::new(path.display().to_string(), text)) else { continue };
        for (alert, told, routed) in of(&spec) {
            assert_eq!(told, routed, "{alert} of {}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 40, "{compared}");
}
