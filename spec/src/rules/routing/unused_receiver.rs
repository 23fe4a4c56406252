//! `unused-receiver`: a receiver or time interval that no route names.

use std::collections::BTreeSet;

use super::tree::every;
use crate::ast;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::Notifications;
use crate::rules;

/// Reports receivers and time intervals that nothing names.
pub(super) fn check(ast: &ast::Notifications, notifications: &Notifications, sink: &mut Sink) {
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
