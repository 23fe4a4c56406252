use std::collections::BTreeSet;

use super::{HostPort, Keyed, LabelSet, Matchers, Table, TimeInterval, Value};
use crate::destinations::{Form, Key, Kind};
use crate::duration::Duration;

/// Who is told of which alerts, how, and when not.
#[derive(Clone, Debug)]
pub struct Notifications {
    /// Who can be told, in the order of the spec.
    pub receivers: Table<Receiver>,
    /// The receiver of alerts that no route takes.
    pub default: String,
    /// When alerts are told together, and when again.
    pub grouping: Grouping,
    /// Which alerts go where. The first that matches takes the alert, unless it goes on.
    pub routes: Vec<Route>,
    /// Alerts that silence others while they fire.
    pub inhibitions: Vec<Inhibition>,
    /// Times that routes name.
    pub time_intervals: Table<TimeInterval>,
    /// The folder with the files that receivers name, without a slash at its end.
    pub secrets: String,
    /// Settings of Alertmanager for all receivers, as it spells them.
    pub global: Vec<(String, Value)>,
    /// Files with templates beside the generated one.
    pub templates: Vec<String>,
    /// Who gets each alert, by what is known of its labels, in the order of the alerts.
    pub deliveries: Vec<Delivery>,
}

/// Who gets an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What the spec calls the alert.
    pub alert: String,
    /// Which of its rules: see [`Alert::level`](super::Alert::level).
    pub level: String,
    /// The routes that take it, in their order.
    pub taken: Vec<Taken>,
}

/// A route that takes an alert, or what is left to the default receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The name of the receiver.
    pub receiver: String,
    /// Whether all series of the alert come here, whatever their labels are.
    pub always: bool,
    /// The names of the time intervals in which it is told; none means always.
    pub active: Vec<String>,
    /// The names of the time intervals in which it is not.
    pub muted: Vec<String>,
    /// With what it is told together, and when.
    pub grouping: Grouping,
}

impl Notifications {
    /// The routes that take an alert with these labels, in their order; none means the default receiver.
    pub fn taken_by(&self, labels: &LabelSet) -> Vec<&Route> {
        Route::taken_by(&self.routes, labels)
    }

    /// The names of all files that receivers need in the folder of secrets, sorted.
    pub fn files(&self) -> BTreeSet<&str> {
        self.receivers.iter().flat_map(|receiver| &receiver.ways).flat_map(Way::files).collect()
    }

    /// The names of the receivers that are told of an alert with these labels, in the order of the routes.
    pub fn receivers_of(&self, labels: &LabelSet) -> Vec<&str> {
        let taken = self.taken_by(labels);
        if taken.is_empty() {
            return vec![&self.default];
        }
        taken.into_iter().map(|route| route.receiver.as_str()).collect()
    }
}

/// When alerts are told together, and when again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Alerts with equal values of these labels are told together.
    pub by: Vec<String>,
    /// How long a new group waits for more alerts.
    pub wait: Duration,
    /// Time between two notifications of a group that changes.
    pub interval: Duration,
    /// Time after which a group that still fires is told again.
    pub repeat: Duration,
}

/// Where some alerts go.
#[derive(Clone, Debug)]
pub struct Route {
    /// The name of the receiver.
    pub receiver: String,
    /// Which alerts it takes.
    pub matchers: Matchers,
    /// Whether the routes behind it are asked, too.
    pub goes_on: bool,
    /// The names of the time intervals in which it tells; none means always.
    pub active: Vec<String>,
    /// The names of the time intervals in which it keeps quiet.
    pub muted: Vec<String>,
    /// Its own grouping, or that of the route around it.
    pub grouping: Grouping,
    /// The routes within it: they are asked first, and it keeps what none of them takes.
    pub routes: Vec<Self>,
}

impl Route {
    /// As Alertmanager looks through its tree: depth first, and a route is the end only where none within it takes the alert.
    fn taken_by<'r>(routes: &'r [Self], labels: &LabelSet) -> Vec<&'r Self> {
        let mut taken = Vec::new();
        for route in routes.iter().filter(|route| route.matchers.matches(labels)) {
            let within = Self::taken_by(&route.routes, labels);
            if within.is_empty() {
                taken.push(route);
            }
            taken.extend(within);
            if !route.goes_on {
                break;
            }
        }
        taken
    }
}

/// While some alerts fire, nobody is told of others.
#[derive(Clone, Debug)]
pub struct Inhibition {
    /// The alerts that silence.
    pub when: Matchers,
    /// The alerts that are silenced.
    pub silence: Matchers,
    /// Labels that must be equal on both.
    pub equal: Vec<String>,
}

/// Somebody who can be told.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Their name.
    pub name: String,
    /// The ways to tell them, one or more.
    pub ways: Vec<Way>,
    /// Whether the end of an alert is told, too.
    pub send_resolved: bool,
}

impl Keyed for Receiver {
    fn key(&self) -> &str {
        &self.name
    }
}

/// A way to tell somebody. Secrets are names of files in the folder of secrets, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A channel of Slack.
    Slack {
        /// The file with the address of the incoming webhook.
        api_url_file: String,
        /// The channel, if it is not that of the webhook.
        channel: Option<String>,
        /// Other keys of Alertmanager, as it spells them.
        raw: Vec<(String, Value)>,
    },
    /// A service of `PagerDuty`.
    PagerDuty {
        /// The file with the key.
        key: PagerDutyKey,
        /// Where events are sent, if not to the usual address.
        url: Option<String>,
        /// Other keys of Alertmanager, as it spells them.
        raw: Vec<(String, Value)>,
    },
    /// An address for mail.
    Email {
        /// Who gets the mail.
        to: String,
        /// The sender.
        from: String,
        /// The mail server.
        smarthost: HostPort,
        /// The name to log in with, and the file with the password.
        login: Option<(String, String)>,
        /// Whether the connection must be encrypted.
        require_tls: bool,
        /// Other keys of Alertmanager, as it spells them.
        raw: Vec<(String, Value)>,
    },
    /// Any address that takes Alertmanager's JSON.
    Webhook {
        /// The file with the address.
        url_file: String,
        /// The file with a bearer token.
        credentials_file: Option<String>,
        /// Other keys of Alertmanager, as it spells them.
        raw: Vec<(String, Value)>,
    },
    /// A team of Opsgenie, or of a service that speaks as Opsgenie does.
    Opsgenie {
        /// The file with the key.
        api_key_file: String,
        /// The address of the API, if it is not the usual one.
        api_url: Option<String>,
        /// Other keys of Alertmanager, as it spells them.
        raw: Vec<(String, Value)>,
    },
    /// Any other of the table of destinations.
    Other {
        /// Its row.
        kind: &'static Kind,
        /// What is said, in the order of the row.
        settings: Vec<(&'static Key, Value)>,
        /// Other keys of Alertmanager, as it spells them.
        raw: Vec<(String, Value)>,
    },
}

/// The key of a service of `PagerDuty`: the name of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagerDutyKey {
    /// Of an integration by Events API v2.
    Routing(String),
    /// Of an integration by Events API v1.
    Service(String),
}

impl PagerDutyKey {
    /// The name of the file.
    pub fn file(&self) -> &str {
        match self {
            Self::Routing(file) | Self::Service(file) => file,
        }
    }
}

impl Way {
    /// Other keys of Alertmanager, as it spells them.
    pub fn raw(&self) -> &[(String, Value)] {
        match self {
            Self::Slack { raw, .. }
            | Self::PagerDuty { raw, .. }
            | Self::Email { raw, .. }
            | Self::Webhook { raw, .. }
            | Self::Opsgenie { raw, .. }
            | Self::Other { raw, .. } => raw,
        }
    }

    /// Its name for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Slack { .. } => "Slack",
            Self::PagerDuty { .. } => "PagerDuty",
            Self::Email { .. } => "e-mail",
            Self::Webhook { .. } => "webhook",
            Self::Opsgenie { .. } => "Opsgenie",
            Self::Other { kind, .. } => kind.name,
        }
    }

    /// The names of the files that it needs in the folder of secrets.
    pub fn files(&self) -> Vec<&str> {
        match self {
            Self::Slack { api_url_file: file, .. } | Self::Opsgenie { api_key_file: file, .. } => vec![file],
            Self::PagerDuty { key, .. } => vec![key.file()],
            Self::Email { login, .. } => login.iter().map(|(_, file)| file.as_str()).collect(),
            Self::Webhook { url_file, credentials_file, .. } => {
                [url_file].into_iter().chain(credentials_file).map(String::as_str).collect()
            }
            Self::Other { settings, .. } => {
                let files = settings.iter().filter(|(key, _)| key.form == Form::File);
                files.filter_map(|(_, value)| value.text()).collect()
            }
        }
    }
}
