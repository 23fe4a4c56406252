//! Who can be told. A spec is read by many, so what is secret stands in it only as the name of a file.

use super::super::Resolver;
use super::super::deploy::host_port;
use super::destinations;
use super::secrets::{address, file};
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Receiver, Table, Way};
use crate::rules;

pub(super) fn resolve(resolver: &mut Resolver<'_>, ast: &Map<Placed<ast::Receiver>>) -> Table<Receiver> {
    ast.iter().map(|(name, receiver)| one(resolver, name, receiver)).collect()
}

fn one(resolver: &mut Resolver<'_>, name: &Text, ast: &ast::Receiver) -> Receiver {
    let mut ways = ways(resolver, ast);
    let others = ast.others();
    ways.extend(others.iter().map(|(settings, place)| destinations::one(resolver, settings, *place)));
    let is_said = !ways.is_empty() || !ast.email.0.is_empty();
    if let Some(silent) = ast.silent.as_ref().filter(|silent| silent.value) {
        if is_said {
            let message = format!("receiver `{}` is silent, and has a destination", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, silent.span, message);
            resolver.report(diagnostic.help("remove `silent`, or its destinations"));
        }
    } else if !is_said {
        let message = format!("receiver `{}` has no destination", **name);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, message);
        resolver.report(diagnostic.help(
            "give it one, such as `slack`, `email` or `webhook`, or write `silent: true` if it tells nobody",
        ));
    }
    let send_resolved = ast.send_resolved.as_ref().is_none_or(|send| send.value);
    Receiver { name: name.value.clone(), ways, send_resolved }
}

fn ways(resolver: &mut Resolver<'_>, ast: &ast::Receiver) -> Vec<Way> {
    let mut ways = Vec::new();
    ways.extend(ast.slack.0.iter().map(|slack| Way::Slack {
        api_url_file: file(resolver, &slack.api_url_file),
        channel: slack.channel.value.clone(),
    }));
    ways.extend(ast.pagerduty.0.iter().map(|pagerduty| Way::PagerDuty {
        routing_key_file: file(resolver, &pagerduty.routing_key_file),
        url: address(resolver, pagerduty.url.as_ref()),
    }));
    ways.extend(ast.email.0.iter().filter_map(|email| self::email(resolver, email)));
    ways.extend(ast.webhook.0.iter().map(|webhook| Way::Webhook {
        url_file: file(resolver, &webhook.url_file),
        credentials_file: webhook.credentials_file.as_ref().map(|name| file(resolver, name)),
    }));
    ways.extend(ast.opsgenie.0.iter().map(|opsgenie| Way::Opsgenie {
        api_key_file: file(resolver, &opsgenie.api_key_file),
        api_url: address(resolver, opsgenie.api_url.as_ref()),
    }));
    ways
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
