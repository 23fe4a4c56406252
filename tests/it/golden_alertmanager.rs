//! What the Alertmanager output makes of a small spec, compared with what it made when somebody last looked.

use codegen::alertmanager::{config, screen_config, templates};
use codegen::{OUTPUTS, Spec};

use crate::golden_prometheus::{assert_golden, spec};

fn shop() -> Spec {
    spec("alertmanager/shop.yaml")
}

#[test]
fn every_way_to_tell_somebody() {
    let config = config(&shop()).expect("a configuration").expect("notifications");
    assert_golden("alertmanager", "alertmanager.yml", &config);
}

#[test]
fn a_tree_of_routes_with_every_operator() {
    let config = config(&spec("alertmanager/tree.yaml")).expect("a configuration").expect("notifications");
    assert_golden("alertmanager", "tree.yml", &config);
}

#[test]
fn every_destination_of_the_table() {
    let spec = spec("alertmanager/destinations.yaml");
    let text = config(&spec).expect("a configuration").expect("notifications");
    for kind in gaugewright_spec::destinations::DESTINATIONS {
        assert!(text.contains(&format!("{}_configs:", kind.key)), "{}", kind.key);
    }
    assert_golden("alertmanager", "destinations.yml", &text);
}

#[test]
fn in_front_of_a_screen_nobody_is_told() {
    let spec = shop();
    let config = screen_config(&spec).expect("a configuration").expect("notifications");
    assert!(!config.contains("_configs") && !config.contains("_file"), "{config}");
    assert!(config.contains("- receiver: on-call"), "{config}");
    assert_golden("alertmanager", "screen.yml", &config);
}

#[test]
fn a_spec_that_names_nobody_has_no_configuration() {
    let mut spec = shop();
    spec.notifications = None;
    let output = OUTPUTS.iter().find(|output| output.name == "alertmanager").expect("the output");
    assert!(
        (output.render)(&codegen::Input::new(&spec, &codegen::Own::default())).expect("files").is_empty()
    );
}

#[test]
fn templates_say_that_they_are_generated() {
    assert!(templates(&shop()).starts_with("{{/* Generated from metrics-spec.yaml: do not edit."));
}
