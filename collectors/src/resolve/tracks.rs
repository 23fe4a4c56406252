use super::{Resolver, series};
use crate::ast;
use crate::decode::{Map, Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::model::{Domain, Metric, MetricLabel, Record, Table, Track};
use crate::rules;
use crate::source::Span;
use crate::suggest;

/// The codes with which an HTTP request can end.
const FIRST_CODE: u32 = 100;
const LAST_CODE: u32 = 599;

pub(crate) fn resolve(
    resolver: &mut Resolver<'_>,
    ast: &Map<Placed<ast::Track>>,
    metrics: &Table<Metric>,
) -> Table<Track> {
    let tracks = ast.iter().map(|(name, track)| one(resolver, metrics, name, track));
    tracks.collect()
}

fn one(resolver: &mut Resolver<'_>, metrics: &Table<Metric>, name: &Text, ast: &Placed<ast::Track>) -> Track {
    let labels: Vec<String> = ast.labels.iter().map(|label| label.value.clone()).collect();
    let http = is_http(metrics, ast);
    if http {
        http_labels(resolver, metrics, name, ast);
    }
    let code: &[&str] = if http { &["status"] } else { &[] };
    // What each metric is, and the label that the track fills in by itself.
    let roles: [(&Option<Text>, Kind, &[&str]); 5] = [
        (&ast.calls, Kind::Counter, &["status"]),
        (&ast.duration, Kind::Histogram, code),
        (&ast.in_flight, Kind::Gauge, &[]),
        (&ast.errors, Kind::Counter, &["error_type"]),
        (&ast.last_run, Kind::Gauge, &[]),
    ];
    let mut recorded = Vec::new();
    for (metric, kind, filled) in roles {
        let Some(metric) = metric else { continue };
        if let Some(found) = find(resolver, metrics, metric, metric.span, &[kind]) {
            labels_fit(resolver, metric.span, found, &labels, filled);
            recorded.push(found);
        }
    }
    if let (Some(calls), false) = (&ast.calls, http) {
        outcomes(resolver, metrics, calls);
    }
    for finding in findings(metrics, ast) {
        resolver.report(finding);
    }
    let records: Vec<Record> = ast
        .records
        .iter()
        .filter_map(|(name, text)| record(resolver, metrics, name, text, &labels))
        .collect();
    for label in &ast.labels {
        let used = recorded.iter().any(|metric| metric.label(label).is_some());
        if !used && !recorded.is_empty() {
            let message = format!("no metric of track `{}` has the label `{}`", **name, **label);
            let diagnostic = Diagnostic::new(&rules::BAD_TRACK, label.span, message);
            resolver.report(diagnostic.help("remove it, or give a metric of the track this label"));
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

/// What is not wrong with the metrics of a track, and yet not what its author expects.
fn findings(metrics: &Table<Metric>, ast: &ast::Track) -> impl Iterator<Item = Diagnostic> {
    let known = |name: &Text| metrics.get(name);
    let last_run = ast.last_run.as_ref();
    let folded = last_run.and_then(|place| rules::folded_gauge::check(known(place)?, &[], place.span));
    let calls = ast.calls.as_ref().and_then(known);
    let errors = ast.errors.as_ref();
    let uncounted =
        errors.and_then(|place| rules::uncounted_failure::check(known(place)?, calls, place.span));
    folded.into_iter().chain(uncounted)
}

fn find<'v>(
    resolver: &mut Resolver<'_>,
    metrics: &'v Table<Metric>,
    name: &str,
    span: Span,
    kinds: &[Kind],
) -> Option<&'v Metric> {
    let own = || metrics.iter();
    let Some(metric) = metrics.get(name) else {
        let name = Text::new(name.to_owned(), span);
        resolver.undefined("metric of the service", &name, own().map(|metric| metric.name.as_str()));
        return None;
    };
    if kinds.contains(&metric.kind) {
        return Some(metric);
    }
    let wanted: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
    let message = format!("`{name}` is a {}, and this takes a {}", metric.kind.name(), wanted.join(" or "));
    let fitting: Vec<&str> =
        own().filter(|metric| kinds.contains(&metric.kind)).map(|metric| metric.name.as_str()).collect();
    let help = match fitting.as_slice() {
        [] => format!("the service has no {} yet", wanted.join(" or ")),
        fitting => format!("name one of {}", suggest::list(fitting.iter().copied())),
    };
    resolver.report(Diagnostic::new(&rules::BAD_TRACK, span, message).help(help));
    None
}

/// Every label of the metric must come from somewhere.
fn labels_fit(resolver: &mut Resolver<'_>, span: Span, metric: &Metric, labels: &[String], given: &[&str]) {
    let missing = metric
        .labels
        .iter()
        .filter(|label| !labels.contains(&label.name) && !given.contains(&label.name.as_str()));
    for label in missing {
        let message = format!("`{}` gets no value for its label `{}`", metric.name, label.name);
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, span, message);
        let help = match *label.domain {
            // Whoever counts codes counts HTTP requests, under names of their own.
            Domain::Codes(..) if label.name != "status" && !labels.iter().any(|given| given == "status") => {
                format!(
                    "the layer gives the code of an answer as `status`, beside `method` and `endpoint`: call the label `status: {}`, or count these requests yourself",
                    label.definition
                )
            }
            _ => format!("add `{}` to the labels of the track", label.name),
        };
        resolver.report(diagnostic.help(help));
    }
}

/// How a call ended has to be among the values of `status`. A panic counts as an error, and so does a cancelled call, if
/// these have no value of their own.
fn outcomes(resolver: &mut Resolver<'_>, metrics: &Table<Metric>, calls: &Text) {
    let metric = metrics.get(calls);
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

/// The layer counts a code that the label cannot have as the nearest that it can: a failure would become a success.
fn codes_are_all_there(resolver: &mut Resolver<'_>, calls: &Text, status: &MetricLabel) {
    let Domain::Codes(first, last) = *status.domain else { return };
    if first <= FIRST_CODE && last >= LAST_CODE {
        return;
    }
    let message = format!("`status` of `{}` has no place for codes outside of {first} to {last}", **calls);
    let (code, nearest) = if last < LAST_CODE { (LAST_CODE - 99, last) } else { (FIRST_CODE, first) };
    let example = format!("a request that ends with {code} would be counted as {nearest}");
    let diagnostic = Diagnostic::new(&rules::BAD_TRACK, calls.span, message).note(example);
    let definition = &status.definition;
    resolver.report(
        diagnostic.help(format!("write `codes: {FIRST_CODE}..{LAST_CODE}` at the label `{definition}`")),
    );
}

/// Whether the calls are HTTP requests: their status is then a code.
fn is_http(metrics: &Table<Metric>, ast: &ast::Track) -> bool {
    let calls = ast.calls.as_ref().and_then(|calls| metrics.get(calls));
    calls
        .and_then(|calls| calls.label("status"))
        .is_some_and(|status| matches!(*status.domain, Domain::Codes(..)))
}

/// What an HTTP request is counted under is known: its method and its endpoint. Methods that the spec does not name need a
/// value too.
fn http_labels(resolver: &mut Resolver<'_>, metrics: &Table<Metric>, name: &Text, ast: &ast::Track) {
    let known = ["method", "endpoint"];
    let help =
        "a track whose `status` is a code counts HTTP requests: its labels are `method` and `endpoint`";
    for label in ast.labels.iter().filter(|label| !known.contains(&label.value.as_str())) {
        let message = format!("nothing says what `{}` of an HTTP request is", **label);
        resolver.report(Diagnostic::new(&rules::BAD_TRACK, label.span, message).help(help));
    }
    let calls = ast.calls.as_ref().and_then(|calls| metrics.get(calls));
    if let (Some(written), Some(status)) = (&ast.calls, calls.and_then(|calls| calls.label("status"))) {
        codes_are_all_there(resolver, written, status);
    }
    let method = calls.and_then(|calls| calls.label("method"));
    if method.is_some_and(|method| !method.domain.contains("other")) {
        let message = format!("the label `method` of track `{}` cannot be `other`", **name);
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, name.span, message);
        resolver.report(diagnostic.help("add `other` to its values: a client may send any method"));
    }
    if !ast.records.0.is_empty() || ast.errors.is_some() || ast.last_run.is_some() {
        let message = format!(
            "track `{}` counts HTTP requests, which have `calls`, `duration` and `in_flight`",
            **name
        );
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, name.span, message);
        resolver.report(diagnostic.help("move the rest to a track of its own"));
    }
}

/// A fixed label must be one of the metric's, and its value one that the label can take.
fn fixed_label(metric: &Metric, label: &str, value: &str, places: (Span, Span)) -> Option<Diagnostic> {
    let (label_place, value_place) = places;
    let Some(found) = metric.label(label) else {
        let message = format!("`{}` has no label `{label}`", metric.name);
        let names = || metric.labels.iter().map(|label| label.name.as_str());
        let all = || format!("it has {}", suggest::list(names()));
        let help = suggest::did_you_mean(label, names()).or_else(|| names().next().map(|_| all()));
        return Some(Diagnostic::new(&rules::BAD_TRACK, label_place, message).maybe_help(help));
    };
    if found.domain.contains(value) {
        return None;
    }
    let message = format!("`{label}` of `{}` is never `{value}`", metric.name);
    let diagnostic = Diagnostic::new(&rules::BAD_TRACK, value_place, message);
    let values = found.domain.values().unwrap_or_default();
    let names = || values.iter().map(String::as_str);
    let all = || format!("its values are {}", suggest::list(names()));
    Some(diagnostic.help(suggest::did_you_mean(value, names()).unwrap_or_else(all)))
}

/// `llm_tokens_total{token_type="prompt"}`: a metric, and labels with a fixed value.
fn record(
    resolver: &mut Resolver<'_>,
    metrics: &Table<Metric>,
    name: &Text,
    text: &Text,
    labels: &[String],
) -> Option<Record> {
    let Some(series) = series::read(text) else {
        let message = format!("`{}` is not a valid series", **text);
        let diagnostic = Diagnostic::new(&rules::BAD_TRACK, text.span, message);
        resolver.report(
            diagnostic
                .help("write a metric, with fixed labels if it needs them: `tokens_total{type=\"prompt\"}`"),
        );
        return None;
    };
    let source = resolver.source;
    let place = |span| source.part_of_scalar(text.span, text, span);
    let kinds = [Kind::Counter, Kind::Gauge, Kind::Histogram];
    let metric = find(resolver, metrics, &series.metric, place(series.metric.span), &kinds)?;
    for (label, value) in &series.labels {
        let places = (place(label.span), place(value.span));
        if let Some(diagnostic) = fixed_label(metric, label, value, places) {
            resolver.report(diagnostic);
        }
    }
    let given: Vec<&str> = series.labels.iter().map(|(label, _)| label.as_str()).collect();
    labels_fit(resolver, text.span, metric, labels, &given);
    if let Some(finding) = rules::folded_gauge::check(metric, &given, text.span) {
        resolver.report(finding);
    }
    let fixed = series.labels.into_iter().map(|(label, value)| (label.value, value.value));
    Some(Record { name: name.value.clone(), metric: metric.name.clone(), labels: fixed.collect() })
}
