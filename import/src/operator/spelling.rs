//! What a resource of the operator says, spelled as Alertmanager does.

use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{Made, entries, get, items, listed, made, word};

/// Names of the operator that are no keys of Alertmanager with other letters.
const CALLED: [(&str, &str); 9] = [
    ("urlSecret", "url"),
    ("keySecret", "key"),
    ("weChatConfigs", "wechat_configs"),
    ("bearerTokenSecret", "bearer_token"),
    ("webhookUrl", "webhook_url"),
    ("opsGenieApiUrl", "opsgenie_api_url"),
    ("opsGenieApiKey", "opsgenie_api_key"),
    ("rocketChat", "rocketchat"),
    ("smartHost", "smarthost"),
];

/// `{ start: 1, end: 5 }` as Alertmanager has it: `1:5`.
pub(super) fn days(range: &Node) -> Node {
    let of = |key| get(range, key).and_then(crate::tree::as_number).map(|day| day.to_string());
    let ends: Vec<String> = [of("start"), of("end")].into_iter().flatten().collect();
    made(range.span, &ends.join(":"))
}

pub(super) fn matchers(node: &Node) -> Node {
    listed(node.span, items(node).iter().map(one).collect())
}

/// `{ name: severity, matchType: =~, value: a|b }`, or with `regex: true`, as a text.
pub(super) fn one(node: &Node) -> Node {
    let is_regex = crate::tree::is_true(node, "regex");
    let op = word(node, "matchType").filter(|op| !op.is_empty()).unwrap_or(if is_regex { "=~" } else { "=" });
    let value = word(node, "value").unwrap_or_default();
    matcher(node.span, word(node, "name").unwrap_or_default(), op, value)
}

pub(super) fn matcher(span: Span, name: &str, op: &str, value: &str) -> Node {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    made(span, &format!("{name}{op}\"{value}\""))
}

/// What stands below a key, with Alertmanager's names: a key of a Secret is the file that holds it, and pairs are a mapping.
pub(super) fn spelled(node: &Node) -> Node {
    match &node.value {
        Value::Map(keys) => {
            let mut told = Made::new(node.span);
            for (name, value) in keys {
                let key = snake(&name.value);
                let (key, value) = match held(value) {
                    Some(held) if UNFILED.contains(&key.as_str()) => (key, made(value.span, held.key)),
                    Some(held) if OPEN.contains(&key.as_str()) => {
                        (format!("{key}_file"), made(value.span, &held.mounted()))
                    }
                    Some(held) => (format!("{key}_file"), made(value.span, &held.file())),
                    None => (key, spelled(value)),
                };
                told.put_at(Spanned::new(key, name.span), value);
            }
            told.node()
        }
        Value::List(all) if !all.is_empty() && all.iter().all(is_pair) => {
            let mut told = Made::new(node.span);
            for pair in all {
                if let (Some(name), Some(value)) = (word(pair, "key"), get(pair, "value")) {
                    told.put_at(key(name, pair.span), value.clone());
                }
            }
            told.node()
        }
        Value::List(all) => listed(node.span, all.iter().map(spelled).collect()),
        _ => node.clone(),
    }
}

/// Secrets that Alertmanager reads from no file.
const UNFILED: [&str; 4] = ["access_key", "secret_key", "auth_secret", "opsgenie_api_url"];

/// Keys of certificates, which are no secrets.
const OPEN: [&str; 2] = ["ca", "cert"];

/// What a Secret or a ConfigMap holds.
pub(super) struct Held<'n> {
    folder: &'static str,
    name: &'n str,
    pub(super) key: &'n str,
}

impl Held<'_> {
    /// What a file with it can be called.
    fn file(&self) -> String {
        [self.name, ":", self.key].concat()
    }

    /// Where the operator mounts it, if the Alertmanager names it.
    fn mounted(&self) -> String {
        ["/etc/alertmanager", self.folder, self.name, self.key].join("/")
    }
}

/// `{ name: slack, key: url }`, or the same behind `secret` or `configMap`.
pub(super) fn held(node: &Node) -> Option<Held<'_>> {
    if let [(kind, of)] = entries(node) {
        return match kind.value.as_str() {
            "secret" => held(of),
            "configMap" => held(of).map(|held| Held { folder: "configmaps", ..held }),
            _ => None,
        };
    }
    let is_of_it =
        |(key, _): &(Spanned<String>, Node)| ["name", "key", "optional"].contains(&key.value.as_str());
    let is_all = entries(node).iter().all(is_of_it);
    is_all
        .then(|| Some(Held { folder: "secrets", name: word(node, "name")?, key: word(node, "key")? }))
        .flatten()
}

fn is_pair(node: &Node) -> bool {
    let names: Vec<&str> = entries(node).iter().map(|(key, _)| key.value.as_str()).collect();
    names == ["key", "value"] || names == ["value", "key"]
}

/// The address of Discord has a name of its own.
pub(super) fn discord(mut configs: Node) -> Node {
    if let Value::List(configs) = &mut configs.value {
        for config in configs {
            let Value::Map(keys) = &mut config.value else { continue };
            for (key, _) in keys.iter_mut().filter(|(key, _)| key.value == "api_url_file") {
                "webhook_url_file".clone_into(&mut key.value);
            }
        }
    }
    configs
}

pub(super) fn key(name: &str, span: Span) -> Spanned<String> {
    Spanned::new(name.to_owned(), span)
}

/// `apiURL` as Alertmanager spells it: `api_url`.
pub(super) fn snake(name: &str) -> String {
    if let Some((_, called)) = CALLED.iter().find(|(theirs, _)| *theirs == name) {
        return (*called).to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let mut told = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || letters.get(at + 1).is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            told.push('_');
        }
        told.push(letter.to_ascii_lowercase());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::snake;

    #[test]
    fn names_are_spelled_as_alertmanager_does() {
        for (theirs, ours) in [
            ("apiURL", "api_url"),
            ("groupBy", "group_by"),
            ("caFile", "ca_file"),
            ("iconURL", "icon_url"),
            ("chatID", "chat_id"),
            ("requireTLS", "require_tls"),
            ("httpConfig", "http_config"),
            ("TLSConfig", "tls_config"),
            ("urlSecret", "url"),
            ("receiver", "receiver"),
        ] {
            assert_eq!(snake(theirs), ours);
        }
    }
}
