//! The thresholds of an alert: one, or several by severity, by the value of a label, or by both.

use std::collections::BTreeSet;

use super::portions::{self, Only};
use super::queries::QueryContext;
use super::severities;
use crate::ast::{self, AlertLevel, DEFAULT, Thresholds};
use crate::check::Labels;
use crate::decode::{Map, Placed, QuantityText};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Alert, Comparison, Condition, Severity};
use crate::rules;

/// How an alert fires for one severity and one part of its series.
pub(super) struct Level<'a> {
    pub(super) severity: Option<Severity>,
    /// Nothing if the query is the condition.
    pub(super) threshold: Option<(Comparison, &'a QuantityText)>,
    /// How long it must hold, if that is said of this level alone.
    pub(super) hold: Option<Duration>,
    /// The series that it is for, if others have another threshold.
    pub(super) only: Option<Only<'a>>,
}

/// The levels of an alert, mildest first; nothing if these cannot be made out, which has been reported.
pub(super) fn levels<'a>(
    uses: &mut QueryContext<'_, '_>,
    ast: &'a Placed<ast::Alert>,
    series: &Labels,
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
        Some((comparison, Thresholds::Several(levels, _))) if is_by_severity(uses, levels) => {
            by_severity(uses, ast, *comparison, levels, series)
        }
        one => {
            let severity = match &ast.severity {
                Some(name) => Some(severities::named(uses.resolver, name)?),
                None => None,
            };
            match one {
                Some((comparison, Thresholds::Several(levels, _))) => {
                    let by_value = portions::of_level(uses, levels, series)?;
                    Some(of_severity(severity.as_ref(), *comparison, by_value))
                }
                Some((comparison, Thresholds::One(text))) => Some(vec![Level {
                    severity,
                    threshold: Some((*comparison, text)),
                    hold: None,
                    only: None,
                }]),
                None => Some(vec![Level { severity, threshold: None, hold: None, only: None }]),
            }
        }
    }
}

/// Whether these are the thresholds of severities, and not `default` and a label.
fn is_by_severity(uses: &QueryContext<'_, '_>, levels: &Map<AlertLevel>) -> bool {
    let known = &uses.resolver.severities;
    levels.iter().all(|(name, level)| {
        name.value != DEFAULT && (known.get(name).is_some() || matches!(level, AlertLevel::One { .. }))
    })
}

/// The levels of a severity, one for each of its thresholds.
fn of_severity<'a>(
    severity: Option<&Severity>,
    comparison: Comparison,
    thresholds: Vec<portions::Threshold<'a>>,
) -> Vec<Level<'a>> {
    let level = |(only, text, hold): portions::Threshold<'a>| Level {
        severity: severity.cloned(),
        threshold: Some((comparison, text)),
        hold,
        only,
    };
    thresholds.into_iter().map(level).collect()
}

fn by_severity<'a>(
    uses: &mut QueryContext<'_, '_>,
    ast: &'a Placed<ast::Alert>,
    comparison: Comparison,
    written: &'a Map<AlertLevel>,
    series: &Labels,
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
        let severity = severities::named(uses.resolver, name)?;
        let thresholds = match level {
            AlertLevel::One { threshold, hold } => {
                vec![(None, threshold, hold.as_ref().map(|hold| hold.value))]
            }
            AlertLevel::Several(of_level) => portions::of_level(uses, of_level, series)?,
        };
        levels.extend(of_severity(Some(&severity), comparison, thresholds));
    }
    levels.sort_by(|one, other| one.severity.cmp(&other.severity));
    Some(levels)
}

/// Reports a level that begins no later than a milder one for the same series: that one would never be alone.
pub(super) fn ascend(uses: &mut QueryContext<'_, '_>, levels: &[Level<'_>], alerts: &[Alert]) {
    let severities: BTreeSet<Option<&Severity>> =
        levels.iter().map(|level| level.severity.as_ref()).collect();
    let severities: Vec<_> = severities.into_iter().collect();
    let values: BTreeSet<Option<&str>> = levels.iter().map(|level| level.value()).collect();
    let mut found = BTreeSet::new();
    for pair in severities.windows(2) {
        for value in &values {
            let of = |severity: Option<&Severity>| {
                let own =
                    || levels.iter().enumerate().filter(|(_, level)| level.severity.as_ref() == severity);
                // Who has no threshold of its own has that of all others.
                own()
                    .find(|(_, level)| level.value() == *value)
                    .or_else(|| own().find(|(_, level)| level.value().is_none()))
            };
            let (Some((mild, _)), Some((bad, level))) = (of(pair[0]), of(pair[1])) else { continue };
            let (Some(mild), Some(alert)) = (alerts.get(mild), alerts.get(bad)) else { continue };
            if !is_worse(mild, alert) && found.insert(bad) {
                not_ascending(uses, level, mild, alert);
            }
        }
    }
}

impl Level<'_> {
    /// The value that it is for alone.
    fn value(&self) -> Option<&str> {
        self.only.as_ref().and_then(|only| only.value).map(|value| value.as_str())
    }
}

/// Whether there are times at which only the milder one fires.
fn is_worse(mild: &Alert, bad: &Alert) -> bool {
    let (Condition::Threshold(of_mild), Condition::Threshold(of_bad)) = (&mild.condition, &bad.condition)
    else {
        return true;
    };
    let is_worse = match of_bad.comparison {
        Comparison::Above | Comparison::AtLeast => of_bad.number > of_mild.number,
        Comparison::Below | Comparison::AtMost => of_bad.number < of_mild.number,
        Comparison::Equals => of_bad.number != of_mild.number,
    };
    // With the same threshold the longer one is the worse.
    is_worse || of_bad.number == of_mild.number && bad.hold > mild.hold
}

fn not_ascending(uses: &mut QueryContext<'_, '_>, level: &Level<'_>, mild: &Alert, bad: &Alert) {
    let Some((_, text)) = level.threshold else { return };
    let (mild, bad) = (mild.severity_name(), bad.severity_name());
    let message = format!("`{bad}` begins no later than `{mild}`, which is milder");
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.0.span, message);
    uses.resolver.report(diagnostic.help("exchange the two thresholds, or give them different values"));
}
