//! Values that several parts of a deployment have.

use std::collections::BTreeMap;

use crate::ast;
use crate::decode::{Map, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{HostPort, Resources};
use crate::resolve::{Resolver, is_dns_label, is_label_name};
use crate::rules;
use crate::source::Piece;

pub(super) fn text_or(text: Option<&Text>, default: &str) -> String {
    text.map_or(default, |text| text.value.as_str()).to_owned()
}

pub(super) fn text(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.value.clone())
}

pub(in crate::resolve) fn dns_name(resolver: &mut Resolver<'_>, what: &str, name: &Text) {
    if !is_dns_label(name) {
        resolver.bad_dns_name(what, name);
    }
}

pub(in crate::resolve) fn bad_value(resolver: &mut Resolver<'_>, text: &Text, message: String, help: &str) {
    resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help.to_owned()));
}

/// An image must have a tag: what `latest` is changes behind one's back.
pub(super) fn image(resolver: &mut Resolver<'_>, text: &Text) -> String {
    let tag = text.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'));
    if tag.is_none_or(|tag| tag.is_empty() || tag == "latest") {
        let message = format!("image `{}` has no fixed tag", **text);
        bad_value(resolver, text, message, "pin a release: `prom/prometheus:v3.5.0`");
    }
    text.value.clone()
}

/// A number with one of Kubernetes' suffixes.
pub(super) fn kubernetes_quantity(
    resolver: &mut Resolver<'_>,
    text: &Text,
    part: Piece<'_>,
) -> Option<String> {
    let part = part.trim();
    let digits = part.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let known = ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"];
    if crate::number::Number::parse(&part[..digits]).is_some() && known.contains(&&part[digits..]) {
        return Some(part.as_str().to_owned());
    }
    let place = resolver.place_in(text, part);
    let message = format!("`{}` is not a valid Kubernetes quantity", part.as_str());
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
    resolver.report(diagnostic.help("write `500m` or `2` for CPU, `512Mi` or `50Gi` for bytes"));
    None
}

fn range(resolver: &mut Resolver<'_>, text: &Text) -> Option<(String, String)> {
    let whole = Piece::whole(text);
    let (low, high) = whole.split_once("..").unwrap_or((whole, whole));
    Some((kubernetes_quantity(resolver, text, low)?, kubernetes_quantity(resolver, text, high)?))
}

pub(super) fn resources(resolver: &mut Resolver<'_>, ast: &ast::Resources) -> Option<Resources> {
    let cpu = range(resolver, &ast.cpu);
    let memory = range(resolver, &ast.memory);
    let ((cpu_request, cpu_limit), (memory_request, memory_limit)) = cpu.zip(memory)?;
    Some(Resources { cpu_request, cpu_limit, memory_request, memory_limit })
}

pub(super) fn host(resolver: &mut Resolver<'_>, host: Option<&Text>) -> Option<String> {
    let host = host?;
    if !host.split('.').all(is_dns_label) {
        bad_value(
            resolver,
            host,
            format!("`{}` is not a valid host name", **host),
            "write it without a scheme: `grafana.example.com`",
        );
    }
    Some(host.value.clone())
}

pub(in crate::resolve) fn host_port(resolver: &mut Resolver<'_>, text: &Text) -> Option<HostPort> {
    let parts = text.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    let Some((host, port)) = parts.filter(|(host, _)| host.split('.').all(is_dns_label)) else {
        bad_value(
            resolver,
            text,
            format!("`{}` is not a valid address", **text),
            "write host and port: `redis-exporter:9121`",
        );
        return None;
    };
    Some(HostPort { host: host.to_owned(), port })
}

pub(super) fn external_labels(resolver: &mut Resolver<'_>, labels: &Map<Text>) -> BTreeMap<String, String> {
    for (name, _) in labels.iter().filter(|(name, _)| !is_label_name(name)) {
        resolver.bad_snake_name("a label", name);
    }
    labels.iter().map(|(name, value)| (name.value.clone(), value.value.clone())).collect()
}
