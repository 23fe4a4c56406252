//! Why a server does not say what was asked.

use std::io::ErrorKind;
use std::path::PathBuf;

use thiserror::Error;
use ureq::http::StatusCode;

use super::{MAX, PATIENCE};
use crate::disk::DiskError;
use crate::shown;

const NO_HOST: &str = "no host of that name is known here: is it spelled correctly?";

/// In words for the user: what came, and what to do.
#[derive(Debug, Error)]
pub(crate) enum LiveError {
    #[error("`{0}` does not say how to ask: write `http://{0}`, or `https://…`")]
    NoScheme(String),
    /// An address that holds a password.
    #[error(
        "the address of {host} holds a user or password, which everybody can read who sees the command; {}",
        wanted(name)
    )]
    PasswordInAddress { host: String, name: &'static str },
    #[error("there is {0}_USER, but neither {0}_PASSWORD nor {0}_PASSWORD_FILE")]
    NoPassword(&'static str),
    #[error("{0} is not UTF-8")]
    Variable(String),
    #[error("{address}: {status}: {}", wanted(name))]
    Unauthorized { address: String, status: StatusCode, name: &'static str },
    #[error("{address}: unexpected status {status} instead of a scrape")]
    NoScrape { address: String, status: StatusCode },
    #[error("{address}: it answers {status}")]
    Status { address: String, status: StatusCode },
    /// What the server itself says, made fit for a terminal.
    #[error("{0}")]
    Said(String),
    /// An answer that did not come, or not whole.
    #[error("{address}: {}", words(source))]
    NoAnswer { address: String, source: Box<ureq::Error> },
    #[error("{}: {source}", path.display())]
    Certificates { path: PathBuf, source: Box<ureq::Error> },
    #[error("{} has no certificate in PEM form", .0.display())]
    NoCertificate(PathBuf),
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// A command ends with words.
impl From<LiveError> for String {
    fn from(error: LiveError) -> Self {
        error.to_string()
    }
}

/// What a server that wants to know who asks is to be told.
fn wanted(name: &str) -> String {
    format!(
        "authentication required: set {name}_TOKEN, or {name}_USER and {name}_PASSWORD (or the same with _FILE)"
    )
}

fn words(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("no whole answer within {} s", PATIENCE.as_secs()),
        ureq::Error::BodyExceedsLimit(_) => format!("the answer has more than {} MiB", MAX >> 20),
        ureq::Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            "nobody answers there: is it running, and is this its address?".to_owned()
        }
        ureq::Error::HostNotFound => NO_HOST.to_owned(),
        // The words of the standard library, which has no kind for it.
        ureq::Error::Io(error) if error.to_string().starts_with("failed to lookup address information") => {
            NO_HOST.to_owned()
        }
        other => shown::line(&other.to_string()).into_owned(),
    }
}
