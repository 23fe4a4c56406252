//! `dead-route`, `unrouted-alert`, `unused-receiver`.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Alerts, Holds, Known};
use crate::ast;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Notifications, Route, Severity, TimeInterval};
use crate::rules;
use crate::suggest;

/// Reports routes that no alert can take.
pub(super) fn dead(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    for (at, (route, written)) in notifications.routes.iter().zip(&ast.routes).enumerate() {
        let matching: Vec<&Known<'_>> =
            alerts.iter().filter(|known| known.matches(&route.matchers) != Holds::Never).collect();
        let before = &notifications.routes[..at];
        let takers: Vec<Option<usize>> = matching.iter().map(|known| taken(before, known)).collect();
        if takers.iter().any(Option::is_none) {
            continue;
        }
        let place = written.receiver.span;
        let diagnostic = if takers.is_empty() {
            Diagnostic::new(&rules::DEAD_ROUTE, place, "no alert matches this route")
                .help("remove a matcher, or the route")
        } else {
            let message = "no alert reaches this route: earlier routes take all matching alerts";
            let mut diagnostic = Diagnostic::new(&rules::DEAD_ROUTE, place, message);
            for taker in takers.into_iter().flatten().collect::<BTreeSet<_>>() {
                diagnostic = diagnostic.also(ast.routes[taker].receiver.span, "to this receiver");
            }
            diagnostic
                .help("move the route up, or write `continue: true` at the others if both receivers should get the alerts")
        };
        sink.report(diagnostic);
    }
}

/// The first of some routes that takes every series of an alert and hands none on.
fn taken(routes: &[Route], known: &Known<'_>) -> Option<usize> {
    routes.iter().position(|route| !route.goes_on && known.matches(&route.matchers) == Holds::Always)
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
        notifications.routes.iter().any(|route| known.matches(&route.matchers) != Holds::Never)
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
    for (route, written) in notifications.routes.iter().zip(&ast.routes) {
        let muted: Vec<&TimeInterval> = route.muted.iter().filter_map(interval).collect();
        let is_muted = |active: Option<&TimeInterval>| muted.iter().any(|muted| muted.covers(active));
        let is_never_active = match route.active.as_slice() {
            [] => is_muted(None),
            names => names.iter().all(|name| is_muted(interval(name))),
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

/// Reports receivers and time intervals that nothing names.
pub(super) fn unused(ast: &ast::Notifications, notifications: &Notifications, sink: &mut Sink) {
    let routes = || notifications.routes.iter();
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
