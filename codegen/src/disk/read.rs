//! What is read: the spec, secrets, certificates.

use std::io::{ErrorKind, Read};
use std::path::Path;

use gaugewright_spec::source::Source;

use super::error::{DiskError, unreadable};
use super::safe;

/// Ten thousand alerts are a sixth of it; a longer file is a mistake, or needs more memory than a machine may have.
const MAX_SPEC_BYTES: u64 = 8 << 20;
/// Tokens and passwords are short.
const MAX_SECRET_BYTES: u64 = 64 << 10;
/// All certificates of the usual authorities are less than one.
const MAX_CERTIFICATE_BYTES: u64 = 16 << 20;

/// Reads the spec.
pub(crate) fn read_spec(path: &Path) -> Result<Source, DiskError> {
    let text = safe::read(path, MAX_SPEC_BYTES).map_err(|error| match error.kind() {
        ErrorKind::NotFound => DiskError::NoSpec(path.to_owned()),
        _ => unreadable(path)(error),
    })?;
    source(path, text)
}

/// Reads a spec from standard input; `path` is what it is called.
pub(crate) fn read_stdin(path: &Path) -> Result<Source, DiskError> {
    let mut text = Vec::new();
    let limit = MAX_SPEC_BYTES + 1;
    std::io::stdin().lock().take(limit).read_to_end(&mut text).map_err(DiskError::StandardInput)?;
    if text.len() as u64 == limit {
        return Err(DiskError::StandardInputTooLong(MAX_SPEC_BYTES));
    }
    source(path, text)
}

/// Reads a token or password; the end of its line is not part of it.
pub(crate) fn read_secret(path: &Path) -> Result<String, DiskError> {
    let text = bytes(path, MAX_SECRET_BYTES)?;
    let text = String::from_utf8(text).map_err(|_| DiskError::NotText(path.to_owned()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads certificates as they are.
pub(crate) fn read_certificates(path: &Path) -> Result<Vec<u8>, DiskError> {
    bytes(path, MAX_CERTIFICATE_BYTES)
}

fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, DiskError> {
    safe::read(path, limit).map_err(unreadable(path))
}

fn source(path: &Path, text: Vec<u8>) -> Result<Source, DiskError> {
    let text = String::from_utf8(text).map_err(|error| DiskError::NotTextAt {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })?;
    Ok(Source::new(path.display().to_string(), text))
}
