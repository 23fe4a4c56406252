//! Who can be told. A spec is read by many, so what is secret stands in it only as the name of a file.

use super::super::Resolver;
use super::super::deploy::host_port;
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Receiver, Table, Way};
use crate::rules;

pub(super) fn resolve(resolver: &mut Resolver<'_>, ast: &Map<Placed<ast::Receiver>>) -> Table<Receiver> {
    ast.iter().map(|(name, receiver)| one(resolver, name, receiver)).collect()
}

fn one(resolver: &mut Resolver<'_>, name: &Text, ast: &ast::Receiver) -> Receiver {
    let ways: Vec<Way> = ways(resolver, ast).into_iter().flatten().collect();
    let is_said = ast.slack.is_some()
        || ast.pagerduty.is_some()
        || ast.email.is_some()
        || ast.webhook.is_some()
        || ast.opsgenie.is_some();
    if let Some(silent) = ast.silent.as_ref().filter(|silent| silent.value) {
        if is_said {
            let message = format!("receiver `{}` is silent, and has a destination", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, silent.span, message);
            resolver.report(diagnostic.help("remove `silent`, or its destinations"));
        }
    } else if !is_said {
        let message = format!("receiver `{}` has no destination", **name);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
        resolver.report(
            diagnostic.help(
                "give it one of `slack`, `pagerduty`, `email`, `webhook` and `opsgenie`, or write `silent: true` if it tells nobody",
            ),
        );
    }
    let send_resolved = ast.send_resolved.as_ref().is_none_or(|send| send.value);
    Receiver { name: name.value.clone(), ways, send_resolved }
}

fn ways(resolver: &mut Resolver<'_>, ast: &ast::Receiver) -> [Option<Way>; 5] {
    let slack = ast.slack.as_ref().map(|slack| Way::Slack {
        api_url_file: file(resolver, &slack.api_url_file),
        channel: slack.channel.value.clone(),
    });
    let pagerduty = ast.pagerduty.as_ref().map(|pagerduty| Way::PagerDuty {
        routing_key_file: file(resolver, &pagerduty.routing_key_file),
        url: address(resolver, pagerduty.url.as_ref()),
    });
    let email = ast.email.as_ref().and_then(|email| self::email(resolver, email));
    let webhook = ast.webhook.as_ref().map(|webhook| Way::Webhook {
        url_file: file(resolver, &webhook.url_file),
        credentials_file: webhook.credentials_file.as_ref().map(|name| file(resolver, name)),
    });
    let opsgenie = ast.opsgenie.as_ref().map(|opsgenie| Way::Opsgenie {
        api_key_file: file(resolver, &opsgenie.api_key_file),
        api_url: address(resolver, opsgenie.api_url.as_ref()),
    });
    [slack, pagerduty, email, webhook, opsgenie]
}

fn email(resolver: &mut Resolver<'_>, ast: &Placed<ast::Email>) -> Option<Way> {
    for addresses in [&ast.to, &ast.from] {
        mail_addresses(resolver, addresses);
    }
    let login = match (&ast.auth_username, &ast.auth_password_file) {
        (Some(name), Some(password)) => Some((name.value.clone(), file(resolver, password))),
        (None, None) => None,
        (Some(alone), None) | (None, Some(alone)) => {
            let message = "a login needs a name and a password";
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, alone.span, message);
            resolver.report(
                diagnostic.help("give both `auth_username` and `auth_password_file`, or none of them"),
            );
            None
        }
    };
    Some(Way::Email {
        to: ast.to.value.clone(),
        from: ast.from.value.clone(),
        smarthost: host_port(resolver, &ast.smarthost)?,
        login,
        require_tls: ast.require_tls.as_ref().is_none_or(|require| require.value),
    })
}

fn mail_addresses(resolver: &mut Resolver<'_>, text: &Text) {
    for part in text.split(',') {
        if part.trim().split_once('@').is_none_or(|(name, host)| name.is_empty() || host.is_empty()) {
            let place = resolver.place_in(text, part);
            let message = format!("`{}` is not a valid mail address", part.trim());
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
            resolver.report(diagnostic.help("write it as `team@example.com`, several with commas between"));
        }
    }
}

/// An address that is no secret.
fn address(resolver: &mut Resolver<'_>, text: Option<&Text>) -> Option<String> {
    let text = text?;
    if !text.starts_with("https://") && !text.starts_with("http://") {
        let message = format!("`{}` is not a valid URL", **text);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.span, message);
        resolver.report(diagnostic.help("write it with its scheme: `https://example.com`"));
    }
    Some(text.value.clone())
}

/// The name of a file in the folder of secrets, which is also a key of the Secret in Kubernetes.
fn file(resolver: &mut Resolver<'_>, name: &Text) -> String {
    const MAX: usize = 253;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if name.is_empty() || name.len() > MAX || !name.chars().all(fits) || name.starts_with('.') {
        // It may be the secret itself: it must not stand in a log.
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, "this is not a valid file name");
        let help = "write a name of letters, digits, `-`, `_` and `.`, and put the secret into a file of that name in \
                    the folder `secrets`: it never stands in the spec";
        resolver.report(diagnostic.help(help));
    }
    name.value.clone()
}
