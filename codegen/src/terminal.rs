//! What stands on the terminal: findings, counts, that something is going on.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::Source;
use indicatif::ProgressBar;

use crate::cli::{Args, Color, ReportFormat};
use crate::exit::FINDINGS;
use crate::report::{self, Format};
use crate::shown;

/// Runs `work`; when it takes longer than a second, a terminal shows that something is going on.
pub(crate) fn with_progress<T>(args: &Args, work: impl FnOnce() -> T) -> T {
    let wanted = !args.quiet && matches!(args.format, ReportFormat::Human);
    // Hides itself where standard error is no terminal, and draws itself at the first tick.
    let progress = wanted.then(|| {
        let spinner = ProgressBar::new_spinner().with_message("checking the spec and generating");
        spinner.enable_steady_tick(Duration::from_secs(1));
        spinner
    });
    let result = work();
    if let Some(spinner) = progress {
        spinner.finish_and_clear();
    }
    result
}

pub(crate) fn show(args: &Args, findings: &[Diagnostic], source: &Source) {
    let colored = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    match args.format {
        ReportFormat::Human | ReportFormat::Markdown => {
            let text = report::findings(findings, source, Format::Human { colored });
            // The colours are ours, and the rest has been made harmless with them.
            if colored { put(&mut std::io::stderr(), &text) } else { say(&mut std::io::stderr(), &text) }
        }
        ReportFormat::Json => {
            say_json(&mut std::io::stdout(), &report::findings(findings, source, Format::Json));
        }
        ReportFormat::Github => {
            say(&mut std::io::stdout(), &report::findings(findings, source, Format::Github));
        }
        ReportFormat::Junit => {
            say(&mut std::io::stdout(), &report::findings(findings, source, Format::Junit));
        }
        ReportFormat::Sarif => {
            say_json(&mut std::io::stdout(), &report::findings(findings, source, Format::Sarif));
        }
    }
}

/// Ends with a count of what is wrong: findings, and `more` errors that have no place in the spec.
pub(crate) fn failed(args: &Args, findings: &[Diagnostic], more: usize, words: &str) -> ExitCode {
    if !args.quiet {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error) + more, count(Severity::Warning));
        say(
            &mut std::io::stderr(),
            &format!("{}, {}: {words}\n", number(errors, "error"), number(warnings, "warning")),
        );
    }
    ExitCode::from(FINDINGS)
}

/// `1 file`, `2 files`.
pub(crate) fn number(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

pub(crate) fn summary(args: &Args, words: &str, start: Instant) {
    if !args.quiet {
        say(&mut std::io::stderr(), &format!("{words} in {} ms\n", start.elapsed().as_millis()));
    }
}

/// Writes words to a stream; whoever they come from, they do nothing to a terminal. A reader that has gone away (`| head`) is no
/// failure.
pub(crate) fn say(stream: &mut impl Write, text: &str) {
    put(stream, &shown::text(text));
}

/// The same for JSON.
pub(crate) fn say_json(stream: &mut impl Write, text: &str) {
    put(stream, &shown::json(text));
}

fn put(stream: &mut impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}
