//! The committed output is what the committed spec gives.

use std::path::Path;
use std::process::Command;

use super::{tool, workspace};
use crate::programs;

#[test]
fn check_finds_nothing_to_do() {
    tool::run(gaugewright().arg("check")).expect_success();
}

#[test]
fn generating_anew_writes_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    tool::run(gaugewright().arg("generate").arg("--out").arg(folder.path())).expect_success();
    let fresh = workspace::files_below(folder.path());
    assert!(!fresh.is_empty(), "nothing was written");
    for path in &fresh {
        let relative = path.strip_prefix(folder.path()).expect("a file below its folder");
        assert_same_bytes(path, &workspace::path(relative));
    }
    for committed in workspace::files_below(&workspace::path("monitoring")) {
        let relative = committed.strip_prefix(workspace::root()).expect("a file below the root");
        let expected = fresh.contains(&folder.path().join(relative));
        assert!(expected, "{} is no longer generated: delete it", relative.display());
    }
}

#[track_caller]
fn assert_same_bytes(fresh: &Path, committed: &Path) {
    let committed_bytes = std::fs::read(committed).unwrap_or_else(|error| {
        panic!("{} is not committed ({error}): run `cargo run -p codegen`", committed.display())
    });
    let fresh_bytes = std::fs::read(fresh).expect("a file just written can be read");
    assert!(fresh_bytes == committed_bytes, "{} is stale: run `cargo run -p codegen`", committed.display());
}

/// The generator as a user starts it, in the workspace's root.
fn gaugewright() -> Command {
    let mut command = Command::new(programs::gaugewright());
    command.current_dir(workspace::root());
    command
}
