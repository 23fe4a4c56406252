//! What people have, as a spec that gives it back.

use std::collections::BTreeMap;

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::Node;

use crate::alertmanager::{self, SecretFile};
use crate::assemble::{self, Head};
use crate::boards::{self, Choices};
use crate::inputs::{File, Inputs, Kind, Skipped};
use crate::proof::{Item, Report, Sort, Verdict, asked, compare};
use crate::purpose::Purpose;
use crate::rules;
use crate::silence::{self, LeftOut};
use crate::tree::{Made, list, word};
use crate::vocabulary::Known;
use crate::{judge, print, prometheus, quantities};

/// A spec that was made of files.
#[derive(Debug)]
pub struct Imported {
    /// Its text.
    pub text: String,
    /// What it was made of.
    pub inputs: Inputs,
    /// What no spec can say, or no Prometheus would take.
    pub left_out: Vec<LeftOut>,
    /// The files that hold what is secret.
    pub secrets: Vec<SecretFile>,
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
        let raw = boards::raw(&imported.inputs, choices);
        let mut items = compare(&imported.inputs, &generated, &reasons);
        for item in
            items.iter_mut().filter(|item| item.verdict == Verdict::Equal && raw.contains(&item.place))
        {
            item.verdict = Verdict::Raw;
        }
        let (mut skipped, secrets) = (imported.inputs.skipped.clone(), imported.secrets.clone());
        // What is no rule and no panel is missing from no list.
        let others = imported.left_out.iter().filter(|left| !items.iter().any(|item| item.name == left.name));
        skipped.extend(others.map(|left| Skipped {
            file: left.name.clone(),
            line: None,
            reason: left.reason.clone(),
            is_other: false,
        }));
        let asked = asked(&imported.inputs, &generated);
        Ok((imported, Report { items, skipped, asked, secrets }))
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
pub(crate) fn told(
    files: &[File],
    scrapes: &[File],
    name: &str,
    choices: &Choices,
) -> Result<Imported, String> {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs, Purpose::Import);
    if let Some(error) = inputs.broken.first() {
        let place = crate::place(&inputs.source, error.span());
        return Err(format!("{place}: {}; mend it first, or leave the file out", error.message));
    }
    let notifications = notifications(&mut inputs)?;
    if rules.exprs.is_empty() && inputs.count(Kind::Dashboard) == 0 && notifications.is_none() {
        return Err("there are no rules, no dashboards and no Alertmanager in what was named".to_owned());
    }
    not_yet(&mut inputs);
    let shown = boards::queries(&inputs);
    let outside = Known::new(scrapes).read_by(rules.exprs.iter().chain(&shown).map(String::as_str));
    let rhythm = prometheus::told(&mut inputs);
    let head = Head { name, off: &OFF, outside, rhythm };
    let (notifications, secrets) = notifications.unzip();
    let tree = assemble::spec(head, rules, boards::told(&inputs, choices), notifications);
    let mut text = print::yaml(&tree)?;
    let mut left_out = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let source = Source::new("metrics-spec.yaml", &*text);
        let loaded = gaugewright_spec::load(&source);
        let findings = loaded.as_ref().map_or_else(Vec::clone, |(_, findings)| findings.clone());
        match silence::silenced(&source, &findings, &mut left_out)? {
            Some(tree) => text = print::yaml(&tree)?,
            None => {
                let spec = loaded.ok().map(|(spec, _)| spec);
                let with_units = spec.and_then(|spec| quantities::with_units(&source, &spec));
                text = if_quiet(with_units)?.unwrap_or(text);
                // What was found may have been mended by something else since.
                let alone = silence::without_others(&Source::new("metrics-spec.yaml", &*text));
                text = if_quiet(alone)?.unwrap_or(text);
                break;
            }
        }
    }
    of_receivers(&mut inputs, &left_out);
    Ok(Imported { text, inputs, left_out, secrets: secrets.unwrap_or_default() })
}

/// Notes what was left out of receivers.
fn of_receivers(inputs: &mut Inputs, left_out: &[LeftOut]) {
    let config = inputs.of(Kind::Alertmanager).next();
    let receivers: Vec<Node> = config.map_or(Vec::new(), |config| list(config, "receivers").to_vec());
    for left in left_out {
        let is_it = |receiver: &&Node| word(receiver, "name") == Some(&left.name);
        if let Some(receiver) = receivers.iter().find(is_it) {
            inputs.skip_at(receiver.span, left.reason.clone());
        }
    }
}

/// What the first sound configuration of an Alertmanager is told; notes what is not. The others are taken out.
///
/// # Errors
/// What is wrong with them, if none is sound.
fn notifications(inputs: &mut Inputs) -> Result<Option<(Made, Vec<SecretFile>)>, String> {
    let documents: Vec<Node> = inputs.of(Kind::Alertmanager).cloned().collect();
    let refused: Vec<Option<Diagnostic>> =
        documents.iter().map(|document| judge::refused(&inputs.source, document)).collect();
    let Some(at) = refused.iter().position(Option::is_none) else {
        return refused.into_iter().flatten().next().map_or(Ok(None), |error| {
            let place = crate::place(&inputs.source, error.span());
            Err(format!("{place}: {}; mend it first, or leave the file out", error.message))
        });
    };
    let told = alertmanager::told(&inputs.source, &documents[at], Purpose::Import);
    inputs.keep(Kind::Alertmanager, at);
    for (place, reason) in told.unsaid {
        inputs.skip_at(place, reason);
    }
    for (_, (document, error)) in documents.iter().zip(refused).enumerate().filter(|(other, _)| *other != at)
    {
        let start = Span { end: document.span.start, ..document.span };
        match error {
            Some(error) => inputs.skip_at(error.span(), error.message),
            None => inputs.skip_at(start, "a spec has one Alertmanager: import this one by itself"),
        }
    }
    Ok(Some((told.notifications, told.files)))
}

/// Notes what was read and is no part of the spec.
fn not_yet(inputs: &mut Inputs) {
    for (place, reason) in boards::untold(inputs) {
        inputs.skip_at(place, reason);
    }
    let places: Vec<Span> = inputs.of(Kind::RuleTests).map(|document| document.span).collect();
    for place in places {
        let reason = "these tests stay as they are, for promtool; a spec derives its own from the queries";
        inputs.skip_at(Span { end: place.start, ..place }, reason);
    }
}

/// The text of a spec, if nothing is said of it.
fn if_quiet(tree: Option<Node>) -> Result<Option<String>, String> {
    let Some(tree) = tree else { return Ok(None) };
    let text = print::yaml(&tree)?;
    let loaded = gaugewright_spec::load(&Source::new("metrics-spec.yaml", &*text));
    let is_quiet =
        |findings: &[Diagnostic]| findings.iter().all(|finding| finding.severity < Severity::Warning);
    Ok(loaded.is_ok_and(|(_, findings)| is_quiet(&findings)).then_some(text))
}
