//! Which lines of files are others than in a commit of git.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

use similar::{ChangeTag, TextDiff};

use super::error::DiskError;
use super::git::{Stored, is_commit, read_git};

/// The lines of files that changed since a commit, counted from 1, file by file as they are asked for.
pub(crate) struct Since<'c> {
    commit: &'c str,
    /// By the path of a file: its changed lines; nothing if all of it is new.
    known: BTreeMap<String, Option<Vec<usize>>>,
}

impl<'c> Since<'c> {
    /// What changed since a commit.
    pub(crate) fn new(commit: &'c str) -> Self {
        Self { commit, known: BTreeMap::new() }
    }

    /// Whether one of these lines of a file is another one today, with this text, or one was taken out beside it.
    pub(crate) fn touches(
        &mut self,
        path: &str,
        text: &str,
        lines: RangeInclusive<usize>,
    ) -> Result<bool, DiskError> {
        if !self.known.contains_key(path) {
            self.known.insert(path.to_owned(), changed(self.commit, path, text)?);
        }
        let changed = self.known.get(path).and_then(Option::as_ref);
        Ok(changed.is_none_or(|changed| changed.iter().any(|line| lines.contains(line))))
    }
}

/// The lines of a file that a commit has otherwise, and those beside what it has more; nothing if it has no such file.
fn changed(commit: &str, path: &str, text: &str) -> Result<Option<Vec<usize>>, DiskError> {
    let path = Path::new(path);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !is_commit(folder, commit) {
        return Err(DiskError::NoCommit { commit: commit.to_owned(), folder: folder.to_owned() });
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(Stored::File(old)) = read_git(folder, &format!("{commit}:./{file}"))? else { return Ok(None) };
    let (mut at, mut lines) = (1_usize, Vec::new());
    for change in TextDiff::from_lines(old.text.as_str(), text).iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => at += 1,
            ChangeTag::Insert => {
                lines.push(at);
                at += 1;
            }
            // What is gone stood between these two.
            ChangeTag::Delete => lines.extend([at.saturating_sub(1), at]),
        }
    }
    Ok(Some(lines))
}
