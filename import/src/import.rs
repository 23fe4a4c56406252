//! What people have, as a spec that gives it back.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::{Source, Span};

use crate::assemble::{self, Head};
use crate::inputs::{File, Inputs, Kind};
use crate::rules::{self, Purpose};
use crate::silence::{self, LeftOut};
use crate::tree::Made;
use crate::vocabulary::Known;
use crate::{print, quantities};

/// A spec that was made of files.
#[derive(Debug)]
pub struct Imported {
    /// Its text.
    pub text: String,
    /// What it was made of.
    pub inputs: Inputs,
    /// What no spec can say, or no Prometheus would take.
    pub left_out: Vec<LeftOut>,
}

/// Rules that a spec which was imported does not report: what they ask for, its author has never said.
const OFF: [&str; 5] =
    ["missing-severity", "missing-summary", "panel-without-description", "recording-name", "unknown-metric"];

/// How often what is found is silenced anew: what is sound may show what else there is to find.
const MAX_ROUNDS: usize = 8;

/// Makes a spec of that name of files, with what scrapes say of metrics.
///
/// # Errors
/// Why no spec could be made, in words.
pub fn import(files: &[File], scrapes: &[File], name: &str) -> Result<Imported, String> {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs, Purpose::Import);
    not_yet(&mut inputs);
    let outside = Known::new(scrapes).read_by(rules.exprs.iter().map(String::as_str));
    let head = Head { name, off: &OFF, outside };
    let tree = assemble::spec(head, rules, Made::new(Span::new(0, 0)));
    let mut text = print::yaml(&tree)?;
    let mut left_out = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let source = Source::new("metrics-spec.yaml", &*text);
        let loaded = gaugewright_spec::load(&source);
        let findings = loaded.as_ref().map_or_else(Vec::clone, |(_, findings)| findings.clone());
        match silence::silenced(&source, &findings, &mut left_out)? {
            Some(tree) => text = print::yaml(&tree)?,
            None => {
                text = with_units(&source, loaded.ok().map(|(spec, _)| spec))?.unwrap_or(text);
                break;
            }
        }
    }
    Ok(Imported { text, inputs, left_out })
}

/// Notes what was read and is no part of the spec.
fn not_yet(inputs: &mut Inputs) {
    const OTHERS: [(Kind, &str); 4] = [
        (Kind::Dashboard, "dashboards are checked by `audit`, and not imported"),
        (Kind::Alertmanager, "routes and receivers are not imported"),
        (Kind::Prometheus, "scrape jobs are not imported"),
        (Kind::RuleTests, "tests of rules are not imported"),
    ];
    for (kind, reason) in OTHERS {
        let places: Vec<Span> = inputs.of(kind).map(|document| document.span).collect();
        for place in places {
            inputs.skip_at(Span { end: place.start, ..place }, reason);
        }
    }
}

/// The spec with units at its thresholds, if it says the same then.
fn with_units(source: &Source, spec: Option<Spec>) -> Result<Option<String>, String> {
    let Some(tree) = spec.and_then(|spec| quantities::with_units(source, &spec)) else { return Ok(None) };
    let text = print::yaml(&tree)?;
    let loaded = gaugewright_spec::load(&Source::new("metrics-spec.yaml", &*text));
    let is_quiet =
        |findings: &[Diagnostic]| findings.iter().all(|finding| finding.severity < Severity::Warning);
    Ok(loaded.is_ok_and(|(_, findings)| is_quiet(&findings)).then_some(text))
}
