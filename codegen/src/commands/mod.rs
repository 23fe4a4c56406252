//! What each command does.

pub(crate) mod audit;
pub(crate) mod diff;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod look;
mod pictures;
pub(crate) mod preview;
pub(crate) mod running;
mod side;

use std::path::{Path, PathBuf};

use gaugewright_import::{Exposition, File};
use gaugewright_spec::date::Date;

use crate::cli::Args;
use crate::disk;
use crate::terminal::{failed, show};
use crate::{Output, Spec};

/// The spec, if it is sound; else its findings are shown.
fn sound_spec(args: &Args) -> Result<Option<Spec>, String> {
    let source = disk::read_spec(&spec_path(args))?;
    let loaded = crate::load_on(&source, None);
    if loaded.spec.is_none() {
        show(args, &loaded.findings, &source);
        failed(args, &loaded.findings, 0, "the spec has errors");
    }
    Ok(loaded.spec)
}

fn spec_path(args: &Args) -> PathBuf {
    args.spec.clone().unwrap_or_else(|| PathBuf::from("metrics-spec.yaml"))
}

/// The files of outputs that a spec generates.
fn generated(spec: &Spec, outputs: impl IntoIterator<Item = &'static Output>) -> Result<Vec<File>, String> {
    let files =
        crate::render_with(spec, &crate::Own::default(), outputs).map_err(|errors| errors.join("; "))?;
    Ok(files.iter().map(|(name, text)| File { name: name.to_owned(), text: text.to_owned() }).collect())
}

/// What targets expose, from files.
fn scrapes(paths: &[PathBuf]) -> Result<Vec<File>, String> {
    let files = disk::gather(paths)?;
    match files.iter().find(|file| Exposition::parse(&file.text).samples.is_empty()) {
        Some(file) => {
            let what = "write what a target exposes into it: `curl http://localhost:8000/metrics`";
            Err(format!("there is no metric in {}: {what}", file.name))
        }
        None => Ok(files),
    }
}

/// The day, for suppressions that end; nothing where files are made: what they say does not depend on the day.
fn today(only_check: bool) -> Option<Date> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    only_check.then(|| Date::from_days_since_epoch(since.as_secs() / 86_400))
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
