use std::collections::{BTreeMap, BTreeSet};

use super::{HostPort, Keyed, Table};
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
    /// Times of the week that routes name.
    pub time_intervals: Table<TimeInterval>,
    /// The folder with the files that receivers name, without a slash at its end.
    pub secrets: String,
}

/// The labels of an alert, or of several that are told together.
pub type LabelSet = BTreeMap<String, String>;

impl Notifications {
    /// The routes that take an alert with these labels, in their order; none means the default receiver.
    pub fn taken_by(&self, labels: &LabelSet) -> Vec<&Route> {
        let mut taken = Vec::new();
        for route in self.routes.iter().filter(|route| route.matchers.matches(labels)) {
            taken.push(route);
            if !route.goes_on {
                break;
            }
        }
        taken
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

/// Conditions on labels: each of these labels has one of its values. None at all means every alert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matchers(pub BTreeMap<String, BTreeSet<String>>);

impl Matchers {
    /// Whether all hold for these labels. A label that is not there is empty.
    pub fn matches(&self, labels: &LabelSet) -> bool {
        let value = |label: &str| labels.get(label).map_or("", String::as_str);
        self.0.iter().all(|(label, values)| values.contains(value(label)))
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
    /// Its own grouping, or that of all.
    pub grouping: Grouping,
}

/// While some alerts fire, nobody is told of others.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        /// The channel.
        channel: String,
    },
    /// A service of `PagerDuty`.
    PagerDuty {
        /// The file with the integration key.
        routing_key_file: String,
        /// Where events are sent, if not to the usual address.
        url: Option<String>,
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
    },
    /// Any address that takes Alertmanager's JSON.
    Webhook {
        /// The file with the address.
        url_file: String,
        /// The file with a bearer token.
        credentials_file: Option<String>,
    },
    /// A team of Opsgenie, or of a service that speaks as Opsgenie does.
    Opsgenie {
        /// The file with the key.
        api_key_file: String,
        /// The address of the API, if it is not the usual one.
        api_url: Option<String>,
    },
}

impl Way {
    /// Its name for people.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Slack { .. } => "Slack",
            Self::PagerDuty { .. } => "PagerDuty",
            Self::Email { .. } => "e-mail",
            Self::Webhook { .. } => "webhook",
            Self::Opsgenie { .. } => "Opsgenie",
        }
    }

    /// The names of the files that it needs in the folder of secrets.
    pub fn files(&self) -> Vec<&str> {
        match self {
            Self::Slack { api_url_file: file, .. }
            | Self::PagerDuty { routing_key_file: file, .. }
            | Self::Opsgenie { api_key_file: file, .. } => vec![file],
            Self::Email { login, .. } => login.iter().map(|(_, file)| file.as_str()).collect(),
            Self::Webhook { url_file, credentials_file } => {
                [url_file].into_iter().chain(credentials_file).map(String::as_str).collect()
            }
        }
    }
}

/// Times of the week: what is empty is always so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeInterval {
    /// Its name.
    pub name: String,
    /// First and last day of the week of each range; Sunday is 0.
    pub days: Vec<(u8, u8)>,
    /// Start and end of each range in minutes after midnight; the end is not in it.
    pub times: Vec<(u16, u16)>,
    /// First and last month of each range, 1 to 12.
    pub months: Vec<(u8, u8)>,
    /// First and last day of the month of each range, 1 to 31.
    pub dates: Vec<(u8, u8)>,
    /// The place whose time is meant; nothing is UTC.
    pub location: Option<String>,
}

impl Keyed for TimeInterval {
    fn key(&self) -> &str {
        &self.name
    }
}

impl TimeInterval {
    /// Whether this is so whenever another interval is, or always. Where that cannot be told, as between two places, it is not.
    pub fn covers(&self, other: Option<&Self>) -> bool {
        let always = Self::always();
        let other = other.unwrap_or(&always);
        let is_always = self.contains(&always);
        is_always || (self.place() == other.place() && self.contains(other))
    }

    fn always() -> Self {
        let (days, times, months, dates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { name: String::new(), days, times, months, dates, location: None }
    }

    fn place(&self) -> &str {
        self.location.as_deref().unwrap_or("UTC")
    }

    /// Whether each part of this has all that the same part of the other one has.
    fn contains(&self, other: &Self) -> bool {
        // The end of a time is not in it.
        let minutes = |times: &[(u16, u16)]| -> Vec<(u16, u16)> {
            times.iter().map(|(start, end)| (*start, end.saturating_sub(1))).collect()
        };
        has_all(&self.days, &other.days, (0, 6))
            && has_all(&minutes(&self.times), &minutes(&other.times), (0, 24 * 60 - 1))
            && has_all(&self.months, &other.months, (1, 12))
            && has_all(&self.dates, &other.dates, (1, 31))
    }
}

/// Whether each value of some ranges is in one of others. No range at all stands for all values.
fn has_all<T: Copy + Into<u16>>(these: &[(T, T)], others: &[(T, T)], all: (u16, u16)) -> bool {
    let values = |ranges: &[(T, T)]| -> BTreeSet<u16> {
        let ranges = ranges.iter().map(|(first, last)| ((*first).into(), (*last).into()));
        let given: BTreeSet<u16> = ranges.flat_map(|(first, last)| first..=last).collect();
        if given.is_empty() { (all.0..=all.1).collect() } else { given }
    };
    values(these).is_superset(&values(others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(days: &[(u8, u8)], times: &[(u16, u16)], location: Option<&str>) -> TimeInterval {
        let location = location.map(str::to_owned);
        TimeInterval { days: days.to_vec(), times: times.to_vec(), location, ..TimeInterval::always() }
    }

    #[test]
    fn an_interval_covers_what_lies_within_it() {
        let office = interval(&[(1, 5)], &[(480, 1080)], None);
        let monday = interval(&[(1, 1)], &[(540, 600), (700, 710)], Some("UTC"));
        assert!(office.covers(Some(&office)) && office.covers(Some(&monday)));
        assert!(!monday.covers(Some(&office)) && !office.covers(None));
        let elsewhere = interval(&[(1, 1)], &[(540, 600)], Some("Europe/Berlin"));
        assert!(!office.covers(Some(&elsewhere)));
        let week = interval(&[(1, 6), (0, 0)], &[(0, 720), (720, 1440)], Some("Europe/Berlin"));
        assert!(week.covers(None) && week.covers(Some(&office)));
        let nights = interval(&[], &[(0, 480), (1080, 1440)], None);
        assert!(!nights.covers(Some(&office)));
    }
}
