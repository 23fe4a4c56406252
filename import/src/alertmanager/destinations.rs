//! A destination of a receiver: what a spec has a key for, and what is kept as Alertmanager spells it.

use gaugewright_spec::destinations::Form;
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use super::facts::{Spelling, is_global_of_a_receiver, row};
use super::files::{Files, NO_SECRETS, is_said};
use super::matchers::Problem;
use super::unsaid::Unsaid;
use crate::tree::{Made, entries, get, items, made, path, said, text};

/// Secrets of Alertmanager wherever they stand, and whether it reads them from a file, too.
const SECRETS: [(&str, bool); 17] = [
    ("password", true),
    ("credentials", true),
    ("client_secret", true),
    ("bearer_token", true),
    ("key", true),
    ("smtp_auth_password", true),
    ("slack_api_url", true),
    ("opsgenie_api_key", true),
    ("victorops_api_key", true),
    ("rocketchat_token", true),
    ("rocketchat_token_id", true),
    ("telegram_bot_token", false),
    ("app_token", false),
    ("auth_secret", false),
    ("smtp_auth_secret", false),
    ("wechat_api_secret", false),
    ("secret_key", false),
];

/// Whether a key of Alertmanager takes a secret, wherever it stands.
pub(crate) fn is_secret(key: &str) -> bool {
    key == "access_key" || SECRETS.iter().any(|(secret, _)| *secret == key)
}

/// A destination that is being told.
pub(super) struct Destination<'t, 's> {
    pub(super) source: &'s Source,
    pub(super) kind: &'t str,
    /// The name of its receiver.
    pub(super) receiver: &'t str,
    pub(super) global: &'t Node,
    pub(super) files: &'t mut Files<'s>,
    pub(super) unsaid: &'t mut Unsaid,
}

impl Destination<'_, '_> {
    /// Tells it. `raw` is more that it says as Alertmanager spells it.
    ///
    /// # Errors
    /// Why a spec cannot say it.
    pub(super) fn told(&mut self, config: &Node, raw: Made) -> Result<Node, Problem> {
        let Some(spellings) = Spelling::of(self.kind) else {
            return Err((
                config.span,
                format!("a spec has no destinations of the kind `{}_configs`", self.kind),
            ));
        };
        let mut destination = Made::new(config.span);
        let mut taken = vec!["send_resolved".to_owned()];
        for spelling in &spellings {
            if let Some(node) = self.value(config, spelling, &mut taken)? {
                destination.put(spelling.name, node);
            } else if spelling.is_required {
                let at = spelling.at.strip_suffix("_file").unwrap_or(spelling.at);
                return Err((config.span, format!("this has no `{at}`, which a spec needs here")));
            }
        }
        self.login(&mut destination, config);
        if self.kind == "pagerduty"
            && !destination.has("routing_key_file")
            && !destination.has("service_key_file")
        {
            return Err((config.span, "this has no `routing_key`, which a spec needs here".to_owned()));
        }
        let mut all = raw;
        self.raw(config, "", &taken, &mut all);
        destination.put_map("raw", all);
        Ok(destination.node())
    }

    /// The value of a key: its own, or that of `global`.
    fn value(
        &mut self,
        config: &Node,
        spelling: &Spelling,
        taken: &mut Vec<String>,
    ) -> Result<Option<Node>, Problem> {
        let at: Vec<&str> = spelling.at.split('.').collect();
        taken.push(spelling.at.to_owned());
        if let Some(value) = path(config, &at).filter(|value| is_said(value)) {
            if spelling.is_file {
                let name = self.files.named(spelling.at, value);
                return Ok(Some(said(Spanned::new(name, value.span))));
            }
            return self.fitting(spelling, value).map(Some);
        }
        if let Some(inline) = spelling.at.strip_suffix("_file").filter(|_| spelling.is_file) {
            taken.push(inline.to_owned());
            let at: Vec<&str> = inline.split('.').collect();
            if let Some(secret) = path(config, &at).filter(|secret| is_said(secret)) {
                let last = at.last().copied().unwrap_or_default();
                let wanted = format!("{}-{}-{last}", self.receiver, self.kind).replace('_', "-");
                let name = self.files.of((self.kind, inline), secret, &wanted);
                return Ok(Some(said(Spanned::new(name, secret.span))));
            }
        }
        let usual = || spelling.usual.map(|usual| made(config.span, usual));
        let Some(global) = spelling.global else { return Ok(usual()) };
        if let Some(value) = get(self.global, global).filter(|value| is_said(value)) {
            if spelling.is_file {
                let name = self.files.named(global, value);
                return Ok(Some(said(Spanned::new(name, value.span))));
            }
            return self.fitting(spelling, value).map(Some);
        }
        let inline = global.strip_suffix("_file").filter(|_| spelling.is_file);
        let secret =
            inline.and_then(|key| Some((key, get(self.global, key).filter(|secret| is_said(secret))?)));
        let secret = secret.map(|(key, secret)| {
            let name = self.files.of(("global", key), secret, &key.replace('_', "-"));
            said(Spanned::new(name, secret.span))
        });
        Ok(secret.or_else(usual))
    }

    /// A value in the form that a spec has for it.
    fn fitting(&self, spelling: &Spelling, value: &Node) -> Result<Node, Problem> {
        let form = row(self.kind).and_then(|row| row.key(spelling.name)).map(|key| key.form);
        let word = text(self.source, value).map(|word| word.value);
        let unfit = || (value.span, format!("a spec cannot say this value of `{}`", spelling.at));
        if word.as_deref().is_some_and(has_user) {
            return Err((value.span, with_password(spelling.at)));
        }
        match form {
            Some(Form::Choice(words)) => {
                let is_one = word.as_deref().is_some_and(|word| words.contains(&word));
                if is_one { Ok(value.clone()) } else { Err(unfit()) }
            }
            Some(Form::Integer) => match word.filter(|word| word.parse::<i64>().is_ok()) {
                Some(word) => Ok(Node { span: value.span, value: Value::Number(word) }),
                None => Err(unfit()),
            },
            Some(Form::Bool | Form::Texts) => Ok(value.clone()),
            _ if spelling.name == "require_tls" => Ok(value.clone()),
            _ => text(self.source, value).map(said).ok_or_else(unfit),
        }
    }

    /// A spec has a name to log in with and a password, or none of them.
    fn login(&mut self, destination: &mut Made, config: &Node) {
        let [has_name, has_password] =
            ["auth_username", "auth_password_file"].map(|key| destination.has(key));
        if self.kind == "email" && has_name != has_password {
            destination.take("auth_username");
            destination.take("auth_password_file");
            if has_name {
                self.unsaid.add(config.span, "a login by mail needs a password in a file");
            }
        }
    }

    /// All other keys. `taken` are those that are told.
    fn raw(&mut self, node: &Node, before: &str, taken: &[String], made: &mut Made) {
        for (key, value) in entries(node) {
            let at = if before.is_empty() { key.value.clone() } else { format!("{before}.{}", key.value) };
            if taken.contains(&at) {
                continue;
            }
            let is_around =
                taken.iter().any(|taken| taken.strip_prefix(&at).is_some_and(|rest| rest.starts_with('.')));
            if is_around && matches!(value.value, Value::Map(_)) {
                let mut within = Made::new(value.span);
                self.raw(value, &at, taken, &mut within);
                made.put_map(&key.value, within);
            } else {
                let name = format!("{}-{}", self.receiver, self.kind);
                let kept = kept(self.source, key, value, &name, self.files, self.unsaid);
                made.extend(kept);
            }
        }
    }
}

/// The settings for all receivers, but those that are told at each.
pub(super) fn global(source: &Source, global: &Node, files: &mut Files<'_>, unsaid: &mut Unsaid) -> Made {
    let mut all = Made::new(global.span);
    for (key, value) in entries(global).iter().filter(|(key, _)| !is_global_of_a_receiver(&key.value)) {
        all.extend(kept(source, key, value, "global", files, unsaid));
    }
    all
}

/// A key that is kept as Alertmanager spells it: a secret in it becomes the path of a file; nothing where Alertmanager has no such key.
fn kept(
    source: &Source,
    key: &Spanned<String>,
    value: &Node,
    name: &str,
    files: &mut Files<'_>,
    unsaid: &mut Unsaid,
) -> Option<(Spanned<String>, Node)> {
    let path_of = |files: &Files<'_>, name: &str, span: Span| made(span, &files.path(name));
    if let Some((_, has_file)) =
        SECRETS.iter().find(|(secret, _)| *secret == key.value).filter(|_| is_scalar(value))
    {
        if !is_said(value) {
            return None;
        }
        if !has_file {
            unsaid.add(
                key.span,
                format!("`{}` is a secret, and Alertmanager 0.28 reads it from no file", key.value),
            );
            return None;
        }
        let file = files.of((name, &key.value), value, &format!("{name}-{}", key.value).replace('_', "-"));
        let key = Spanned::new(format!("{}_file", key.value), key.span);
        return Some((key, path_of(files, &file, value.span)));
    }
    if key.value == "access_key" {
        unsaid.add(key.span, "`access_key` needs `secret_key`, which Alertmanager reads from no file");
        return None;
    }
    let is_file = key.value.ends_with("_file") && !NO_SECRETS.contains(&key.value.as_str());
    if is_file && is_said(value) {
        let file = files.named(&key.value, value);
        return Some((key.clone(), path_of(files, &file, value.span)));
    }
    if !is_said(value) && is_scalar(value) {
        return None;
    }
    if key.value == "http_headers" {
        unsaid.add(key.span, "`http_headers` may hold secrets, and is not told");
        return None;
    }
    let has_password = text(source, value).is_some_and(|text| has_user(&text.value));
    if key.value.ends_with("url") && has_password {
        unsaid.add(key.span, with_password(&key.value));
        return None;
    }
    let mut within = |value: &Node| -> Node {
        let mut made = Made::new(value.span);
        for (key, value) in entries(value) {
            made.extend(kept(source, key, value, name, files, unsaid));
        }
        made.node()
    };
    let value = match &value.value {
        Value::Map(_) => within(value),
        Value::List(_) if items(value).iter().any(|item| matches!(item.value, Value::Map(_))) => {
            let all = items(value).iter().map(|item| match item.value {
                Value::Map(_) => within(item),
                _ => item.clone(),
            });
            Node { span: value.span, value: Value::List(all.collect()) }
        }
        _ => value.clone(),
    };
    Some((key.clone(), value))
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::Map(_) | Value::List(_))
}

fn with_password(key: &str) -> String {
    format!("`{key}` holds a password, and Alertmanager reads it from no file")
}

/// Whether an address has a user in it, and so a password.
pub(crate) fn has_user(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('@'))
}
