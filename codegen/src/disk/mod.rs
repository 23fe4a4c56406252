//! All file access. Every file is written beside its place and then moved there, so that whoever reads, and whoever is killed, finds
//! the old file or the new one. A list of the generated files lies beside them: what is on it may be replaced and removed, nothing
//! else is ever touched. Only files are read, and only so much of them; nothing is written or removed through a link.

mod changed;
mod error;
mod gather;
mod git;
mod list;
mod own;
mod plan;
mod read;
mod safe;

pub(crate) use changed::Since;
pub(crate) use error::DiskError;
pub(crate) use gather::{gather, is_gathered};
pub(crate) use git::{Stored, below, is_commit, read_git};
pub(crate) use own::read_own;
pub(crate) use plan::Plan;
pub(crate) use read::{read_certificates, read_secret, read_spec, read_stdin};
pub(crate) use safe::{Temporary, foreign_picture, write_new, write_own, write_picture};
