//! `alertmanager.yml`.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{self, Grouping, Matchers, Notifications};
use serde::Serialize;

use super::destination::Tree;
use super::matcher::matchers;
use super::receiver::Receiver;
use super::times::TimeInterval;
use super::{TEMPLATES_FILE, TEMPLATES_FOLDER};

/// The whole file.
#[derive(Debug, Serialize)]
pub(super) struct Config<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    global: Option<Tree>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    templates: Vec<String>,
    route: Route<'s>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inhibit_rules: Vec<InhibitRule<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    time_intervals: Vec<TimeInterval<'s>>,
    receivers: Vec<Receiver<'s>>,
}

#[derive(Debug, Default, Serialize)]
struct Route<'s> {
    receiver: &'s str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matchers: Vec<String>,
    #[serde(rename = "continue", skip_serializing_if = "std::ops::Not::not")]
    goes_on: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    active_time_intervals: &'s [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    mute_time_intervals: &'s [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    group_by: Option<&'s [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_wait: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat_interval: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<Self>,
}

#[derive(Debug, Serialize)]
struct InhibitRule<'s> {
    source_matchers: Vec<String>,
    target_matchers: Vec<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    equal: &'s [String],
}

impl<'s> Config<'s> {
    /// With everybody who is to be told.
    pub(super) fn new(notifications: &'s Notifications) -> Self {
        let secrets = &notifications.secrets;
        Self {
            global: Tree::of(&notifications.global),
            templates: [format!("{TEMPLATES_FOLDER}/{TEMPLATES_FILE}")]
                .into_iter()
                .chain(notifications.templates.iter().cloned())
                .collect(),
            receivers: notifications
                .receivers
                .iter()
                .map(|receiver| Receiver::new(receiver, secrets))
                .collect(),
            ..Self::common(notifications)
        }
    }

    /// With the names of all receivers and no way to tell them. Nobody in front of a screen wants to wait.
    pub(super) fn for_a_screen(notifications: &'s Notifications) -> Self {
        let mut config = Self::common(notifications);
        config.route.at_once();
        config
    }

    fn common(notifications: &'s Notifications) -> Self {
        let grouping = &notifications.grouping;
        let routes = notifications.routes.iter().map(|route| Route::new(route, grouping));
        let root = Route { receiver: &notifications.default, ..Route::default() };
        Self {
            global: None,
            templates: Vec::new(),
            route: Route { routes: routes.collect(), ..root.grouped(grouping, None) },
            inhibit_rules: notifications.inhibitions.iter().map(inhibit_rule).collect(),
            time_intervals: notifications.time_intervals.iter().map(TimeInterval::new).collect(),
            receivers: notifications.receivers.iter().map(Receiver::silent).collect(),
        }
    }
}

impl<'s> Route<'s> {
    fn new(route: &'s model::Route, usual: &Grouping) -> Self {
        let made = Self {
            receiver: &route.receiver,
            matchers: matchers(&route.matchers),
            goes_on: route.goes_on,
            active_time_intervals: &route.active,
            mute_time_intervals: &route.muted,
            routes: route.routes.iter().map(|within| Self::new(within, &route.grouping)).collect(),
            ..Self::default()
        };
        made.grouped(&route.grouping, Some(usual))
    }

    /// Without a wait, and the routes within it.
    fn at_once(&mut self) {
        self.group_wait = Some("1s".into());
        for route in &mut self.routes {
            route.at_once();
        }
    }

    /// With what differs from the usual: the rest is inherited.
    fn grouped(self, own: &'s Grouping, usual: Option<&Grouping>) -> Self {
        let time =
            |of: fn(&Grouping) -> Duration| (usual.map(of) != Some(of(own))).then(|| of(own).to_string());
        let differs = usual.is_none_or(|usual| usual.by != own.by);
        Self {
            group_by: differs.then_some(&own.by),
            group_wait: time(|grouping| grouping.wait),
            group_interval: time(|grouping| grouping.interval),
            repeat_interval: time(|grouping| grouping.repeat),
            ..self
        }
    }
}

fn inhibit_rule(inhibition: &model::Inhibition) -> InhibitRule<'_> {
    let of = |side: &Matchers| matchers(side);
    InhibitRule {
        source_matchers: of(&inhibition.when),
        target_matchers: of(&inhibition.silence),
        equal: &inhibition.equal,
    }
}
