//! Keys of Alertmanager that the spec does not have: they are written as they stand, and hold no secrets.

use super::super::Resolver;
use crate::ast::instead;
use crate::decode::Text;
use crate::destinations::Kind;
use crate::diagnostic::Diagnostic;
use crate::model::Value;
use crate::rules;
use crate::yaml::{self, Node};

/// Keys that take a secret, wherever they stand. A key with `_file` behind it takes the path of a file instead.
const SECRETS: [&str; 12] = [
    "password",
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
        let message = format!("`{}` is a secret, and a spec holds none", **key);
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, key.span, message).help(help));
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
