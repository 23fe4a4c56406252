//! Who can be told. A spec is read by many, so what is secret stands in it only as the name of a file.

use super::super::Resolver;
use super::super::deploy::host_port;
use super::destinations;
use super::raw;
use super::secrets::{address, file};
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{PagerDutyKey, Receiver, Table, Way};
use crate::rules;
use crate::source::Piece;

pub(super) fn resolve(resolver: &mut Resolver<'_>, ast: &Map<Placed<ast::Receiver>>) -> Table<Receiver> {
    ast.iter().map(|(name, receiver)| one(resolver, name, receiver)).collect()
}

fn one(resolver: &mut Resolver<'_>, name: &Text, ast: &ast::Receiver) -> Receiver {
    let mut ways = ways(resolver, ast);
    let others = ast.others();
    ways.extend(others.iter().map(|(settings, place)| destinations::one(resolver, settings, *place)));
    let is_said = !ways.is_empty() || !ast.email.0.is_empty() || !ast.pagerduty.0.is_empty();
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
        channel: slack.channel.as_ref().map(|channel| channel.value.clone()),
        raw: raw::of_own(resolver, slack.raw.as_ref(), ast::Slack::KEYS),
    }));
    ways.extend(ast.pagerduty.0.iter().filter_map(|pagerduty| {
        Some(Way::PagerDuty {
            key: pagerduty_key(resolver, pagerduty)?,
            url: address(resolver, pagerduty.url.as_ref()),
            raw: raw::of_own(resolver, pagerduty.raw.as_ref(), ast::PagerDuty::KEYS),
        })
    }));
    ways.extend(ast.email.0.iter().filter_map(|email| self::email(resolver, email)));
    ways.extend(ast.webhook.0.iter().map(|webhook| Way::Webhook {
        url_file: file(resolver, &webhook.url_file),
        credentials_file: webhook.credentials_file.as_ref().map(|name| file(resolver, name)),
        raw: raw::of_own(resolver, webhook.raw.as_ref(), ast::Webhook::KEYS),
    }));
    ways.extend(ast.opsgenie.0.iter().map(|opsgenie| Way::Opsgenie {
        api_key_file: file(resolver, &opsgenie.api_key_file),
        api_url: address(resolver, opsgenie.api_url.as_ref()),
        raw: raw::of_own(resolver, opsgenie.raw.as_ref(), ast::Opsgenie::KEYS),
    }));
    ways
}

fn pagerduty_key(resolver: &mut Resolver<'_>, ast: &Placed<ast::PagerDuty>) -> Option<PagerDutyKey> {
    match (&ast.routing_key_file, &ast.service_key_file) {
        (Some(routing), None) => Some(PagerDutyKey::Routing(file(resolver, routing))),
        (None, Some(service)) => Some(PagerDutyKey::Service(file(resolver, service))),
        (Some(_), Some(service)) => {
            let message = "PagerDuty takes one key";
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, service.span, message);
            resolver.report(
                diagnostic.help(
                    "keep `routing_key_file`, or `service_key_file` for an integration of the older kind",
                ),
            );
            None
        }
        (None, None) => {
            let diagnostic =
                Diagnostic::new(&rules::MISSING_KEY, ast.span, "the key `routing_key_file` is missing");
            resolver.report(
                diagnostic.help("add `routing_key_file`: the file with the integration key (Events API v2)"),
            );
            None
        }
    }
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
        raw: raw::of_own(resolver, ast.raw.as_ref(), ast::Email::KEYS),
    })
}

fn mail_addresses(resolver: &mut Resolver<'_>, text: &Text) {
    // What is filled in is known only when somebody is told.
    if text.contains("{{") {
        return;
    }
    for part in Piece::whole(text).split(|letter| letter == ',') {
        if part.trim().split_once("@").is_none_or(|(name, host)| name.is_empty() || host.is_empty()) {
            let place = resolver.place_in(text, part);
            let message = format!("`{}` is not a valid mail address", part.trim().as_str());
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
            resolver.report(diagnostic.help("write it as `team@example.com`, several with commas between"));
        }
    }
}
