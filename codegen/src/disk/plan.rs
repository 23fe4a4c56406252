//! What has to change on disk, and changing it.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::error::DiskError;
use super::list::{self, List};
use super::safe;
use crate::outputs::Folders;
use crate::{Files, shown};

/// What every generated file says at its beginning; JSON has no place for that.
const MARK: &str = "Generated from";
const MARK_BYTES: usize = 512;
/// The longest file that is compared: nothing that is generated comes near.
const MAX_BYTES: u64 = 256 << 20;

/// A file to write: its path, the new text, and the old one if there is one.
type Change<'f> = (&'f str, &'f str, Option<String>);

/// What has to change on disk.
pub(crate) struct Plan<'f> {
    out: PathBuf,
    /// Files to write.
    changed: Vec<Change<'f>>,
    /// Files of an earlier run that are no longer generated.
    stale: Vec<String>,
    list: List,
    before: List,
    notes: Vec<String>,
}

/// What a run did.
pub(crate) struct Done {
    pub(crate) written: usize,
    pub(crate) removed: usize,
}

impl<'f> Plan<'f> {
    /// Compares with what is there. `complete` says that the files are all that are generated, so that others on the list are stale.
    /// `folders` are those of the outputs.
    pub(crate) fn new(
        out: &Path,
        spec: &Path,
        files: &'f Files,
        complete: bool,
        mut folders: Folders,
    ) -> Result<Self, DiskError> {
        let (before, strange) = List::read(out, &folders)?;
        let name = list::name_of(spec, out);
        if let Some(other) = before.spec.as_ref().filter(|other| **other != name) {
            let (out, other) = (out.to_owned(), other.clone());
            return Err(DiskError::OtherSpec { out, other, name, list: list::PATH });
        }
        let mut notes = strange.iter().map(|line| strange_line(line)).collect::<Result<Vec<_>, _>>()?;
        let changed = changed(out, files, &before)?;
        let mut paths: BTreeSet<String> = files.iter().map(|(path, _)| path.to_owned()).collect();
        let mut stale = Vec::new();
        let mut left = Vec::new();
        for path in before.paths.difference(&paths) {
            if !complete {
                left.push(path.clone());
            } else if is_ours(out, path, spec)? {
                stale.push(path.clone());
            } else {
                notes.push(format!(
                    "{path} is no longer generated, but has no header of a generated file: not deleted"
                ));
            }
        }
        paths.extend(left);
        if !complete {
            // What is left alone may stand in a folder of before.
            folders.extend(&before.folders);
        }
        Ok(Self {
            out: out.to_owned(),
            changed,
            stale,
            list: List { spec: Some(name), paths, folders },
            before,
            notes,
        })
    }

    /// What somebody should know, a line each.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What would change, as a unified diff; empty if nothing would.
    pub(crate) fn diff(&self) -> Result<String, DiskError> {
        let mut text = String::new();
        for (path, new, old) in &self.changed {
            let old_name = if old.is_some() { format!("a/{path}") } else { "/dev/null".into() };
            let old = old.as_deref().unwrap_or_default();
            let diff = TextDiff::from_lines(old, *new);
            text += &diff.unified_diff().header(&old_name, &format!("b/{path}")).to_string();
        }
        for path in &self.stale {
            let old = read(&safe::below(&self.out, path)?)?.unwrap_or_default();
            let diff = TextDiff::from_lines(old.as_str(), "");
            text += &diff.unified_diff().header(&format!("a/{path}"), "/dev/null").to_string();
        }
        if text.is_empty()
            && (&self.before.paths, &self.before.folders) != (&self.list.paths, &self.list.folders)
        {
            text = format!("{} does not list all generated files\n", list::PATH);
        }
        Ok(text)
    }

    /// Writes what has changed and removes what is stale. Nothing is touched if all is as it should be.
    pub(crate) fn write(&self) -> Result<Done, DiskError> {
        self.clear();
        // A run that is killed must not leave files that the next one takes for somebody else's.
        let mut both = self.list.clone();
        both.paths.extend(self.before.paths.iter().cloned());
        both.folders.extend(&self.before.folders);
        if both != self.before {
            both.write(&self.out)?;
        }
        for (path, text, _) in &self.changed {
            safe::replace(&safe::below(&self.out, path)?, text)?;
        }
        let mut removed = 0;
        for path in &self.stale {
            let full = safe::below(&self.out, path)?;
            match fs::remove_file(&full) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(DiskError::Unremovable { path: full, source: error });
                }
            }
            remove_empty_folders(&self.out, Path::new(path));
        }
        if both != self.list {
            self.list.write(&self.out)?;
        }
        Ok(Done { written: self.changed.len(), removed })
    }

    /// Removes what a run that was killed has left beside its files.
    fn clear(&self) {
        let paths = self.before.paths.iter().chain(&self.list.paths).map(String::as_str);
        let folders: BTreeSet<&Path> =
            paths.chain([list::PATH]).filter_map(|path| Path::new(path).parent()).collect();
        for folder in folders {
            // Not through a link.
            let inside = folder.join("x");
            if inside.to_str().is_some_and(|inside| safe::below(&self.out, inside).is_ok()) {
                safe::clear(&self.out.join(folder));
            }
        }
    }
}

/// The files that differ from what is there.
fn changed<'f>(out: &Path, files: &'f Files, before: &List) -> Result<Vec<Change<'f>>, DiskError> {
    let mut changed = Vec::new();
    let mut foreign = Vec::new();
    for (path, text) in files.iter() {
        match read(&safe::below(out, path)?)? {
            Some(old) if old == text => {}
            Some(_) if !before.paths.contains(path) => foreign.push(path.to_owned()),
            old => changed.push((path, text, old)),
        }
    }
    if foreign.is_empty() {
        return Ok(changed);
    }
    Err(DiskError::NotGenerated(foreign))
}

/// A line of the list that no output can have written: it is left alone, unless it leads elsewhere.
fn strange_line(line: &str) -> Result<String, DiskError> {
    let inside = Path::new(line).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let shown = shown::line(line);
    if inside {
        Ok(format!("{} names `{shown}`, which gaugewright does not write: it is left alone", list::PATH))
    } else {
        Err(DiskError::ListedOutside { list: list::PATH, line: shown.into_owned() })
    }
}

/// Whether a file that is on the list was generated: it says so, or it is JSON, or it is gone already.
fn is_ours(out: &Path, path: &str, spec: &Path) -> Result<bool, DiskError> {
    let place = safe::below(out, path)?;
    let same = |one: &Path, other: &Path| {
        one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(a, b)| a == b)
    };
    if same(&place, spec) {
        return Ok(false);
    }
    let is_json = Path::new(path).extension().is_some_and(|ending| ending == "json");
    let text = read(&place)?;
    let head = |text: String| text.as_bytes()[..text.len().min(MARK_BYTES)].to_vec();
    Ok(text.is_none_or(|text| is_json || String::from_utf8_lossy(&head(text)).contains(MARK)))
}

fn read(path: &Path) -> Result<Option<String>, DiskError> {
    safe::text(path, MAX_BYTES)
}

fn remove_empty_folders(out: &Path, path: &Path) {
    let mut folder = path.parent();
    while let Some(inside) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
        if fs::remove_dir(out.join(inside)).is_err() {
            return;
        }
        folder = inside.parent();
    }
}
