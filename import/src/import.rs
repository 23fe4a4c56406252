//! What people have, as a spec that gives it back.

use std::collections::BTreeMap;

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::{Source, Span};

use crate::assemble::{self, Head};
use crate::boards::{self, Choices};
use crate::inputs::{File, Inputs, Kind};
use crate::proof::{Item, Report, Sort, Verdict, compare};
use crate::rules::{self, Purpose};
use crate::silence::{self, LeftOut};
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

/// How often panels are told anew: with keys, with more beside them, and as they are.
const MAX_PASSES: usize = 3;

/// A spec that was made of files, and what became of everything in them.
pub type Proven = (Imported, Report);

/// Makes a spec of that name of files, with what scrapes say of metrics, and compares what is generated from it with them. What the keys of a
/// spec do not give back of a panel stands beside them as Grafana spells it; if that is not possible, the whole panel is kept as it is.
///
/// # Errors
/// Why no spec could be made, or nothing generated from it, in words.
pub fn import(
    files: &[File],
    scrapes: &[File],
    name: &str,
    generate: impl Fn(&str) -> Result<Vec<File>, String>,
) -> Result<Proven, String> {
    let mut choices = Choices::default();
    let proven = |choices: &Choices| -> Result<Proven, String> {
        let imported = told(files, scrapes, name, choices)?;
        let generated = Inputs::read(&generate(&imported.text)?);
        let reasons = imported.left_out.iter().map(|left| (left.name.clone(), left.reason.clone())).collect();
        let items = compare(&imported.inputs, &generated, &reasons);
        let skipped = imported.inputs.skipped.clone();
        Ok((imported, Report { items, skipped }))
    };
    let (mut imported, mut report) = proven(&choices)?;
    for _ in 0..MAX_PASSES {
        if !choose(&imported, &report, &mut choices) {
            break;
        }
        (imported, report) = proven(&choices)?;
    }
    Ok((imported, report))
}

/// Tells otherwise what was not given back. Whether there is anything to do.
fn choose(imported: &Imported, report: &Report, choices: &mut Choices) -> bool {
    let is_other = |item: &&Item| item.sort == Sort::Panel && !item.is_given_back();
    let mut differing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut is_new = false;
    for item in report.items.iter().filter(is_other) {
        if let (Verdict::Differs(differences), false) =
            (&item.verdict, choices.beside.contains_key(&item.place))
        {
            let keys = differences.iter().map(|difference| difference.key.clone()).collect();
            differing.insert(item.place.clone(), keys);
        }
    }
    let beside = crate::proof::beside(&imported.inputs, &differing);
    for item in report.items.iter().filter(is_other) {
        is_new |= match beside.get(&item.place) {
            Some(keys) => choices.beside.insert(item.place.clone(), keys.clone()).is_none(),
            None => choices.kept.insert(item.place.clone()),
        };
    }
    is_new
}

/// The spec alone.
///
/// # Errors
/// Why no spec could be made, in words.
fn told(files: &[File], scrapes: &[File], name: &str, choices: &Choices) -> Result<Imported, String> {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs, Purpose::Import);
    if let Some(error) = inputs.broken.first() {
        let place = crate::place(&inputs.source, error.span());
        return Err(format!("{place}: {}; mend it first, or leave the file out", error.message));
    }
    if rules.exprs.is_empty() && inputs.count(Kind::Dashboard) == 0 {
        return Err("there are no rules and no dashboards in what was named".to_owned());
    }
    not_yet(&mut inputs);
    let shown = boards::queries(&inputs);
    let outside = Known::new(scrapes).read_by(rules.exprs.iter().chain(&shown).map(String::as_str));
    let head = Head { name, off: &OFF, outside };
    let tree = assemble::spec(head, rules, boards::told(&inputs, choices));
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
    const OTHERS: [(Kind, &str); 3] = [
        (Kind::Alertmanager, "routes and receivers are not imported"),
        (Kind::Prometheus, "scrape jobs are not imported"),
        (Kind::RuleTests, "tests of rules are not imported"),
    ];
    for (place, reason) in boards::untold(inputs) {
        inputs.skip_at(place, reason);
    }
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
