//! The files that people have: what is in each of them, several documents and texts inside of Kubernetes resources included.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::parallel;
use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::{Node, Value, parse_documents};

pub use crate::kind::Kind;
use crate::kind::{are_groups, inside, is_json, is_of_grafana, is_of_monitoring, is_text, kind, of_groups};
use crate::operator;
use crate::tree::{Text, entries, get, items, list, word};
use crate::unfilled::{in_dashboard, is_template, placeholder};
use crate::{elements, json};

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

    fn text(&mut self, (place, is_json): (Span, bool), read: Parsed, depth: usize) {
        self.yaml.extend((!is_json).then_some(place));
        match read {
            Ok(documents) => documents.into_iter().for_each(|document| self.document(document, depth)),
            Err(error) if is_of_monitoring(self.source.slice(place), is_json) => {
                let error = error.moved(|place| self.source.in_file(place));
                self.broken.push(error);
            }
            Err(error) => {
                let hint = if self.source.slice(place).contains("{{") || is_template(self.source.slice(place))
                {
                    "; a template is read once it is filled in"
                } else {
                    ""
                };
                self.skip_at(error.span(), format!("{}{hint}", error.message));
            }
        }
    }

    /// Takes a document, or what is inside of it.
    fn document(&mut self, node: Node, depth: usize) {
        let resource = word(&node, "kind").filter(|_| get(&node, "apiVersion").is_some());
        match resource {
            Some(kind @ ("PrometheusRule" | VM_RULE)) => {
                self.has_vm_rules |= kind == VM_RULE;
                self.inner(&node, "spec", Kind::Rules);
            }
            Some(kind) if kind.ends_with("List") => {
                for item in list(&node, "items") {
                    self.document(item.clone(), depth);
                }
            }
            Some(operator::KIND) => {
                if let Some(note) = operator::note(&node) {
                    self.skip_at(Span { end: node.span.start, ..node.span }, note);
                }
                self.configs.push(node);
            }
            Some("ConfigMap") => self.embedded(get(&node, "data"), depth),
            Some("Secret") => {
                let before = self.documents.len();
                self.embedded(get(&node, "stringData"), depth);
                self.encoded(get(&node, "data"), depth);
                self.in_secrets.extend(before..self.documents.len());
            }
            Some(operator::OWNER) => self.owners.push(node),
            Some("GrafanaDashboard") => {
                self.embedded_at(get(&node, "spec").and_then(|spec| get(spec, "json")), true, depth);
            }
            Some(kind) => match elements::resource(&node) {
                Some((dashboard, untold)) => self.dashboard(&node, dashboard, untold),
                None => self.inside(&node, || format!("nothing is read from resources of the kind `{kind}`")),
            },
            None => match kind(&node) {
                Some(kind) => self.take(kind, node),
                None if elements::is_second(&node) => {
                    self.dashboard(&node, elements::first(&node), elements::untold(&node));
                }
                None if is_of_grafana(&node) => {
                    let start = Span { end: node.span.start, ..node.span };
                    self.skip_at(start, "these are rules of Grafana's own alerting, which are not read");
                }
                None if are_groups(&node) => self.take(Kind::Rules, of_groups(node)),
                None if matches!(node.value, Value::List(_)) => {
                    for item in items(&node).iter().filter(|item| kind(item).is_some()) {
                        self.document(item.clone(), depth);
                    }
                }
                // An export of Grafana's API.
                None => match get(&node, "dashboard").filter(|inner| kind(inner) == Some(Kind::Dashboard)) {
                    Some(inner) => self.take(Kind::Dashboard, inner.clone()),
                    None if node.value == Value::Null => {}
                    None => self.inside(&node, || {
                        "this holds no rules, no dashboard and no configuration of Prometheus or Alertmanager".to_owned()
                    }),
                },
            },
        }
    }

    /// Takes what stands inside of something else: values of a chart, variables of a playbook.
    fn inside(&mut self, node: &Node, reason: impl FnOnce() -> String) {
        let found = inside(node);
        if found.is_empty() {
            self.other(node, reason());
        }
        self.inside.extend(found);
    }

    /// Takes a dashboard that was told in the first schema.
    fn dashboard(&mut self, written: &Node, dashboard: Node, untold: Option<&str>) {
        if let Some(reason) = untold {
            self.skip_at(Span { end: written.span.start, ..written.span }, reason);
        }
        self.take(Kind::Dashboard, dashboard);
    }

    fn inner(&mut self, node: &Node, key: &str, kind: Kind) {
        match get(node, key) {
            Some(inner) => self.take(kind, inner.clone()),
            None => self.skip_at(node.span, format!("this has no `{key}`")),
        }
    }

    /// Takes monitoring, if it is filled in.
    fn take(&mut self, kind: Kind, node: Node) {
        let text = self.source.slice(node.span);
        let unfilled = match kind {
            Kind::Dashboard => in_dashboard(&node),
            _ => placeholder(text).map(|at| node.span.start as usize + at),
        };
        let Some(start) = unfilled else {
            let node = if kind == Kind::Dashboard { crate::asked_for::filled(node) } else { node };
            self.documents.push((kind, node));
            return;
        };
        self.skip_at(Span::new(start, start), "this is a template, which is read once it is filled in");
    }

    /// The files that a ConfigMap or Secret holds.
    fn embedded(&mut self, data: Option<&Node>, depth: usize) {
        for (name, value) in data.map_or(&[][..], entries) {
            let Value::Text(text) = &value.value else { continue };
            let is_json = is_json(name, text);
            if is_json || is_text(name) {
                self.embedded_at(Some(value), is_json, depth);
            }
        }
    }

    /// The files that a Secret holds in Base64: a text of their own, whose lines are counted from its beginning.
    fn encoded(&mut self, data: Option<&Node>, depth: usize) {
        for (name, value) in data.map_or(&[][..], entries).iter().filter(|(name, _)| is_text(name)) {
            let Value::Text(letters) = &value.value else { continue };
            let letters: String = letters.split_whitespace().collect();
            let text = STANDARD.decode(letters).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let Some(text) = text else {
                self.skip_at(name.span, "this is not valid Base64");
                continue;
            };
            let file = self.source.name_at(self.source.in_file(name.span).start);
            let place = self.source.push(format!("{file}#{}", name.value), &text);
            let is_json = is_json(name, &text);
            let read = parsed(&self.source, place, is_json);
            self.text((place, is_json), read, depth + 1);
        }
    }

    fn embedded_at(&mut self, scalar: Option<&Node>, is_json: bool, depth: usize) {
        let Some(Node { span, value: Value::Text(text) }) = scalar else { return };
        if depth == MAX_NESTED {
            self.skip_at(*span, format!("texts inside of texts are read {MAX_NESTED} deep"));
            return;
        }
        let place = self.source.embed(*span, text);
        let read = parsed(&self.source, place, is_json);
        self.text((place, is_json), read, depth + 1);
    }
}
