//! Receivers: how each is told, and with which template.

use std::collections::BTreeMap;

use gaugewright_spec::model::{self, PagerDutyKey, Value, Way};
use serde::Serialize;

use super::destination::{self, PANEL, TEXT, TITLE, Tree};

/// A name, and the ways to tell it. None at all shows its alerts, and tells nobody.
#[derive(Debug, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "Alertmanager calls them so")]
pub(super) struct Receiver<'s> {
    name: &'s str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slack_configs: Vec<With<Slack<'s>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pagerduty_configs: Vec<With<PagerDuty<'s>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_configs: Vec<With<Email<'s>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webhook_configs: Vec<With<Webhook>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opsgenie_configs: Vec<With<Opsgenie<'s>>>,
    /// All others, by their key.
    #[serde(flatten)]
    others: BTreeMap<String, Vec<Tree>>,
}

#[derive(Debug, Serialize)]
struct Slack<'s> {
    send_resolved: bool,
    api_url_file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'s str>,
    color: &'static str,
    title: &'static str,
    title_link: &'static str,
    text: &'static str,
    fallback: &'static str,
}

#[derive(Debug, Serialize)]
struct PagerDuty<'s> {
    send_resolved: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    routing_key_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_key_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'s str>,
    description: &'static str,
    severity: &'static str,
    class: &'static str,
    component: &'static str,
    details: BTreeMap<&'static str, &'static str>,
    links: Vec<PagerDutyLink>,
}

#[derive(Debug, Serialize)]
struct PagerDutyLink {
    href: &'static str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Email<'s> {
    send_resolved: bool,
    to: &'s str,
    from: &'s str,
    smarthost: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_username: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_password_file: Option<String>,
    require_tls: bool,
    headers: BTreeMap<&'static str, &'static str>,
    html: &'static str,
    text: &'static str,
}

#[derive(Debug, Serialize)]
struct Webhook {
    send_resolved: bool,
    url_file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_config: Option<HttpConfig>,
}

#[derive(Debug, Serialize)]
struct HttpConfig {
    authorization: Authorization,
}

#[derive(Debug, Serialize)]
struct Authorization {
    credentials_file: String,
}

#[derive(Debug, Serialize)]
struct Opsgenie<'s> {
    send_resolved: bool,
    api_key_file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_url: Option<&'s str>,
    message: &'static str,
    description: &'static str,
    priority: &'static str,
    tags: &'static str,
    details: BTreeMap<&'static str, &'static str>,
}

const RUNBOOK: &str = r#"{{ template "gaugewright.runbook" . }}"#;
const SILENCE: &str = r#"{{ template "gaugewright.silence" . }}"#;

impl<'s> Receiver<'s> {
    /// With its ways. `secrets` is the folder of the files that they name.
    pub(super) fn new(receiver: &'s model::Receiver, secrets: &str) -> Self {
        let mut made = Self::silent(receiver);
        let file = |name: &str| format!("{secrets}/{name}");
        let send_resolved = receiver.send_resolved;
        for way in &receiver.ways {
            let raw = way.raw();
            match way {
                Way::Slack { api_url_file, channel, .. } => {
                    let own = slack(send_resolved, file(api_url_file), channel.as_deref());
                    made.slack_configs.push(With::raw(own, raw));
                }
                Way::PagerDuty { key, url, .. } => {
                    let own = pagerduty(send_resolved, key, file(key.file()), url.as_deref());
                    made.pagerduty_configs.push(With::raw(own, raw));
                }
                Way::Email { to, from, smarthost, login, require_tls, .. } => {
                    let own = Email {
                        send_resolved,
                        to,
                        from,
                        smarthost: smarthost.to_string(),
                        auth_username: login.as_ref().map(|(name, _)| name.as_str()),
                        auth_password_file: login.as_ref().map(|(_, password)| file(password)),
                        require_tls: *require_tls,
                        headers: BTreeMap::from([("Subject", TITLE)]),
                        html: r#"{{ template "gaugewright.html" . }}"#,
                        text: TEXT,
                    };
                    made.email_configs.push(With::raw(own, raw));
                }
                Way::Webhook { url_file, credentials_file, .. } => {
                    let own = Webhook {
                        send_resolved,
                        url_file: file(url_file),
                        http_config: credentials_file.as_ref().map(|name| HttpConfig {
                            authorization: Authorization { credentials_file: file(name) },
                        }),
                    };
                    made.webhook_configs.push(With::raw(own, raw));
                }
                Way::Opsgenie { api_key_file, api_url, .. } => {
                    let own = opsgenie(send_resolved, file(api_key_file), api_url.as_deref());
                    made.opsgenie_configs.push(With::raw(own, raw));
                }
                Way::Other { kind, settings, .. } => {
                    let tree = destination::tree(kind, settings, raw, send_resolved, file);
                    made.others.entry(format!("{}_configs", kind.key)).or_default().push(tree);
                }
            }
        }
        made
    }

    /// Without any way to tell it.
    pub(super) fn silent(receiver: &'s model::Receiver) -> Self {
        Self { name: &receiver.name, ..Self::default() }
    }
}

/// What we say of a destination, and what is written as it stands.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum With<T> {
    Own(T),
    Raw(Tree),
}

impl<T: Serialize> With<T> {
    fn raw(own: T, raw: &[(String, Value)]) -> Self {
        if raw.is_empty() { Self::Own(own) } else { Self::Raw(Tree::merged(&own, raw)) }
    }
}

fn slack(send_resolved: bool, api_url_file: String, channel: Option<&str>) -> Slack<'_> {
    Slack {
        send_resolved,
        api_url_file,
        channel,
        color: r#"{{ template "gaugewright.slack.color" . }}"#,
        title: TITLE,
        title_link: PANEL,
        text: r#"{{ template "gaugewright.slack.text" . }}"#,
        fallback: TITLE,
    }
}

fn pagerduty<'s>(
    send_resolved: bool,
    key: &PagerDutyKey,
    file: String,
    url: Option<&'s str>,
) -> PagerDuty<'s> {
    let link = |href, text| PagerDutyLink { href, text };
    let (routing_key_file, service_key_file) = match key {
        PagerDutyKey::Routing(_) => (Some(file), None),
        PagerDutyKey::Service(_) => (None, Some(file)),
    };
    PagerDuty {
        send_resolved,
        routing_key_file,
        service_key_file,
        url,
        description: TITLE,
        severity: r#"{{ template "gaugewright.pagerduty.severity" . }}"#,
        class: "{{ .CommonLabels.alertname }}",
        component: "{{ .CommonLabels.component }}",
        details: BTreeMap::from([("text", TEXT)]),
        links: vec![link(RUNBOOK, "Runbook"), link(PANEL, "Panel"), link(SILENCE, "Silence")],
    }
}

fn opsgenie(send_resolved: bool, api_key_file: String, api_url: Option<&str>) -> Opsgenie<'_> {
    Opsgenie {
        send_resolved,
        api_key_file,
        api_url,
        message: TITLE,
        description: TEXT,
        priority: r#"{{ template "gaugewright.opsgenie.priority" . }}"#,
        tags: "{{ .CommonLabels.severity }},{{ .CommonLabels.component }}",
        details: BTreeMap::from([("runbook", RUNBOOK), ("panel", PANEL), ("silence", SILENCE)]),
    }
}
