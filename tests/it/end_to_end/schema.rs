//! The published JSON Schema of the spec, read by a validator that is not ours.

use std::path::{Path, PathBuf};

use super::tool::{self, Output};
use super::workspace;

const SCHEMA: &str = "docs/metrics-spec.schema.json";
const SPEC: &str = "metrics-spec.yaml";

#[test]
fn the_schema_is_valid_against_its_own_metaschema() {
    let dialect = workspace::read_json(workspace::path(SCHEMA))["$schema"].take();
    assert_eq!(dialect, "https://json-schema.org/draft/2020-12/schema");
    tool::run(tool::command("check-jsonschema").arg("--check-metaschema").arg(workspace::path(SCHEMA)))
        .expect_success();
}

#[test]
fn the_spec_is_valid() {
    validate(&workspace::path(SPEC)).expect_success();
}

#[test]
fn broken_specs_are_refused() {
    let spec = workspace::read(workspace::path(SPEC));
    let broken = [
        ("an unknown key", format!("{spec}\nunheard_of: 1\n")),
        ("a wrong type", format!("{}\nspec: [\"one\"]\n", without_line(&spec, "spec:"))),
        ("a missing key", without_line(&spec, "spec:")),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (what, text) in broken {
        let path = tool::write(folder.path(), "metrics-spec.yaml", text);
        let output = validate(&path);
        assert!(!output.succeeded(), "{what} was accepted");
        assert!(
            output.stdout.contains("Schema validation errors"),
            "{what} is refused for another reason: {output}"
        );
    }
}

fn validate(spec: &Path) -> Output {
    let schema: PathBuf = workspace::path(SCHEMA);
    tool::run(tool::command("check-jsonschema").arg("--schemafile").arg(schema).arg(spec))
}

/// The spec without the one top-level line that starts with `key`.
#[track_caller]
fn without_line(spec: &str, key: &str) -> String {
    let kept: Vec<_> = spec.lines().filter(|line| !line.starts_with(key)).collect();
    assert!(kept.len() + 1 == spec.lines().count(), "the spec has not just one line {key:?}");
    kept.join("\n")
}
