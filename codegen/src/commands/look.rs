//! Commands that look something up and print it.

use std::io::stdout;
use std::process::ExitCode;

use gaugewright_spec::suggest::did_you_mean;
use serde::Serialize;

use super::{sound_spec, spec_path};
use crate::cli::{Args, ReportFormat};
use crate::disk;
use crate::exit::FINDINGS;
use crate::outputs::Choice;
use crate::prose::built_in::BUILT_IN;
use crate::terminal::{failed, say, show};
use crate::{Chosen, OUTPUTS, Output};

/// Prints every output: what it makes, where, whether the spec has it made, and why.
pub(crate) fn list(args: &Args) -> Result<ExitCode, String> {
    let path = spec_path(args);
    if args.spec.is_none() && !path.exists() {
        // Before there is a spec, what there could be.
        let rows: Vec<Row> = OUTPUTS.iter().map(|output| Row::new(output, output.folder, None)).collect();
        print(args, &rows);
        return Ok(ExitCode::SUCCESS);
    }
    let source = disk::read_spec(&path)?;
    let loaded = crate::load_on(&source, None);
    let Some(spec) = &loaded.spec else {
        show(args, &loaded.findings, &source);
        return Ok(failed(args, &loaded.findings, 0, "what is made of the spec is not known"));
    };
    let chosen = Chosen::new(spec);
    let row = |choice: &Choice| {
        Row::new(choice.output, &choice.folder, Some((choice.is_on(), choice.reason(&source))))
    };
    print(args, &chosen.all().map(row).collect::<Vec<_>>());
    Ok(ExitCode::SUCCESS)
}

fn print(args: &Args, rows: &[Row]) {
    let text = match args.format {
        ReportFormat::Json => format!("{:#}\n", serde_json::json!(rows)),
        _ => table(rows),
    };
    say(&mut stdout(), &text);
}

/// An output, for the list.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    folder: String,
    about: &'static str,
    /// Nothing where there is no spec.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
}

impl Row {
    fn new(output: &Output, folder: &str, state: Option<(bool, String)>) -> Self {
        let (on, why) = state.unzip();
        Self {
            name: output.name,
            folder: folder.to_owned(),
            about: output.about,
            on,
            why: why.unwrap_or_default(),
        }
    }
}

fn table(rows: &[Row]) -> String {
    let width = |text: fn(&Row) -> &str| rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0);
    let (name, why, folder) = (width(|row| row.name), width(|row| &row.why), width(|row| &row.folder));
    let line = |row: &Row| {
        let why = if why == 0 { String::new() } else { format!("{:why$}  ", row.why) };
        format!("{:name$}  {why}{:folder$}  {}\n", row.name, row.folder, row.about)
    };
    rows.iter().map(line).collect()
}

pub(crate) fn explain(code: &str) -> Result<ExitCode, String> {
    let page = gaugewright_spec::rules::page(code).ok_or_else(|| {
        format!("unknown rule `{code}`; its code is in brackets after `error` or `warning`")
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
            found.ok_or_else(|| format!("unknown template `{name}`: {}", hint()))?.text.to_owned()
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
