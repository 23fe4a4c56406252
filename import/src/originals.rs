//! What people have, read once: it is told as a spec as often as it takes to find how panels are told.

use std::collections::BTreeSet;

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::Node;

use crate::alertmanager::{self, SecretFile};
use crate::assemble::{self, Head};
use crate::boards::{self, Choices};
use crate::exposition::Exposition;
use crate::inputs::{File, Inputs, Kind};
use crate::prometheus::Rhythm;
use crate::purpose::Purpose;
use crate::rules::{self, Rules};
use crate::silence::{self, LeftOut};
use crate::tree::{Made, list, word};
use crate::vocabulary::Known;
use crate::{judge, print, prometheus, quantities};

/// Rules that a spec which was imported does not report: what they ask for, its author has never said.
const OFF: [&str; 5] =
    ["missing-severity", "missing-summary", "panel-without-description", "recording-name", "unknown-metric"];

/// How often what is found is silenced anew: what is sound may show what else there is to find.
const MAX_ROUNDS: usize = 8;

/// Files, and what they say beside dashboards.
pub(crate) struct Originals {
    pub(crate) inputs: Inputs,
    /// The files that hold what is secret.
    pub(crate) secrets: Vec<SecretFile>,
    rules: Rules,
    notifications: Option<Made>,
    outside: Node,
    rhythm: Rhythm,
}

/// The text of a spec, and what is not part of it.
type Text = (String, Vec<LeftOut>);

impl Originals {
    /// Reads files, with what scrapes say of metrics.
    ///
    /// # Errors
    /// Why no spec can be made of them, in words.
    pub(crate) fn read(files: &[File], scrapes: &[Exposition]) -> Result<Self, String> {
        let mut inputs = Inputs::read(files);
        let rules = rules::told(&mut inputs, Purpose::Import);
        let notifications = notifications(&mut inputs)?;
        if rules.exprs.is_empty() && inputs.count(Kind::Dashboard) == 0 && notifications.is_none() {
            if let Some(error) = inputs.broken.first() {
                return Err(mend(&inputs.source, error));
            }
            return Err("there are no rules, no dashboards and no Alertmanager in what was named".to_owned());
        }
        // Others can be imported meanwhile.
        let broken: Vec<(Span, String)> =
            inputs.broken.iter().map(|error| (error.span(), error.message.clone())).collect();
        for (place, message) in broken {
            inputs.skip_at(place, format!("{message}; mend it, and import the file anew"));
        }
        not_yet(&mut inputs);
        let shown = boards::queries(&inputs);
        let outside = Known::new(scrapes).read_by(rules.exprs.iter().chain(&shown).map(String::as_str));
        let rhythm = prometheus::told(&mut inputs);
        let (notifications, secrets) = notifications.unzip();
        Ok(Self { inputs, secrets: secrets.unwrap_or_default(), rules, notifications, outside, rhythm })
    }

    /// All of it as a spec.
    ///
    /// # Errors
    /// What is wrong with it and cannot be silenced, in words.
    pub(crate) fn told(&self, name: &str, choices: &Choices) -> Result<Text, String> {
        let boards = boards::told(&self.inputs, choices, None);
        let tree = assemble::spec(self.head(name), &self.rules, boards, self.notifications.clone());
        let (mut text, left_out, spec) = sound(&tree)?;
        if let Some(spec) = spec {
            let source = Source::new("metrics-spec.yaml", &*text);
            text = if_quiet(quantities::with_units(&source, &spec))?.unwrap_or(text);
            // What was found may have been mended by something else since.
            let alone = silence::without_others(&Source::new("metrics-spec.yaml", &*text));
            text = if_quiet(alone)?.unwrap_or(text);
        }
        Ok((text, left_out))
    }

    /// The dashboards with these titles alone: enough to see what becomes of their panels.
    pub(crate) fn draft(&self, choices: &Choices, titles: &BTreeSet<String>) -> Result<String, String> {
        let boards = boards::told(&self.inputs, choices, Some(titles));
        let tree = assemble::spec(self.head("draft"), &Rules::none(), boards, None);
        sound(&tree).map(|(text, ..)| text)
    }

    fn head<'h>(&self, name: &'h str) -> Head<'h> {
        Head { name, off: &OFF, outside: self.outside.clone(), rhythm: self.rhythm.clone() }
    }

    /// Notes what was left out of receivers.
    pub(crate) fn note(&mut self, left_out: &[LeftOut]) {
        let config = self.inputs.of(Kind::Alertmanager).next();
        let receivers: Vec<Node> = config.map_or(Vec::new(), |config| list(config, "receivers").to_vec());
        for left in left_out {
            let is_it = |receiver: &&Node| word(receiver, "name") == Some(&left.name);
            if let Some(receiver) = receivers.iter().find(is_it) {
                self.inputs.skip_at(receiver.span, left.reason.clone());
            }
        }
    }
}

/// The text of a spec in which all that is found is silenced, what was left out, and the spec if it is sound.
fn sound(tree: &Node) -> Result<(String, Vec<LeftOut>, Option<Spec>), String> {
    let mut text = print::yaml(tree)?;
    let mut left_out = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let source = Source::new("metrics-spec.yaml", &*text);
        let loaded = gaugewright_spec::load(&source);
        let mut findings = loaded.as_ref().map_or_else(Vec::clone, |(_, findings)| findings.clone());
        findings.retain(|finding| finding.severity >= Severity::Warning);
        match silence::silenced(&source, &findings, &mut left_out)? {
            Some(tree) => text = print::yaml(&tree)?,
            None => return Ok((text, left_out, loaded.ok().map(|(spec, _)| spec))),
        }
    }
    Ok((text, left_out, None))
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
        return refused
            .into_iter()
            .flatten()
            .next()
            .map_or(Ok(None), |error| Err(mend(&inputs.source, &error)));
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

/// The words for what keeps anything from being imported.
fn mend(source: &Source, error: &Diagnostic) -> String {
    let place = crate::place(source, error.span());
    format!("{place}: {}; mend it first, or leave the file out", error.message)
}

/// Notes what was read and is no part of the spec.
fn not_yet(inputs: &mut Inputs) {
    for (place, reason) in boards::untold(inputs) {
        inputs.skip_at(place, reason);
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
