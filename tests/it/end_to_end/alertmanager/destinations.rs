//! Every kind of destination, judged by the `amtool` that is installed: as far as its release knows it.

use gaugewright_spec::destinations::{DESTINATIONS, Form, Kind, Release};
use serde_json::{Map, Value, json};

use super::running::readable;
use crate::end_to_end::tool;
use crate::golden_prometheus;

/// The release of the `amtool` that is installed.
fn installed() -> Release {
    let output = tool::run(tool::command("amtool").arg("--version")).expect_success();
    let text = format!("{}{}", output.stdout, output.stderr);
    let version = text.split("version ").nth(1).expect("a version");
    let mut parts = version.split('.').map(|part| part.parse().expect("a number"));
    (parts.next().expect("a major version"), parts.next().expect("a minor version"))
}

/// The configuration of the golden file without what is newer: secrets are given as such, other keys are taken out.
fn config_for(release: Release) -> (Value, Vec<&'static str>) {
    let spec = golden_prometheus::spec("alertmanager/destinations.yaml");
    let text = codegen::alertmanager::config(&spec).expect("a configuration").expect("notifications");
    let mut config: Value = serde_saphyr::from_str(&readable(&text)).expect("YAML");
    let mut judged = Vec::new();
    for receiver in config["receivers"].as_array_mut().expect("receivers") {
        let receiver = receiver.as_object_mut().expect("a receiver");
        for kind in DESTINATIONS {
            let key = format!("{}_configs", kind.key);
            if kind.since > release {
                receiver.remove(&key);
                continue;
            }
            for one in receiver.get_mut(&key).and_then(Value::as_array_mut).into_iter().flatten() {
                as_before(kind, release, one.as_object_mut().expect("a destination"));
                judged.push(kind.key);
            }
        }
    }
    (config, judged)
}

fn as_before(kind: &Kind, release: Release, one: &mut Map<String, Value>) {
    for key in kind.keys.iter().filter(|key| key.since > release) {
        let there = one.remove(key.at).is_some();
        if let (true, Form::File, Some(inline)) = (there, key.form, key.name.strip_suffix("_file")) {
            one.insert(inline.to_owned(), "http://127.0.0.1:1/".into());
        }
    }
    // The name of the sender came with 0.28.
    if release < (0, 28) && kind.key == "discord" {
        one.remove("username");
    }
}

#[test]
fn amtool_accepts_every_destination_that_it_knows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut config, judged) = config_for(installed());
    config["templates"] = json!([]);
    let file = tool::write(folder.path(), "alertmanager.yml", config.to_string());
    tool::run(tool::command("amtool").arg("check-config").arg(&file)).expect_success();
    for known in ["victorops", "pushover", "telegram", "discord", "webex", "wechat", "sns"] {
        assert!(judged.contains(&known), "{known} was not judged");
    }
}

#[test]
fn amtool_refuses_a_wrong_key_in_any_of_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (config, judged) = config_for(installed());
    for (number, kind) in judged.iter().enumerate() {
        let mut config = config.clone();
        config["templates"] = json!([]);
        let key = format!("{kind}_configs");
        for receiver in config["receivers"].as_array_mut().expect("receivers") {
            if let Some(one) = receiver.get_mut(&key).and_then(|all| all.get_mut(0)) {
                one["mesage"] = "x".into();
            }
        }
        let file = tool::write(folder.path(), &format!("wrong-{number}.yml"), config.to_string());
        assert!(!tool::run(tool::command("amtool").arg("check-config").arg(&file)).succeeded(), "{kind}");
    }
}
