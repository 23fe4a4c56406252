//! The thresholds of an alert: one, or one for each of some severities.

use super::queries::QueryContext;
use super::severities;
use crate::ast::{self, Thresholds};
use crate::decode::{Placed, QuantityText};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, Comparison, Condition, Severity};
use crate::rules;

/// How an alert fires for one severity.
pub(super) struct Level<'a> {
    pub(super) severity: Option<Severity>,
    /// Nothing if the query is the condition.
    pub(super) threshold: Option<(Comparison, &'a QuantityText)>,
    /// How long it must hold, if that is said of this level alone.
    pub(super) hold: Option<Duration>,
}

/// The levels of an alert, mildest first; nothing if these cannot be made out, which has been reported.
pub(super) fn levels<'a>(
    uses: &mut QueryContext<'_, '_>,
    ast: &'a Placed<ast::Alert>,
) -> Option<Vec<Level<'a>>> {
    let given = [
        (Comparison::Above, &ast.above),
        (Comparison::AtLeast, &ast.at_least),
        (Comparison::Below, &ast.below),
        (Comparison::AtMost, &ast.at_most),
        (Comparison::Equals, &ast.equals),
    ];
    let given: Vec<_> =
        given.into_iter().filter_map(|(comparison, of)| Some((comparison, of.as_ref()?))).collect();
    if let [(first, _), (second, of), ..] = given.as_slice() {
        let message = format!("`{}` and `{}` exclude each other", first.key(), second.key());
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, of.span(), message);
        uses.resolver.report(diagnostic.help("an alert has one threshold: split it into two alerts"));
        return None;
    }
    match given.first() {
        Some((comparison, Thresholds::BySeverity(levels, _))) => by_severity(uses, ast, *comparison, levels),
        one => {
            let severity = match &ast.severity {
                Some(name) => Some(severities::named(uses.resolver, name)?),
                None => None,
            };
            let threshold = one.and_then(|(comparison, of)| match of {
                Thresholds::One(text) => Some((*comparison, text)),
                Thresholds::BySeverity(..) => None,
            });
            Some(vec![Level { severity, threshold, hold: None }])
        }
    }
}

fn by_severity<'a>(
    uses: &mut QueryContext<'_, '_>,
    ast: &'a Placed<ast::Alert>,
    comparison: Comparison,
    written: &'a crate::decode::Map<ast::AlertLevel>,
) -> Option<Vec<Level<'a>>> {
    let in_labels =
        || ast.labels.iter().find(|(label, _)| label.value == "severity").map(|(label, _)| label.span);
    if let Some(place) = ast.severity.as_ref().map(|severity| severity.span).or_else(in_labels) {
        let message = "this alert has thresholds by severity, and one `severity` for all";
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
        uses.resolver.report(diagnostic.help("remove `severity`"));
    }
    if written.iter().next().is_none() {
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, ast.span, "there is no threshold here");
        let help =
            format!("write one for each severity: `{}: {{ warning: 5%, critical: 20% }}`", comparison.key());
        uses.resolver.report(diagnostic.help(help));
        return None;
    }
    let mut levels = Vec::new();
    for (name, level) in written.iter() {
        levels.push(Level {
            severity: Some(severities::named(uses.resolver, name)?),
            threshold: Some((comparison, &level.threshold)),
            hold: level.hold.as_ref().map(|hold| hold.value),
        });
    }
    levels.sort_by(|one, other| one.severity.cmp(&other.severity));
    Some(levels)
}

/// Reports a level that begins no later than a milder one, which would never be alone.
pub(super) fn ascend(uses: &mut QueryContext<'_, '_>, levels: &[Level<'_>], alerts: &[Alert]) {
    for (at, pair) in alerts.windows(2).enumerate() {
        let [Condition::Threshold(mild), Condition::Threshold(bad)] =
            [&pair[0].condition, &pair[1].condition]
        else {
            continue;
        };
        let is_worse = match bad.comparison {
            Comparison::Above | Comparison::AtLeast => bad.number > mild.number,
            Comparison::Below | Comparison::AtMost => bad.number < mild.number,
            Comparison::Equals => bad.number != mild.number,
        };
        // With the same threshold the longer one is the worse.
        let is_longer = bad.number == mild.number && pair[1].hold > pair[0].hold;
        let Some((_, text)) = levels.get(at + 1).and_then(|level| level.threshold) else { continue };
        if !is_worse && !is_longer {
            let (mild, bad) = (pair[0].severity_name(), pair[1].severity_name());
            let message = format!("`{bad}` begins no later than `{mild}`, which is milder");
            let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.0.span, message);
            uses.resolver
                .report(diagnostic.help("exchange the two thresholds, or give them different values"));
        }
    }
}
