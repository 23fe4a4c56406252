//! What `deploy` says about more than one Prometheus: stores behind it, shards of it, one above it.

use std::collections::BTreeMap;

use super::Resolver;
use super::deploy::{bad_value, dns_name, host_port};
use crate::ast;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{
    Credentials, Federation, HostPort, Metric, Operator, Queue, RecordingGroup, RemoteWrite, Table,
};
use crate::rules;

/// More would be a mistake in writing: at a million series each they hold what no service exports.
const MAX_SHARDS: u64 = 64;

/// Time between two fetches of a Prometheus above others, if nobody says otherwise: recorded series do not change faster.
const FEDERATION_INTERVAL: Duration = Duration::from_secs(60);

/// The stores that samples are sent to.
pub(super) fn remote_writes(resolver: &mut Resolver<'_>, ast: &ast::Prometheus) -> Vec<RemoteWrite> {
    if let (Some(first), []) = (ast.remote_write.first(), ast.external_labels.iter().as_slice()) {
        let message = "a store of many clusters could not tell where these samples come from";
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, first.url.span, message);
        resolver.report(
            diagnostic
                .note("series of two clusters with equal labels become one series there")
                .help("say which cluster this is: `external_labels: { cluster: eu-1 }`"),
        );
    }
    ast.remote_write.iter().filter_map(|ast| remote_write(resolver, ast)).collect()
}

fn remote_write(resolver: &mut Resolver<'_>, ast: &ast::RemoteWrite) -> Option<RemoteWrite> {
    let credentials = ast.credentials.as_ref().map(|ast| credentials(resolver, ast));
    if let (false, Some(drop)) = (ast.keep.is_empty(), ast.drop.first()) {
        let message = "`keep` and `drop` exclude each other: what is not kept is not sent";
        bad_value(resolver, drop, message.into(), "keep one of the two lists");
    }
    let texts = |texts: &[Text]| texts.iter().map(|text| text.value.clone()).collect();
    Some(RemoteWrite {
        endpoint: endpoint(resolver, &ast.url)?,
        url: ast.url.value.clone(),
        name: ast.name.as_ref().map(|name| name.value.clone()),
        credentials,
        queue: ast.queue.as_ref().map(|ast| queue(resolver, ast)).unwrap_or_default(),
        keep: texts(&ast.keep),
        drop: texts(&ast.drop),
    })
}

/// Host and port of the address of a store. A password in it would stand in every copy of the configuration.
fn endpoint(resolver: &mut Resolver<'_>, url: &Text) -> Option<HostPort> {
    let rest = [("https://", 443), ("http://", 80)]
        .into_iter()
        .find_map(|(scheme, port)| Some((url.strip_prefix(scheme)?, port)));
    let Some((rest, port)) = rest else {
        let message = format!("`{}` is not a valid address of a store", **url);
        let help = "write it with its scheme: `https://metrics.example.com/api/v1/push`";
        bad_value(resolver, url, message, help);
        return None;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        let message = "a password has no place in an address".to_owned();
        bad_value(
            resolver,
            url,
            message,
            "name the Secret that holds it: `credentials: { user: …, secret: … }`",
        );
        return None;
    }
    let with_port = if host.contains(':') { host.to_owned() } else { format!("{host}:{port}") };
    host_port(resolver, &Text::new(with_port, url.span))
}

fn credentials(resolver: &mut Resolver<'_>, ast: &ast::Credentials) -> Credentials {
    dns_name(resolver, "a Secret", &ast.secret);
    Credentials { secret: ast.secret.value.clone(), user: ast.user.as_ref().map(|user| user.value.clone()) }
}

fn queue(resolver: &mut Resolver<'_>, ast: &ast::Queue) -> Queue {
    for number in [&ast.capacity, &ast.max_shards, &ast.max_samples_per_send].into_iter().flatten() {
        if number.value == 0 {
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, number.span, "nothing would ever be sent");
            resolver.report(diagnostic.help("write 1 or more, or leave the key out"));
        }
    }
    let value = |number: &Option<crate::decode::Spanned64>| number.as_ref().map(|number| number.value);
    Queue {
        capacity: value(&ast.capacity),
        max_shards: value(&ast.max_shards),
        max_samples_per_send: value(&ast.max_samples_per_send),
    }
}

/// Over how many instances the Pods are divided.
pub(super) fn shards(resolver: &mut Resolver<'_>, ast: &ast::Prometheus) -> u32 {
    let Some(shards) = &ast.shards else { return 1 };
    let problem = match shards.value {
        0 | MAX_SHARDS.. if shards.value != MAX_SHARDS => {
            Some(("this is not a valid number of shards", format!("write a number from 1 to {MAX_SHARDS}")))
        }
        2.. if ast.remote_write.is_empty() => Some((
            "no shard has all series, so nobody could query them together or alert on them",
            "send them to a store that has them all: `remote_write`".to_owned(),
        )),
        _ => None,
    };
    if let Some((message, help)) = problem {
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, shards.span, message).help(help));
    }
    u32::try_from(shards.value).unwrap_or(1)
}

/// A Prometheus above others.
pub(super) fn federation(resolver: &mut Resolver<'_>, ast: &Placed<ast::Federation>) -> Federation {
    if ast.targets.is_empty() {
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.span, "a federation needs `targets`");
        resolver.report(diagnostic.help("list them: `targets: [\"prometheus-eu.example.com:443\"]`"));
    }
    Federation {
        targets: ast.targets.iter().filter_map(|target| host_port(resolver, target)).collect(),
        https: ast.https.as_ref().is_some_and(|https| https.value),
        credentials: ast.credentials.as_ref().map(|ast| credentials(resolver, ast)),
        interval: ast.interval.as_ref().map_or(FEDERATION_INTERVAL, |interval| interval.value),
    }
}

/// What resources of the Prometheus Operator have in common.
pub(super) fn operator(resolver: &mut Resolver<'_>, ast: &ast::Operator) -> Operator {
    let mut labels = BTreeMap::new();
    for (name, value) in ast.labels.iter() {
        if !is_label_value(value) {
            let message = format!("`{}` is not a valid value of a Kubernetes label", **value);
            let help = "use at most 63 letters, digits, dashes, underscores and dots; letters or digits at both ends";
            bad_value(resolver, value, message, help);
        }
        let own = name.rsplit_once('/').map_or(name.as_str(), |(_, own)| own);
        if own.is_empty() || !is_label_value(own) {
            resolver.bad_name("a Kubernetes label", name, "write it as `release` or `example.com/team`");
        }
        labels.insert(name.value.clone(), value.value.clone());
    }
    Operator { labels }
}

/// Whether Kubernetes takes it as the value of a label, or as the part of a label's name behind the slash.
fn is_label_value(text: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let outside = |end: Option<u8>| end.is_none_or(|byte| byte.is_ascii_alphanumeric());
    text.len() <= 63
        && text.bytes().all(inside)
        && outside(text.bytes().next())
        && outside(text.bytes().last())
}

/// Reports metrics that are kept or dropped on their way to a store, and that nobody has.
pub(super) fn sent_metrics(
    resolver: &mut Resolver<'_>,
    ast: Option<&Placed<ast::Deploy>>,
    metrics: &Table<Metric>,
    recorded: &[RecordingGroup],
) {
    let recorded = || recorded.iter().flat_map(|group| &group.rules).map(|rule| rule.name.as_str());
    let Some(ast) = ast else { return };
    for name in ast.prometheus.remote_write.iter().flat_map(|write| write.keep.iter().chain(&write.drop)) {
        if !metrics.contains(name) && !recorded().any(|known| known == name.value) {
            resolver.undefined(
                "metric",
                name,
                metrics.iter().map(|metric| metric.name.as_str()).chain(recorded()),
            );
        }
    }
}
