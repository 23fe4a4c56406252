//! All file access. Every file is written beside its place and then moved there, so that whoever reads, and
//! whoever is killed, finds the old file or the new one. A list of the generated files lies beside them: what
//! is on it may be replaced and removed, nothing else is ever touched.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use codegen::Files;
use gaugewright_spec::source::Source;
use similar::TextDiff;

/// The list of generated files, below the output folder.
const LIST: &str = "monitoring/.generated";
const LIST_HEADER: &str =
    "# The files that gaugewright generated. Do not edit: it replaces and removes what is listed here.\n";
/// No spec of ours comes near; a file of this size is a mistake.
const MAX_SPEC_BYTES: u64 = 64 << 20;

/// Reads the spec.
pub(crate) fn read_spec(path: &Path) -> Result<Source, String> {
    let shown = path.display();
    let size = fs::metadata(path).map_or(0, |meta| meta.len());
    if size > MAX_SPEC_BYTES {
        return Err(format!("{shown} has {size} bytes; the largest spec that is read has {MAX_SPEC_BYTES}"));
    }
    let text = fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("there is no {shown}; name the spec with --spec"),
        _ => format!("{shown} cannot be read: {error}"),
    })?;
    source(path, text)
}

/// Reads a token or password; the end of its line is not part of it.
pub(crate) fn read_secret(path: &Path) -> Result<String, String> {
    let text =
        String::from_utf8(read_bytes(path)?).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads a file as it is.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

/// Reads the folder with the user's own templates and texts: paths below it, with `/` between folders, and texts. None if
/// there is no such folder. What begins with a dot is not for us.
pub(crate) fn read_own(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut texts = BTreeMap::new();
    if folder.is_dir() {
        read_below(folder, "", &mut texts)?;
    }
    Ok(texts)
}

fn read_below(folder: &Path, prefix: &str, texts: &mut BTreeMap<String, String>) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            read_below(&path, &format!("{prefix}{name}/"), texts)?;
        } else {
            let text = String::from_utf8(read_bytes(&path)?);
            texts.insert(
                format!("{prefix}{name}"),
                text.map_err(|_| format!("{} is not UTF-8", path.display()))?,
            );
        }
    }
    Ok(())
}

/// Reads a spec from standard input; `path` is what it is called.
pub(crate) fn read_stdin(path: &Path) -> Result<Source, String> {
    let mut text = Vec::new();
    let limit = MAX_SPEC_BYTES + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut text)
        .map_err(|error| format!("standard input cannot be read: {error}"))?;
    if text.len() as u64 == limit {
        return Err(format!(
            "standard input is too long; the largest spec that is read has {MAX_SPEC_BYTES} bytes"
        ));
    }
    source(path, text)
}

fn source(path: &Path, text: Vec<u8>) -> Result<Source, String> {
    let shown = path.display();
    let text = String::from_utf8(text).map_err(|error| {
        format!("{shown} is not UTF-8: the byte at offset {} is not", error.utf8_error().valid_up_to())
    })?;
    Ok(Source::new(shown.to_string(), text))
}

/// What has to change on disk.
pub(crate) struct Plan<'f> {
    out: PathBuf,
    /// Files to write: path, new text, old text if there is one.
    changed: Vec<(&'f str, &'f str, Option<String>)>,
    /// Files of an earlier run that are no longer generated.
    stale: Vec<String>,
    list: BTreeSet<String>,
    before: BTreeSet<String>,
}

/// What a run did.
pub(crate) struct Done {
    pub(crate) written: usize,
    pub(crate) removed: usize,
}

impl<'f> Plan<'f> {
    /// Compares with what is there. `complete` says that the files are all that are generated, so that others
    /// on the list are stale.
    pub(crate) fn new(out: &Path, files: &'f Files, complete: bool) -> Result<Self, String> {
        let before = read_list(out)?;
        let mut changed = Vec::new();
        let mut foreign = Vec::new();
        for (path, text) in files.iter() {
            let old = read_generated(&out.join(path))?;
            match old {
                Some(old) if old == text => {}
                Some(_) if !before.contains(path) => foreign.push(path),
                old => changed.push((path, text, old)),
            }
        }
        if !foreign.is_empty() {
            return Err(format!(
                "{} is in the way: gaugewright did not generate it, so it will not replace it; \
                 move it away, or delete it",
                foreign.join(", ")
            ));
        }
        let mut list: BTreeSet<String> = files.iter().map(|(path, _)| path.to_owned()).collect();
        let mut stale = Vec::new();
        for path in before.difference(&list.clone()) {
            if complete {
                stale.push(path.clone());
            } else {
                list.insert(path.clone());
            }
        }
        Ok(Self { out: out.to_owned(), changed, stale, list, before })
    }

    /// What would change, as a unified diff; empty if nothing would.
    pub(crate) fn diff(&self) -> Result<String, String> {
        let mut text = String::new();
        for (path, new, old) in &self.changed {
            let old_name = if old.is_some() { format!("a/{path}") } else { "/dev/null".into() };
            let old = old.as_deref().unwrap_or_default();
            let diff = TextDiff::from_lines(old, *new);
            text += &diff.unified_diff().header(&old_name, &format!("b/{path}")).to_string();
        }
        for path in &self.stale {
            let old = read_generated(&self.out.join(path))?.unwrap_or_default();
            let diff = TextDiff::from_lines(old.as_str(), "");
            text += &diff.unified_diff().header(&format!("a/{path}"), "/dev/null").to_string();
        }
        if text.is_empty() && self.before != self.list {
            text = format!("{LIST} does not list all generated files\n");
        }
        Ok(text)
    }

    /// Writes what has changed and removes what is stale. Nothing is touched if all is as it should be.
    pub(crate) fn write(&self) -> Result<Done, String> {
        // A run that is killed must not leave files that the next one takes for somebody else's.
        let both: BTreeSet<String> = self.before.union(&self.list).cloned().collect();
        if both != self.before {
            self.write_list(&both)?;
        }
        for (path, text, _) in &self.changed {
            replace(&self.out.join(path), text)?;
        }
        let mut removed = 0;
        for path in &self.stale {
            let full = self.out.join(path);
            match fs::remove_file(&full) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(format!("{} cannot be removed: {error}", full.display())),
            }
            remove_empty_folders(&self.out, Path::new(path));
        }
        if both != self.list {
            self.write_list(&self.list)?;
        }
        Ok(Done { written: self.changed.len(), removed })
    }

    fn write_list(&self, list: &BTreeSet<String>) -> Result<(), String> {
        let lines: Vec<&str> = list.iter().map(String::as_str).collect();
        replace(&self.out.join(LIST), &format!("{LIST_HEADER}{}\n", lines.join("\n")))
    }
}

fn read_list(out: &Path) -> Result<BTreeSet<String>, String> {
    let text = read_generated(&out.join(LIST))?.unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    // The list is a file like any other: a path that leads elsewhere was not written by us.
    let inside = |line: &&str| {
        Path::new(line).components().all(|part| matches!(part, std::path::Component::Normal(_)))
    };
    let mut kept = BTreeSet::new();
    for line in lines {
        if !inside(&line) {
            return Err(format!(
                "{LIST} names `{line}`, which is not below the output folder; remove that line"
            ));
        }
        kept.insert(line.to_owned());
    }
    Ok(kept)
}

/// The text of a file; nothing if there is none. What is no text is not ours and differs from everything.
fn read_generated(path: &Path) -> Result<Option<String>, String> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
    }
}

/// Puts a text in the place of a file, whole or not at all.
fn replace(path: &Path, text: &str) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let mut file = tempfile::Builder::new().prefix(".gaugewright-").tempfile_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    readable_by_all(file.as_file()).map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Temporary files are private; generated ones are like any other.
#[cfg(unix)]
fn readable_by_all(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &fs::File) -> std::io::Result<()> {
    Ok(())
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

/// A folder that is gone with its value.
pub(crate) struct Temporary(tempfile::TempDir);

impl Temporary {
    /// Makes it with these files: name and text.
    pub(crate) fn new(files: &[(String, String)]) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| format!("there is no temporary folder: {error}"))?;
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(Self(folder))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}
