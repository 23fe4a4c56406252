//! Checks what people have, without a spec.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_import::{Audit, Skipped, audit as check};
use gaugewright_spec::diagnostic::Severity;

use super::scrapes;
use crate::baseline::Baseline;
use crate::cli::{Args, ReportFormat};
use crate::disk;
use crate::terminal::{failed, number, say, show, summary};

/// Reads the files, shows what is wrong with them and what was not read.
pub(crate) fn audit(
    args: &Args,
    paths: &[PathBuf],
    metrics: &[PathBuf],
    baseline: Option<&Path>,
) -> Result<ExitCode, String> {
    let start = Instant::now();
    let files = disk::gather(paths)?;
    let mut audit = check(&files, &scrapes(metrics)?);
    if let Some(path) = baseline {
        let accepted = Baseline::read(&disk::gather(&[path.to_owned()])?)?;
        audit.findings = accepted.without(&audit);
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
