//! The security of what is generated: `checkov` finds nothing in it but what one file silences, each with a reason.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{manifests, tool, workspace};

const SILENCED: &str = "tests/tools/checkov.yaml";
const FOLDERS: [&str; 4] = [
    manifests::BASE,
    "monitoring/k8s/overlays/staging",
    "monitoring/k8s/overlays/production",
    "monitoring/operator",
];

/// The number of a check, and the object that it found.
type Finding = (String, String);

#[test]
fn manifests_have_no_finding_that_is_not_silenced_with_a_reason() {
    let folder = folder();
    for (number, source) in FOLDERS.iter().enumerate() {
        tool::write(folder.path(), &format!("{number}.yaml"), manifests::build(source));
    }
    let found = findings(folder.path());
    let silenced = silenced();
    let open: Vec<_> = found.difference(&silenced).collect();
    assert!(open.is_empty(), "mend these, or silence them in {SILENCED} with a reason: {open:#?}");
    let idle: Vec<_> = silenced.difference(&found).collect();
    assert!(idle.is_empty(), "nothing is found any more, remove these from {SILENCED}: {idle:#?}");
}

/// A checker that finds nothing anywhere proves nothing.
#[test]
fn what_is_not_secure_is_found() {
    let folder = folder();
    let built = manifests::build(manifests::BASE);
    let hole = built.replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false");
    let hole = hole.replace("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true");
    assert_ne!(built, hole);
    tool::write(folder.path(), "base.yaml", hole);
    let checks: BTreeSet<String> = findings(folder.path()).into_iter().map(|(check, _)| check).collect();
    for check in ["CKV_K8S_20", "CKV_K8S_22"] {
        assert!(checks.contains(check), "{check} is not among {checks:?}");
    }
}

/// Checkov looks into no folder whose name starts with a dot.
fn folder() -> TempDir {
    TempDir::with_prefix("manifests-").expect("a temporary folder")
}

/// What checkov finds in a folder. It asks nobody: neither for newer checks nor for a newer self.
fn findings(folder: &Path) -> BTreeSet<Finding> {
    let mut command = tool::command("checkov");
    command.args([
        "--framework",
        "kubernetes",
        "--skip-download",
        "--quiet",
        "--compact",
        "--output",
        "json",
    ]);
    command.arg("--directory").arg(folder).env("CKV_SKIP_PACKAGE_UPDATE_CHECK", "true");
    // It ends with 1 if it finds something.
    let output = tool::run(&mut command);
    let report: Value =
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
    let summary = &report["summary"];
    assert!(summary["passed"].as_u64() > Some(100) && summary["parsing_errors"] == 0, "{summary:#}");
    let failed = workspace::list(&report["results"], "failed_checks").iter();
    let of = |found: &Value| ["check_id", "resource"].map(|key| workspace::text(found, key).to_owned());
    failed.map(of).map(|[check, resource]| (check, resource)).collect()
}

fn silenced() -> BTreeSet<Finding> {
    let file = workspace::read_yaml(workspace::path(SILENCED));
    let mut all = BTreeSet::new();
    for entry in workspace::list(&file, "silenced") {
        assert!(workspace::text(entry, "reason").len() > 20, "no reason: {entry:#}");
        for resource in workspace::list(entry, "resources") {
            let resource = resource.as_str().expect("a name").to_owned();
            assert!(all.insert((workspace::text(entry, "check").to_owned(), resource)), "twice: {entry:#}");
        }
    }
    all
}
