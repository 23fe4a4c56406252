//! Makes a spec of what people have.

use std::io::{stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gaugewright_import::import as made_of;

use crate::cli::Args;
use crate::disk;
use crate::terminal::say;

/// Reads the files, makes a spec of them, and compares what it generates with them.
pub(crate) fn import(args: &Args, paths: &[PathBuf], name: &str, output: Option<&Path>) -> Result<ExitCode, String> {
    let _ = (args, output);
    let imported = made_of(&disk::gather(paths)?, name)?;
    say(&mut stdout(), &imported.text);
    for left in &imported.left_out {
        say(&mut stderr(), &format!("left out: {}: {}\n", left.name, left.reason));
    }
    Ok(ExitCode::SUCCESS)
}
