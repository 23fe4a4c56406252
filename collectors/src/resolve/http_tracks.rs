//! Tracks that count HTTP requests: a layer fills their labels in, whatever these are called.

use super::Resolver;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Domain, HttpLabels, Metric, MetricLabel, Table};
use crate::rules;

/// The codes with which an HTTP request can end.
const FIRST_CODE: u32 = 100;
const LAST_CODE: u32 = 599;
/// The methods that the layer tells apart; every other one is `other`.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE"];

/// What a label says of a request when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Method,
    Endpoint,
}

/// The labels of a track that counts HTTP requests; nothing if it counts other calls.
pub(crate) fn resolve(
    resolver: &mut Resolver<'_>,
    metrics: &Table<Metric>,
    name: &Text,
    ast: &ast::Track,
) -> Option<HttpLabels> {
    let written = ast.calls.as_ref()?;
    let calls = metrics.get(written)?;
    let code = code_of(calls, ast)?;
    codes_are_all_there(resolver, written, code);
    let names = || [&ast.calls, &ast.duration, &ast.in_flight].into_iter().flatten();
    let all = || names().filter_map(|name| metrics.get(name));
    let mut labels = HttpLabels { code: code.name.clone(), method: None, endpoint: None };
    for label in &ast.labels {
        let Some(role) = all().find_map(|metric| metric.label(label)).and_then(role_of) else { continue };
        let place = match role {
            Role::Method => &mut labels.method,
            Role::Endpoint => &mut labels.endpoint,
        };
        if let Some(first) = place.replace(label.value.clone()) {
            let what = if role == Role::Method { "the method" } else { "the endpoint" };
            let message = format!("`{first}` and `{}` would both be {what} of an HTTP request", **label);
            let diagnostic = Diagnostic::new(&rules::BAD_TRACK, label.span, message);
            resolver.report(diagnostic.note(KNOWN).help("take one of the two off the metrics of the track"));
        }
    }
    for label in [&labels.method, &labels.endpoint].into_iter().flatten() {
        let found = all().find_map(|metric| metric.label(label));
        if found.is_some_and(|found| !found.domain.contains("other")) {
            let message = format!("the label `{label}` of track `{}` cannot be `other`", **name);
            let diagnostic = Diagnostic::new(&rules::BAD_TRACK, name.span, message);
            let help = "add `other` to its values: a client may send any method, to any path";
            resolver.report(diagnostic.help(help));
        }
    }
    if !ast.records.0.is_empty() || ast.errors.is_some() || ast.last_run.is_some() {
        let message = format!(
            "track `{}` counts HTTP requests, which have `calls`, `duration` and `in_flight`",
            **name
        );
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, name.span, message);
        resolver.report(diagnostic.help("move the rest to a track of its own"));
    }
    Some(labels)
}

/// What the layer knows of a request.
const KNOWN: &str =
    "a layer knows three things of a request: its method, its endpoint, and the code of the answer";

/// What a layer fills in, in words.
pub(super) fn filled(http: &HttpLabels) -> String {
    format!("the layer fills the code as `{}`, and a method and an endpoint, by any name", http.code)
}

/// The label with the code of the answer, which is not given when a request begins.
fn code_of<'m>(calls: &'m Metric, ast: &ast::Track) -> Option<&'m MetricLabel> {
    let is_given = |label: &MetricLabel| ast.labels.iter().any(|given| given.value == label.name);
    let is_code = |label: &&MetricLabel| matches!(*label.domain, Domain::Codes(..)) && !is_given(label);
    let mut codes = calls.labels.iter().filter(is_code);
    calls.label("status").filter(is_code).or_else(|| codes.next())
}

/// What a label of a request says: its name tells, or its values do, and what may be any text is the endpoint.
fn role_of(label: &MetricLabel) -> Option<Role> {
    let methods = |values: &[String]| {
        let is_method = |value: &String| METHODS.contains(&value.as_str());
        values.iter().any(is_method) && values.iter().all(|value| is_method(value) || value == "other")
    };
    match (label.name.as_str(), &*label.domain) {
        (_, Domain::Codes(..)) => None,
        ("endpoint", _) => Some(Role::Endpoint),
        (_, Domain::Closed(values)) if methods(values) => Some(Role::Method),
        (name, _) if name == "verb" || name == "method" || name.ends_with("_method") => Some(Role::Method),
        _ => Some(Role::Endpoint),
    }
}

/// The layer counts a code that the label cannot have as the nearest that it can: a failure would become a success.
fn codes_are_all_there(resolver: &mut Resolver<'_>, calls: &Text, code: &MetricLabel) {
    let Domain::Codes(first, last) = *code.domain else { return };
    if first <= FIRST_CODE && last >= LAST_CODE {
        return;
    }
    let name = &code.name;
    let message = format!("`{name}` of `{}` has no place for codes outside of {first} to {last}", **calls);
    let (example, nearest) = if last < LAST_CODE { (LAST_CODE - 99, last) } else { (FIRST_CODE, first) };
    let example = format!("a request that ends with {example} would be counted as {nearest}");
    let diagnostic = Diagnostic::new(&rules::BAD_TRACK, calls.span, message).note(example);
    let definition = &code.definition;
    resolver.report(
        diagnostic.help(format!("write `codes: {FIRST_CODE}..{LAST_CODE}` at the label `{definition}`")),
    );
}
