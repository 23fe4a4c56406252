//! Who can be told. What routes do with each alert is told with these.

use gaugewright_spec::model::{Inhibition, Notifications, Receiver, Spec, TimeInterval, Times, Way};

use super::said::{flag, list, matchers, value};
use crate::aspect::Sort;
use crate::item::Item;
use crate::names::Names;
use crate::table::alerting as row;

pub(super) fn receivers(spec: &Spec, names: &Names) -> Vec<Item> {
    let of = |receiver: &Receiver| {
        let mut item = Item::new(&row::RECEIVER, names.of(Sort::Receiver, &receiver.name));
        item.set(&row::RECEIVER_WAYS, receiver.ways.iter().map(way));
        item.put(&row::RECEIVER_RESOLVED, flag(receiver.send_resolved));
        item
    };
    spec.notifications.iter().flat_map(|all| all.receivers.iter()).map(of).collect()
}

fn way(way: &Way) -> String {
    let mut says: Vec<String> = match way {
        Way::Slack { api_url_file, channel, .. } => {
            channel.clone().into_iter().chain([file(api_url_file)]).collect()
        }
        Way::PagerDuty { key, url, .. } => {
            [Some(file(key.file())), url.clone()].into_iter().flatten().collect()
        }
        Way::Email { to, from, smarthost, login, require_tls, .. } => {
            let login = login.as_ref().map(|(user, secret)| format!("as {user} ({})", file(secret)));
            let tls = (!require_tls).then(|| "without TLS".to_owned());
            let usual = [Some(to.clone()), Some(format!("from {from} by {smarthost}"))];
            usual.into_iter().chain([login, tls]).flatten().collect()
        }
        Way::Webhook { url_file, credentials_file, .. } => {
            [Some(file(url_file)), credentials_file.as_ref().map(|secret| file(secret))]
                .into_iter()
                .flatten()
                .collect()
        }
        Way::Opsgenie { api_key_file, api_url, .. } => {
            [Some(file(api_key_file)), api_url.clone()].into_iter().flatten().collect()
        }
        Way::Other { settings, .. } => {
            settings.iter().map(|(key, said)| format!("{}: {}", key.name, value(said))).collect()
        }
    };
    says.extend(way.raw().iter().map(|(key, said)| format!("{key}: {}", value(said))));
    says.insert(0, way.name().to_owned());
    says.join(" ")
}

fn file(name: &str) -> String {
    format!("(file {name})")
}

pub(super) fn intervals(spec: &Spec, names: &Names) -> Vec<Item> {
    let of = |interval: &TimeInterval| {
        let mut item = Item::new(&row::INTERVAL, names.of(Sort::Interval, &interval.name));
        let mut parts: Vec<String> = interval.parts.iter().map(times).collect();
        parts.sort();
        item.put(&row::INTERVAL_TIMES, parts.join("; "));
        item
    };
    spec.notifications.iter().flat_map(|all| all.time_intervals.iter()).map(of).collect()
}

fn times(times: &Times) -> String {
    const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let day = |day: u8| DAYS.get(usize::from(day)).map_or_else(|| day.to_string(), |name| (*name).to_owned());
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let mut parts: Vec<String> = Vec::new();
    let mut ranges = |what: &str, mut of: Vec<(String, String)>| {
        of.sort();
        let of = of
            .into_iter()
            .map(|(first, last)| if first == last { first } else { format!("{first} to {last}") });
        let of: Vec<String> = of.collect();
        if !of.is_empty() {
            parts.push(format!("{what}{}", of.join(", ")));
        }
    };
    ranges("", times.days.iter().map(|(first, last)| (day(*first), day(*last))).collect());
    ranges("", times.times.iter().map(|(start, end)| (clock(*start), clock(*end))).collect());
    ranges(
        "month ",
        times.months.iter().map(|(first, last)| (first.to_string(), last.to_string())).collect(),
    );
    ranges("day ", times.dates.iter().map(|(first, last)| (first.to_string(), last.to_string())).collect());
    ranges("year ", times.years.iter().map(|(first, last)| (first.to_string(), last.to_string())).collect());
    parts.push(times.location.clone().unwrap_or_else(|| "UTC".to_owned()));
    parts.join(" ")
}

pub(super) fn inhibitions(spec: &Spec, _: &Names) -> Vec<Item> {
    let of = |inhibition: &Inhibition| {
        let mut equal = inhibition.equal.clone();
        equal.sort();
        let equal = if equal.is_empty() { String::new() } else { format!(" with equal {}", list(equal)) };
        let name =
            format!("{} silences {}{equal}", matchers(&inhibition.when), matchers(&inhibition.silence));
        Item::new(&row::INHIBITION, name)
    };
    spec.notifications.iter().flat_map(|all| &all.inhibitions).map(of).collect()
}

pub(super) fn whole(spec: &Spec, names: &Names) -> Vec<Item> {
    let of = |all: &Notifications| {
        let mut item = Item::new(&row::NOTIFICATIONS, "");
        item.put(&row::NOTIFICATIONS_DEFAULT, names.of(Sort::Receiver, &all.default));
        item.put(&row::NOTIFICATIONS_SECRETS, &all.secrets);
        for (key, said) in &all.global {
            item.each(&row::NOTIFICATIONS_GLOBAL, key, value(said));
        }
        item
    };
    spec.notifications.iter().map(of).collect()
}
