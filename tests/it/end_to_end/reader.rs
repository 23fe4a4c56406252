//! Somebody who does what a page says, word for word, in a real shell and outside of this workspace.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::tool;

/// A reader with a folder of his own.
pub(super) struct Reader {
    folder: TempDir,
    /// What is different on this machine: words of pages, and what stands for them.
    here: Vec<(String, String)>,
    /// The environment of the shell.
    variables: Vec<(String, String)>,
}

impl Reader {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("bin")).expect("a folder");
        let reader = Self { folder, here: Vec::new(), variables: Vec::new() };
        reader.link("promtool", &tool::find("promtool"));
        reader
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// `here` stands for `there`, wherever that is read.
    pub(super) fn instead(&mut self, there: impl Into<String>, here: impl Into<String>) {
        self.here.push((there.into(), here.into()));
    }

    pub(super) fn set(&mut self, variable: &str, value: impl Into<String>) {
        self.variables.push((variable.to_owned(), value.into()));
    }

    /// A program of this machine, under its usual name.
    pub(super) fn link(&self, name: &str, program: &Path) {
        symlink(program, self.path("bin").join(name)).expect("a link");
    }

    /// A program that is a script.
    pub(super) fn script(&self, name: &str, text: &str) {
        let path = tool::write(&self.path("bin"), name, format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(path, Permissions::from_mode(0o755)).expect("a program");
    }

    /// What is read, as it is to be understood here.
    pub(super) fn read(&self, text: &str) -> String {
        self.here.iter().fold(text.to_owned(), |text, (there, here)| text.replace(there, here))
    }

    /// Does what a block of commands says, in a folder below his own.
    #[track_caller]
    pub(super) fn run(&self, folder: &str, block: &str) {
        tool::run(&mut self.shell(folder, block)).expect_success();
    }

    /// The same where the commands do not end by themselves.
    pub(super) fn start(&self, folder: &str, block: &str) -> Running {
        let mut shell = self.shell(folder, block);
        Running(shell.process_group(0).stdin(Stdio::null()).spawn().expect("a shell starts"))
    }

    fn shell(&self, folder: &str, block: &str) -> Command {
        let mut path = vec![self.path("bin"), self.path("home/bin")];
        path.extend(std::env::split_paths(&std::env::var_os("PATH").expect("a path")));
        let mut shell = Command::new("bash");
        shell.args(["-eu", "-o", "pipefail", "-c", &self.read(block)]).current_dir(self.path(folder));
        shell.env("PATH", std::env::join_paths(path).expect("a path"));
        // What they make for a while is gone with the reader.
        shell.env("TMPDIR", self.folder.path());
        shell.envs(self.variables.iter().map(|(variable, value)| (variable, value)));
        shell
    }
}

/// Commands at work. All that they have started ends when it is dropped.
pub(super) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}

/// The part of a page below a heading, until the next of its level.
#[track_caller]
pub(super) fn section<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, below) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    below.split("\n## ").next().unwrap_or_default()
}

/// The blocks of a language, in their order.
pub(super) fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// A port that nobody uses now.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
