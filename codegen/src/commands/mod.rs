//! What each command does.

pub(crate) mod audit;
pub(crate) mod diff;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod look;
mod past;
mod pictures;
pub(crate) mod preview;
pub(crate) mod replay;
pub(crate) mod running;
mod side;
pub(crate) mod why;

use std::path::{Path, PathBuf};

use gaugewright_import::{Exposition, File, series_read};
use gaugewright_spec::date::Date;

use crate::cli::{Args, Server};
use crate::disk;
use crate::error::RenderError;
use crate::live::Client;
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
    let words =
        |errors: Vec<RenderError>| errors.into_iter().map(String::from).collect::<Vec<_>>().join("; ");
    let files = crate::render_with(spec, &crate::Own::default(), outputs).map_err(words)?;
    Ok(files.iter().map(|(name, text)| File { name: name.to_owned(), text: text.to_owned() }).collect())
}

/// Where it is said what metrics are.
pub(crate) struct Known<'k> {
    /// What targets expose, in files.
    pub(crate) metrics: &'k [PathBuf],
    /// A Prometheus that scrapes them.
    pub(crate) server: &'k Server,
}

impl Known<'_> {
    /// All that is known of the metrics that files read.
    fn of(&self, files: &[File]) -> Result<Vec<Exposition>, String> {
        let mut known = Vec::new();
        for file in disk::gather(self.metrics)? {
            let read = Exposition { from: file.name.clone(), ..Exposition::read(&file.text) };
            if read.samples.is_empty() {
                let what = "write what a target exposes into it: `curl http://localhost:8000/metrics`";
                return Err(format!("there is no metric in {}: {what}", file.name));
            }
            known.push(read);
        }
        if let Some(address) = &self.server.prometheus {
            let client = Client::new(address, "PROMETHEUS", self.server.ca.as_deref())?;
            known.push(client.metrics(&series_read(files))?);
        }
        Ok(known)
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
