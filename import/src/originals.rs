//! What people have, read once: it is told as a spec as often as it takes to find how panels are told.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::Spec;
use gaugewright_spec::rules::ALL as RULES;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, parse_documents};

use crate::alertmanager::{self, SecretFile};
use crate::assemble::{self, Head};
use crate::attach::{self, Lost};
use crate::boards;
use crate::choices::Choices;
use crate::closed::{self, Closed};
use crate::comments::{self, Comment};
use crate::exposition::Exposition;
use crate::inputs::{File, Inputs, Kind};
use crate::prometheus::Rhythm;
use crate::purpose::Purpose;
use crate::rules::{self, Rules};
use crate::shared;
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
    comments: Vec<Comment>,
    notifications: Option<Made>,
    outside: Node,
    closed: Vec<Closed>,
    rhythm: Rhythm,
}

/// All of it as a spec.
pub(crate) struct Told {
    /// Its text.
    pub(crate) text: String,
    /// What is not part of it.
    pub(crate) left_out: Vec<LeftOut>,
    /// The comments that are not.
    pub(crate) lost: Lost,
    /// What that text says.
    pub(crate) spec: Spec,
}

impl Originals {
    /// Reads files, with what scrapes say of metrics.
    ///
    /// # Errors
    /// Why no spec can be made of them, in words.
    pub(crate) fn read(files: &[File], scrapes: &[Exposition]) -> Result<Self, String> {
        let mut inputs = Inputs::read(files);
        inputs.rename_sources();
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
        let queries = || rules.exprs.iter().chain(&shown).map(String::as_str);
        let known = Known::new(scrapes);
        let outside = known.read_by(queries());
        let closed = closed::found(&known.scraped, scrapes, queries());
        let rhythm = prometheus::told(&inputs);
        let (notifications, secrets) = notifications.unzip();
        let (comments, secrets) = (comments::read(&inputs), secrets.unwrap_or_default());
        Ok(Self { inputs, secrets, rules, comments, notifications, outside, closed, rhythm })
    }

    /// All of it as a spec.
    ///
    /// # Errors
    /// What is wrong with it and cannot be silenced, in words.
    pub(crate) fn told(&self, name: &str, choices: &Choices) -> Result<Told, String> {
        let boards = boards::told(&self.inputs, choices, None);
        let tree = assemble::spec(self.head(name, &OFF), &self.rules, boards, self.notifications.clone());
        let sound = sound_with_names(&tree)?;
        let (mut root, mut left_out) = (sound.root, sound.left_out);
        for left in &mut left_out {
            left.place = left.key.as_ref().and_then(|key| self.rules.place(&self.inputs.source, key));
        }
        let mut best = None;
        if let Some(spec) = sound.spec {
            let with_units = quantities::with_units(root.clone(), &spec);
            for better in [
                with_units.as_ref(),
                silence::without_others(with_units.clone().unwrap_or(root.clone())).as_ref(),
            ] {
                // What was found may have been mended by something else since.
                let Some(tree) = better else { continue };
                if let Some(quiet) = if_quiet(tree)? {
                    root = tree.clone();
                    best = Some(quiet);
                }
            }
        }
        let mut spec = match best {
            Some((_, spec)) => spec,
            None => read_again(print::yaml(&root)?)?.1,
        };
        let (mut notes, mut lost) = attach::attached(&self.inputs, &self.comments, &tree);
        lost.extend(notes.fit(&root).into_iter().map(|place| (place, attach::NOWHERE.to_owned())));
        if let Some(closed) = closed::tried(&root, &self.closed, &mut notes, if_quiet)? {
            (root, spec) = closed;
        }
        Ok(Told { text: print::commented(&root, &notes)?, left_out, lost, spec })
    }

    /// The places of rules that are not told, and why.
    pub(crate) fn unread(&self) -> &BTreeMap<String, String> {
        &self.rules.unread
    }

    /// What a group of alerts is called in its file, where that is not its name in the spec.
    pub(crate) fn called(&self, group: &str) -> Option<&str> {
        self.rules.called.get(group).map(String::as_str)
    }

    /// The dashboards with these titles alone: enough to see what becomes of their panels.
    ///
    /// # Errors
    /// What is wrong with it and cannot be silenced, in words.
    pub(crate) fn draft(&self, choices: &Choices, titles: &BTreeSet<String>) -> Result<Spec, String> {
        let boards = boards::told(&self.inputs, choices, Some(titles));
        // What can be silenced keeps nothing from being generated.
        let off: Vec<&str> = RULES.iter().filter(|rule| !rule.is_fixed).map(|rule| rule.code).collect();
        let tree = assemble::spec(self.head("draft", &off), &Rules::none(), boards, None);
        let sound = sound(&tree)?;
        match sound.spec {
            Some(spec) => Ok(spec),
            None => read_again(print::yaml(&sound.root)?).map(|(_, spec)| spec),
        }
    }

    fn head<'h>(&self, name: &'h str, off: &'h [&'h str]) -> Head<'h> {
        Head { name, off, outside: self.outside.clone(), rhythm: self.rhythm.clone() }
    }

    /// Notes what was left out of receivers, and comments that are not part of the spec.
    pub(crate) fn note(&mut self, left_out: &[LeftOut], lost: Lost) {
        for (place, reason) in lost {
            self.inputs.skip_at(place, reason);
        }
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

/// A spec in which all that is found is silenced.
struct Sound {
    root: Node,
    left_out: Vec<LeftOut>,
    /// Nothing if something is found to the last.
    spec: Option<Spec>,
}

/// The same, with names for queries that are shared; without, if one of them is refused: then who asks it would be, too.
fn sound_with_names(tree: &Node) -> Result<Sound, String> {
    let mut shared = tree.clone();
    let given = shared::named(&mut shared);
    let found = sound(&shared)?;
    let is_refused = found.left_out.iter().any(|left| given.contains(&left.name));
    if is_refused { sound(tree) } else { Ok(found) }
}

fn sound(tree: &Node) -> Result<Sound, String> {
    // Places tell the parts of a spec from each other, so they are those in its text.
    let (mut source, mut root) = placed(tree)?;
    let mut is_placed = true;
    let mut left_out = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let loaded = gaugewright_spec::load_tree(&source, &root);
        let mut findings = loaded.findings;
        findings.retain(|finding| finding.severity >= Severity::Warning);
        if findings.is_empty() {
            return Ok(Sound { root, left_out, spec: loaded.spec });
        }
        // What was added meanwhile has no place of its own.
        if !is_placed && findings.iter().any(|finding| finding.span().end == 0) {
            (source, root) = placed(&root)?;
            is_placed = true;
            continue;
        }
        silence::silence(&mut root, &findings, &mut left_out)?;
        is_placed = false;
    }
    Ok(Sound { root, left_out, spec: None })
}

/// A tree as text, and the tree that this is.
fn placed(tree: &Node) -> Result<(Source, Node), String> {
    let source = Source::new("metrics-spec.yaml", print::yaml(tree)?);
    let whole = Span::new(0, source.text().len());
    let mut documents = parse_documents(&source, whole).map_err(|error| error.message.clone())?;
    let root = documents.pop().ok_or("there is nothing in it")?;
    Ok((source, root))
}

/// The spec that a text is.
fn read_again(text: String) -> Result<(String, Spec), String> {
    let loaded = gaugewright_spec::load(&Source::new("metrics-spec.yaml", &*text));
    let (spec, _) = loaded.map_err(|findings| {
        let first = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
        format!(
            "the spec that was made has errors, the first is: {first}; please report this with your files"
        )
    })?;
    Ok((text, spec))
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

/// The text of a spec and what it says, if nothing is said of it.
fn if_quiet(tree: &Node) -> Result<Option<(String, Spec)>, String> {
    let text = print::yaml(tree)?;
    let loaded = gaugewright_spec::load(&Source::new("metrics-spec.yaml", &*text));
    let Ok((spec, findings)) = loaded else { return Ok(None) };
    let is_quiet = findings.iter().all(|finding| finding.severity < Severity::Warning);
    Ok(is_quiet.then_some((text, spec)))
}
