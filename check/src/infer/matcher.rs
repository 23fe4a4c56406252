//! Matchers: the label is there, and some of its values pass.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Scope;
use super::selector::{harmless, label_help};
use super::{Checker, le};
use crate::Diagnostic;
use crate::passing::narrow;
use crate::rules;
use crate::{Content, Domain, Series};
use crate::{Labels, Severity, Values};
use gaugewright_promql::suggest;
use gaugewright_promql::{self as promql, MatchOp, Matcher, Pattern};

impl Checker<'_> {
    pub(super) fn matcher(&mut self, found: Series<'_>, labels: &mut Labels, matcher: &Matcher) {
        let name = matcher.label.value.as_str();
        let metric = found.metric.name.as_str();
        // What the service's selector says is checked where it stands.
        let is_made = matcher.is_made();
        if !labels.may_have(name) && is_made {
            return;
        }
        if !labels.may_have(name) && takes_nothing(matcher) {
            self.takes_nothing(metric, labels, matcher);
            return;
        }
        if !labels.may_have(name) {
            // Matching the absence of a label that cannot be there is odd but finds something.
            let text = if matcher.op.value.is_negative() { "a condition on" } else { "a matcher on" };
            let diagnostic = Diagnostic::new(
                &rules::UNKNOWN_LABEL,
                matcher.label.span,
                format!("{text} `{name}`, which `{metric}` does not have"),
            );
            self.report(diagnostic.help(label_help(name, &format!("`{metric}`"), labels)));
            return;
        }
        if found.part.label == Some(name) && !matcher.op.value.is_negative() {
            labels.fix(name);
        }
        let Some(presence) = labels.get(name) else { return };
        let (certain, values) = (presence.certain, presence.values.clone());
        let value = &matcher.value.value;
        if !is_made && values.list().is_none() {
            self.literal_regex(matcher);
        }
        if value.contains('$') {
            let is_one = || {
                let variable = promql::whole_variable(value).and_then(|variable| self.of_panel(variable));
                variable.is_some_and(|variable| variable.is_one)
            };
            if matcher.op.value == MatchOp::Equal || matcher.op.value == MatchOp::Regex && is_one() {
                labels.single_out(name);
            }
            self.variable_in_text(matcher);
            if !is_made {
                self.never_chosen(found, &values, matcher);
            }
            return;
        }
        match name {
            "alertname" => self.nearly("alert", self.vocabulary.alerts(), matcher),
            "severity" if found.metric.name.starts_with("ALERTS") => {
                self.nearly("severity", self.vocabulary.severities(), matcher);
            }
            _ => {}
        }
        let Some(narrowed) = narrow(&values, certain, matcher.op.value, value) else {
            asked(labels, matcher);
            return;
        };
        if narrowed.is_empty() {
            if !is_made {
                self.impossible(found, &values, matcher);
            }
            return;
        }
        // An earlier matcher may have narrowed the values already.
        let own = found.metric.labels.iter().find(|label| label.name == name);
        let all = own.map_or(values.clone(), |label| Values::Domain(label.domain.clone()));
        if !is_made {
            self.dead_alternative(metric, &all, matcher);
        }
        if !is_made && matcher.op.value.is_negative() && excludes_nothing(&all, matcher) {
            self.idle(found, &all, matcher);
        }
        if let Values::Domain(_) | Values::Only(_) = values {
            labels.narrow(name, !narrowed.contains(""), Values::Only(Arc::new(narrowed)));
        }
    }

    /// A name that the spec does not have, and that is nearly one that it has. Others may have alerts, too.
    fn nearly(&mut self, what: &str, known: &BTreeSet<String>, matcher: &Matcher) {
        let value = matcher.value.value.as_str();
        if matcher.op.value.is_regex() || known.contains(value) {
            return;
        }
        // Who makes an alert of another one names it after that: `DiskFullNode` of `DiskFull`, which is defined elsewhere.
        let is_named_after = |name: &str| {
            name.len().abs_diff(value.len()) > 1 && (name.contains(value) || value.contains(name))
        };
        let others = known.iter().map(String::as_str).filter(|name| !is_named_after(name));
        let Some(near) = suggest::nearest(value, others) else { return };
        let message = format!("this spec has no {what} `{value}`");
        let diagnostic = Diagnostic::new(&rules::IMPOSSIBLE_VALUE, matcher.value.span, message);
        self.report(diagnostic.at_most(Severity::Warning).help(format!("did you mean `{near}`?")));
    }

    /// That a label is empty which is not there is true of every series.
    pub(super) fn takes_nothing(&mut self, metric: &str, labels: &Labels, matcher: &Matcher) {
        let label = matcher.label.value.as_str();
        let message = format!("`{metric}` has no label `{label}`, so this takes nothing away");
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, matcher.label.span, message);
        let help = suggest::did_you_mean(label, labels.names()).unwrap_or_else(|| {
            "leave the matcher out, unless other versions of the exporter have the label".to_owned()
        });
        self.report(diagnostic.at_most(harmless(label, labels)).help(help));
    }

    /// Grafana also fills variables into quoted values; one that it does not know stays as it is written.
    fn variable_in_text(&mut self, matcher: &Matcher) {
        let Some(name) = promql::whole_variable(&matcher.value.value) else { return };
        let constant = self.vocabulary.constants.get(name).is_some();
        if !constant && self.scope != Scope::Named {
            let span = matcher.value.span;
            let variable = promql::Variable::new(name.to_owned(), span);
            if let Some(problem) = self.variable_problem(&variable) {
                self.report(problem);
            }
        }
    }

    /// A variable none of whose values is one of the label's.
    fn never_chosen(&mut self, found: Series<'_>, values: &Values, matcher: &Matcher) {
        let Some(known) = promql::whole_variable(&matcher.value.value).and_then(|name| self.of_panel(name))
        else {
            return;
        };
        let (label, metric) = (matcher.label.value.as_str(), &found.metric.name);
        let new = |message: String| Diagnostic::new(&rules::MISPLACED_VARIABLE, matcher.value.span, message);
        let problem = match &known.content {
            Content::Unknown => return,
            Content::Datasource => {
                new(format!("`${}` is a data source, and no value of a label", known.name))
            }
            Content::Texts(texts) => {
                // A value may be a pattern, as long as Grafana does not escape it.
                let positive = if matcher.op.value.is_regex() { MatchOp::Regex } else { MatchOp::Equal };
                let is_one = |text: &String| {
                    narrow(values, false, positive, text).is_none_or(|passing| !passing.is_empty())
                };
                if texts.is_empty() || texts.iter().any(is_one) {
                    return;
                }
                let (_, all) = hints(found, values, matcher);
                let message = format!("no value of `${}` is one of `{label}` of `{metric}`", known.name);
                new(message)
                    .note(format!("it is {}", suggest::list(texts.iter().map(String::as_str))))
                    .note(format!("values of `{label}` are {all}"))
            }
        };
        self.report(problem.help("take another variable, or another label"));
    }

    /// What a misspelt value excludes is nothing, and what was meant stays in.
    fn idle(&mut self, found: Series<'_>, values: &Values, matcher: &Matcher) {
        let (name, value) = (matcher.label.value.as_str(), &matcher.value.value);
        let (guess, domain) = hints(found, values, matcher);
        let verb = if matcher.op.value.is_regex() { "matches" } else { "is" };
        let metric = &found.metric.name;
        let message =
            format!("no value of `{name}` of `{metric}` {verb} `{value}`, so this excludes nothing");
        let diagnostic = Diagnostic::new(&rules::IDLE_MATCHER, matcher.value.span, message)
            .note(format!("its values are {domain}"));
        self.report(
            diagnostic
                .help(guess.unwrap_or_else(|| "remove the matcher, or name a value that occurs".into())),
        );
    }

    fn impossible(&mut self, found: Series<'_>, values: &Values, matcher: &Matcher) {
        let (name, metric) = (matcher.label.value.as_str(), found.metric.name.as_str());
        let value = &matcher.value.value;
        let message = match matcher.op.value {
            MatchOp::Equal => format!("`{name}` of `{metric}` is never `{value}`"),
            MatchOp::Regex => format!("no value of `{name}` of `{metric}` matches `{value}`"),
            MatchOp::NotEqual | MatchOp::NotRegex => {
                format!("this leaves no value of `{name}` of `{metric}`")
            }
        };
        let (guess, domain) = hints(found, values, matcher);
        let diagnostic = Diagnostic::new(&rules::IMPOSSIBLE_VALUE, matcher.value.span, message)
            .note(format!("its values are {domain}"))
            .help(guess.unwrap_or_else(|| possible(found, values, matcher)));
        self.report(diagnostic);
    }
}

/// What a matcher says of a label that may hold anything.
fn asked(labels: &mut Labels, matcher: &Matcher) {
    let (name, value) = (matcher.label.value.as_str(), matcher.value.value.as_str());
    let Some(presence) = labels.get(name).filter(|_| !takes_empty(matcher)) else { return };
    let values = match (matcher.op.value, &presence.values) {
        (MatchOp::Equal, Values::Any) => Values::Only(Arc::new(BTreeSet::from([value.to_owned()]))),
        (_, values) => values.clone(),
    };
    labels.narrow(name, true, values);
}

/// Whether a matcher asks for a label to be missing, or lets that pass beside other values.
pub(super) fn takes_nothing(matcher: &Matcher) -> bool {
    let value = matcher.value.value.as_str();
    // `!~".+"` is another way to write `=""`.
    let is_empty = matcher.op.value == MatchOp::NotRegex && value == ".+";
    is_empty || !matcher.op.value.is_negative() && !value.contains('$') && takes_empty(matcher)
}

/// Whether series without the label pass; so they do where that is not known.
fn takes_empty(matcher: &Matcher) -> bool {
    let value = matcher.value.value.as_str();
    let is_regex = matcher.op.value.is_regex();
    let empty =
        if is_regex { Pattern::new(value).map(|regex| regex.is_match("")) } else { Some(value.is_empty()) };
    empty.is_none_or(|empty| empty != matcher.op.value.is_negative())
}

/// Whether the values are known, and none of them is what a negative matcher takes away. That a series without the label
/// passes or does not is no mistake.
fn excludes_nothing(values: &Values, matcher: &Matcher) -> bool {
    let Values::Domain(_) = values else { return false };
    let positive = if matcher.op.value.is_regex() { MatchOp::Regex } else { MatchOp::Equal };
    narrow(values, false, positive, &matcher.value.value).is_some_and(|taken| taken.is_empty())
}

/// What was probably meant, and which values there are.
fn hints(found: Series<'_>, values: &Values, matcher: &Matcher) -> (Option<String>, String) {
    let written = matcher.value.value.as_str();
    match values {
        Values::Only(_) if found.part.label == Some(matcher.label.value.as_str()) => {
            (None, le::listed(found.metric.buckets.as_deref().unwrap_or_default()))
        }
        Values::Domain(domain) => {
            let names = match &**domain {
                Domain::Closed(values) => values.as_slice(),
                _ => &[],
            };
            (suggest::did_you_mean(written, names.iter().map(String::as_str)), describe(domain))
        }
        Values::Only(only) => (None, suggest::list(only.iter().map(String::as_str))),
        Values::One | Values::Any => (None, String::new()),
    }
}

/// What to do about a matcher that no value passes, where none is near. Values that the author lists may be too few.
fn possible(found: Series<'_>, values: &Values, matcher: &Matcher) -> String {
    let verb = match matcher.op.value {
        MatchOp::Equal => "name",
        MatchOp::Regex => "match",
        MatchOp::NotEqual | MatchOp::NotRegex => return "leave one of its values in".to_owned(),
    };
    let (label, written) = (matcher.label.value.as_str(), matcher.value.value.as_str());
    let declared = found.metric.label(label).filter(|_| found.metric.span.is_some());
    let is_listed = matches!(values, Values::Domain(domain) if matches!(**domain, Domain::Closed(_)));
    match declared.filter(|_| is_listed && matcher.op.value == MatchOp::Equal) {
        Some(declared) => {
            format!(
                "{verb} one of these, or add `{written}` to the values of the label `{}`",
                declared.definition
            )
        }
        None => format!("{verb} one of these"),
    }
}

fn describe(domain: &Domain) -> String {
    match domain {
        Domain::Closed(values) => suggest::list(values.iter().map(String::as_str)),
        Domain::Codes(first, last) => format!("{first} to {last}"),
        Domain::Open { .. } => "open".into(),
    }
}
