//! Who is told of alerts: receivers, routes, inhibitions, times. Names are looked up here; what the routes make of the
//! alerts is looked at by the rules of [`crate::rules::routing`].

mod deployed;
mod destinations;
mod intervals;
mod levels;
mod matchers;
mod raw;
mod receivers;
mod secrets;
mod values;
mod written;

use super::Resolver;
use crate::ast;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{
    AlertGroup, Grouping, Inhibition, Keyed, Notifications, Receiver, Route, Table, TimeInterval,
};
use crate::rules;
use crate::rules::routing::{self, Alerts};
use crate::source::Spanned;

/// Where the files lie that receivers name, if nothing else is said: in the folder that packages and images of Alertmanager use.
const SECRETS: &str = "/etc/alertmanager/secrets";

/// Labels by which alerts are told together, if nothing else is said.
const GROUP_BY: [&str; 2] = ["alertname", "component"];

/// The word that stands for all labels in `group_by`.
const ALL_LABELS: &str = "...";

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &ast::Spec,
    groups: &[AlertGroup],
) -> Option<Notifications> {
    let notifications = ast.notifications.as_ref().map(|written| whole(resolver, ast, written, groups));
    deployed::check(resolver, ast, notifications.as_ref());
    notifications
}

/// The notifications of a spec with these alerts.
pub(super) fn whole(
    resolver: &mut Resolver<'_>,
    ast: &ast::Spec,
    written: &ast::Notifications,
    groups: &[AlertGroup],
) -> Notifications {
    let others_come = written.other_alerts.as_ref().is_some_and(|others| others.value);
    let alerts = Alerts::new(groups, &ast.alerts, others_come);
    let receivers = receivers::resolve(resolver, &written.receivers);
    let time_intervals = intervals::resolve(resolver, &written.time_intervals);
    named(resolver, "receiver", &written.receiver, &receivers);
    let grouping = own_grouping(resolver, &alerts, &usual(), &written.grouping());
    let around = Around { receiver: &written.receiver.value, grouping: &grouping };
    let names = Names { receivers: &receivers, time_intervals: &time_intervals };
    let routes = routes(resolver, &alerts, &names, &around, &written.routes);
    let inhibitions = written.inhibit.iter().map(|inhibition| Inhibition {
        when: matchers::selected(resolver, &alerts, &inhibition.when.0),
        silence: matchers::selected(resolver, &alerts, &inhibition.silence.0),
        equal: texts(&inhibition.equal),
    });
    let inhibitions = inhibitions.chain(levels::inhibitions(&alerts)).collect();
    let mut notifications = Notifications {
        receivers,
        default: written.receiver.value.clone(),
        grouping,
        routes,
        inhibitions,
        time_intervals,
        secrets: secrets(resolver, written.secrets.as_ref()),
        global: written
            .global
            .iter()
            .flat_map(|global| &global.0)
            .map(|(key, node)| raw::entry(resolver, None, key, node))
            .collect(),
        templates: texts(&written.templates),
        deliveries: Vec::new(),
    };
    notifications.deliveries = routing::deliveries(&notifications, &alerts);
    let is_sound = !resolver.sink.has_errors();
    if intervals::are_whole(&notifications.time_intervals, &written.time_intervals) {
        routing::muted_route::check(written, &notifications, &mut resolver.sink);
    }
    if is_sound {
        routing::check(written, &notifications, &alerts, &mut resolver.sink);
    }
    notifications
}

fn texts(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

fn named<T: Keyed>(resolver: &mut Resolver<'_>, what: &str, name: &Text, known: &Table<T>) {
    if !known.contains(name) {
        resolver.undefined(what, name, known.iter().map(Keyed::key));
    }
}

/// What a route has from the one around it.
struct Around<'a> {
    receiver: &'a str,
    grouping: &'a Grouping,
}

/// What routes name.
struct Names<'a> {
    receivers: &'a Table<Receiver>,
    time_intervals: &'a Table<TimeInterval>,
}

fn routes(
    resolver: &mut Resolver<'_>,
    alerts: &Alerts<'_>,
    names: &Names<'_>,
    around: &Around<'_>,
    written: &[Placed<ast::Route>],
) -> Vec<Route> {
    written.iter().map(|written| route(resolver, alerts, names, around, written)).collect()
}

fn route(
    resolver: &mut Resolver<'_>,
    alerts: &Alerts<'_>,
    names: &Names<'_>,
    around: &Around<'_>,
    ast: &Placed<ast::Route>,
) -> Route {
    if let Some(receiver) = &ast.receiver {
        named(resolver, "receiver", receiver, names.receivers);
    }
    for interval in ast.active.0.iter().chain(&ast.muted.0) {
        named(resolver, "time interval", interval, names.time_intervals);
    }
    let conditions = matchers::Conditions {
        severity: &ast.severity,
        component: &ast.component,
        alert: &ast.alert,
        labels: &ast.labels,
    };
    let receiver = ast.receiver.as_ref().map_or(around.receiver, |receiver| receiver.value.as_str());
    let matchers = matchers::resolve(resolver, alerts, &conditions);
    let grouping = own_grouping(resolver, alerts, around.grouping, &ast.grouping());
    let within = Around { receiver, grouping: &grouping };
    let routes = routes(resolver, alerts, names, &within, &ast.routes);
    Route {
        receiver: receiver.to_owned(),
        matchers,
        goes_on: ast.go_on.as_ref().is_some_and(|goes_on| goes_on.value),
        active: texts(&ast.active.0),
        muted: texts(&ast.muted.0),
        grouping,
        routes,
    }
}

/// The folder of secrets is seen from wherever Alertmanager happens to be started.
fn secrets(resolver: &mut Resolver<'_>, folder: Option<&Text>) -> String {
    let Some(folder) = folder else { return SECRETS.to_owned() };
    if !folder.starts_with('/') {
        let message = format!("`{}` is not an absolute path", **folder);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, folder.span, message);
        resolver.report(diagnostic.help(format!("write it from the root: `{SECRETS}`")));
    }
    folder.trim_end_matches('/').to_owned()
}

fn usual() -> Grouping {
    Grouping {
        by: GROUP_BY.map(str::to_owned).to_vec(),
        wait: Duration::from_secs(30),
        interval: Duration::from_secs(5 * 60),
        repeat: Duration::from_secs(4 * 3600),
    }
}

/// The four keys that stand both at a route and around all of them.
struct WrittenGrouping<'a> {
    /// Nothing if it is inherited.
    by: Option<&'a [Text]>,
    wait: Option<&'a Spanned<Duration>>,
    interval: Option<&'a Spanned<Duration>>,
    repeat: Option<&'a Spanned<Duration>>,
}

macro_rules! grouping {
    ($type:ty, $by:expr) => {
        impl $type {
            fn grouping(&self) -> WrittenGrouping<'_> {
                let by: fn(&Self) -> Option<&[Text]> = $by;
                WrittenGrouping {
                    by: by(self),
                    wait: self.group_wait.as_deref(),
                    interval: self.group_interval.as_ref(),
                    repeat: self.repeat_interval.as_ref(),
                }
            }
        }
    };
}

grouping!(ast::Notifications, |all| all.group_by.as_deref());
// Alertmanager takes an empty list at a route for none.
grouping!(ast::Route, |route| Some(&*route.group_by).filter(|by| !by.is_empty()));

/// What is said, and the rest from `usual`.
fn own_grouping(
    resolver: &mut Resolver<'_>,
    alerts: &Alerts<'_>,
    usual: &Grouping,
    written: &WrittenGrouping<'_>,
) -> Grouping {
    let by = written.by.unwrap_or_default();
    for label in by.iter().filter(|label| label.value != ALL_LABELS) {
        matchers::label(resolver, alerts, label);
    }
    if let (Some(all), true) = (by.iter().find(|label| label.value == ALL_LABELS), by.len() > 1) {
        let message = format!("`{ALL_LABELS}` already includes all labels");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, all.span, message);
        resolver.report(diagnostic.help(format!("write `[{ALL_LABELS}]`, or only the others")));
    }
    let or = |written: Option<&Spanned<Duration>>, usual| written.map_or(usual, |written| written.value);
    let grouping = Grouping {
        by: written.by.map_or_else(|| usual.by.clone(), texts),
        wait: or(written.wait, usual.wait),
        interval: or(written.interval, usual.interval),
        repeat: or(written.repeat, usual.repeat),
    };
    if let Some(said) = written.repeat.or(written.interval) {
        resolver.sink.extend(rules::rounded_repeat::find(&grouping, said.span));
    }
    grouping
}
