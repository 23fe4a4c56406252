//! The list of the generated files. It comes with any pull request and merge, so it is believed only as far as an output can have
//! written what it names: in its usual folder, in the one that the spec gives it, or in one that the list says it had.

use std::collections::BTreeSet;
use std::path::Path;

use crate::outputs::Folders;
use crate::shown;

use super::error::DiskError;
use super::safe;

/// Where it is, below the output folder.
pub(super) const PATH: &str = "monitoring/.generated";
const HEADER: &str =
    "# The files that gaugewright generated. Do not edit: it replaces and removes what is listed here.\n";
/// What stands before the name of the spec.
const SPEC: &str = "# Spec: ";
/// What stands before the name of an output and its folder, if that is not the usual one.
const FOLDER: &str = "# Folder of ";
/// Ten thousand alerts make a list of one.
const MAX_BYTES: u64 = 16 << 20;

/// The list, and the spec that it belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    /// Nothing before it is known, and in lists of earlier versions.
    pub(super) spec: Option<String>,
    pub(super) paths: BTreeSet<String>,
    /// Where outputs stood that a spec had moved: when it moves them once more, their files are found there.
    pub(super) folders: Folders,
}

impl List {
    /// The list in a folder, and the lines that name what no output can have written; it is empty if there is none.
    /// `named` are the folders that the spec names.
    pub(super) fn read(out: &Path, named: &Folders) -> Result<(Self, Vec<String>), DiskError> {
        let text = safe::text(&safe::below(out, PATH)?, MAX_BYTES)?.unwrap_or_default();
        let spec = text.lines().find_map(|line| line.strip_prefix(SPEC)).map(|name| name.trim().to_owned());
        let mut folders = Folders::default();
        let moved = text.lines().filter_map(|line| line.strip_prefix(FOLDER)?.split_once(": "));
        moved.for_each(|(output, folder)| folders.add(output, folder.trim()));
        let mut known = folders.clone();
        known.extend(named);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (paths, strange): (Vec<String>, Vec<String>) =
            lines.map(str::to_owned).partition(|line| known.can_have_written(line));
        Ok((Self { spec, paths: paths.into_iter().collect(), folders }, strange))
    }

    pub(super) fn write(&self, out: &Path) -> Result<(), DiskError> {
        let spec = self.spec.as_ref().map(|spec| format!("{SPEC}{spec}\n")).unwrap_or_default();
        let folders = self.folders.iter().map(|(output, folder)| format!("{FOLDER}{output}: {folder}\n"));
        let folders = folders.collect::<String>();
        let paths: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        safe::replace(&safe::below(out, PATH)?, &format!("{HEADER}{spec}{folders}{}\n", paths.join("\n")))
    }
}

/// How a list calls a spec: by its path below the output folder; by its name alone if it is elsewhere.
pub(super) fn name_of(spec: &Path, out: &Path) -> String {
    let real = |path: &Path| std::path::absolute(path).and_then(|path| path.canonicalize());
    let below = real(spec).and_then(|spec| Ok((real(out)?, spec)));
    let below = below.ok().and_then(|(out, spec)| Some(spec.strip_prefix(out).ok()?.to_owned()));
    let path = below.or_else(|| Some(spec.file_name()?.into())).unwrap_or_default();
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let name = parts.collect::<Vec<_>>().join("/");
    shown::line(&name).into_owned()
}
