//! Makes a spec of what people have, and compares what it generates with that.

use std::io::{stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_import::{File, Imported, Inputs, Report, Sort, compare, import as made_of, json, markdown};
use gaugewright_spec::source::Source;

use super::audit::line;
use crate::cli::{Args, ReportFormat};
use crate::disk;
use crate::exit::FINDINGS;
use crate::terminal::{say, say_json, summary};

/// Reads the files, makes a spec of them, and writes it with a report; or prints it.
pub(crate) fn import(
    args: &Args,
    (paths, metrics): (&[PathBuf], &[PathBuf]),
    name: &str,
    output: Option<&Path>,
) -> Result<ExitCode, String> {
    let start = Instant::now();
    let imported = made_of(&disk::gather(paths)?, &disk::gather(metrics)?, name)?;
    let report = proven(&imported)?;
    match output {
        None => say(&mut stdout(), &imported.text),
        Some(path) => {
            let beside = path.with_file_name("import-report.md");
            disk::write_new(&[(path, &imported.text), (&beside, &markdown(&report))])?;
        }
    }
    if args.format == ReportFormat::Json {
        say_json(&mut if output.is_some() { Stream::Out } else { Stream::Err }, &json(&report));
    }
    let (alerts, recordings) = (report.count(Sort::Alert), report.count(Sort::Recording));
    let words = format!(
        "{} of {} alerts and {} of {} recording rules are given back",
        alerts.1, alerts.0, recordings.1, recordings.0
    );
    if !args.quiet {
        let left_out = report.skipped.iter().filter(|skipped| !skipped.is_other);
        let lines: String = left_out.map(|skipped| format!("not imported: {}", line(skipped))).collect();
        say(&mut stderr(), &lines);
    }
    summary(args, &words, start);
    let is_whole = report.items.iter().all(gaugewright_import::Item::is_given_back);
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// Generates from the spec and compares.
fn proven(imported: &Imported) -> Result<Report, String> {
    let source = Source::new("metrics-spec.yaml", &*imported.text);
    let spec = crate::load(&source).map_err(|findings| {
        let first = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
        format!(
            "the spec that was made has errors, the first is: {first}; please report this with your files"
        )
    })?;
    let outputs = crate::OUTPUTS.iter().filter(|output| output.name == "prometheus");
    let files =
        crate::render_with(&spec.0, &crate::Own::default(), outputs).map_err(|errors| errors.join("; "))?;
    let file = |(name, text): (&str, &str)| File { name: name.to_owned(), text: text.to_owned() };
    let generated: Vec<File> = files.iter().map(file).collect();
    let generated = Inputs::read(&generated);
    let reasons = imported.left_out.iter().map(|left| (left.name.clone(), left.reason.clone())).collect();
    let items = compare(&imported.inputs, &generated, &reasons);
    Ok(Report { items, skipped: imported.inputs.skipped.clone() })
}

/// Where the report goes: not to where the spec goes.
enum Stream {
    Out,
    Err,
}

impl std::io::Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Out => stdout().write(bytes),
            Self::Err => stderr().write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
