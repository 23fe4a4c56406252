//! What becomes of alerts: `dead-route`, `unrouted-alert`, `muted-route`, `unused-receiver`, `dead-inhibition`, `mutual-inhibition`. All that is known of the
//! labels of an alert is known before it ever fires: its own, and those that its query keeps.

mod deliveries;
mod inhibitions;
mod known;
mod reach;
mod routes;

pub(crate) use deliveries::deliveries;
pub(crate) use known::{Alerts, Known};

use crate::ast;
use crate::diagnostic::Sink;
use crate::model::Notifications;

/// Looks at all of it.
pub(crate) fn check(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    routes::dead(ast, notifications, alerts, sink);
    routes::unrouted(ast, notifications, alerts, sink);
    routes::unused(ast, notifications, sink);
    inhibitions::check(ast, notifications, alerts, sink);
}

/// Looks at times alone, which hold whatever else is wrong.
pub(crate) fn muted(ast: &ast::Notifications, notifications: &Notifications, sink: &mut Sink) {
    routes::muted(ast, notifications, sink);
}
