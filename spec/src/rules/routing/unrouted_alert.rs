//! `unrouted-alert`: an alert that no route takes.

use std::collections::BTreeMap;

use super::known::{Alerts, Holds, Known};
use super::reach::Reach;
use crate::ast;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Notifications, Severity};
use crate::{rules, suggest};

/// Reports alerts that only the default receiver hears of, though there are routes: whole severities at once.
pub(super) fn check(
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
