//! Commands that look something up and print it.

use std::io::stdout;
use std::process::ExitCode;

use gaugewright_spec::suggest::did_you_mean;

use super::{sound_spec, spec_path};
use crate::TARGETS;
use crate::cli::{Args, ReportFormat};
use crate::disk;
use crate::exit::FINDINGS;
use crate::prose::built_in::BUILT_IN;
use crate::terminal::{failed, say, show};

pub(crate) fn list() -> ExitCode {
    let width = TARGETS.iter().map(|target| target.name.len()).max().unwrap_or(0);
    for target in TARGETS {
        let line = format!("{:width$}  {}\n", target.name, target.about);
        say(&mut stdout(), &line);
    }
    ExitCode::SUCCESS
}

pub(crate) fn explain(code: &str) -> Result<ExitCode, String> {
    let page = crate::report::page(code).ok_or_else(|| {
        format!("there is no rule `{code}`; the codes stand in brackets behind `error` and `warning`")
    })?;
    say(&mut stdout(), page);
    Ok(ExitCode::SUCCESS)
}

/// Prints a built-in template to start from, or lists them all.
pub(crate) fn show_template(name: Option<&str>) -> Result<ExitCode, String> {
    let all = BUILT_IN;
    let text = match name {
        None => {
            let width = all.iter().map(|template| template.name.len()).max().unwrap_or(0);
            all.iter().map(|template| format!("{:width$}  {}\n", template.name, template.about)).collect()
        }
        Some(name) => {
            let found = all.iter().find(|template| template.name == name);
            let hint = || did_you_mean(name, all.iter().map(|template| template.name));
            let hint = || hint().unwrap_or_else(|| "`gaugewright templates` lists them".to_owned());
            found.ok_or_else(|| format!("there is no template `{name}`: {}", hint()))?.text.to_owned()
        }
    };
    say(&mut stdout(), &text);
    Ok(ExitCode::SUCCESS)
}

/// Prints what is known of each part of a query.
pub(crate) fn types(args: &Args, query: &str) -> Result<ExitCode, String> {
    let source = disk::read_spec(&spec_path(args))?;
    match gaugewright_spec::types::of(&source, query) {
        Ok(typed) => {
            say(&mut stdout(), &typed.table());
            show(args, &typed.findings, &typed.query);
            Ok(if typed.has_errors() { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
        }
        Err(findings) => {
            show(args, &findings, &source);
            Ok(failed(args, &findings, 0, "the metrics of the spec are not known"))
        }
    }
}

/// Prints what would pay to be recorded.
pub(crate) fn suggest(args: &Args) -> Result<ExitCode, String> {
    let Some(spec) = sound_spec(args)? else { return Ok(ExitCode::from(FINDINGS)) };
    let suggestions = gaugewright_spec::recording::suggest(&spec);
    let text = match args.format {
        ReportFormat::Json => format!("{:#}\n", crate::suggest::json(&suggestions)),
        _ => crate::suggest::text(&suggestions)?,
    };
    say(&mut stdout(), &text);
    Ok(ExitCode::SUCCESS)
}
