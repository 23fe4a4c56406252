//! What arrives. Every way to tell somebody is used, and the messages are compared with what they were when somebody last looked.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use gaugewright_spec::duration;
use gaugewright_spec::model::{HostPort, Notifications, Receiver, Spec, TimeInterval, Times, Way};
use serde_json::Value;
use tempfile::TempDir;

use super::running::Alertmanager;
use super::sinks::{self, Mail, Posted, Sink};
use super::spec;
use super::told::{firing, over};
use crate::end_to_end::tool;
use crate::golden_prometheus::assert_golden;

/// All that runs.
struct Scene {
    alertmanager: Alertmanager,
    posted: Sink<Posted>,
    mail: Sink<Mail>,
    folder: TempDir,
}

impl Scene {
    fn start(change: impl Fn(&mut Notifications)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (posted, mail) = (sinks::http(), sinks::smtp());
        let mut spec = spec();
        lead_here(&mut spec, folder.path(), &posted, &mail);
        change(spec.notifications.as_mut().expect("notifications"));
        Self { alertmanager: Alertmanager::start(folder.path(), &spec), posted, mail, folder }
    }

    /// What was posted to a path and is about an alert, once that has come.
    #[track_caller]
    fn posted(&self, path: &str, about: &str) -> Posted {
        let found = || {
            let all = self.posted.taken().into_iter();
            all.filter(|posted| posted.path == path).find(|posted| posted.body.to_string().contains(about))
        };
        self.until(&format!("{path} hears of {about}"), found)
    }

    #[track_caller]
    fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        Alertmanager::until(self.folder.path(), what, look)
    }

    fn has_heard(&self, about: &str) -> bool {
        self.posted.taken().iter().any(|posted| posted.body.to_string().contains(about))
            || self.mail.taken().iter().any(|mail| mail.data.contains(about))
    }
}

/// The sample's receivers, but all of them are here; its team is told in two more ways, and nobody waits long.
fn lead_here(spec: &mut Spec, folder: &Path, posted: &Sink<Posted>, mail: &Sink<Mail>) {
    let notifications = spec.notifications.as_mut().expect("notifications");
    let at = |path: &str| format!("http://{}{path}", posted.address);
    let secrets = folder.join("secrets");
    std::fs::create_dir(&secrets).expect("a folder");
    let files = BTreeMap::from([
        ("slack-url", at("/slack")),
        ("hook-url", at("/hook")),
        ("hook-token", "let-me-in".to_owned()),
        ("pagerduty-routing-key", "routing-key".to_owned()),
        ("opsgenie-key", "genie-key".to_owned()),
        ("smtp-password", "mail-password".to_owned()),
    ]);
    for (name, text) in &files {
        tool::write(&secrets, name, text);
    }
    notifications.secrets = secrets.display().to_string();
    let here = |receiver: &Receiver| {
        let mut receiver = receiver.clone();
        for way in &mut receiver.ways {
            match way {
                Way::PagerDuty { url, .. } => *url = Some(at("/pagerduty")),
                Way::Email { smarthost, require_tls, .. } => {
                    *smarthost = HostPort { host: "127.0.0.1".into(), port: mail.address.port() };
                    *require_tls = false;
                }
                _ => {}
            }
        }
        if receiver.name == "team" {
            receiver.ways.push(Way::Webhook {
                url_file: "hook-url".into(),
                credentials_file: Some("hook-token".into()),
                raw: Vec::new(),
            });
            receiver.ways.push(Way::Opsgenie {
                api_key_file: "opsgenie-key".into(),
                api_url: Some(at("/opsgenie/")),
                raw: Vec::new(),
            });
        }
        receiver
    };
    notifications.receivers = notifications.receivers.iter().map(here).collect();
    let second = duration::Duration::from_secs(1);
    let all = std::iter::once(&mut notifications.grouping);
    for grouping in all.chain(notifications.routes.iter_mut().map(|route| &mut route.grouping)) {
        (grouping.wait, grouping.interval) = (second, second);
    }
    on_days(notifications, (0, 6));
}

/// The office is open on these days, all day.
fn on_days(notifications: &mut Notifications, days: (u8, u8)) {
    let part = Times { days: vec![days], ..Times::default() };
    let open = |interval: &TimeInterval| TimeInterval { parts: vec![part.clone()], ..interval.clone() };
    notifications.time_intervals = notifications.time_intervals.iter().map(open).collect();
}

/// A message for a golden file: what depends on the run is taken out.
fn shown(body: &Value, scene: &Scene) -> String {
    let text = format!("{body:#}\n");
    text.replace(&scene.posted.address.to_string(), "HERE")
}

#[test]
fn everybody_is_told_in_every_way() {
    let scene = Scene::start(|_| {});
    let names = ["HighErrorRate", "SlowResponseTime", "PipelineNotRunning", "HighLLMErrorRate"];
    scene.alertmanager.post(&names.map(firing));

    let pagerduty = scene.posted("/pagerduty", "HighErrorRate");
    assert_eq!(pagerduty.body["routing_key"], "routing-key");
    assert_golden("alertmanager", "pagerduty.json", &shown(&pagerduty.body, &scene));
    let slack = scene.posted("/slack", "SlowResponseTime");
    assert_golden("alertmanager", "slack.json", &shown(&slack.body, &scene));
    let hook = scene.posted("/hook", "SlowResponseTime");
    assert_eq!(hook.authorization.as_deref(), Some("Bearer let-me-in"));
    assert_golden("alertmanager", "webhook.json", &shown(&hook.body, &scene));
    let genie = scene.posted("/opsgenie/v2/alerts", "SlowResponseTime");
    assert_eq!(genie.authorization.as_deref(), Some("GenieKey genie-key"));
    assert_golden("alertmanager", "opsgenie.json", &shown(&genie.body, &scene));
    let mail = scene.until("a mail comes", || scene.mail.taken().first().cloned());
    // `\0alertmanager\0mail-password` in base 64.
    assert_eq!(mail.login, "AGFsZXJ0bWFuYWdlcgBtYWlsLXBhc3N3b3Jk");
    assert!(mail.to.contains("signal-harvester@example.com"), "{}", mail.to);
    assert_golden("alertmanager", "mail.txt", &mail.shown("text/plain"));
    assert_golden("alertmanager", "mail.html", &mail.shown("text/html"));
}

/// Alerts of one name are told together; signs that mean something to Slack or in an address stay signs.
#[test]
fn several_alerts_are_one_message() {
    let scene = Scene::start(|_| {});
    let of = |endpoint: &str| {
        let mut alert = firing("SlowResponseTime");
        alert["labels"]["endpoint"] = endpoint.into();
        alert["annotations"]["summary"] = format!("{endpoint} is slow").into();
        alert["labels"]["zone"] = "a b&c".into();
        alert
    };
    scene.alertmanager.post(&["/<id>", "/a&b"].map(of));
    let slack = scene.posted("/slack", "SlowResponseTime");
    assert_golden("alertmanager", "slack-several.json", &shown(&slack.body, &scene));
}

#[test]
fn the_end_of_an_alert_is_told() {
    let scene = Scene::start(|_| {});
    scene.alertmanager.post(&[firing("SlowResponseTime")]);
    scene.posted("/slack", "SlowResponseTime");
    scene.alertmanager.post(&[over("SlowResponseTime")]);
    let slack = scene.posted("/slack", "RESOLVED");
    assert_golden("alertmanager", "slack-resolved.json", &shown(&slack.body, &scene));
    let hook = scene.posted("/hook", r#""status":"resolved""#);
    assert_eq!(hook.body["alerts"][0]["labels"]["alertname"], "SlowResponseTime");
}

#[test]
fn a_component_has_people_of_its_own() {
    let scene = Scene::start(|_| {});
    scene.alertmanager.post(&[firing("HighLLMErrorRate")]);
    for channel in ["#llm", "#signal-harvester"] {
        let found = || {
            let mut all = scene.posted.taken().into_iter();
            all.find(|posted| posted.body["channel"] == channel)
        };
        let slack = scene.until(&format!("{channel} is told"), found);
        assert!(slack.body.to_string().contains("HighLLMErrorRate"), "{:#}", slack.body);
    }
}

#[test]
fn while_the_service_is_down_nobody_hears_that_it_is_slow() {
    let scene = Scene::start(|_| {});
    scene.alertmanager.post(&[firing("APIDown")]);
    scene.posted("/pagerduty", "APIDown");
    scene.alertmanager.post(&[firing("SlowResponseTime"), firing("HighErrorRate")]);
    // What came with it and is not silenced has been told: so would it have been.
    scene.posted("/pagerduty", "HighErrorRate");
    thread::sleep(Duration::from_secs(2));
    let status = scene.alertmanager.status_of("SlowResponseTime").expect("it is known");
    assert_eq!(status["state"], "suppressed", "{status:#}");
    assert_eq!(status["inhibitedBy"].as_array().map(Vec::len), Some(1), "{status:#}");
    assert!(!scene.has_heard("SlowResponseTime"));
    scene.alertmanager.post(&[over("APIDown")]);
    scene.posted("/slack", "SlowResponseTime");
}

#[test]
fn who_is_in_the_office_is_told_while_it_is_open() {
    let days =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs() / 86_400;
    // It was a Thursday. Three days on it is still another day when midnight comes.
    let later = u8::try_from((days + 4 + 3) % 7).expect("a day of the week");
    let scene = Scene::start(|notifications| on_days(notifications, (later, later)));
    scene.alertmanager.post(&["PipelineNotRunning", "HighErrorRate"].map(firing));
    scene.posted("/pagerduty", "HighErrorRate");
    thread::sleep(Duration::from_secs(2));
    assert!(!scene.has_heard("PipelineNotRunning"));
}
