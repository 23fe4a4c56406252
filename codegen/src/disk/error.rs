//! Why something on disk, or in a repository, cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// In words for the user: what is there, and what to do.
#[derive(Debug, Error)]
pub(crate) enum DiskError {
    #[error("{} cannot be read: {}", path.display(), words(source))]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} cannot be written: {}", path.display(), words(source))]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{} cannot be removed: {}", path.display(), words(source))]
    Unremovable { path: PathBuf, source: io::Error },
    /// Nobody can say what is there.
    #[error("{}: {}", path.display(), words(source))]
    Unknown { path: PathBuf, source: io::Error },
    #[error("{} does not exist; set the spec with --spec", .0.display())]
    NoSpec(PathBuf),
    #[error("there is no file `{}`", .0.display())]
    NoFile(PathBuf),
    #[error("there is no file and no folder `{}`: see how it is written, and where you are", .0.display())]
    Nothing(PathBuf),
    #[error("standard input cannot be read: {0}")]
    StandardInput(io::Error),
    #[error("standard input is too long; the largest spec that is read has {0} bytes")]
    StandardInputTooLong(u64),
    #[error("{} is not UTF-8", .0.display())]
    NotText(PathBuf),
    #[error("{} is not UTF-8: the byte at offset {at} is not", path.display())]
    NotTextAt { path: PathBuf, at: usize },
    #[error("`{0}` is not below the output folder")]
    Outside(String),
    #[error(
        "{} is a link: nothing is written or removed through links; remove it, or put what it leads to there",
        .0.display()
    )]
    Link(PathBuf),
    #[error("{} is a link that leads out of the project: put the file itself there", .0.display())]
    LeadsOutside(PathBuf),
    #[error("{} is in the way: a folder has to be there; move it away, or delete it", .0.display())]
    NoFolder(PathBuf),
    #[error("{} is in the way: it is not a file; move it away, or delete it", .0.display())]
    NotAFile(PathBuf),
    #[error("{} exists already: remove it, or choose another name", .0.display())]
    Exists(PathBuf),
    #[error("{} is in the way: move it away, or choose another folder", .0.display())]
    Foreign(PathBuf),
    #[error(
        "{} is in the way: gaugewright did not generate it, so it will not replace it; move it away, or delete it",
        .0.join(", ")
    )]
    NotGenerated(Vec<String>),
    #[error(
        "the files in {} belong to {other}: {name} would remove them. Give it a folder of its own with --out; if {other} \
         is now called {name}, change that in {list}",
        out.display()
    )]
    OtherSpec { out: PathBuf, other: String, name: String, list: &'static str },
    #[error("{list} names `{line}`, which is not below the output folder; remove that line")]
    ListedOutside { list: &'static str, line: String },
    #[error("there is no temporary folder: {}", words(.0))]
    NoTemporary(io::Error),
    #[error("git cannot be started: {0}")]
    NoGit(io::Error),
    #[error("`git {0}` failed")]
    Git(String),
    #[error("`{commit}` is not a commit of git in {}", folder.display())]
    NoCommit { commit: String, folder: PathBuf },
    #[error("`{name}` is a {kind}, and neither a file nor a folder")]
    NeitherFileNorFolder { name: String, kind: String },
    #[error("{name} cannot be read: it is too long; the most that is read is {most} bytes")]
    TooLong { name: String, most: u64 },
}

/// A command ends with words.
impl From<DiskError> for String {
    fn from(error: DiskError) -> Self {
        error.to_string()
    }
}

/// For files that cannot be read.
pub(super) fn unreadable(path: &Path) -> impl Fn(io::Error) -> DiskError {
    move |source| DiskError::Unreadable { path: path.to_owned(), source }
}

/// The words for an error, without the number that a system has for it. Those of the library for temporary files name a path behind them
/// that nobody knows.
fn words(error: &io::Error) -> String {
    let words = error.to_string();
    let end = [" (os error ", " at path "].iter().filter_map(|behind| words.find(behind)).min();
    words[..end.unwrap_or(words.len())].to_owned()
}
