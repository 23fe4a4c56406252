//! What is read: the spec, secrets, certificates.

use std::io::{ErrorKind, Read};
use std::path::Path;

use gaugewright_spec::source::Source;

use super::safe::{self, unreadable};

/// Ten thousand alerts are a sixth of it; a longer file is a mistake, or needs more memory than a machine may have.
const MAX_SPEC_BYTES: u64 = 8 << 20;
/// Tokens and passwords are short.
const MAX_SECRET_BYTES: u64 = 64 << 10;
/// All certificates of the usual authorities are less than one.
const MAX_CERTIFICATE_BYTES: u64 = 16 << 20;

/// Reads the spec.
pub(crate) fn read_spec(path: &Path) -> Result<Source, String> {
    let shown = path.display();
    let text = safe::read(path, MAX_SPEC_BYTES).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("{shown} does not exist; set the spec with --spec"),
        _ => unreadable(path, &error),
    })?;
    source(path, text)
}

/// Reads a spec from standard input; `path` is what it is called.
pub(crate) fn read_stdin(path: &Path) -> Result<Source, String> {
    let mut text = Vec::new();
    let limit = MAX_SPEC_BYTES + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut text)
        .map_err(|error| format!("standard input cannot be read: {error}"))?;
    if text.len() as u64 == limit {
        return Err(format!(
            "standard input is too long; the largest spec that is read has {MAX_SPEC_BYTES} bytes"
        ));
    }
    source(path, text)
}

/// Reads a token or password; the end of its line is not part of it.
pub(crate) fn read_secret(path: &Path) -> Result<String, String> {
    let text = bytes(path, MAX_SECRET_BYTES)?;
    let text = String::from_utf8(text).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads certificates as they are.
pub(crate) fn read_certificates(path: &Path) -> Result<Vec<u8>, String> {
    bytes(path, MAX_CERTIFICATE_BYTES)
}

fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    safe::read(path, limit).map_err(|error| unreadable(path, &error))
}

fn source(path: &Path, text: Vec<u8>) -> Result<Source, String> {
    let shown = path.display();
    let text = String::from_utf8(text).map_err(|error| {
        format!("{shown} is not UTF-8: the byte at offset {} is not", error.utf8_error().valid_up_to())
    })?;
    Ok(Source::new(shown.to_string(), text))
}
