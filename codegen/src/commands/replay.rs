//! `replay`: what an alert would have done.

use std::io::stdout;
use std::process::ExitCode;
use std::time::Instant;

use gaugewright_spec::model::{Alert, AlertGroup, Comparison, Condition, Portion};

use super::past::{rules_of, server, sound};
use super::spec_path;
use crate::cli::{Args, ReplayArgs, ReportFormat};
use crate::disk;
use crate::excerpt::{Lines, Written};
use crate::exit::FINDINGS;
use crate::history::History;
use crate::moment;
use crate::replay::{Asked, replay as replayed};
use crate::terminal::{say, say_json, summary};

const DAY: i64 = 86_400_000;

/// Replays each rule of an alert.
pub(crate) fn replay(args: &Args, what: &ReplayArgs) -> Result<ExitCode, String> {
    let start = Instant::now();
    let source = disk::read_spec(&spec_path(args))?;
    let Some(spec) = sound(args, &source) else { return Ok(ExitCode::from(FINDINGS)) };
    let rules = rules_of(&spec, &what.alert)?;
    let until = what.until.as_deref().map_or(Ok(moment::now()), moment::parse)?;
    let client = server(&what.server)?;
    let ask = |path: &str, parameters: &[(&str, &str)]| Ok(client.ask(path, parameters)?);
    let history = History::new(&ask);
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

/// Where the threshold of a rule stands.
fn written(lines: &Lines<'_>, (group, alert): (&AlertGroup, &Alert)) -> Option<Written> {
    match &alert.condition {
        Condition::Threshold(threshold) => {
            let mut under = vec![alert.severity_name()];
            match &alert.portion {
                Some(Portion { label, value: Some(value), .. }) => under.extend([label, value.as_str()]),
                _ => under.push("default"),
            }
            lines.threshold([&group.name, &alert.key], threshold.comparison.key(), &under)
        }
        Condition::AnySeries => None,
    }
}
