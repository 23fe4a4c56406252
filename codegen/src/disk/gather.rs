//! The files that somebody names, those of folders included.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use gaugewright_import::File;

use super::error::{DiskError, unreadable};
use super::safe;

/// The longest file that is read.
pub(super) const MAX_BYTES: u64 = 64 << 20;
/// What monitoring is written in.
const EXTENSIONS: [&str; 5] = ["yaml", "yml", "json", "rules", "rule"];
/// Folders of other people's programs.
pub(super) const NEVER: [&str; 3] = ["node_modules", "target", "vendor"];

/// Reads files, and those of folders that could be monitoring: in the order of their names, links not followed, hidden folders
/// left out.
pub(crate) fn gather(paths: &[PathBuf]) -> Result<Vec<File>, DiskError> {
    let mut files = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => DiskError::Nothing(path.to_owned()),
            _ => unreadable(path)(error),
        })?;
        if about.is_dir() {
            folder(path, &mut files)?;
        } else {
            files.push(read(path)?);
        }
    }
    Ok(files)
}

fn folder(path: &Path, files: &mut Vec<File>) -> Result<(), DiskError> {
    let entries = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = entries.map_err(unreadable(path))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(unreadable(&path))?;
        if kind.is_dir() && !name.starts_with('.') && !NEVER.contains(&&*name) {
            folder(&path, files)?;
        } else if kind.is_file() && is_gathered(&path) {
            files.push(read(&path)?);
        }
    }
    Ok(())
}

pub(crate) fn is_gathered(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

fn read(path: &Path) -> Result<File, DiskError> {
    let text = safe::text(path, MAX_BYTES)?;
    let text = text.ok_or_else(|| DiskError::NoFile(path.to_owned()))?;
    // `./rules.yml` is found in a folder that is named `.`.
    let shown = path.strip_prefix(".").unwrap_or(path);
    Ok(File { name: shown.display().to_string(), text })
}
