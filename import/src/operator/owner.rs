//! What an Alertmanager of the operator says of its configuration.

use gaugewright_spec::source::Spanned;
use gaugewright_spec::yaml::{Node, Value};

use super::spelling::{held, snake, spelled};
use crate::tree::{Made, entries, get, listed, made, path, word};

/// Where the operator mounts templates.
const TEMPLATES: &str = "/etc/alertmanager/templates";

/// The namespace of a resource that names none.
const USUAL: &str = "default";

/// An Alertmanager.
#[derive(Clone, Copy)]
pub(super) struct Owner<'o>(pub(super) &'o Node);

impl<'o> Owner<'o> {
    /// Whether a resource is for the alerts of its namespace alone.
    pub(super) fn binds(self, namespace: &str) -> bool {
        let strategy = path(self.0, &["spec", "alertmanagerConfigMatcherStrategy"]);
        match strategy.and_then(|strategy| word(strategy, "type")) {
            Some("None") => false,
            Some("OnNamespaceExceptForAlertmanagerNamespace") => namespace_of(self.0) != namespace,
            _ => true,
        }
    }

    /// The namespace and the name of the resource that all others are added to, if it names one.
    pub(super) fn whole(self) -> Option<(&'o str, &'o str)> {
        Some((namespace_of(self.0), word(self.configuration()?, "name")?))
    }

    /// What it says beside that resource, as Alertmanager has it: `global` and `templates`.
    pub(super) fn beside(self) -> impl Iterator<Item = (&'static str, Node)> {
        let configuration = self.configuration();
        let global = configuration.and_then(|configuration| get(configuration, "global")).map(global);
        let templates = configuration.and_then(|configuration| get(configuration, "templates"));
        let templates = templates.map(|all| listed(all.span, list_of(all)));
        global.map(|global| ("global", global)).into_iter().chain(templates.map(|all| ("templates", all)))
    }

    fn configuration(self) -> Option<&'o Node> {
        path(self.0, &["spec", "alertmanagerConfiguration"])
    }
}

/// The namespace of a resource.
pub(super) fn namespace_of(resource: &Node) -> &str {
    get(resource, "metadata").and_then(|about| word(about, "namespace")).unwrap_or(USUAL)
}

/// The name of a resource; nothing, if it has none.
pub(super) fn name_of(resource: &Node) -> &str {
    get(resource, "metadata").and_then(|about| word(about, "name")).unwrap_or_default()
}

/// Where the templates lie.
fn list_of(templates: &Node) -> Vec<Node> {
    let files = crate::tree::items(templates).iter();
    files.filter_map(|file| Some(made(file.span, &[TEMPLATES, held(file)?.key].join("/")))).collect()
}

/// What holds for all receivers: settings of one kind stand together, `smtp: { from: … }`, which Alertmanager has apart, `smtp_from`.
fn global(node: &Node) -> Node {
    let mut told = Made::new(node.span);
    for (name, value) in entries(node) {
        let is_group = matches!(value.value, Value::Map(_)) && held(value).is_none();
        if !is_group || name.value == "httpConfig" {
            let one = Node { span: node.span, value: Value::Map(vec![(name.clone(), value.clone())]) };
            told.extend(entries(&spelled(&one)).iter().cloned());
            continue;
        }
        for (own, value) in entries(&spelled(value)) {
            let value = if own.value == "smarthost" { host(value) } else { value.clone() };
            told.put_at(Spanned::new([&snake(&name.value), "_", &own.value].concat(), own.span), value);
        }
    }
    told.node()
}

/// `{ host: smtp.example.com, port: 25 }` as Alertmanager has it: `smtp.example.com:25`.
fn host(node: &Node) -> Node {
    let port = get(node, "port").and_then(crate::tree::as_number).map(|port| port.to_string());
    let parts =
        [word(node, "host").map(str::to_owned), port.or_else(|| word(node, "port").map(str::to_owned))];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    made(node.span, &parts.join(":"))
}
