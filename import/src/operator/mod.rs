//! `AlertmanagerConfig` resources, as the one configuration of an Alertmanager that the Prometheus operator makes of them and of a base: every
//! route and inhibition is for alerts of the namespace of its resource, and what has a name has that of its resource before it.

mod owner;
mod spelling;

use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, entries, get, items, list, listed, made, object, path, set};
use owner::{Owner, name_of, namespace_of};
use spelling::{days, discord, key, matcher, matchers, one, snake, spelled};

/// The resource that is read.
pub(crate) const KIND: &str = "AlertmanagerConfig";

/// What is to be said of a resource.
pub(crate) fn note(resource: &Node) -> Option<&'static str> {
    let has = |keys: &[&str]| path(resource, keys).is_some();
    if !has(&["spec", "route"]) && has(&["spec", "receivers"]) {
        return Some("this has no route: the Prometheus operator takes nothing of it but inhibitions");
    }
    (!has(&["metadata", "namespace"])).then_some("this names no namespace: it is taken to be in `default`")
}

/// The resource with an Alertmanager, which says for what alerts the others are.
pub(crate) const OWNER: &str = "Alertmanager";

/// Where an Alertmanager names a resource as its configuration that was not read, and its name.
pub(crate) fn missing<'o>(resources: &[Node], owners: &'o [Node]) -> Option<(Span, &'o str)> {
    let [owner] = owners else { return None };
    let whole = Owner(owner).whole()?;
    let is_it = |resource: &Node| whole == (namespace_of(resource), name_of(resource));
    (!resources.iter().any(is_it)).then_some((Span { end: owner.span.start, ..owner.span }, whole.1))
}

/// The one configuration that follows from all resources; nothing if there are none. Their routes stand before those of the `base`, and let
/// every alert through to these. `owners` are the Alertmanagers: what only one of several would do is not done.
pub(crate) fn configuration(resources: &[Node], owners: &[Node], base: Option<&Node>) -> Option<Node> {
    let span = base.or(resources.first())?.span;
    let owner = if let [owner] = owners { Some(Owner(owner)) } else { None };
    let mut of: Vec<Resource<'_>> = resources.iter().map(|resource| Resource::new(resource, owner)).collect();
    // As the operator takes them, whatever files they stand in.
    of.sort_by_key(|resource| [resource.namespace, "/", resource.name].concat());
    let whole = owner.and_then(Owner::whole);
    let whole = of.iter().position(|of| whole == Some((of.namespace, of.name)));
    let mut config = match whole {
        Some(at) => Resource { is_bound: false, ..of.remove(at) }.whole(owner),
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
    fn new(resource: &'r Node, owner: Option<Owner<'_>>) -> Self {
        let namespace = namespace_of(resource);
        let is_bound = owner.is_none_or(|owner| owner.binds(namespace));
        Self { namespace, name: name_of(resource), spec: get(resource, "spec"), is_bound }
    }

    /// It alone, as a configuration, with what its Alertmanager says beside it.
    fn whole(&self, owner: Option<Owner<'_>>) -> Node {
        let span = self.spec.map_or(Span::new(0, 0), |spec| spec.span);
        let route = self.spec.and_then(|spec| get(spec, "route")).map(|route| self.route(route));
        let mut config = Made::new(span);
        for (key, said) in owner.into_iter().flat_map(Owner::beside) {
            config.put(key, said);
        }
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
