//! A project of a user, on which the program is started.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::programs;

/// A project in a folder of its own.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new(spec: &str) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(project.path("")).expect("a folder can be made");
        project.write("metrics-spec.yaml", spec);
        project
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        // What stands beside it is its own, too.
        self.0.path().join("project").join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        Command::new(programs::gaugewright())
            .current_dir(self.path(""))
            .args(args)
            .output()
            .expect("the binary starts")
    }

    #[track_caller]
    pub(crate) fn expect(&self, args: &[&str], code: i32) -> String {
        let output = self.run(args);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {text}");
        text
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let list = self.read("monitoring/.generated");
        list.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }
}
