//! What is in a text: documents, what stands inside of them, and texts inside of resources of Kubernetes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use super::{Inputs, MAX_NESTED, Parsed, VM_RULE, parsed};
use crate::kind::{
    Kind, are_groups, inside, is_json, is_of_grafana, is_of_monitoring, is_text, kind, of_groups,
};
use crate::tree::{entries, get, items, list, word};
use crate::unfilled::{in_dashboard, is_template, placeholder};
use crate::{elements, operator};

impl Inputs {
    pub(super) fn text(&mut self, (place, is_json): (Span, bool), read: Parsed, depth: usize) {
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
    pub(super) fn take(&mut self, kind: Kind, node: Node) {
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
