//! One side of a comparison: what somebody names, as a spec or as files that people have.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gaugewright_import::{File, read};
use gaugewright_spec::source::Source;

use super::{parent, spec_path};
use crate::Spec;
use crate::cli::Args;
use crate::disk::{self, Stored};
use crate::terminal::{failed, show};

/// What is compared, not yet read.
pub(super) struct Side {
    /// What it is called.
    pub(super) name: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    Spec(Source),
    /// Rules and dashboards.
    Files(Vec<File>),
}

impl Side {
    /// What somebody names: a file, a folder, `-`, a commit, or `COMMIT:PATH`.
    pub(super) fn named(args: &Args, name: &str) -> Result<Self, String> {
        let path = Path::new(name);
        let content = if name == "-" {
            Content::Spec(disk::read_stdin(&spec_path(args))?)
        } else if path.is_dir() && path.join(SPEC).is_file() {
            Content::Spec(disk::read_spec(&path.join(SPEC))?)
        } else if path.exists() {
            of_files(disk::gather(&[path.to_owned()])?)
        } else {
            in_git(args, name)?
        };
        Ok(Self { name: name.to_owned(), content })
    }
}

/// What a spec is called in a folder.
const SPEC: &str = "metrics-spec.yaml";

/// One file with a spec, or files of other kinds.
fn of_files(mut files: Vec<File>) -> Content {
    match files.as_slice() {
        [only] if is_spec(&only.text) => {
            let File { name, text } = files.remove(0);
            Content::Spec(Source::new(name, text))
        }
        _ => Content::Files(files),
    }
}

/// Whether a text is a spec, and not rules or a dashboard: it says so itself.
fn is_spec(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("spec:"))
}

/// What a commit holds.
fn in_git(args: &Args, name: &str) -> Result<Content, String> {
    let here = PathBuf::from(".");
    if let Some((commit, path)) = name.split_once(':') {
        if !disk::is_commit(&here, commit) {
            return Err(format!("{}; nor is `{commit}` a commit here", nothing(name)));
        }
        // What git calls `./` is `.` to everybody else.
        let folder = if path == "." { "/" } else { "" };
        let stored = disk::read_git(&here, &[name, folder].concat())?.ok_or_else(|| {
            format!("there is no such file in {name}: a path starts at the top of the repository, or with `./` here")
        })?;
        return Ok(content(name, stored));
    }
    let path = spec_path(args);
    let folder = parent(&path);
    if !disk::is_commit(&folder, name) {
        return Err(nothing(name));
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    match disk::read_git(&folder, &format!("{name}:./{file}"))? {
        Some(stored) => Ok(content(name, stored)),
        None => {
            Err(format!("there is no {} in {name}; name what to compare with: `{name}:PATH`", path.display()))
        }
    }
}

fn nothing(name: &str) -> String {
    format!("`{name}` is neither a file nor a folder nor a commit of git here")
}

fn content(name: &str, stored: Stored) -> Content {
    match stored {
        Stored::File(file) => of_files(vec![file]),
        Stored::Folder(mut files) => {
            let spec = disk::below(name, SPEC);
            let at = files.iter().position(|file| file.name == spec);
            match at {
                Some(at) => of_files(vec![files.remove(at)]),
                None => Content::Files(files),
            }
        }
    }
}

/// The model of files that people have. What of them is left out is added to a list.
pub(super) fn of_people(files: &[File], left_out: &mut Vec<String>) -> Result<Spec, String> {
    let model = read(files)?;
    for skipped in model.skipped.iter().filter(|skipped| !skipped.is_other) {
        let mut line = skipped.file.clone();
        if let Some(at) = skipped.line {
            let _ = write!(line, ":{at}");
        }
        left_out.push(format!("{line}: {}", skipped.reason));
    }
    left_out.extend(model.left_out.iter().map(|left| format!("{}: {}", left.name, left.reason)));
    Ok(model.spec)
}

/// The model of a spec; nothing if it has errors, which are shown.
pub(super) fn sound(args: &Args, side: &Side, source: &Source) -> Option<Spec> {
    let loaded = crate::load_on(source, None);
    if loaded.spec.is_none() {
        show(args, &loaded.findings, source);
        failed(args, &loaded.findings, 0, &format!("{} has errors, so nothing was compared", side.name));
    }
    loaded.spec
}
