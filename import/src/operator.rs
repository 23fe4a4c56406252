//! `AlertmanagerConfig` resources, as the one configuration of an Alertmanager that the Prometheus operator makes of them and of a base: every
//! route and inhibition is for alerts of the namespace of its resource, and what has a name has that of its resource before it.

use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, entries, get, items, list, listed, made, object, path, set, word};

/// The resource that is read.
pub(crate) const KIND: &str = "AlertmanagerConfig";

/// The namespace of a resource that names none.
const USUAL: &str = "default";

/// What is to be said of a resource.
pub(crate) fn note(resource: &Node) -> Option<&'static str> {
    let has = |keys: &[&str]| path(resource, keys).is_some();
    if !has(&["spec", "route"]) && has(&["spec", "receivers"]) {
        return Some("this has no route: the Prometheus operator takes nothing of it but inhibitions");
    }
    (!has(&["metadata", "namespace"])).then_some("this names no namespace: it is taken to be in `default`")
}

/// Names of the operator that are no keys of Alertmanager with other letters.
const CALLED: [(&str, &str); 5] = [
    ("urlSecret", "url"),
    ("keySecret", "key"),
    ("weChatConfigs", "wechat_configs"),
    ("bearerTokenSecret", "bearer_token"),
    ("webhookUrl", "webhook_url"),
];

/// The resource with an Alertmanager, which says for what alerts the others are.
pub(crate) const OWNER: &str = "Alertmanager";

/// The one configuration that follows from all resources; nothing if there are none. Their routes stand before those of the `base`, and let
/// every alert through to these. `owners` are the Alertmanagers: what only one of several would do is not done.
pub(crate) fn configuration(resources: &[Node], owners: &[Node], base: Option<&Node>) -> Option<Node> {
    let span = base.or(resources.first())?.span;
    let owner = if let [owner] = owners { Some(owner) } else { None };
    let mut of: Vec<Resource<'_>> = resources.iter().map(|resource| Resource::new(resource, owner)).collect();
    // As the operator takes them, whatever files they stand in.
    of.sort_by_key(|resource| [resource.namespace, "/", resource.name].concat());
    let whole = owner.and_then(|owner| of.iter().position(|resource| resource.is_whole_of(owner)));
    let base = match whole {
        Some(at) => Resource { is_bound: false, ..of.remove(at) }.whole(),
        None => base.cloned().unwrap_or_else(|| nobody(span)),
    };
    let (mut routes, mut receivers, mut inhibitions, mut intervals) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for of in &of {
        inhibitions.extend(of.inhibitions());
        // Without a route nothing of it is taken but this.
        let Some(route) = of.spec.and_then(|spec| get(spec, "route")) else { continue };
        routes.push(of.top(route));
        receivers.extend(of.receivers());
        intervals.extend(of.intervals());
    }
    let mut config = base;
    let route = get(&config, "route").cloned().unwrap_or_else(|| Made::new(span).node());
    routes.extend(list(&route, "routes").iter().cloned());
    let mut route = route;
    set(&mut route, "routes", listed(span, routes));
    set(&mut config, "route", route);
    for (key, more) in
        [("receivers", receivers), ("inhibit_rules", inhibitions), ("time_intervals", intervals)]
    {
        if !more.is_empty() {
            let all = list(&config, key).iter().cloned().chain(more).collect();
            set(&mut config, key, listed(span, all));
        }
    }
    Some(config)
}

/// The namespace of a resource.
fn home(resource: &Node) -> &str {
    get(resource, "metadata").and_then(|about| word(about, "namespace")).unwrap_or(USUAL)
}

/// A configuration that tells nobody.
fn nobody(span: Span) -> Node {
    let root = made(span, "null");
    let receiver = object(span, [("name", root.clone())]);
    object(span, [("route", object(span, [("receiver", root)])), ("receivers", listed(span, vec![receiver]))])
}

/// A resource: what its names begin with, and where its alerts come from.
struct Resource<'r> {
    namespace: &'r str,
    name: &'r str,
    spec: Option<&'r Node>,
    /// Whether it is for alerts of its namespace alone.
    is_bound: bool,
}

impl<'r> Resource<'r> {
    fn new(resource: &'r Node, owner: Option<&Node>) -> Self {
        let of = |key| get(resource, "metadata").and_then(|about| word(about, key));
        let namespace = of("namespace").unwrap_or(USUAL);
        let strategy = owner.and_then(|owner| path(owner, &["spec", "alertmanagerConfigMatcherStrategy"]));
        let is_bound = match strategy.and_then(|strategy| word(strategy, "type")) {
            Some("None") => false,
            Some("OnNamespaceExceptForAlertmanagerNamespace") => owner.map(home) != Some(namespace),
            _ => true,
        };
        Self { namespace, name: of("name").unwrap_or_default(), spec: get(resource, "spec"), is_bound }
    }

    /// Whether an Alertmanager names it as the configuration that all others are added to.
    fn is_whole_of(&self, owner: &Node) -> bool {
        let named = path(owner, &["spec", "alertmanagerConfiguration"]).and_then(|named| word(named, "name"));
        named == Some(self.name) && home(owner) == self.namespace
    }

    /// It alone, as a configuration.
    fn whole(&self) -> Node {
        let span = self.spec.map_or(Span::new(0, 0), |spec| spec.span);
        let route = self.spec.and_then(|spec| get(spec, "route")).map(|route| self.route(route));
        let mut config = Made::new(span);
        config.put_if("route", route);
        config.put("receivers", listed(span, self.receivers().collect()));
        config.put("inhibit_rules", listed(span, self.inhibitions().collect()));
        config.put("time_intervals", listed(span, self.intervals().collect()));
        config.node()
    }

    fn list(&self, key: &str) -> &'r [Node] {
        self.spec.map_or(&[], |spec| list(spec, key))
    }

    fn receivers(&self) -> impl Iterator<Item = Node> {
        self.list("receivers").iter().map(|receiver| self.receiver(receiver))
    }

    fn inhibitions(&self) -> impl Iterator<Item = Node> {
        self.list("inhibitRules").iter().map(|rule| self.inhibition(rule))
    }

    fn intervals(&self) -> impl Iterator<Item = Node> {
        let defined = ["timeIntervals", "muteTimeIntervals"].into_iter().flat_map(|key| self.list(key));
        defined.map(|interval| self.interval(interval))
    }

    /// What something is called in the whole configuration.
    fn called(&self, name: &Node) -> Node {
        match &name.value {
            Value::Text(own) => made(name.span, &[self.namespace, self.name, own].join("/")),
            _ => name.clone(),
        }
    }

    /// The alerts of the namespace, if it is for these alone.
    fn own(&self, span: Span) -> Option<Node> {
        self.is_bound.then(|| matcher(span, "namespace", "=", self.namespace))
    }

    /// The route of a resource, behind which those of others are asked, too.
    fn top(&self, route: &Node) -> Node {
        let mut node = self.route(route);
        let Value::Map(keys) = &mut node.value else { return node };
        keys.retain(|(key, _)| key.value != "continue");
        match (self.own(route.span), keys.iter_mut().find(|(key, _)| key.value == "matchers")) {
            (Some(own), Some((_, Node { value: Value::List(matchers), .. }))) => matchers.insert(0, own),
            (Some(own), _) => keys.push((key("matchers", route.span), listed(route.span, vec![own]))),
            (None, _) => {}
        }
        keys.push((key("continue", route.span), crate::tree::flag(route.span, true)));
        node
    }

    fn route(&self, route: &Node) -> Node {
        let mut told = Made::new(route.span);
        for (name, value) in entries(route) {
            let value = match name.value.as_str() {
                "receiver" => self.called(value),
                "muteTimeIntervals" | "activeTimeIntervals" => {
                    listed(value.span, items(value).iter().map(|name| self.called(name)).collect())
                }
                "matchers" => matchers(value),
                "routes" => listed(value.span, items(value).iter().map(|route| self.route(route)).collect()),
                _ => value.clone(),
            };
            told.put_at(Spanned::new(snake(&name.value), name.span), value);
        }
        told.node()
    }

    fn receiver(&self, receiver: &Node) -> Node {
        let mut told = Made::new(receiver.span);
        for (name, value) in entries(receiver) {
            match name.value.as_str() {
                "name" => told.put_at(name.clone(), self.called(value)),
                "discordConfigs" => told.put_at(key("discord_configs", name.span), discord(spelled(value))),
                _ => told.put_at(key(&snake(&name.value), name.span), spelled(value)),
            }
        }
        told.node()
    }

    fn inhibition(&self, rule: &Node) -> Node {
        let mut told = Made::new(rule.span);
        for (theirs, ours) in [("sourceMatch", "source_matchers"), ("targetMatch", "target_matchers")] {
            let mut all: Vec<Node> = self.own(rule.span).into_iter().collect();
            all.extend(get(rule, theirs).map_or(&[][..], items).iter().map(one));
            told.put(ours, listed(rule.span, all));
        }
        told.put_if("equal", get(rule, "equal").cloned());
        told.node()
    }

    fn interval(&self, interval: &Node) -> Node {
        let parts = list(interval, "timeIntervals").iter().map(|part| {
            let mut told = Made::new(part.span);
            for (name, value) in entries(part) {
                let value = match name.value.as_str() {
                    "daysOfMonth" => listed(value.span, items(value).iter().map(days).collect()),
                    _ => spelled(value),
                };
                told.put_at(Spanned::new(snake(&name.value), name.span), value);
            }
            told.node()
        });
        let mut told = Made::new(interval.span);
        told.put_if("name", get(interval, "name").map(|name| self.called(name)));
        told.put("time_intervals", listed(interval.span, parts.collect()));
        told.node()
    }
}

/// `{ start: 1, end: 5 }` as Alertmanager has it: `1:5`.
fn days(range: &Node) -> Node {
    let of = |key| get(range, key).and_then(crate::tree::as_number).map(|day| day.to_string());
    let ends: Vec<String> = [of("start"), of("end")].into_iter().flatten().collect();
    made(range.span, &ends.join(":"))
}

fn matchers(node: &Node) -> Node {
    listed(node.span, items(node).iter().map(one).collect())
}

/// `{ name: severity, matchType: =~, value: a|b }`, or with `regex: true`, as a text.
fn one(node: &Node) -> Node {
    let is_regex = crate::tree::is_true(node, "regex");
    let op = word(node, "matchType").filter(|op| !op.is_empty()).unwrap_or(if is_regex { "=~" } else { "=" });
    let value = word(node, "value").unwrap_or_default();
    matcher(node.span, word(node, "name").unwrap_or_default(), op, value)
}

fn matcher(span: Span, name: &str, op: &str, value: &str) -> Node {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    made(span, &format!("{name}{op}\"{value}\""))
}

/// What stands below a key, with Alertmanager's names: a key of a Secret is the file that holds it, and pairs are a mapping.
fn spelled(node: &Node) -> Node {
    match &node.value {
        Value::Map(keys) => {
            let mut told = Made::new(node.span);
            for (name, value) in keys {
                let key = snake(&name.value);
                let (key, value) = match held(value) {
                    Some(held) if UNFILED.contains(&key.as_str()) => (key, made(value.span, held.key)),
                    Some(held) if OPEN.contains(&key.as_str()) => {
                        (format!("{key}_file"), made(value.span, &held.mounted()))
                    }
                    Some(held) => (format!("{key}_file"), made(value.span, &held.file())),
                    None => (key, spelled(value)),
                };
                told.put_at(Spanned::new(key, name.span), value);
            }
            told.node()
        }
        Value::List(all) if !all.is_empty() && all.iter().all(is_pair) => {
            let mut told = Made::new(node.span);
            for pair in all {
                if let (Some(name), Some(value)) = (word(pair, "key"), get(pair, "value")) {
                    told.put_at(key(name, pair.span), value.clone());
                }
            }
            told.node()
        }
        Value::List(all) => listed(node.span, all.iter().map(spelled).collect()),
        _ => node.clone(),
    }
}

/// Secrets that Alertmanager reads from no file.
const UNFILED: [&str; 3] = ["access_key", "secret_key", "auth_secret"];

/// Keys of certificates, which are no secrets.
const OPEN: [&str; 2] = ["ca", "cert"];

/// What a Secret or a ConfigMap holds.
struct Held<'n> {
    folder: &'static str,
    name: &'n str,
    key: &'n str,
}

impl Held<'_> {
    /// What a file with it can be called.
    fn file(&self) -> String {
        [self.name, ":", self.key].concat()
    }

    /// Where the operator mounts it, if the Alertmanager names it.
    fn mounted(&self) -> String {
        ["/etc/alertmanager", self.folder, self.name, self.key].join("/")
    }
}

/// `{ name: slack, key: url }`, or the same behind `secret` or `configMap`.
fn held(node: &Node) -> Option<Held<'_>> {
    if let [(kind, of)] = entries(node) {
        return match kind.value.as_str() {
            "secret" => held(of),
            "configMap" => held(of).map(|held| Held { folder: "configmaps", ..held }),
            _ => None,
        };
    }
    let is_of_it =
        |(key, _): &(Spanned<String>, Node)| ["name", "key", "optional"].contains(&key.value.as_str());
    let is_all = entries(node).iter().all(is_of_it);
    is_all
        .then(|| Some(Held { folder: "secrets", name: word(node, "name")?, key: word(node, "key")? }))
        .flatten()
}

fn is_pair(node: &Node) -> bool {
    let names: Vec<&str> = entries(node).iter().map(|(key, _)| key.value.as_str()).collect();
    names == ["key", "value"] || names == ["value", "key"]
}

/// The address of Discord has a name of its own.
fn discord(mut configs: Node) -> Node {
    if let Value::List(configs) = &mut configs.value {
        for config in configs {
            let Value::Map(keys) = &mut config.value else { continue };
            for (key, _) in keys.iter_mut().filter(|(key, _)| key.value == "api_url_file") {
                "webhook_url_file".clone_into(&mut key.value);
            }
        }
    }
    configs
}

fn key(name: &str, span: Span) -> Spanned<String> {
    Spanned::new(name.to_owned(), span)
}

/// `apiURL` as Alertmanager spells it: `api_url`.
fn snake(name: &str) -> String {
    if let Some((_, called)) = CALLED.iter().find(|(theirs, _)| *theirs == name) {
        return (*called).to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let mut told = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || letters.get(at + 1).is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            told.push('_');
        }
        told.push(letter.to_ascii_lowercase());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn names_are_spelled_as_alertmanager_does() {
        for (theirs, ours) in [
            ("apiURL", "api_url"),
            ("groupBy", "group_by"),
            ("caFile", "ca_file"),
            ("iconURL", "icon_url"),
            ("chatID", "chat_id"),
            ("requireTLS", "require_tls"),
            ("httpConfig", "http_config"),
            ("TLSConfig", "tls_config"),
            ("urlSecret", "url"),
            ("receiver", "receiver"),
        ] {
            assert_eq!(snake(theirs), ours);
        }
    }
}
