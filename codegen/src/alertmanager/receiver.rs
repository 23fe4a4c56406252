//! Receivers: how each is told, and with which template.

use std::collections::BTreeMap;

use gaugewright_spec::model::{self, Way};
use serde::Serialize;

use super::destination::{self, PANEL, TEXT, TITLE, Tree};

/// A name, and the ways to tell it. None at all shows its alerts, and tells nobody.
#[derive(Debug, Default, Serialize)]
#[allow(clippy::struct_field_names, reason = "Alertmanager calls them so")]
pub(super) struct Receiver<'s> {
    name: &'s str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slack_configs: Vec<Slack<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pagerduty_configs: Vec<PagerDuty<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_configs: Vec<Email<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webhook_configs: Vec<Webhook>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opsgenie_configs: Vec<Opsgenie<'s>>,
    /// All others, by their key.
    #[serde(flatten)]
    others: BTreeMap<String, Vec<Tree>>,
}

#[derive(Debug, Serialize)]
struct Slack<'s> {
    send_resolved: bool,
    api_url_file: String,
    channel: &'s str,
    color: &'static str,
    title: &'static str,
    title_link: &'static str,
    text: &'static str,
    fallback: &'static str,
}

#[derive(Debug, Serialize)]
struct PagerDuty<'s> {
    send_resolved: bool,
    routing_key_file: String,
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
            match way {
                Way::Slack { api_url_file, channel } => {
                    made.slack_configs.push(slack(send_resolved, file(api_url_file), channel));
                }
                Way::PagerDuty { routing_key_file, url } => {
                    made.pagerduty_configs.push(pagerduty(
                        send_resolved,
                        file(routing_key_file),
                        url.as_deref(),
                    ));
                }
                Way::Email { to, from, smarthost, login, require_tls } => made.email_configs.push(Email {
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
                }),
                Way::Webhook { url_file, credentials_file } => made.webhook_configs.push(Webhook {
                    send_resolved,
                    url_file: file(url_file),
                    http_config: credentials_file.as_ref().map(|name| HttpConfig {
                        authorization: Authorization { credentials_file: file(name) },
                    }),
                }),
                Way::Other { kind, settings, raw } => {
                    let tree = destination::tree(kind, settings, raw, send_resolved, file);
                    made.others.entry(format!("{}_configs", kind.key)).or_default().push(tree);
                }
                Way::Opsgenie { api_key_file, api_url } => {
                    made.opsgenie_configs.push(opsgenie(
                        send_resolved,
                        file(api_key_file),
                        api_url.as_deref(),
                    ));
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

fn slack(send_resolved: bool, api_url_file: String, channel: &str) -> Slack<'_> {
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

fn pagerduty(send_resolved: bool, routing_key_file: String, url: Option<&str>) -> PagerDuty<'_> {
    let link = |href, text| PagerDutyLink { href, text };
    PagerDuty {
        send_resolved,
        routing_key_file,
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
