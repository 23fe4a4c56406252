//! The committed files that the tests look at.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The four dashboards of the seed, that of the objectives, and the overview.
pub(super) const DASHBOARDS: [&str; 6] = [
    "monitoring/grafana/api-performance-dashboard.json",
    "monitoring/grafana/discovery-pipeline-dashboard.json",
    "monitoring/grafana/llm-usage-dashboard.json",
    "monitoring/grafana/system-resources-dashboard.json",
    "monitoring/grafana/signal-harvester-slos-dashboard.json",
    "monitoring/grafana/signal-harvester-overview-dashboard.json",
];

/// The rule files: the alerts of the seed, and what each objective records and watches.
pub(super) fn rule_files() -> Vec<PathBuf> {
    let all = fs::read_dir(path("monitoring/prometheus")).expect("the rules");
    let all = all.map(|entry| entry.expect("a file").path());
    let is_config = |path: &PathBuf| path.ends_with("prometheus.yml") || path.ends_with("local.yml");
    let mut files: Vec<_> = all.filter(|path| path.is_file() && !is_config(path)).collect();
    files.sort();
    files
}

pub(super) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests' package lies in the workspace").to_path_buf()
}

pub(super) fn path(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

#[track_caller]
pub(super) fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

#[track_caller]
pub(super) fn read_yaml(path: impl AsRef<Path>) -> Value {
    let path = path.as_ref();
    serde_saphyr::from_str(&read(path))
        .unwrap_or_else(|error| panic!("{} is no YAML: {error}", path.display()))
}

#[track_caller]
pub(super) fn read_json(path: impl AsRef<Path>) -> Value {
    let path = path.as_ref();
    serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{} is no JSON: {error}", path.display()))
}

/// All files below `folder`, in the order of their paths.
#[track_caller]
pub(super) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("a folder's entry can be read").path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// `value[key]` as an array; an empty one if it is not there.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// `value[key]` as text; panics, showing `value`, if it is not.
#[track_caller]
pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no text `{key}` in {value:#}"))
}
