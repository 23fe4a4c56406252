//! Kubernetes manifests, as written and as kustomize builds them, against the schemas of real API servers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{tool, workspace};

/// The oldest version that we promise, and the newest whose schemas the validator carries (its default).
const VERSIONS: [Option<&str>; 2] = [Some("1.30"), None];

const KUSTOMIZATION: &str = "kustomization.yaml";
pub(super) const BASE: &str = "monitoring/k8s/base";
const OVERLAYS: [&str; 2] = ["monitoring/k8s/overlays/staging", "monitoring/k8s/overlays/production"];

#[test]
fn every_manifest_is_valid() {
    let manifests: Vec<PathBuf> = kustomizations()
        .iter()
        .flat_map(|folder| referred(folder, "resources"))
        .filter(|path| path.is_file())
        .collect();
    assert!(!manifests.is_empty(), "no kustomization has a manifest");
    assert_valid(&manifests);
}

#[test]
fn every_file_is_used_by_a_kustomization() {
    let used: BTreeSet<PathBuf> = kustomizations()
        .iter()
        .flat_map(|folder| {
            let lists = ["resources", "patches", "components", "configMapGenerator"];
            lists.into_iter().flat_map(|list| referred(folder, list)).chain([folder.join(KUSTOMIZATION)])
        })
        .collect();
    for file in yaml_files() {
        assert!(used.contains(&file), "{} is in no kustomization", file.display());
    }
}

#[test]
fn base_and_overlays_build_into_valid_manifests() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let built: Vec<PathBuf> = [BASE]
        .iter()
        .chain(&OVERLAYS)
        .enumerate()
        .map(|(number, source)| tool::write(folder.path(), &format!("{number}.yaml"), build(source)))
        .collect();
    assert_valid(&built);
}

#[test]
fn overlays_differ_from_each_other() {
    let [staging, production] = OVERLAYS.map(build);
    assert_ne!(staging, production, "one overlay would do");
}

#[test]
fn invalid_manifests_are_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let unknown_field = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {prots: []}\n";
    let unknown_kind = "apiVersion: v1\nkind: Servcie\nmetadata: {name: a}\n";
    for (name, manifest) in [("field.yaml", unknown_field), ("kind.yaml", unknown_kind)] {
        let path = tool::write(folder.path(), name, manifest);
        assert!(validate(&[path], None).is_err(), "accepted:\n{manifest}");
    }
}

#[track_caller]
fn assert_valid(files: &[PathBuf]) {
    for version in VERSIONS {
        if let Err(report) = validate(files, version) {
            panic!("{report}");
        }
    }
}

/// The validator only warns of a kind that it does not know, so silence is not enough: each file must have passed.
fn validate(files: &[PathBuf], version: Option<&str>) -> Result<(), String> {
    let mut command = tool::command("kubernetes-validate");
    command.arg("--strict").args(version.map(|version| ["-k", version]).into_iter().flatten()).args(files);
    let output = tool::run(&mut command);
    let warned = output.stdout.lines().any(|line| !line.starts_with("INFO "));
    let passed = |file: &PathBuf| output.stdout.contains(&format!("INFO {} passed", file.display()));
    if output.succeeded() && !warned && files.iter().all(passed) { Ok(()) } else { Err(output.to_string()) }
}

/// What kustomize makes of a folder.
#[track_caller]
pub(super) fn build(source: impl AsRef<Path>) -> String {
    tool::run(tool::command("kubectl").arg("kustomize").arg(workspace::path(source))).expect_success().stdout
}

fn yaml_files() -> Vec<PathBuf> {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml");
    workspace::files_below(&workspace::path("monitoring/k8s")).into_iter().filter(is_yaml).collect()
}

/// The folders that have a kustomization.
fn kustomizations() -> Vec<PathBuf> {
    let is_kustomization = |path: &PathBuf| path.ends_with(KUSTOMIZATION);
    let folder = |path: PathBuf| path.parent().expect("a file has a folder").to_path_buf();
    yaml_files().into_iter().filter(is_kustomization).map(folder).collect()
}

/// The paths that one list of a kustomization refers to.
fn referred(folder: &Path, list: &str) -> Vec<PathBuf> {
    let kustomization = workspace::read_yaml(folder.join(KUSTOMIZATION));
    let entries = workspace::list(&kustomization, list).iter();
    entries.flat_map(paths_of).map(|path| normal(&folder.join(path))).collect()
}

/// An entry is a path, a patch with a `path`, or a generator with `files`, each of them `path` or `key=path`.
fn paths_of(entry: &Value) -> Vec<&str> {
    let files = workspace::list(entry, "files").iter().filter_map(Value::as_str);
    let files = files.map(|file| file.split_once('=').map_or(file, |(_key, path)| path));
    entry.as_str().into_iter().chain(entry["path"].as_str()).chain(files).collect()
}

/// Resolves `..` without asking the file system.
fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                result.pop();
            }
            std::path::Component::CurDir => {}
            other => result.push(other),
        }
    }
    result
}
