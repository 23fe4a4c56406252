//! The names of recorded series, and the labels that their rules add.

use std::collections::BTreeMap;

use super::declared::{Candidate, Declared};
use crate::ast;
use crate::check::{RecordedSeries, Ty, Vocabulary};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::kind::Instrument;
use crate::promql::Expr;
use crate::recording;
use crate::resolve::is_label_name;
use crate::rules;

pub(super) fn well_formed(own: &Text) -> Result<(), Box<Diagnostic>> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':';
    if own.bytes().all(is_letter) && own.bytes().next().is_some_and(|first| !first.is_ascii_digit()) {
        return Ok(());
    }
    let message = format!("`{}` is not a valid name for a recording rule", **own);
    let help = "use letters, digits, underscores and colons, not first a digit; usual is `level:metric:operation`, as in `job:http_requests:rate5m`";
    Err(Box::new(Diagnostic::new(&rules::BAD_NAME, own.span, message).help(help)))
}

/// Whether a name says level, metric and operation.
fn is_conventional(name: &str) -> bool {
    let parts: Vec<&str> = name.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && is_label_name(parts[0])
}

/// What an own name says that is not so.
pub(super) fn misnamed(own: &Text, ty: &Ty, expr: &Expr, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !is_conventional(own) {
        let message = format!("`{}` is not a name of the form `level:metric:operation`", **own);
        let help =
            "name the labels that it keeps, what it is about, and the functions: `job:http_requests:rate5m`";
        return vec![Diagnostic::new(&rules::RECORDING_NAME, own.span, message).help(help)];
    }
    let level = own.split(':').next().unwrap_or_default();
    let report =
        |message: String, help: String| Diagnostic::new(&rules::RECORDING_NAME, own.span, message).help(help);
    if !recording::level_fits(level, &ty.labels, &vocabulary.labels_of_scrapes()) {
        let labels: Vec<&str> = ty.labels.names().filter(|name| *name != "__name__").collect();
        let message = format!("the level `{level}` does not match the labels that the result keeps");
        let kept = crate::suggest::list(labels.iter().copied());
        let right = recording::level(ty, &vocabulary.labels_of_scrapes()).join("_");
        found.push(report(message, format!("it keeps {kept}: begin the name with `{right}:`")));
    }
    let operation = own.rsplit(':').next().unwrap_or_default();
    if let Some(claimed) = recording::claims(operation, expr) {
        let message = format!("the name contains `{claimed}`, but the query does not compute it");
        found.push(report(message, "name the function and the window of the query".into()));
    }
    found
}

pub(super) fn by_convention(
    candidate: &Candidate<'_>,
    ty: &Ty,
    expr: &Expr,
    vocabulary: &Vocabulary,
) -> Result<String, Box<Diagnostic>> {
    let query = &candidate.query.value;
    let name =
        recording::by_convention(expr, &recording::level(ty, &vocabulary.labels_of_scrapes()), Some(query));
    name.filter(|_| !ty.labels.is_open()).ok_or_else(|| {
        let message = format!("cannot derive a name from the query `{query}`");
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, candidate.place, message);
        let help = if matches!(expr.without_parens(), Expr::Vector(_)) {
            "it is a plain series: to record it would only copy it"
        } else {
            "name its series yourself: `record: level:metric:operation`"
        };
        Box::new(diagnostic.help(help))
    })
}

/// The labels that the author adds. One that the result has is replaced by them, which Prometheus does, too.
pub(super) fn own_labels(
    candidate: &Candidate<'_>,
    ty: &Ty,
    declared: &mut Declared,
) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for (label, value) in candidate.ast.record.iter().flat_map(ast::Record::labels) {
        if !is_label_name(label) || label.starts_with("__") {
            let message = format!("`{}` is not a valid label name", **label);
            let help = "use letters, digits and underscores, not first a digit or `__`";
            declared.findings.push(Diagnostic::new(&rules::BAD_NAME, label.span, message).help(help));
        } else if ty.labels.get(label).is_some_and(|presence| presence.varies || presence.named) {
            let message =
                format!("the label `{}` of the rule overwrites a label by which its series differ", **label);
            let help = "give the label of the rule another name, or aggregate that of the series away";
            declared.findings.push(Diagnostic::new(&rules::COVERED_LABEL, label.span, message).help(help));
        }
        labels.insert(label.value.clone(), value.value.clone());
    }
    labels
}

/// The series of two rules with one name.
pub(super) fn either(one: &RecordedSeries, other: &RecordedSeries) -> RecordedSeries {
    let (a, b) = (&one.ty, &other.ty);
    let same_unit = a.unit == b.unit;
    let ty = Ty {
        labels: a.labels.either(&b.labels),
        bounds: a.bounds.either(b.bounds),
        quantile: a.quantile.either(b.quantile),
        unit: a.unit.clone().filter(|_| same_unit),
        observed: a.observed.clone().filter(|_| a.observed == b.observed),
        instrument: if a.instrument == b.instrument { a.instrument } else { Instrument::Unknown },
        metrics: a.metrics.union(&b.metrics).cloned().collect(),
        conditional: a.conditional || b.conditional,
        ..a.clone()
    };
    RecordedSeries { ty, is_sum: one.is_sum || other.is_sum, identity: one.identity.clone() }
}

/// Two rules with one name and the same labels would mix their samples, and two of the same query cost twice. Where `may_differ`,
/// the labels of their results may keep them apart.
pub(super) fn distinct(
    candidate: &Candidate<'_>,
    name: &str,
    key: &str,
    (labels, may_differ): (&BTreeMap<String, String>, bool),
    declared: &mut Declared,
) {
    let query = &candidate.query.value;
    let others = || declared.recorded.iter().filter(|other| other.labels == *labels);
    if let Some(twin) = others().find(|other| other.name == name && (!may_differ || other.key == key)) {
        let message = format!("queries `{}` and `{query}` are both recorded as `{name}`", twin.query);
        let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, candidate.place, message);
        let help = "name one of the two yourself, `record: level:metric:operation`, or let them differ in their `labels`";
        declared.findings.push(diagnostic.also(twin.place, "first here").help(help));
        return;
    }
    let twin = others().find(|other| other.key == key).map(|twin| {
        let message = format!("queries `{query}` and `{}` record the same expression", twin.query);
        let diagnostic = Diagnostic::new(&rules::RECORDED_TWICE, candidate.place, message);
        diagnostic.also(twin.place, "first here").help("record one of the two: both read its series then")
    });
    declared.findings.extend(twin);
}
