//! Who gets each alert: the way through the tree of routes that Alertmanager takes, asked of all labels that an alert can have.

use super::known::{Alerts, Holds, Known};
use super::reach::Reach;
use crate::model::{Delivery, Notifications, Route, Taken};

/// Who gets each alert.
pub(crate) fn deliveries(notifications: &Notifications, alerts: &Alerts<'_>) -> Vec<Delivery> {
    let delivery = |known: &Known<'_>| Delivery {
        alert: known.alert.key.clone(),
        level: known.alert.level(),
        taken: all_taken(notifications, known),
    };
    alerts.iter().map(delivery).collect()
}

fn all_taken(notifications: &Notifications, known: &Known<'_>) -> Vec<Taken> {
    let mut all = Vec::new();
    let left = among(&notifications.routes, Reach::new(&known.labels), true, &mut all);
    // What no route takes.
    all.extend(left.map(|always| Taken {
        receiver: notifications.default.clone(),
        always,
        active: Vec::new(),
        muted: Vec::new(),
        grouping: notifications.grouping.clone(),
    }));
    all
}

/// Notes which of some routes take an alert. Gives whether all of it is left to the route around them; nothing if none of it is.
fn among(routes: &[Route], alert: Reach<'_>, always: bool, taken: &mut Vec<Taken>) -> Option<bool> {
    // What comes to the next route, and what no route has matched: one that goes on has taken it all the same.
    let (mut coming, mut is_whole) = (Some(alert.clone()), always);
    let (mut unmatched, mut is_unmatched) = (Some(alert), always);
    for route in routes {
        let Some(here) = coming.take() else { break };
        let holds = here.matches(&route.matchers);
        if let Some(within) = here.within(&route.matchers) {
            let is_all = is_whole && holds == Holds::Always;
            if let Some(always) = among(&route.routes, within, is_all, taken) {
                taken.push(self::taken(route, always));
            }
            unmatched = unmatched.and_then(|left| left.past(&route.matchers));
            is_unmatched = false;
        }
        coming = if route.goes_on { Some(here) } else { here.past(&route.matchers) };
        is_whole = is_whole && (route.goes_on || holds == Holds::Never);
    }
    unmatched.map(|_| is_unmatched)
}

fn taken(route: &Route, always: bool) -> Taken {
    Taken {
        receiver: route.receiver.clone(),
        always,
        active: route.active.clone(),
        muted: route.muted.clone(),
        grouping: route.grouping.clone(),
    }
}
