use super::Resolver;
use crate::ast;
use crate::check::Vocabulary;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::lint::rules;
use crate::model::{Metric, Origin, Record, Table, Track};
use crate::promql::{self, Expr, MatchOp};
use crate::source::Span;

pub(super) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &Map<Placed<ast::Track>>,
    vocabulary: &Vocabulary,
) -> Table<Track> {
    let tracks = ast.iter().map(|(name, track)| one(resolver, vocabulary, name, track));
    tracks.collect()
}

fn one(resolver: &mut Resolver<'_>, vocabulary: &Vocabulary, name: &Text, ast: &Placed<ast::Track>) -> Track {
    let labels: Vec<String> = ast.labels.iter().map(|label| label.value.clone()).collect();
    // What each metric is, and the label that the track fills in by itself.
    let roles: [(&Option<Text>, Kind, &[&str]); 5] = [
        (&ast.calls, Kind::Counter, &["status"]),
        (&ast.duration, Kind::Histogram, &[]),
        (&ast.in_flight, Kind::Gauge, &[]),
        (&ast.errors, Kind::Counter, &["error_type"]),
        (&ast.last_run, Kind::Gauge, &[]),
    ];
    let mut metrics = Vec::new();
    for (metric, kind, filled) in roles {
        let Some(metric) = metric else { continue };
        if let Some(found) = find(resolver, vocabulary, metric, metric.span, &[kind]) {
            labels_fit(resolver, metric.span, found, &labels, filled);
            metrics.push(found);
        }
    }
    if let Some(calls) = &ast.calls {
        outcomes(resolver, vocabulary, calls);
    }
    let records: Vec<Record> = ast
        .records
        .iter()
        .filter_map(|(name, text)| record(resolver, vocabulary, name, text, &labels))
        .collect();
    for label in &ast.labels {
        let used = metrics.iter().any(|metric| metric.label(label).is_some());
        if !used && !metrics.is_empty() {
            let message = format!("no metric of track `{}` has the label `{}`", **name, **label);
            resolver.report(Diagnostic::new(&rules::BAD_TRACK, label.span, message));
        }
    }
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    Track {
        name: name.value.clone(),
        labels,
        calls: text(&ast.calls),
        duration: text(&ast.duration),
        in_flight: text(&ast.in_flight),
        errors: text(&ast.errors),
        last_run: text(&ast.last_run),
        records,
    }
}

fn find<'v>(
    resolver: &mut Resolver<'_>,
    vocabulary: &'v Vocabulary,
    name: &str,
    span: Span,
    kinds: &[Kind],
) -> Option<&'v Metric> {
    let own = || vocabulary.metrics().iter().filter(|metric| metric.origin == Origin::Service);
    let Some(metric) = own().find(|metric| metric.name == name) else {
        let name = Text::new(name.to_owned(), span);
        resolver.undefined("metric of the service", &name, own().map(|metric| metric.name.as_str()));
        return None;
    };
    if kinds.contains(&metric.kind) {
        return Some(metric);
    }
    let wanted: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
    let message = format!("`{name}` is a {}, and this takes a {}", metric.kind.name(), wanted.join(" or "));
    resolver.report(Diagnostic::new(&rules::BAD_TRACK, span, message));
    None
}

/// Every label of the metric must come from somewhere.
fn labels_fit(resolver: &mut Resolver<'_>, span: Span, metric: &Metric, labels: &[String], given: &[&str]) {
    let missing = metric
        .labels
        .iter()
        .filter(|label| !labels.contains(&label.name) && !given.contains(&label.name.as_str()));
    for label in missing {
        let message = format!("nothing gives `{}` its label `{}`", metric.name, label.name);
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, span, message);
        resolver.report(diagnostic.help(format!("add `{}` to the labels of the track", label.name)));
    }
}

/// How a call ended has to be among the values of `status`. A panic counts as an error, and so does a cancelled call, if
/// these have no value of their own.
fn outcomes(resolver: &mut Resolver<'_>, vocabulary: &Vocabulary, calls: &Text) {
    let metric = vocabulary.metrics().get(calls);
    let Some(status) = metric.and_then(|metric| metric.label("status")) else { return };
    for outcome in ["success", "error"].into_iter().filter(|outcome| !status.domain.contains(outcome)) {
        let message = format!("the label `status` of `{}` cannot be `{outcome}`", **calls);
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, calls.span, message);
        resolver.report(diagnostic.help(format!(
            "add `success` and `error` to the values of the label `{}`; `cancelled` and `panic` may be there too",
            status.definition
        )));
    }
}

/// `llm_tokens_total{token_type="prompt"}`: a metric, and labels with a fixed value.
fn record(
    resolver: &mut Resolver<'_>,
    vocabulary: &Vocabulary,
    name: &Text,
    text: &Text,
    labels: &[String],
) -> Option<Record> {
    let parsed = promql::parse(text, promql::Dialect::default());
    let selector =
        match parsed {
            Ok(Expr::Vector(selector))
                if selector.modifiers.is_empty()
                    && selector.matchers.iter().all(|matcher| matcher.op.value == MatchOp::Equal) =>
            {
                selector
            }
            _ => {
                let message = format!("`{}` is no series", **text);
                let diagnostic = Diagnostic::new(&rules::BAD_TRACK, text.span, message);
                resolver.report(diagnostic.help(
                    "write a metric, with fixed labels if it needs them: `tokens_total{type=\"prompt\"}`",
                ));
                return None;
            }
        };
    let place = |span| resolver.source.part_of_scalar(text.span, text, span);
    let metric_name = selector.name.as_ref()?;
    let metric_place = place(metric_name.span);
    let fixed: Vec<_> = selector
        .matchers
        .iter()
        .map(|matcher| (matcher.label.value.clone(), matcher.value.value.clone(), place(matcher.span)))
        .collect();
    let kinds = [Kind::Counter, Kind::Gauge, Kind::Histogram];
    let metric = find(resolver, vocabulary, metric_name, metric_place, &kinds)?;
    for (label, value, span) in &fixed {
        let fits = metric.label(label).is_some_and(|label| label.domain.contains(value));
        if !fits {
            let message = format!("`{}` has no label `{label}` that can be `{value}`", metric.name);
            resolver.report(Diagnostic::new(&rules::BAD_TRACK, *span, message));
        }
    }
    let fixed: Vec<_> = fixed.into_iter().map(|(label, value, _)| (label, value)).collect();
    let given: Vec<&str> = fixed.iter().map(|(label, _)| label.as_str()).collect();
    labels_fit(resolver, text.span, metric, labels, &given);
    Some(Record { name: name.value.clone(), metric: metric.name.clone(), labels: fixed })
}
