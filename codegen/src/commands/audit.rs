//! Checks what people have, without a spec.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_import::{Audit, File, Skipped, audit as check};
use gaugewright_spec::diagnostic::{Diagnostic, Severity};

use super::Known;
use crate::baseline::Baseline;
use crate::cli::{Args, ReportFormat};
use crate::disk::{self, Since};
use crate::terminal::{failed, number, say, show, summary};

/// Which findings are told.
pub(crate) struct Told<'t> {
    /// All but those in this file.
    pub(crate) baseline: Option<&'t Path>,
    /// Only those in what changed since this commit.
    pub(crate) since: Option<&'t str>,
}

/// Reads the files, shows what is wrong with them and what was not read.
pub(crate) fn audit(
    args: &Args,
    paths: &[PathBuf],
    known: &Known<'_>,
    told: &Told<'_>,
) -> Result<ExitCode, String> {
    let start = Instant::now();
    let files = disk::gather(paths)?;
    let mut audit = check(&files, &known.of(&files)?);
    if let Some(path) = told.baseline {
        let accepted = Baseline::read(&disk::gather(&[path.to_owned()])?)?;
        audit.findings = accepted.without(&audit);
    }
    if let Some(commit) = told.since {
        audit.findings = since(commit, &audit, &files)?;
    }
    show(args, &audit.findings, &audit.source);
    if matches!(args.format, ReportFormat::Human) && !args.quiet {
        let unread = audit.skipped.iter().filter(|skipped| !skipped.is_other);
        let lines: String = unread.map(|skipped| format!("not read: {}", line(skipped))).collect();
        say(&mut std::io::stderr(), &lines);
    }
    let read = read(&audit, files.len());
    if audit.findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Ok(failed(args, &audit.findings, 0, &read));
    }
    summary(args, &read, start);
    Ok(ExitCode::SUCCESS)
}

/// The findings in lines that changed since a commit, whether there or at a place that they point to.
fn since(commit: &str, audit: &Audit, files: &[File]) -> Result<Vec<Diagnostic>, String> {
    let texts: BTreeMap<&str, &str> = files.iter().map(|file| (&*file.name, &*file.text)).collect();
    let mut changed = Since::new(commit);
    let mut findings = Vec::new();
    for finding in &audit.findings {
        for label in &finding.labels {
            let [start, end] = [label.span.start, label.span.end].map(|at| audit.source.position(at).line);
            let name = audit.source.name_at(label.span.start);
            let text = texts.get(name).copied().unwrap_or_default();
            if changed.touches(name, text, start..=end)? {
                findings.push(finding.clone());
                break;
            }
        }
    }
    Ok(findings)
}

/// What is left out, and why.
pub(super) fn line(skipped: &Skipped) -> String {
    let line = skipped.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}: {}\n", skipped.file, skipped.reason)
}

/// What was read, in words.
fn read(audit: &Audit, files: usize) -> String {
    let counts = audit.counts;
    let parts = [
        (counts.alerts, "alert"),
        (counts.recordings, "recording rule"),
        (counts.dashboards, "dashboard"),
        (counts.routes, "route"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| number(count, what));
    let parts: Vec<String> = parts.collect();
    let found = if parts.is_empty() { "no monitoring".to_owned() } else { parts.join(", ") };
    format!("{found} read in {}", number(files, "file"))
}
