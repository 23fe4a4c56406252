//! `dead-route`: a route that no alert can take.

use std::collections::BTreeSet;

use super::known::Alerts;
use super::reach::Reach;
use crate::ast;
use crate::decode::Placed;
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Notifications, Route};
use crate::rules;
use crate::source::Span;

/// Reports routes that no alert can take.
pub(super) fn check(
    ast: &ast::Notifications,
    notifications: &Notifications,
    alerts: &Alerts<'_>,
    sink: &mut Sink,
) {
    let all = alerts.labels().map(Reach::new).collect();
    among(&ast.routes, &notifications.routes, all, sink);
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

fn among(written: &[Placed<ast::Route>], routes: &[Route], alerts: Vec<Reach<'_>>, sink: &mut Sink) {
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
        among(&ast.routes, &route.routes, within, sink);
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
