//! Keys of Alertmanager that the spec does not have: they are written as they stand, and hold no secrets.

use super::super::Resolver;
use crate::ast::{Raw, instead};
use crate::decode::Text;
use crate::destinations::Kind;
use crate::diagnostic::Diagnostic;
use crate::model::Value;
use crate::rules;
use crate::yaml::{self, Node};

/// Keys that take a secret, wherever they stand. A key with `_file` behind it takes the path of a file instead.
const SECRETS: [&str; 14] = [
    "password",
    "auth_password",
    "auth_secret",
    "credentials",
    "client_secret",
    "bearer_token",
    "smtp_auth_password",
    "smtp_auth_secret",
    "slack_api_url",
    "opsgenie_api_key",
    "victorops_api_key",
    "wechat_api_secret",
    "rocketchat_token",
    "rocketchat_token_id",
];

/// The keys of a destination that has keys of its own in the spec, but not these.
pub(super) fn of_own(resolver: &mut Resolver<'_>, raw: Option<&Raw>, own: &[&str]) -> Vec<(String, Value)> {
    let entries = raw.iter().flat_map(|raw| &raw.0);
    let others = entries.filter_map(|(key, node)| {
        let file = format!("{}_file", **key);
        if own.contains(&file.as_str()) {
            secret(resolver, key, format!("put it into a file in the folder `secrets`, and write the file's name as `{file}` beside `raw`"));
            return None;
        }
        if own.contains(&key.as_str()) {
            has_its_own(resolver, key);
            return None;
        }
        Some(entry(resolver, None, key, node))
    });
    others.collect()
}

/// Reports a key below `raw` that stands beside it.
pub(super) fn has_its_own(resolver: &mut Resolver<'_>, key: &Text) {
    let diagnostic =
        Diagnostic::new(&rules::BAD_VALUE, key.span, format!("`{}` has a key of its own", **key));
    resolver.report(diagnostic.help("write it beside `raw`"));
}

fn secret(resolver: &mut Resolver<'_>, key: &Text, help: String) {
    let message = format!("`{}` is a secret, and a spec holds none", **key);
    resolver.report(Diagnostic::new(&rules::BAD_VALUE, key.span, message).help(help));
}

/// A key with its value. The kind of destination knows secrets of its own.
pub(super) fn entry(
    resolver: &mut Resolver<'_>,
    kind: Option<&Kind>,
    key: &Text,
    node: &Node,
) -> (String, Value) {
    let usual = SECRETS.contains(&key.as_str());
    let usual = usual.then(|| format!("write `{}_file`, with the path of a file that holds it", **key));
    if let Some(help) = kind.and_then(|kind| instead(kind, key)).or(usual) {
        secret(resolver, key, help);
    }
    (key.value.clone(), value(resolver, kind, node))
}

fn value(resolver: &mut Resolver<'_>, kind: Option<&Kind>, node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(is) => Value::Bool(*is),
        yaml::Value::Number(number) => Value::Number(number.clone()),
        yaml::Value::Text(text) => Value::Text(text.clone()),
        yaml::Value::List(items) => {
            Value::List(items.iter().map(|item| value(resolver, kind, item)).collect())
        }
        yaml::Value::Map(entries) => {
            Value::Map(entries.iter().map(|(key, node)| entry(resolver, kind, key, node)).collect())
        }
    }
}
