use super::Raw;
use super::destination::{Destination, Settings};
use crate::decode::{Decode, Hold, Map, Placed, Reader, Text, record};
use crate::destinations::place;
use crate::duration::Duration;
use crate::source::{Span, Spanned};
use crate::yaml::{Node, Value};

record! {
    /// Receivers, routes, inhibitions and time intervals.
    pub(crate) struct Notifications {
        /// Who can be told, by name.
        receivers: Map<Placed<Receiver>>,
        /// The receiver of alerts that no route takes.
        receiver: Text,
        /// Which alerts go where, first to last. The first that matches takes the alert, unless it says `continue`.
        routes: Vec<Placed<Route>>,
        /// Alerts that silence others while they fire.
        inhibit: Vec<Placed<Inhibition>>,
        /// Times by name, each one or a list of which one must be: routes are `active` or `muted` then.
        time_intervals: Map<OneOrMany<Placed<TimeInterval>>>,
        /// Alerts with equal values of these labels are told together: by default `alertname` and `component`; with `[]` all of them are.
        group_by: Option<Vec<Text>>,
        /// How long a new group waits for more alerts: `30s` by default.
        group_wait: Option<Hold>,
        /// Time between two notifications of a group that changes: `5m` by default.
        group_interval: Option<Spanned<Duration>>,
        /// Time after which the notification of a firing group is repeated: `4h` by default.
        repeat_interval: Option<Spanned<Duration>>,
        /// The folder with the files that receivers name: `/etc/alertmanager/secrets` by default.
        secrets: Option<Text>,
        /// Settings for all receivers, as Alertmanager spells them below `global`: `{ resolve_timeout: 10m }`.
        global: Option<Raw>,
        /// Files with templates of your own for texts below `raw`: paths as Alertmanager sees them, such as `/etc/alertmanager/own/*.tmpl`.
        templates: Vec<Text>,
        /// Whether alerts come that this spec does not have, from rules or programs elsewhere. Then a route or an inhibition may
        /// name what no alert of this spec has.
        other_alerts: Option<Spanned<bool>>,
    }
}

record! {
    /// A receiver: one destination, or several of any kind. Secret addresses and keys are names of files in the folder `secrets`.
    pub(crate) struct Receiver {
        /// A channel of Slack.
        slack: OneOrMany<Placed<Slack>>,
        /// A service of `PagerDuty`.
        pagerduty: OneOrMany<Placed<PagerDuty>>,
        /// An address for mail.
        email: OneOrMany<Placed<Email>>,
        /// Any address that takes Alertmanager's JSON.
        webhook: OneOrMany<Placed<Webhook>>,
        /// A team of Opsgenie, or of a service that speaks as Opsgenie does.
        opsgenie: OneOrMany<Placed<Opsgenie>>,
        /// A team of Splunk On-Call, which was `VictorOps`.
        victorops: OneOrMany<Placed<Destination<{ place("victorops") }>>>,
        /// A user or a group of Pushover.
        pushover: OneOrMany<Placed<Destination<{ place("pushover") }>>>,
        /// A chat of Telegram.
        telegram: OneOrMany<Placed<Destination<{ place("telegram") }>>>,
        /// A channel of Discord.
        discord: OneOrMany<Placed<Destination<{ place("discord") }>>>,
        /// A channel of Microsoft Teams, by a connector of Office 365.
        msteams: OneOrMany<Placed<Destination<{ place("msteams") }>>>,
        /// A channel of Microsoft Teams, by a workflow of Power Automate.
        msteamsv2: OneOrMany<Placed<Destination<{ place("msteamsv2") }>>>,
        /// A topic of Amazon SNS, or a telephone.
        sns: OneOrMany<Placed<Destination<{ place("sns") }>>>,
        /// A room of Webex.
        webex: OneOrMany<Placed<Destination<{ place("webex") }>>>,
        /// A user, party or tag of `WeChat` Work.
        wechat: OneOrMany<Placed<Destination<{ place("wechat") }>>>,
        /// Issues of a project of Jira.
        jira: OneOrMany<Placed<Destination<{ place("jira") }>>>,
        /// A channel of Rocket.Chat.
        rocketchat: OneOrMany<Placed<Destination<{ place("rocketchat") }>>>,
        /// That it tells nobody, on purpose: its alerts are only shown.
        silent: Option<Spanned<bool>>,
        /// Whether resolved alerts are sent too: yes by default.
        send_resolved: Option<Spanned<bool>>,
    }
}

impl Receiver {
    /// Its destinations of the table, and where they stand.
    pub(crate) fn others(&self) -> Vec<(&Settings, Span)> {
        fn all<const KIND: usize>(
            written: &OneOrMany<Placed<Destination<KIND>>>,
        ) -> impl Iterator<Item = (&Settings, Span)> {
            written.0.iter().map(|placed| (&placed.value.0, placed.span))
        }
        all(&self.victorops)
            .chain(all(&self.pushover))
            .chain(all(&self.telegram))
            .chain(all(&self.discord))
            .chain(all(&self.msteams))
            .chain(all(&self.msteamsv2))
            .chain(all(&self.sns))
            .chain(all(&self.webex))
            .chain(all(&self.wechat))
            .chain(all(&self.jira))
            .chain(all(&self.rocketchat))
            .collect()
    }
}

record! {
    /// A channel of Slack.
    pub(crate) struct Slack {
        /// The file with the address of the incoming webhook.
        api_url_file: Text,
        /// The channel: `#alerts`. By default that of the webhook.
        channel: Option<Text>,
        /// Other keys of Alertmanager, as it spells them. They are written as they stand, and take the place of generated ones.
        raw: Option<Raw>,
    }
}

record! {
    /// A service of `PagerDuty`.
    pub(crate) struct PagerDuty {
        /// The file with the integration key (Events API v2).
        routing_key_file: Option<Text>,
        /// The file with the key of an integration of the older kind (Events API v1), instead.
        service_key_file: Option<Text>,
        /// Where events are sent, if not to `PagerDuty`'s usual address.
        url: Option<Text>,
        /// Other keys of Alertmanager, as it spells them. They are written as they stand, and take the place of generated ones.
        raw: Option<Raw>,
    }
}

record! {
    /// An address for mail.
    pub(crate) struct Email {
        /// Who gets the mail: addresses with commas between.
        to: Text,
        /// The sender.
        from: Text,
        /// The mail server: `smtp.example.com:587`.
        smarthost: Text,
        /// The name to log in with.
        auth_username: Option<Text>,
        /// The file with the password to log in with.
        auth_password_file: Option<Text>,
        /// Whether the connection must be encrypted: by default yes.
        require_tls: Option<Spanned<bool>>,
        /// Other keys of Alertmanager, as it spells them. They are written as they stand, and take the place of generated ones.
        raw: Option<Raw>,
    }
}

record! {
    /// Any address that takes Alertmanager's JSON.
    pub(crate) struct Webhook {
        /// The file with the address.
        url_file: Text,
        /// The file with a token that is sent along (`Authorization: Bearer`).
        credentials_file: Option<Text>,
        /// Other keys of Alertmanager, as it spells them. They are written as they stand, and take the place of generated ones.
        raw: Option<Raw>,
    }
}

record! {
    /// A team of Opsgenie, or of a service that speaks as Opsgenie does.
    pub(crate) struct Opsgenie {
        /// The file with the key of the API.
        api_key_file: Text,
        /// The address of the API, if it is not Opsgenie's usual one: `https://api.eu.opsgenie.com/`.
        api_url: Option<Text>,
        /// Other keys of Alertmanager, as it spells them. They are written as they stand, and take the place of generated ones.
        raw: Option<Raw>,
    }
}

record! {
    /// A route. All conditions must match.
    pub(crate) struct Route {
        /// The receiver. By default that of the route around it, or that of all notifications.
        receiver: Option<Text>,
        /// Severities: one or a list. Here and at all labels a value may have an operator before it, as in Alertmanager: `!= info`,
        /// `=~ crit.*`, `!~ info|debug`. In a list one of those that are asked for must match, and none of those that are not.
        severity: OneOrMany<Text>,
        /// Components, which are groups of alerts: one or a list.
        component: OneOrMany<Text>,
        /// Alerts by name: one or a list.
        alert: OneOrMany<Text>,
        /// Other labels, each with a value or a list of values: `{ team: web, queue: "=~ mail-.*" }`.
        labels: Map<OneOrMany<Text>>,
        /// Whether later routes are tried as well.
        go_on = "continue": Option<Spanned<bool>>,
        /// The time intervals in which it tells. By default always.
        active: OneOrMany<Text>,
        /// The time intervals in which it keeps quiet.
        muted: OneOrMany<Text>,
        /// As for all notifications, where this route differs.
        group_by: Vec<Text>,
        /// As for all notifications, where this route differs.
        group_wait: Option<Hold>,
        /// As for all notifications, where this route differs.
        group_interval: Option<Spanned<Duration>>,
        /// As for all notifications, where this route differs.
        repeat_interval: Option<Spanned<Duration>>,
        /// Routes within this one, first to last. What none of them takes goes to the receiver of this one. Grouping and receiver are
        /// inherited; times are not.
        routes: Vec<Placed<Route>>,
    }
}

record! {
    /// An inhibition: while some alerts fire, others are not sent.
    pub(crate) struct Inhibition {
        /// The alerts that silence: names, or what they have in common.
        when: Selection,
        /// The alerts that are silenced: names, or what they have in common.
        silence: Selection,
        /// Labels that must be equal on both.
        equal: Vec<Text>,
    }
}

record! {
    /// Alerts by what they have in common.
    pub(crate) struct Selected {
        /// Severities: one or a list. Here and at all labels a value may have an operator before it, as in Alertmanager: `!= info`,
        /// `=~ crit.*`, `!~ info|debug`. In a list one of those that are asked for must match, and none of those that are not.
        severity: OneOrMany<Text>,
        /// Components, which are groups of alerts: one or a list.
        component: OneOrMany<Text>,
        /// Alerts by name: one or a list.
        alert: OneOrMany<Text>,
        /// Other labels, each with a value or a list of values: `{ team: web, queue: "=~ mail-.*" }`.
        labels: Map<OneOrMany<Text>>,
    }
}

record! {
    /// Times. A missing key means any value.
    pub(crate) struct TimeInterval {
        /// Days of the week: `mon..fri`, or a list.
        days: OneOrMany<Text>,
        /// Times of the day: `09:00..17:00`, or a list.
        times: OneOrMany<Text>,
        /// Months by name or number: `dec`, `6..8`, or a list.
        months: OneOrMany<crate::decode::Word>,
        /// Days of the month: `1`, `24..26`, or a list. `-1` is the last day, `-7..-1` the last week.
        dates: OneOrMany<crate::decode::Word>,
        /// Years: `2027`, `2027..2029`, or a list.
        years: OneOrMany<crate::decode::Word>,
        /// The place whose time is meant: `Europe/Berlin`. By default UTC.
        location: Option<Text>,
    }
}

/// One value, or a list of them.
#[derive(Clone, Debug)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<T>);

impl<T: Decode> Decode for OneOrMany<T> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::List(_) | Value::Null => Vec::decode(node, reader).map(Self),
            _ => T::decode(node, reader).map(|one| Self(vec![one])),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self(Vec::new()))
    }
}

/// Alerts: a name, a list of names, or what they have in common.
pub(crate) struct Selection(pub(crate) Placed<Selected>);

impl Decode for Selection {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Map(_) = node.value {
            return Placed::decode(node, reader).map(Self);
        }
        let alert = OneOrMany::decode(node, reader)?;
        let severity = OneOrMany(Vec::new());
        let value = Selected { severity, component: OneOrMany(Vec::new()), alert, labels: Map(Vec::new()) };
        Some(Self(Placed { value, span: node.span }))
    }
}
