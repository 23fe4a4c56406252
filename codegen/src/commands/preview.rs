//! `preview`: dashboards to look at.

use std::io::{stderr, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use super::spec_path;
use crate::cli::{Args, PreviewArgs};
use crate::disk;
use crate::exit::FINDINGS;
use crate::live::Client;
use crate::preview::{self, Preview};
use crate::serve::{Shown, serve};
use crate::terminal::{failed, number, say, show, summary};

/// Shows the dashboards of the spec, or writes them into a folder.
pub(crate) fn preview(args: &Args, what: &PreviewArgs) -> Result<ExitCode, String> {
    let start = Instant::now();
    let source = disk::read_spec(&spec_path(args))?;
    let loaded = crate::load_on(&source, None);
    show(args, &loaded.findings, &source);
    let made = loaded.spec.map(|spec| Preview::new(&spec, &source));
    let Some(Ok(made)) = made else {
        return Ok(failed(args, &loaded.findings, 0, "there is nothing to look at"));
    };
    match (&args.out, &what.prometheus) {
        (Some(_), Some(_)) => {
            Err("pages in a folder have invented data: leave `--prometheus` or `--out` out".into())
        }
        (Some(folder), None) => write(args, &made, folder, start),
        (None, address) => {
            let client = address.as_deref().map(|address| prometheus(address, what.ca.as_deref()));
            let first = source.text().to_owned();
            let shown = Shown::new(spec_path(args), made, &loaded.findings, &source);
            serve(&shown, first, (what.port, client.transpose()?.as_ref()), &mut |words| {
                say(&mut stdout(), words);
            })?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A Prometheus that answers: otherwise every panel would say on its own that it does not.
fn prometheus(address: &str, ca: Option<&Path>) -> Result<Client, String> {
    let client = Client::new(address, "PROMETHEUS", ca)?;
    client.ask("/api/v1/query", &[("query", "1")])?;
    Ok(client)
}

fn write(args: &Args, made: &Preview, folder: &Path, start: Instant) -> Result<ExitCode, String> {
    let files = made.files();
    if !files.problems().is_empty() {
        for problem in files.problems() {
            say(&mut stderr(), &format!("error: {problem}\n"));
        }
        return Ok(ExitCode::from(FINDINGS));
    }
    disk::write_own(folder, &files, preview::MARK)?;
    summary(args, &format!("{} in {}", number(files.len(), "page"), folder.display()), start);
    Ok(ExitCode::SUCCESS)
}
