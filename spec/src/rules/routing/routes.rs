//! `dead-route`, `unrouted-alert`, `muted-route`, `unused-receiver`.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Alerts, Holds, Known};
use super::reach::Reach;
use crate::ast;
use crate::decode::Placed;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Notifications, Route, Severity, TimeInterval};
use crate::rules;
use crate::source::Span;
use crate::suggest;

/// Reports routes that no alert can take.
pub(super) fn dead(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    let all = alerts.labels().map(Reach::new).collect();
    dead_among(&ast.routes, &notifications.routes, all, sink);
}

/// An alert among routes of one level.
struct Passing<'k> {
    /// As it came to the first of them.
    whole: Reach<'k>,
    /// What is left of it behind those that were asked so far.
    left: Option<Reach<'k>>,
    /// Those of them that have kept some of it.
    takers: Vec<usize>,
}

impl<'k> Passing<'k> {
    fn new(whole: Reach<'k>) -> Self {
        Self { left: Some(whole.clone()), whole, takers: Vec::new() }
    }
}

fn dead_among(written: &[Placed<ast::Route>], routes: &[Route], alerts: Vec<Reach<'_>>, sink: &mut Sink) {
    let mut alerts: Vec<Passing<'_>> = alerts.into_iter().map(Passing::new).collect();
    for (at, (route, ast)) in routes.iter().zip(written).enumerate() {
        let within: Vec<Reach<'_>> =
            alerts.iter().filter_map(|alert| alert.left.as_ref()?.within(&route.matchers)).collect();
        if within.is_empty() {
            let takers = alerts.iter().flat_map(|alert| {
                let shared =
                    |taker: &&usize| alert.whole.is_shared(&routes[**taker].matchers, &route.matchers);
                alert.takers.iter().filter(shared)
            });
            let takers: BTreeSet<usize> = takers.copied().collect();
            sink.report(nobody_comes(ast, takers.into_iter().map(|taker| &written[taker])));
            continue;
        }
        dead_among(&ast.routes, &route.routes, within, sink);
        if route.goes_on {
            continue;
        }
        for alert in &mut alerts {
            let Some(left) = alert.left.take() else { continue };
            if left.within(&route.matchers).is_some() {
                alert.takers.push(at);
            }
            alert.left = left.past(&route.matchers);
        }
    }
}

fn nobody_comes<'w>(
    route: &Placed<ast::Route>,
    takers: impl Iterator<Item = &'w Placed<ast::Route>>,
) -> Diagnostic {
    let mut takers = takers.peekable();
    if takers.peek().is_none() {
        return Diagnostic::new(&rules::DEAD_ROUTE, place(route), "no alert matches this route")
            .help("remove a matcher, or the route");
    }
    let message = "no alert reaches this route: earlier routes take all matching alerts";
    let mut diagnostic = Diagnostic::new(&rules::DEAD_ROUTE, place(route), message);
    for taker in takers {
        let what = if taker.receiver.is_some() { "to this receiver" } else { "to this route" };
        diagnostic = diagnostic.also(place(taker), what);
    }
    diagnostic.help(
        "move the route up, or write `continue: true` at the others if both receivers should get the alerts",
    )
}

/// Where to point to a route: its receiver, or else what it asks first.
fn place(route: &Placed<ast::Route>) -> Span {
    let labels = route.labels.iter().map(|(name, _)| name);
    let conditions = route.severity.0.iter().chain(&route.component.0).chain(&route.alert.0).chain(labels);
    route.receiver.iter().chain(conditions).next().map_or(route.span, |text| text.span)
}

/// Reports alerts that only the default receiver hears of, though there are routes: whole severities at once.
pub(super) fn unrouted(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    if notifications.routes.is_empty() {
        return;
    }
    let is_routed = |known: &Known<'_>| {
        notifications
            .routes
            .iter()
            .any(|route| Reach::new(&known.labels).matches(&route.matchers) != Holds::Never)
    };
    let mut by_severity: BTreeMap<Option<&Severity>, Vec<(&Known<'_>, bool)>> = BTreeMap::new();
    for known in alerts.iter() {
        by_severity.entry(known.alert.severity.as_ref()).or_default().push((known, is_routed(known)));
    }
    let default = &notifications.default;
    for (severity, all) in by_severity {
        let severity = severity.map_or("", Severity::name);
        let unrouted = all.iter().filter(|(_, is_routed)| !is_routed).map(|(known, _)| *known);
        let unrouted: Vec<&Known<'_>> = unrouted.collect();
        if unrouted.len() == all.len() {
            let names = suggest::list(unrouted.iter().map(|known| known.alert.name.as_str()));
            let message = format!("no route takes alerts of severity `{severity}`");
            sink.report(
                Diagnostic::new(&rules::UNROUTED_ALERT, ast.receiver.span, message)
                    .note(format!("only the default receiver `{default}` hears of {names}"))
                    .help(format!(
                        "add a route: `- {{ severity: {severity}, receiver: {default} }}` if that is meant"
                    )),
            );
            continue;
        }
        for known in unrouted {
            let message = format!("no route takes `{}`", known.alert.name);
            let place = known.place.unwrap_or(ast.receiver.span);
            sink.report(
                Diagnostic::new(&rules::UNROUTED_ALERT, place, message)
                    .note(format!("only the default receiver `{default}` gets it"))
                    .help("add a route for its severity, its component or its name"),
            );
        }
    }
}

/// Reports routes that are muted whenever they are active.
pub(super) fn muted(ast: &ast::Notifications, notifications: &Notifications, sink: &mut Sink) {
    let interval = |name: &String| notifications.time_intervals.get(name);
    for (written, route) in every(&ast.routes, &notifications.routes) {
        let muted: Vec<&TimeInterval> = route.muted.iter().filter_map(interval).collect();
        let is_muted = |active: Option<&TimeInterval>| muted.iter().any(|muted| muted.covers(active));
        let is_never_active = match route.active.as_slice() {
            [] => is_muted(None),
            // One that is not defined has been reported.
            names => names.iter().all(|name| interval(name).is_some_and(|active| is_muted(Some(active)))),
        };
        let Some(place) = written.muted.0.first().filter(|_| is_never_active) else { continue };
        let message = "this route is muted whenever it is active, so it never sends a notification";
        let diagnostic = Diagnostic::new(&rules::MUTED_ROUTE, place.span, message);
        let diagnostic = match written.active.0.first() {
            Some(active) => diagnostic.also(active.span, "active only then"),
            None => diagnostic,
        };
        sink.report(diagnostic.help("use other time intervals, or remove `muted`"));
    }
}

/// Every route of a tree, as it is written and as it is meant.
fn every<'w, 'r>(
    written: &'w [Placed<ast::Route>],
    routes: &'r [Route],
) -> Vec<(&'w Placed<ast::Route>, &'r Route)> {
    let with_those_within = |(written, route): (&'w Placed<ast::Route>, &'r Route)| {
        let within = every(&written.routes, &route.routes);
        std::iter::once((written, route)).chain(within)
    };
    written.iter().zip(routes).flat_map(with_those_within).collect()
}

/// Reports receivers and time intervals that nothing names.
pub(super) fn unused(ast: &ast::Notifications, notifications: &Notifications, sink: &mut Sink) {
    let routes = every(&ast.routes, &notifications.routes);
    let routes = || routes.iter().map(|(_, route)| *route);
    let told: BTreeSet<&str> =
        routes().map(|route| route.receiver.as_str()).chain([notifications.default.as_str()]).collect();
    let intervals: BTreeSet<&str> =
        routes().flat_map(|route| route.active.iter().chain(&route.muted)).map(String::as_str).collect();
    for (name, _) in ast.receivers.iter().filter(|(name, _)| !told.contains(name.as_str())) {
        let message = format!("no route uses the receiver `{}`", **name);
        let diagnostic = Diagnostic::new(&rules::UNUSED_RECEIVER, name.span, message);
        sink.report(diagnostic.help(format!("add a route with `receiver: {}`, or take it away", **name)));
    }
    for (name, _) in ast.time_intervals.iter().filter(|(name, _)| !intervals.contains(name.as_str())) {
        let message = format!("no route uses the time interval `{}`", **name);
        let diagnostic = Diagnostic::new(&rules::UNUSED_RECEIVER, name.span, message);
        sink.report(diagnostic.help(format!("write `active: {}` at a route, or take it away", **name)));
    }
}
