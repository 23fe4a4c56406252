//! The programs of this workspace, built once for all tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// The generator.
pub(crate) fn gaugewright() -> &'static Path {
    built("gaugewright")
}

/// The example.
pub(crate) fn harvester() -> &'static Path {
    built("harvester")
}

/// The shop whose collectors move into its spec.
pub(crate) fn moving() -> &'static Path {
    built("moving")
}

/// All at once: built one by one they would be compiled with other features of their libraries each time, and put where another
/// test is about to start the last one. With the tests, so that the libraries are the ones that these have.
fn built(name: &str) -> &'static Path {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let all = BUILT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
        let build = Command::new(env!("CARGO"))
            .current_dir(root)
            .args(["build", "--quiet", "--workspace", "--bins", "--tests", "--message-format=json"])
            .output()
            .expect("cargo starts");
        assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
        let text = String::from_utf8_lossy(&build.stdout);
        let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let program = |message: Value| {
            let path = PathBuf::from(message["executable"].as_str()?);
            let is_test = message["profile"]["test"] == true;
            (!is_test).then_some((message["target"]["name"].as_str()?.to_owned(), path))
        };
        messages.filter_map(program).collect()
    });
    all.get(name).unwrap_or_else(|| panic!("cargo has built {:?}", all.keys()))
}
