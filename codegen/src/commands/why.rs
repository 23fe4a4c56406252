//! `why`: the reasons for which an alert did or did not fire.

use std::io::stdout;
use std::process::ExitCode;

use super::past::{rules_of, server, sound};
use super::spec_path;
use crate::cli::{Args, ReportFormat, WhyArgs};
use crate::disk;
use crate::exit::FINDINGS;
use crate::history::{Ask, History};
use crate::live::Client;
use crate::moment;
use crate::terminal::{say, say_json};
use crate::why::{Asked, why as explained};

/// Explains each rule of an alert.
pub(crate) fn why(args: &Args, what: &WhyArgs) -> Result<ExitCode, String> {
    let source = disk::read_spec(&spec_path(args))?;
    let Some(spec) = sound(args, &source) else { return Ok(ExitCode::from(FINDINGS)) };
    let rules = rules_of(&spec, &what.alert)?;
    let at = what.at.as_deref().map_or(Ok(moment::now()), moment::parse)?;
    let client = server(&what.server)?;
    let ask = |path: &str, parameters: &[(&str, &str)]| Ok(client.ask(path, parameters)?);
    let alertmanager = what.alertmanager.as_deref();
    let alertmanager = alertmanager
        .map(|address| Client::new(address, "ALERTMANAGER", what.server.ca.as_deref()))
        .transpose()?;
    let told = alertmanager
        .as_ref()
        .map(|client| move |path: &str, parameters: &[(&str, &str)]| Ok(client.ask(path, parameters)?));
    let asked = Asked {
        history: History::new(&ask),
        alertmanager: told.as_ref().map(|ask| ask as Ask<'_>),
        at,
        is_now: what.at.is_none(),
    };
    let mut texts = Vec::new();
    let mut json = Vec::new();
    for rule in rules {
        let found = explained(&asked, &spec, rule)?;
        texts.push(found.text());
        json.push(found.json());
    }
    match args.format {
        ReportFormat::Json => say_json(&mut stdout(), &format!("{:#}\n", serde_json::Value::from(json))),
        _ => say(&mut stdout(), &texts.join("\n")),
    }
    Ok(ExitCode::SUCCESS)
}
