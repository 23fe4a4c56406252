//! `muted-route`: a route that is muted whenever it is active.

use super::tree::every;
use crate::ast;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Notifications, TimeInterval};
use crate::rules;

/// Reports routes that are muted whenever they are active.
pub(crate) fn check(ast: &ast::Notifications, notifications: &Notifications, sink: &mut Sink) {
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
