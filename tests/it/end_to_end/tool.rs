//! Finds outside programs and runs them, bounded in time.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::workspace;

/// More than any of the programs needs, even on a busy machine: the generator may have to be built first.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// How long a test waits for what takes a moment: much longer than it takes even on a busy machine, so that only what never
/// comes is missed.
pub(super) const PATIENCE: Duration = Duration::from_secs(180);

/// The folders below `.tools` that hold programs. They come before `PATH`, because their versions are pinned.
const TOOL_FOLDERS: [&str; 3] = [".tools/python/bin", ".tools/npm/node_modules/.bin", ".tools/checkov/bin"];

/// Where the program `name` lies. Panics with the command that installs it if it is nowhere.
pub(super) fn find(name: &str) -> PathBuf {
    let pinned = TOOL_FOLDERS.iter().map(workspace::path);
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    pinned
        .chain(std::env::split_paths(&on_path))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| panic!("`{name}` is not installed: run ./scripts/tools"))
}

/// What a program printed, and how it ended.
pub(super) struct Output {
    command: String,
    status: ExitStatus,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Output {
    pub(super) fn succeeded(&self) -> bool {
        self.status.success()
    }

    /// The output, if the program liked its input; else panics with all that it said.
    #[track_caller]
    pub(super) fn expect_success(self) -> Self {
        assert!(self.succeeded(), "{self}");
        self
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "`{}` ended with {}", self.command, self.status)?;
        write!(f, "{}{}", self.stdout, self.stderr)
    }
}

/// A program by its name, to be given arguments.
pub(super) fn command(name: &str) -> Command {
    Command::new(find(name))
}

/// Runs to the end, without standard input. Panics if the program cannot start or takes too long.
#[track_caller]
pub(super) fn run(command: &mut Command) -> Output {
    // Files rather than pipes: a child that prints much never blocks, and no reader threads are needed.
    let mut stdout = tempfile::tempfile().expect("a temporary file");
    let mut stderr = tempfile::tempfile().expect("a temporary file");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout.try_clone().expect("a file handle"))
        .stderr(stderr.try_clone().expect("a file handle"))
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let status = wait(&mut child, TIME_LIMIT);
    let output = (read_back(&mut stdout), read_back(&mut stderr));
    let Some(status) = status else {
        panic!("{command:?} took more than {TIME_LIMIT:?}\n{}{}", output.0, output.1);
    };
    Output { command: format!("{command:?}"), status, stdout: output.0, stderr: output.1 }
}

/// How `child` ended; `None`, and the child is killed, if it did not within `limit`.
fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().expect("the child is ours to wait for") {
            return Some(status);
        }
        if Instant::now() >= deadline {
            // It may have ended between the two calls; either way it is gone afterwards.
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn read_back(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().expect("a temporary file can be rewound");
    file.read_to_end(&mut bytes).expect("a temporary file can be read");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes `content` to `folder/name` and says where that is.
pub(super) fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
    path
}

#[test]
#[should_panic(expected = "run ./scripts/tools")]
fn a_missing_program_is_reported_with_the_command_that_installs_it() {
    find("no-such-program-anywhere");
}

#[test]
fn a_program_that_hangs_is_killed() {
    let mut child = Command::new("sleep").arg("60").spawn().expect("sleep starts");
    assert!(wait(&mut child, Duration::from_millis(50)).is_none());
    assert!(child.try_wait().expect("still ours").is_some(), "the child is still alive");
}
