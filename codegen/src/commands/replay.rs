//! `replay`: what an alert would have done.

use std::io::stdout;
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_spec::model::{Alert, AlertGroup, Comparison, Condition, Spec};
use gaugewright_spec::source::Source;
use gaugewright_spec::suggest::did_you_mean;

use super::spec_path;
use crate::cli::{Args, ReplayArgs, ReportFormat, ServerArgs};
use crate::disk;
use crate::excerpt::{Lines, Written};
use crate::exit::FINDINGS;
use crate::history::History;
use crate::live::Client;
use crate::moment;
use crate::replay::{Asked, replay as replayed};
use crate::terminal::{failed, say, say_json, show, summary};

const DAY: i64 = 86_400_000;

/// Replays each rule of an alert.
pub(crate) fn replay(args: &Args, what: &ReplayArgs) -> Result<ExitCode, String> {
    let start = Instant::now();
    let source = disk::read_spec(&spec_path(args))?;
    let Some(spec) = sound(args, &source) else { return Ok(ExitCode::from(FINDINGS)) };
    let rules = rules_of(&spec, &what.alert)?;
    let client = server(&what.server)?;
    let ask = |path: &str, parameters: &[(&str, &str)]| client.ask(path, parameters);
    let history = History::new(&ask);
    let until = what.until.as_deref().map_or(Ok(moment::now()), moment::parse)?;
    let from = until - i64::from(what.days) * DAY;
    let above = what.above.as_deref().map(|text| (Comparison::Above, text));
    let other = above.or(what.below.as_deref().map(|text| (Comparison::Below, text)));
    let lines = Lines::new(&source);
    let mut texts = Vec::new();
    let mut json = Vec::new();
    for rule in rules {
        let asked = Asked { from, until, other, written: written(&lines, rule) };
        let replay = replayed(&history, &spec, rule, asked)?;
        texts.push(replay.text());
        json.push(replay.json());
    }
    match args.format {
        ReportFormat::Json => say_json(&mut stdout(), &format!("{:#}\n", serde_json::Value::from(json))),
        _ => say(&mut stdout(), &texts.join("\n")),
    }
    summary(args, "replayed", start);
    Ok(ExitCode::SUCCESS)
}

/// The spec, if it is sound; else its findings are shown.
fn sound(args: &Args, source: &Source) -> Option<Spec> {
    let loaded = crate::load_on(source, None);
    if loaded.spec.is_none() {
        show(args, &loaded.findings, source);
        failed(args, &loaded.findings, 0, "the spec has errors");
    }
    loaded.spec
}

/// The rules of an alert, by its key or by its name, with their groups: one for each severity.
pub(super) fn rules_of<'s>(spec: &'s Spec, name: &str) -> Result<Vec<(&'s AlertGroup, &'s Alert)>, String> {
    let by = |is_it: &dyn Fn(&Alert) -> bool| spec.alerts().filter(|(_, alert)| is_it(alert)).collect::<Vec<_>>();
    let keyed = by(&|alert| alert.key == name);
    let found = if keyed.is_empty() { by(&|alert| alert.name == name) } else { keyed };
    if found.is_empty() {
        let names = spec.alerts().flat_map(|(_, alert)| [alert.key.as_str(), alert.name.as_str()]);
        let hint = did_you_mean(name, names).map(|hint| format!(": {hint}")).unwrap_or_default();
        return Err(format!("there is no alert `{name}`{hint}"));
    }
    Ok(found)
}

/// The Prometheus that is asked. It has to answer.
pub(super) fn server(server: &ServerArgs) -> Result<Client, String> {
    let client = Client::new(&server.prometheus, "PROMETHEUS", server.ca.as_deref())?;
    client.ask("/api/v1/query", &[("query", "1")])?;
    Ok(client)
}

/// Where the threshold of a rule stands.
fn written(lines: &Lines<'_>, (group, alert): (&AlertGroup, &Alert)) -> Option<Written> {
    match &alert.condition {
        Condition::Threshold(threshold) => {
            let key = threshold.comparison.key();
            lines.threshold([&group.name, &alert.key], key, alert.severity_name())
        }
        Condition::AnySeries => None,
    }
}
