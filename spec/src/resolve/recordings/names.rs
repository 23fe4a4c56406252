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
use crate::rules::{self, covered_label, recorded_twice};

pub(super) fn well_formed(own: &Text) -> Result<(), Box<Diagnostic>> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':';
    if own.bytes().all(is_letter) && own.bytes().next().is_some_and(|first| !first.is_ascii_digit()) {
        return Ok(());
    }
    let message = format!("`{}` is not a valid name for a recording rule", **own);
    let help = "use letters, digits, underscores and colons, not first a digit; usual is `level:metric:operation`, as in `job:http_requests:rate5m`";
    Err(Box::new(Diagnostic::new(&rules::BAD_NAME, own.span, message).help(help)))
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
        } else {
            declared.findings.extend(covered_label::of_recording(label, &ty.labels));
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
    let is_sum = one.is_sum || other.is_sum;
    let may_count = one.may_count || other.may_count;
    RecordedSeries { ty, is_sum, may_count, identity: one.identity.clone() }
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
    let twin = others().find(|other| other.key == key);
    let twin = twin.map(|twin| recorded_twice::found((query, candidate.place), (&twin.query, twin.place)));
    declared.findings.extend(twin);
}
