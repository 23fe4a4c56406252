//! `preview`: dashboards to look at.

use std::io::{stderr, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_spec::source::Source;

use super::side::{Content, Side, of_people, sound};
use super::{pictures, spec_path};
use crate::Spec;
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
    if what.png && args.out.is_none() {
        return Err("pictures stand beside pages: say where with `--out FOLDER`".into());
    }
    let browser = what.png.then(pictures::browser).transpose()?;
    let source = disk::read_spec(&spec_path(args))?;
    let loaded = crate::load_on(&source, None);
    show(args, &loaded.findings, &source);
    let before = match &what.compare {
        Some(name) => match Before::read(args, name)? {
            Some(before) => Some(before),
            None => return Ok(ExitCode::from(FINDINGS)),
        },
        None => None,
    };
    let after = source_name(args);
    let maker = move |spec: &Spec, source: &Source| made(spec, source, before.as_ref(), &after);
    let Some(first) = loaded.spec.map(|spec| maker(&spec, &source)) else {
        return Ok(failed(args, &loaded.findings, 0, "there is nothing to look at"));
    };
    match (&args.out, &what.prometheus) {
        (Some(_), Some(_)) => {
            Err("pages in a folder have invented data: leave `--prometheus` or `--out` out".into())
        }
        (Some(folder), None) => write(args, &first, folder, browser.as_deref(), start),
        (None, address) => {
            let client = address.as_deref().map(|address| prometheus(address, what.ca.as_deref()));
            let known = source.text().to_owned();
            let shown = Shown::new((spec_path(args), Box::new(maker)), first, &loaded.findings, &source);
            serve(&shown, known, (what.port, client.transpose()?.as_ref()), &mut |words| {
                say(&mut stdout(), words);
            })?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn source_name(args: &Args) -> String {
    spec_path(args).display().to_string()
}

/// What was: a model, the spec that it comes from if it comes from one, and what it is called.
struct Before {
    name: String,
    spec: Spec,
    source: Option<Source>,
}

impl Before {
    /// Nothing if it is a spec with errors, which are shown.
    fn read(args: &Args, name: &str) -> Result<Option<Self>, String> {
        let side = Side::named(args, name)?;
        let spec = match &side.content {
            Content::Spec(source) => sound(args, &side, source),
            Content::Files(files) => {
                Some(of_people(files, &mut Vec::new()).map_err(|words| format!("{name}: {words}"))?)
            }
        };
        let Side { name, content } = side;
        let source = match content {
            Content::Spec(source) => Some(source),
            Content::Files(_) => None,
        };
        Ok(spec.map(|spec| Self { name, spec, source }))
    }
}

/// The preview of a spec, or of what is drawn otherwise in it.
fn made(spec: &Spec, source: &Source, before: Option<&Before>, name: &str) -> Preview {
    let after = Preview::new(spec, source);
    let Some(before) = before else { return after };
    let was = match &before.source {
        Some(source) => Preview::new(&before.spec, source),
        None => Preview::of_people(before.spec.clone(), spec, source),
    };
    was.compared(after, (&before.name, name))
}

/// A Prometheus that answers: otherwise every panel would say on its own that it does not.
fn prometheus(address: &str, ca: Option<&Path>) -> Result<Client, String> {
    let client = Client::new(address, "PROMETHEUS", ca)?;
    client.ask("/api/v1/query", &[("query", "1")])?;
    Ok(client)
}

fn write(
    args: &Args,
    made: &Preview,
    folder: &Path,
    browser: Option<&Path>,
    start: Instant,
) -> Result<ExitCode, String> {
    let files = made.files();
    if !files.problems().is_empty() {
        for problem in files.problems() {
            say(&mut stderr(), &format!("error: {problem}\n"));
        }
        return Ok(ExitCode::from(FINDINGS));
    }
    let pages = made.heights();
    for (page, _) in pages.iter().filter(|_| browser.is_some()) {
        disk::foreign_picture(folder, page, &pictures::of(page), preview::MARK)?;
    }
    disk::write_own(folder, &files, preview::MARK)?;
    if let Some(browser) = browser {
        pictures::take(browser, folder, &pages)?;
    }
    summary(args, &format!("{} in {}", number(files.len(), "page"), folder.display()), start);
    Ok(ExitCode::SUCCESS)
}
