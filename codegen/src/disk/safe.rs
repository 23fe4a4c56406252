//! Reading and writing that neither hangs nor leads elsewhere.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};

use super::error::{DiskError, unreadable};
use crate::files::Files;

/// A picture is smaller.
const MAX_PICTURE: u64 = 64 << 20;

/// What a file is called while it is written.
const UNFINISHED: &str = ".gaugewright-";

/// The bytes of a file, not more than so many. What is no file (a pipe, a device) is an error, for it may have no end, or none to wait
/// for.
pub(super) fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("it is too long; the most that is read is {limit} bytes")));
    }
    Ok(bytes)
}

/// The text of a file, nothing if there is none. What is no text is not ours and differs from everything.
pub(super) fn text(path: &Path, limit: u64) -> Result<Option<String>, DiskError> {
    match read(path, limit) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path)(error)),
    }
}

/// The place of a file below a folder. A path that leads out of the folder is an error, and so is anything on the way that is not a
/// folder, and a last part that is neither a file nor nothing: a link leads elsewhere, a pipe hangs.
pub(super) fn below(root: &Path, path: &str) -> Result<PathBuf, DiskError> {
    let parts: Vec<Component<'_>> = Path::new(path).components().collect();
    if parts.is_empty() || !parts.iter().all(|part| matches!(part, Component::Normal(_))) {
        return Err(DiskError::Outside(path.to_owned()));
    }
    let mut place = root.to_owned();
    for (at, part) in parts.iter().enumerate() {
        place.push(part);
        let kind = match fs::symlink_metadata(&place) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            // A file in the place of a folder has been said already.
            Err(source) => return Err(DiskError::Unknown { path: place, source }),
        };
        let is_last = at + 1 == parts.len();
        if kind.is_symlink() {
            return Err(DiskError::Link(place));
        }
        if !is_last && !kind.is_dir() {
            return Err(DiskError::NoFolder(place));
        }
        if is_last && !kind.is_file() {
            return Err(DiskError::NotAFile(place));
        }
    }
    Ok(place)
}

/// Puts a text in the place of a file, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), DiskError> {
    replace_bytes(path, text.as_bytes())
}

fn replace_bytes(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    // Somebody who clears up may take a file that is just being made for one that was left.
    match try_replace(path, bytes) {
        Err(error) if error.kind() == ErrorKind::NotFound => try_replace(path, bytes),
        other => other,
    }
    .map_err(|source| DiskError::Unwritable { path: path.to_owned(), source })
}

/// Writes files where there are none: all of them, or none if one of them is there.
pub(crate) fn write_new(files: &[(&Path, &str)]) -> Result<(), DiskError> {
    let is_there = |(path, _): &&(&Path, &str)| fs::symlink_metadata(path).is_ok();
    if let Some((path, _)) = files.iter().find(is_there) {
        return Err(DiskError::Exists((*path).to_owned()));
    }
    files.iter().try_for_each(|(path, text)| replace(path, text))
}

/// Writes files into a folder, in the place of those that were written so before: these have a mark. Any other is in the way.
pub(crate) fn write_own(folder: &Path, files: &Files, mark: &str) -> Result<(), DiskError> {
    let place = |(path, content)| {
        let place = below(folder, path)?;
        match text(&place, u64::MAX - 1)? {
            Some(old) if !old.contains(mark) => Err(DiskError::Foreign(place)),
            _ => Ok((place, content)),
        }
    };
    let places = files.iter().map(place).collect::<Result<Vec<_>, DiskError>>()?;
    places.iter().try_for_each(|(path, content)| replace(path, content))
}

/// Writes a picture into a folder with pages.
pub(crate) fn write_picture(folder: &Path, name: &str, picture: &[u8]) -> Result<(), DiskError> {
    replace_bytes(&below(folder, name)?, picture)
}

/// Pictures stand beside pages: one without a page of ours is somebody else's.
pub(crate) fn foreign_picture(folder: &Path, page: &str, picture: &str, mark: &str) -> Result<(), DiskError> {
    let place = below(folder, picture)?;
    let is_ours = text(&below(folder, page)?, u64::MAX - 1)?.is_some_and(|page| page.contains(mark));
    if is_ours || fs::symlink_metadata(&place).is_err() {
        return Ok(());
    }
    Err(DiskError::Foreign(place))
}

fn try_replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    // As long as this is held, somebody is at work: see `clear`. Where there are no locks nothing is cleared up.
    let _ = file.as_file().try_lock();
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    readable_by_all(file.as_file())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Removes what a run that was killed has left in a folder.
pub(super) fn clear(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED));
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let path = entry.path();
            // Whoever is at work holds it.
            let is_left = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
            if is_left {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// Temporary files are private; generated ones are like any other.
#[cfg(unix)]
fn readable_by_all(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> io::Result<()> {
    Ok(())
}

/// A folder that is gone with its value.
pub(crate) struct Temporary(tempfile::TempDir);

impl Temporary {
    /// Makes it with these files: name and text.
    pub(crate) fn new(files: &[(String, String)]) -> Result<Self, DiskError> {
        let folder = tempfile::Builder::new().prefix("gaugewright-").tempdir();
        let folder = folder.map_err(DiskError::NoTemporary)?;
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::write(&path, text).map_err(|source| DiskError::Unknown { path: path.clone(), source })?;
        }
        Ok(Self(folder))
    }

    /// Removes one whose owner was killed.
    #[cfg(unix)]
    pub(crate) fn remove(folder: &Path) {
        let _ = fs::remove_dir_all(folder);
    }

    /// What a program has written into it.
    pub(crate) fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        read(&self.0.path().join(name), MAX_PICTURE)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}
