//! The user's own templates and texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{DiskError, unreadable};
use super::safe;

/// A page is shorter.
const MAX_BYTES: u64 = 4 << 20;

/// Reads the folder with the user's own templates and texts, which is in the folder of the project: paths below it, with `/` between
/// folders, and texts. None if there is no such folder. What begins with a dot is not for us.
pub(crate) fn read_own(project: &Path, folder: &str) -> Result<BTreeMap<String, String>, DiskError> {
    let folder = project.join(folder);
    let mut texts = BTreeMap::new();
    if folder.is_dir() {
        let project = fs::canonicalize(project).map_err(unreadable(project))?;
        Reader { project, texts: &mut texts }.folder(&folder, "")?;
    }
    Ok(texts)
}

struct Reader<'r> {
    /// Where links may lead.
    project: PathBuf,
    texts: &'r mut BTreeMap<String, String>,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), DiskError> {
        self.leads_inside(folder)?;
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let entry = entry.map_err(unreadable(folder))?;
            let path = entry.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let kind = entry.file_type().map_err(unreadable(&path))?;
            if kind.is_dir() {
                self.folder(&path, &format!("{prefix}{name}/"))?;
            } else {
                self.leads_inside(&path)?;
                let text = safe::read(&path, MAX_BYTES).map_err(unreadable(&path))?;
                let text = String::from_utf8(text).map_err(|_| DiskError::NotText(path.clone()))?;
                self.texts.insert(format!("{prefix}{name}"), text);
            }
        }
        Ok(())
    }

    /// What lies outside of the project would be in its pages.
    fn leads_inside(&self, path: &Path) -> Result<(), DiskError> {
        let real = fs::canonicalize(path).map_err(unreadable(path))?;
        if real.starts_with(&self.project) {
            return Ok(());
        }
        Err(DiskError::LeadsOutside(path.to_owned()))
    }
}
