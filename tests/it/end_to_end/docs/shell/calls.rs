//! What a block of commands calls, as a real shell understands it.

use std::fmt;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use super::UNJUDGED;
use crate::end_to_end::docs::markdown::{Block, Page, pages};
use crate::end_to_end::{tool, workspace};

/// Writes down its name and arguments, and prints something that others can go on with.
const STAND_IN: &str = r#"#!/bin/bash
call=$(printf '%s\037' "${0##*/}" "$@"; printf .)
printf '%s\036' "${call%.}" >>"$CALLS"
# What is piped into it is read, or whoever writes it fails.
while read -r _; do :; done
echo something
"#;

/// A program with its arguments.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) program: String,
    pub(super) arguments: Vec<String>,
    /// Where it is called: what the arguments name is there.
    pub(super) folder: PathBuf,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.program, self.arguments.join(" "))
    }
}

impl Call {
    /// The same call of the real program.
    pub(super) fn again(&self, program: &str) -> Command {
        let mut command = tool::command(program);
        command.current_dir(&self.folder).args(&self.arguments);
        command
    }
}

/// The calls of a block, in their order. Panics if the shell does not understand it, or if it calls what nobody knows.
pub(super) fn of(block: &Block<'_>) -> Vec<Call> {
    let room = room();
    let record = room.join("calls");
    let _ = fs::remove_file(&record);
    let script = tool::write(room, "script", format!("{}\nwait\n", block.text));
    let mut bash = Command::new("/bin/bash");
    bash.args(["-eu", "-o", "pipefail"]).arg(&script).current_dir(room.join("project"));
    let output = tool::run(bash.env("PATH", room.join("bin")).env("CALLS", &record));
    assert!(output.succeeded(), "{block}: {output}");
    let text = fs::read_to_string(&record).unwrap_or_default();
    let calls = text.split_terminator('\u{1e}').map(|call| {
        let mut words = call.split_terminator('\u{1f}').map(str::to_owned);
        let program = words.next().expect("a stand-in writes its name");
        Call { program, arguments: words.collect(), folder: room.join("project") }
    });
    calls.collect()
}

/// A folder with the stand-ins and a project that commands can speak of. Made once; the system removes it.
fn room() -> &'static Path {
    static ROOM: OnceLock<TempDir> = OnceLock::new();
    ROOM.get_or_init(|| {
        let room = tempfile::tempdir().expect("a temporary folder");
        for folder in ["bin", "project/scripts", "project/monitoring-templates"] {
            fs::create_dir_all(room.path().join(folder)).expect("a folder");
        }
        let judged = ["amtool", "cargo", "curl", "gaugewright", "kubectl", "prometheus", "promtool"];
        let run = ["mkdir", "mktemp"];
        let others = UNJUDGED.iter().map(|(name, _)| *name).filter(|name| !run.contains(name));
        for name in judged.into_iter().chain(others) {
            stand_in(&room.path().join("bin"), name);
        }
        for script in workspace::files_below(&workspace::path("scripts")) {
            let name = script.file_name().and_then(|name| name.to_str()).expect("a name");
            stand_in(&room.path().join("project/scripts"), name);
        }
        for name in run {
            symlink(Path::new("/bin").join(name), room.path().join("bin").join(name)).expect("a link");
        }
        symlink(workspace::path("monitoring"), room.path().join("project/monitoring")).expect("a link");
        // What the pages say that somebody has made before.
        tool::write(&room.path().join("project"), "auth", "user:hash\n");
        tool::write(&room.path().join("project"), "snapshots.yaml", snapshots());
        room
    })
    .path()
}

fn stand_in(folder: &Path, name: &str) {
    let path = tool::write(folder, name, STAND_IN);
    fs::set_permissions(path, Permissions::from_mode(0o755)).expect("a program");
}

/// The block of the page that says what stands in this file.
fn snapshots() -> String {
    let pages = pages();
    let mut blocks = pages.iter().flat_map(Page::blocks);
    blocks.find(|block| block.text.starts_with("apiVersion: snapshot")).expect("the block").text
}
