//! The compose file, against the schema of the Compose specification, and what it mounts, read by the real programs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{tool, workspace};

const FILE: &str = "monitoring/compose.yaml";

#[test]
fn it_is_a_compose_file() {
    let mut check = tool::command("check-jsonschema");
    check.args(["--builtin-schema", "vendor.compose-spec"]).arg(workspace::path(FILE));
    tool::run(&mut check).expect_success();
}

/// The mounts of all containers.
fn mounts() -> Vec<Value> {
    let compose = workspace::read_yaml(workspace::path(FILE));
    let services = compose["services"].as_object().expect("services").values();
    services.flat_map(|service| workspace::list(service, "volumes").to_vec()).collect()
}

#[test]
fn what_it_mounts_is_there() {
    for mount in mounts() {
        let source = workspace::path("monitoring").join(workspace::text(&mount, "source"));
        assert!(source.exists(), "{} is not there", source.display());
    }
}

#[test]
fn the_configuration_that_it_mounts_is_accepted() {
    // As in the container: all files of a program in one folder.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut names = BTreeSet::new();
    for mount in mounts() {
        let source = workspace::path("monitoring").join(workspace::text(&mount, "source"));
        if source.is_file() {
            let name = workspace::text(&mount, "target").rsplit('/').next().expect("a name").to_owned();
            std::fs::copy(&source, folder.path().join(&name)).expect("a copy");
            names.insert(name);
        }
    }
    let rules = workspace::rule_files();
    let rules = rules.iter().filter_map(|path| path.file_name()?.to_str());
    let expected = rules.chain(["alertmanager.yml", "prometheus.yml"]).map(str::to_owned).collect();
    assert_eq!(names, expected);
    let at = |name: &str| folder.path().join(name);
    tool::run(tool::command("promtool").args(["check", "config"]).arg(at("prometheus.yml"))).expect_success();
    tool::run(tool::command("amtool").arg("check-config").arg(at("alertmanager.yml"))).expect_success();
}
