//! `recording-name`: a recording rule whose name says what it does not record.

use crate::check::{Ty, Vocabulary};
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::promql::Expr;
use crate::{recording, rules, suggest};
use gaugewright_collectors::resolve::is_label_name;

/// What an own name says that is not so.
pub(crate) fn find(own: &Text, ty: &Ty, expr: &Expr, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
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
        let kept = suggest::list(labels.iter().copied());
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

/// Whether a name says level, metric and operation.
fn is_conventional(name: &str) -> bool {
    let parts: Vec<&str> = name.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && is_label_name(parts[0])
}
