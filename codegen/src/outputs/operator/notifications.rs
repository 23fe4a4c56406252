//! Who is told: the routes and receivers of the spec as an `AlertmanagerConfig`.
//!
//! That resource knows no time but UTC. An interval of another place would be wrong for half of the year at least, so it is left
//! out, and routes tell at all times: too much is better than nothing at the wrong hour.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::{self, Inhibition, Matchers, Notifications, PagerDutyKey, Receiver, Spec, Way};
use serde::Serialize;
use serde_json::Value;

use super::destination::{self, TEXT};
use super::monitor::is_false;
use super::times::{TimeInterval, is_utc};

/// The body of an `AlertmanagerConfig`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlertmanagerConfig {
    route: Route,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inhibit_rules: Vec<InhibitRule>,
    receivers: Vec<ReceiverConfig>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mute_time_intervals: Vec<TimeInterval>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Route {
    receiver: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matchers: Vec<Matcher>,
    #[serde(skip_serializing_if = "is_false")]
    r#continue: bool,
    group_by: Vec<String>,
    group_wait: String,
    group_interval: String,
    repeat_interval: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    active_time_intervals: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mute_time_intervals: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routes: Vec<Route>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Matcher {
    name: String,
    match_type: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct InhibitRule {
    source_match: Vec<Matcher>,
    target_match: Vec<Matcher>,
    equal: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct ReceiverConfig {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slack_configs: Vec<Slack>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pagerduty_configs: Vec<PagerDuty>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_configs: Vec<Email>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webhook_configs: Vec<Webhook>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opsgenie_configs: Vec<Opsgenie>,
    /// All others, by their key.
    #[serde(flatten)]
    others: BTreeMap<String, Vec<Value>>,
}

/// A key of a Secret in the namespace of the resource.
#[derive(Debug, Serialize)]
struct SecretKey {
    name: String,
    key: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Slack {
    send_resolved: bool,
    #[serde(rename = "apiURL")]
    api_url: SecretKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    text: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PagerDuty {
    send_resolved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    routing_key: Option<SecretKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_key: Option<SecretKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    description: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Email {
    send_resolved: bool,
    to: String,
    from: String,
    smarthost: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_password: Option<SecretKey>,
    #[serde(rename = "requireTLS")]
    require_tls: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    send_resolved: bool,
    url_secret: SecretKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_config: Option<HttpConfig>,
}

#[derive(Debug, Serialize)]
struct HttpConfig {
    authorization: Authorization,
}

#[derive(Debug, Serialize)]
struct Authorization {
    credentials: SecretKey,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Opsgenie {
    send_resolved: bool,
    api_key: SecretKey,
    #[serde(rename = "apiURL", skip_serializing_if = "Option::is_none")]
    api_url: Option<String>,
    description: &'static str,
}

impl AlertmanagerConfig {
    /// If the spec says who is told.
    pub(super) fn new(spec: &Spec) -> Option<Self> {
        let notifications = spec.notifications.as_ref()?;
        let intervals: Vec<_> =
            notifications.time_intervals.iter().filter(|interval| is_utc(interval)).collect();
        let known: BTreeSet<&str> = intervals.iter().map(|interval| interval.name.as_str()).collect();
        let secret = secret(spec);
        Some(Self {
            route: top(notifications, &known),
            inhibit_rules: notifications.inhibitions.iter().map(inhibit_rule).collect(),
            receivers: notifications.receivers.iter().map(|receiver| told(receiver, &secret)).collect(),
            mute_time_intervals: intervals.into_iter().map(TimeInterval::new).collect(),
        })
    }
}

/// The Secret with what receivers need: that of the plain manifests, or one that is named after the service.
fn secret(spec: &Spec) -> String {
    let named = spec.deploy.alertmanager.as_ref().and_then(|alertmanager| alertmanager.secret.clone());
    named.unwrap_or_else(|| format!("{}-receivers", spec.service.name))
}

fn top(notifications: &Notifications, known: &BTreeSet<&str>) -> Route {
    Route {
        routes: routes(&notifications.routes, known),
        ..plain(&notifications.default, &notifications.grouping)
    }
}

fn routes(all: &[model::Route], known: &BTreeSet<&str>) -> Vec<Route> {
    let one = |route: &model::Route| Route {
        matchers: matchers(&route.matchers),
        r#continue: route.goes_on,
        active_time_intervals: those(&route.active, known),
        mute_time_intervals: those(&route.muted, known),
        routes: routes(&route.routes, known),
        ..plain(&route.receiver, &route.grouping)
    };
    all.iter().map(one).collect()
}

fn plain(receiver: &str, grouping: &model::Grouping) -> Route {
    Route {
        receiver: receiver.to_owned(),
        matchers: Vec::new(),
        r#continue: false,
        group_by: grouping.by.clone(),
        group_wait: grouping.wait.to_string(),
        group_interval: grouping.interval.to_string(),
        repeat_interval: grouping.repeat.to_string(),
        active_time_intervals: Vec::new(),
        mute_time_intervals: Vec::new(),
        routes: Vec::new(),
    }
}

fn those(names: &[String], known: &BTreeSet<&str>) -> Vec<String> {
    names.iter().filter(|name| known.contains(name.as_str())).cloned().collect()
}

fn matchers(matchers: &Matchers) -> Vec<Matcher> {
    let one = |matcher: &model::Matcher| {
        let (match_type, value) = matcher.test.written();
        Matcher { name: matcher.label.clone(), match_type, value }
    };
    matchers.0.iter().map(one).collect()
}

fn inhibit_rule(inhibition: &Inhibition) -> InhibitRule {
    InhibitRule {
        source_match: matchers(&inhibition.when),
        target_match: matchers(&inhibition.silence),
        equal: inhibition.equal.clone(),
    }
}

fn told(receiver: &Receiver, secret: &str) -> ReceiverConfig {
    let send_resolved = receiver.send_resolved;
    let key = |file: &String| SecretKey { name: secret.to_owned(), key: file.clone() };
    let mut told = ReceiverConfig { name: receiver.name.clone(), ..ReceiverConfig::default() };
    for way in &receiver.ways {
        match way {
            Way::Slack { api_url_file, channel, .. } => told.slack_configs.push(Slack {
                send_resolved,
                api_url: key(api_url_file),
                channel: channel.clone(),
                text: TEXT,
            }),
            Way::PagerDuty { key: integration, url, .. } => told.pagerduty_configs.push(PagerDuty {
                send_resolved,
                routing_key: match integration {
                    PagerDutyKey::Routing(file) => Some(key(file)),
                    PagerDutyKey::Service(_) => None,
                },
                service_key: match integration {
                    PagerDutyKey::Routing(_) => None,
                    PagerDutyKey::Service(file) => Some(key(file)),
                },
                url: url.clone(),
                description: TEXT,
            }),
            Way::Email { to, from, smarthost, login, require_tls, .. } => told.email_configs.push(Email {
                send_resolved,
                to: to.clone(),
                from: from.clone(),
                smarthost: smarthost.to_string(),
                auth_username: login.as_ref().map(|(user, _)| user.clone()),
                auth_password: login.as_ref().map(|(_, file)| key(file)),
                require_tls: *require_tls,
            }),
            Way::Webhook { url_file, credentials_file, .. } => told.webhook_configs.push(Webhook {
                send_resolved,
                url_secret: key(url_file),
                http_config: credentials_file
                    .as_ref()
                    .map(|file| HttpConfig { authorization: Authorization { credentials: key(file) } }),
            }),
            Way::Other { kind, settings, .. } => {
                if let Some(destination) = destination::object(kind, settings, send_resolved, secret) {
                    told.others.entry(format!("{}Configs", kind.key)).or_default().push(destination);
                }
            }
            Way::Opsgenie { api_key_file, api_url, .. } => told.opsgenie_configs.push(Opsgenie {
                send_resolved,
                api_key: key(api_key_file),
                api_url: api_url.clone(),
                description: TEXT,
            }),
        }
    }
    told
}
