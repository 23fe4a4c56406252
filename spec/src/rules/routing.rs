//! What becomes of alerts. All that is known of the labels of an alert is known before it ever fires: its own, and those that its query
//! keeps.

mod dead_inhibition;
mod dead_route;
mod deliveries;
mod known;
pub(crate) mod muted_route;
mod mutual_inhibition;
mod reach;
mod tree;
mod unrouted_alert;
mod unused_receiver;

pub(crate) use deliveries::deliveries;
pub(crate) use known::{Alerts, Known};

use crate::ast;
use crate::diagnostic::Sink;
use crate::model::Notifications;

/// Looks at all of it but times, which hold whatever else is wrong.
pub(crate) fn check(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    dead_route::check(ast, notifications, alerts, sink);
    unrouted_alert::check(ast, notifications, alerts, sink);
    unused_receiver::check(ast, notifications, sink);
    let edges = dead_inhibition::check(ast, notifications, alerts, sink);
    mutual_inhibition::check(&edges, sink);
}
