//! Whether some alert can have what a condition asks for. Where the values of a label are not known, nothing is said.

use std::collections::BTreeSet;

use super::super::Resolver;
use super::written::Written;
use crate::diagnostic::Diagnostic;
use crate::model::Regex;
use crate::promql;
use crate::rules;
use crate::rules::routing::Alerts;
use crate::source::Piece;
use crate::suggest;

/// Reports a value that no alert can have in a label, or an alternative of a regular expression that none matches.
pub(super) fn check(resolver: &mut Resolver<'_>, alerts: &Alerts<'_>, label: &str, written: &Written<'_>) {
    let known = if label == "severity" && !alerts.others_come() {
        // Those that no alert has today are severities all the same.
        Some(resolver.severities.iter().map(|severity| severity.name().to_owned()).collect())
    } else {
        alerts.values(label)
    };
    if written.op.is_regex() {
        regex(resolver, label, written, known.as_ref());
    } else if let Some(known) = known.filter(|known| !known.contains(written.value.as_str())) {
        // An empty value asks for alerts without the label.
        if !written.value.is_empty() {
            unknown(resolver, label, written, &known);
        }
    }
}

fn regex(resolver: &mut Resolver<'_>, label: &str, written: &Written<'_>, known: Option<&BTreeSet<String>>) {
    let place = resolver.place_in(written.text, written.value);
    if let Err(wrong) = promql::Regex::new(&written.value) {
        let place = resolver.place_in(written.text, written.value.part(wrong.range));
        let help = "this is a regular expression, because `=~` or `!~` stands before it";
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, place, wrong.message).help(help));
        return;
    }
    if Regex::new(&written.value).is_none() {
        let message = "this regular expression is beyond what the checker can follow";
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, place, message);
        resolver.report(diagnostic.help("write it without classes of Unicode such as `\\pL`"));
        return;
    }
    let Some(known) = known else { return };
    for alternative in alternatives(written.value) {
        let Some(pattern) = promql::Pattern::new(&alternative) else { continue };
        if pattern.is_match("") || known.iter().any(|value| pattern.is_match(value)) {
            continue;
        }
        let message = format!("no alert has a value in `{label}` that matches `{}`", alternative.as_str());
        let place = resolver.place_in(written.text, alternative);
        let help = suggest::did_you_mean(&alternative, known.iter().map(String::as_str));
        let help = help.unwrap_or_else(|| there(known));
        resolver.report(Diagnostic::new(&rules::UNDEFINED_NAME, place, message).help(help));
    }
}

fn there(known: &BTreeSet<String>) -> String {
    format!("there it is {}", suggest::list(known.iter().map(String::as_str)))
}

fn unknown(resolver: &mut Resolver<'_>, label: &str, written: &Written<'_>, known: &BTreeSet<String>) {
    let value = written.value.as_str();
    let message = match label {
        "component" => format!("component `{value}` is not defined"),
        "alertname" => format!("alert `{value}` is not defined"),
        "severity" => format!("`{value}` is not one of the severities"),
        _ => format!("no alert has `{value}` in its label `{label}`"),
    };
    let names = || known.iter().map(String::as_str);
    let not = value.strip_prefix(['!', '~']).map(str::trim_start).filter(|rest| !rest.is_empty());
    let is_pattern = value.contains(['*', '+', '|', '(', '[', '^', '$', '?']);
    let help = if let Some(rest) = not {
        format!("for all others write `!= {rest}`")
    } else if is_pattern {
        let op = if written.op == promql::MatchOp::NotEqual { "!~" } else { "=~" };
        format!("for a regular expression write `{op} {value}`")
    } else if let Some(guess) = suggest::did_you_mean(value, names()) {
        guess
    } else {
        match label {
            "component" | "alertname" => format!("known are {}", suggest::list(names())),
            _ => there(known),
        }
    };
    let place = resolver.place_in(written.text, written.value);
    resolver.report(Diagnostic::new(&rules::UNDEFINED_NAME, place, message).help(help));
}

/// The alternatives of a regular expression, those within groups left together. A flag holds for all that follow it, so with one the
/// whole is one.
fn alternatives(regex: Piece<'_>) -> Vec<Piece<'_>> {
    if regex.contains("(?") {
        return vec![regex];
    }
    let (mut found, mut start, mut depth, mut in_set) = (Vec::new(), 0, 0_usize, false);
    let mut letters = regex.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '[' => in_set = true,
            ']' => in_set = false,
            '(' if !in_set => depth += 1,
            ')' if !in_set => depth = depth.saturating_sub(1),
            '|' if !in_set && depth == 0 => {
                found.push(regex.part(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(regex.part(start..regex.len()));
    found
}

#[cfg(test)]
mod tests {
    use super::{Piece, alternatives};

    fn alternatives_of(regex: &str) -> Vec<&str> {
        alternatives(Piece::whole(regex)).into_iter().map(Piece::as_str).collect()
    }

    #[test]
    fn bars_within_groups_and_sets_divide_nothing() {
        assert_eq!(alternatives_of("a|b(c|d)|[|]e"), ["a", "b(c|d)", "[|]e"]);
        assert_eq!(alternatives_of(r"a\|b"), [r"a\|b"]);
        assert_eq!(alternatives_of("(?i)a|b"), ["(?i)a|b"]);
    }
}
