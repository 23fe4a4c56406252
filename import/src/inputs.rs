//! The files that people have: what is in each of them, several documents and texts inside of Kubernetes resources included.

mod documents;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::parallel;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, parse_documents};

pub use crate::kind::Kind;
use crate::kind::is_json;
use crate::tree::Text;
use crate::{json, operator};

/// A text and its name.
#[derive(Clone, Debug)]
pub struct File {
    /// What findings call it: its path.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What was not read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The name of the file.
    pub file: String,
    /// Where in it, counted from 1; nothing if all of it.
    pub line: Option<usize>,
    /// Why, in a sentence without a full stop.
    pub reason: String,
    /// Whether it is something else altogether: a manifest of a program, a workflow.
    pub is_other: bool,
}

/// Everything that was read.
#[derive(Debug)]
pub struct Inputs {
    /// All texts.
    pub source: Source,
    pub(crate) documents: Vec<(Kind, Node)>,
    /// The texts in YAML, whose comments people have written.
    pub(crate) yaml: Vec<Span>,
    /// Resources of which the Prometheus operator makes one configuration of an Alertmanager.
    configs: Vec<Node>,
    /// Resources with Alertmanagers, which say how that is done.
    owners: Vec<Node>,
    /// Rules and configurations of an Alertmanager that stand inside of something else.
    inside: Vec<(Kind, Node)>,
    /// Which documents stand in a Secret.
    in_secrets: BTreeSet<usize>,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What is wrong with files that look like monitoring, and are no YAML or JSON.
    pub(crate) broken: Vec<Diagnostic>,
    /// Whether some of it is a resource that only the operator of VictoriaMetrics reads.
    pub(crate) has_vm_rules: bool,
    /// The titles of the dashboards, once they were asked for.
    titles: OnceLock<Vec<Option<Text>>>,
}

/// A `PrometheusRule` for VictoriaMetrics.
pub(crate) const VM_RULE: &str = "VMRule";

/// The most that all files together may be long: places are numbers of 32 bits.
const MAX_BYTES: usize = 1 << 30;
/// How many texts may stand inside of one another.
const MAX_NESTED: usize = 3;

/// The documents of a text, or why it has none.
type Parsed = Result<Vec<Node>, Box<Diagnostic>>;

fn parsed(source: &Source, place: Span, is_json: bool) -> Parsed {
    if is_json { json::parse(source, place).map(|node| vec![node]) } else { parse_documents(source, place) }
}

impl Inputs {
    /// Reads files, in their order.
    pub fn read(files: &[File]) -> Self {
        let mut inputs = Self {
            source: Source::default(),
            documents: Vec::new(),
            yaml: Vec::new(),
            configs: Vec::new(),
            owners: Vec::new(),
            inside: Vec::new(),
            in_secrets: BTreeSet::new(),
            skipped: Vec::new(),
            broken: Vec::new(),
            has_vm_rules: false,
            titles: OnceLock::new(),
        };
        let mut texts = Vec::new();
        for file in files {
            if inputs.source.text().len() + file.text.len() > MAX_BYTES {
                inputs.skip(&file.name, None, "all files together are longer than 1 GiB");
                continue;
            }
            let place = inputs.source.push(&*file.name, &file.text);
            texts.push((place, is_json(&file.name, &file.text)));
        }
        let documents = parallel::map(&texts, |(place, is_json)| parsed(&inputs.source, *place, *is_json));
        for ((place, is_json), read) in texts.into_iter().zip(documents) {
            inputs.text((place, is_json), read, 0);
        }
        inputs.take_inside();
        inputs.join();
        inputs
    }

    /// Takes what was found inside of something else. A chart has an Alertmanager of its own for whoever has none.
    fn take_inside(&mut self) {
        let has_alertmanager = self.count(Kind::Alertmanager) + self.configs.len() > 0;
        for (kind, node) in std::mem::take(&mut self.inside) {
            if kind == Kind::Alertmanager && has_alertmanager {
                self.skip_at(node.span, "another Alertmanager has a file of its own");
            } else {
                self.take(kind, node);
            }
        }
    }

    /// Makes one configuration of the resources of the operator, and of the one that they are added to, if it is clear which one that is.
    fn join(&mut self) {
        if let Some((place, name)) = operator::missing(&self.configs, &self.owners) {
            let reason = format!(
                "the AlertmanagerConfig `{name}`, which this names as its configuration, is not here"
            );
            self.skip_at(place, reason);
        }
        let is_config = |at: &usize| self.documents[*at].0 == Kind::Alertmanager;
        let all: Vec<usize> = (0..self.documents.len()).filter(is_config).collect();
        let kept: Vec<usize> = all.iter().copied().filter(|at| self.in_secrets.contains(at)).collect();
        let base = match (kept.as_slice(), all.as_slice()) {
            ([base], _) | ([], [base]) => Some(*base),
            _ => None,
        };
        let base_node = base.map(|at| &self.documents[at].1);
        let Some(config) = (!self.configs.is_empty())
            .then(|| operator::configuration(&self.configs, &self.owners, base_node))
            .flatten()
        else {
            return;
        };
        match base {
            Some(at) => self.documents[at].1 = config,
            None => self.documents.push((Kind::Alertmanager, config)),
        }
    }

    /// The places of the configuration of an Alertmanager, and of the resources that are part of it.
    pub(crate) fn of_alertmanagers(&self) -> impl Iterator<Item = Span> {
        self.of(Kind::Alertmanager).chain(&self.configs).map(|node| node.span)
    }

    /// How many documents there are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.of(kind).count()
    }

    /// The documents of a kind.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = &Node> {
        self.documents.iter().filter(move |(of, _)| *of == kind).map(|(_, node)| node)
    }

    /// The titles of the dashboards, which are found once.
    pub(crate) fn titles(&self, find: impl FnOnce() -> Vec<Option<Text>>) -> &[Option<Text>] {
        self.titles.get_or_init(find)
    }

    /// Gives variables other names that a spec needs for its own.
    pub(crate) fn rename_sources(&mut self) {
        let boards = self.documents.iter_mut().filter(|(kind, _)| *kind == Kind::Dashboard);
        let renamed: Vec<_> = boards.filter_map(|(_, board)| crate::renamed::other_source(board)).collect();
        for (place, reason) in renamed {
            self.skip_at(place, reason);
        }
    }

    /// Keeps of a kind only the document at a place among them.
    pub(crate) fn keep(&mut self, kind: Kind, at: usize) {
        let mut number = 0;
        self.documents.retain(|(of, _)| {
            number += usize::from(*of == kind);
            *of != kind || number == at + 1
        });
    }

    fn skip(&mut self, file: &str, line: Option<usize>, reason: impl Into<String>) {
        self.skipped.push(Skipped { file: file.to_owned(), line, reason: reason.into(), is_other: false });
    }

    /// Notes that a document is none of monitoring.
    fn other(&mut self, node: &Node, reason: impl Into<String>) {
        self.skip_at(Span { end: node.span.start, ..node.span }, reason);
        if let Some(skipped) = self.skipped.last_mut() {
            skipped.is_other = true;
        }
    }

    /// Notes that something at a place is not read.
    pub(crate) fn skip_at(&mut self, place: Span, reason: impl Into<String>) {
        let place = self.source.in_file(place);
        let (name, line) =
            (self.source.name_at(place.start).to_owned(), self.source.position(place.start).line);
        self.skip(&name, Some(line), reason);
    }
}
