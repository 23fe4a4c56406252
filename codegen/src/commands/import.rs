//! Makes a spec of what people have, and compares what it generates with that.

use std::io::{stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_import::{File, Sort, import as made_of, json, markdown};
use gaugewright_spec::model::Spec;

use super::Known;
use super::audit::line;
use crate::cli::{Args, ReportFormat};
use crate::exit::FINDINGS;
use crate::terminal::{say, say_json, summary};
use crate::{Output, disk};

/// Reads the files, makes a spec of them, and writes it with a report; or prints it.
pub(crate) fn import(
    args: &Args,
    paths: &[PathBuf],
    known: &Known<'_>,
    (name, output): (&str, Option<&Path>),
) -> Result<ExitCode, String> {
    let start = Instant::now();
    let files = disk::gather(paths)?;
    let (imported, report) = made_of(&files, &known.of(&files)?, name, generated)?;
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
    let counts = Sort::ALL.map(|(sort, _, name)| (report.count(sort), name));
    let there = counts.iter().filter(|((all, _), _)| *all > 0);
    let parts: Vec<String> = there.map(|((all, back), name)| format!("{back} of {all} {name}")).collect();
    let words = if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") } + " given back";
    let words = match report.raw(Sort::Panel) {
        0 => words,
        raw => format!("{words}, {raw} panels kept raw"),
    };
    if !args.quiet {
        let left_out = report.skipped.iter().filter(|skipped| !skipped.is_other);
        let lines: String = left_out.map(|skipped| format!("not imported: {}", line(skipped))).collect();
        say(&mut stderr(), &lines);
        let tests = report.tests.files.iter().map(|file| {
            format!("tests: {} stays as it is: name the generated rules in its `rule_files`\n", file.place)
        });
        say(&mut stderr(), &tests.collect::<String>());
        let secrets = report
            .secrets
            .iter()
            .map(|file| format!("secret: {} ({}) goes into the file {}\n", file.key, file.place, file.name));
        say(&mut stderr(), &secrets.collect::<String>());
    }
    summary(args, &words, start);
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(FINDINGS) })
}

/// The rules, dashboards and routes that a spec generates.
fn generated(spec: &Spec) -> Result<Vec<File>, String> {
    let compared = |output: &&Output| ["prometheus", "grafana", "alertmanager"].contains(&output.name);
    super::generated(spec, crate::OUTPUTS.iter().filter(compared))
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
