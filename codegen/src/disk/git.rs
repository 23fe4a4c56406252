//! What a repository of git holds. Only the first question has words of the user's in it; all others are asked by the hash that it gives.

use std::path::Path;
use std::process::{Command, Stdio};

use gaugewright_import::File;

use super::error::DiskError;
use super::gather::{MAX_BYTES, NEVER, is_gathered};

/// What stands somewhere in a repository.
pub(crate) enum Stored {
    /// A file.
    File(File),
    /// The files of a folder that could be monitoring, in the order of their names.
    Folder(Vec<File>),
}

/// Whether a text names a commit of the repository that a folder is in.
pub(crate) fn is_commit(folder: &Path, name: &str) -> bool {
    hash(folder, &format!("{name}^{{commit}}")).is_ok_and(|hash| hash.is_some())
}

/// Reads what a name such as `main:metrics-spec.yaml` stands for; nothing if there is no such thing.
pub(crate) fn read_git(folder: &Path, name: &str) -> Result<Option<Stored>, DiskError> {
    let Some(hash) = hash(folder, name)? else { return Ok(None) };
    let kind = text(&git(folder, &["cat-file", "-t", &hash])?);
    match kind.trim() {
        "blob" => Ok(Some(Stored::File(File { name: name.to_owned(), text: blob(folder, name, &hash)? }))),
        "tree" => Ok(Some(Stored::Folder(tree(folder, name, &hash)?))),
        other => Err(DiskError::NeitherFileNorFolder { name: name.to_owned(), kind: other.to_owned() }),
    }
}

/// The hash of what a name stands for.
fn hash(folder: &Path, name: &str) -> Result<Option<String>, DiskError> {
    // It would be an option.
    if name.starts_with('-') {
        return Ok(None);
    }
    let output = run(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", name])?;
    Ok(output.map(|hash| text(&hash)).map(|hash| hash.trim().to_owned()).filter(|hash| !hash.is_empty()))
}

fn tree(folder: &Path, name: &str, hash: &str) -> Result<Vec<File>, DiskError> {
    let rows = text(&git(folder, &["ls-tree", "-r", "-z", "--full-tree", hash])?);
    let mut files = Vec::new();
    for row in rows.split_terminator('\0') {
        // `100644 blob HASH<tab>PATH`; a link is 120000.
        let Some((about, path)) = row.split_once('\t') else { continue };
        let about: Vec<&str> = about.split(' ').collect();
        let [mode, "blob", hash] = about[..] else { continue };
        if mode.starts_with("100") && is_gathered(Path::new(path)) && !is_hidden(path) {
            let name = below(name, path);
            files.push(File { text: blob(folder, &name, hash)?, name });
        }
    }
    Ok(files)
}

/// What a file of a folder is called.
pub(crate) fn below(folder: &str, path: &str) -> String {
    let joint = if folder.ends_with(['/', ':']) { "" } else { "/" };
    [folder, joint, path].concat()
}

/// Whether a path leads through a folder that is not searched.
fn is_hidden(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| folder.starts_with('.') || NEVER.contains(&folder))
}

fn blob(folder: &Path, name: &str, hash: &str) -> Result<String, DiskError> {
    let size: u64 = text(&git(folder, &["cat-file", "-s", hash])?).trim().parse().unwrap_or(u64::MAX);
    if size > MAX_BYTES {
        return Err(DiskError::TooLong { name: name.to_owned(), most: MAX_BYTES });
    }
    Ok(text(&git(folder, &["cat-file", "blob", hash])?))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What git answers to a question that it has to answer.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, DiskError> {
    run(folder, arguments)?.ok_or_else(|| DiskError::Git(arguments.join(" ")))
}

/// What git answers; nothing if it does not know.
fn run(folder: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, DiskError> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    let output = git.output().map_err(DiskError::NoGit)?;
    Ok(output.status.success().then_some(output.stdout))
}
