//! Findings for people. What is said again and again is shown a few times and then counted: nobody reads the same warning of six
//! hundred panels, and an error among them must not be missed.

use std::collections::BTreeMap;

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::render;
use gaugewright_spec::source::Source;

/// More warnings than these of one rule are summed up.
const MANY: usize = 10;
/// So many of them are shown.
const SHOWN: usize = 3;

pub(super) fn findings(diagnostics: &[Diagnostic], source: &Source, colored: bool) -> String {
    let key = |diagnostic: &Diagnostic| (diagnostic.severity, diagnostic.rule.code);
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        *counts.entry(key(diagnostic)).or_default() += 1;
    }
    // Each error has to be mended.
    counts.retain(|(severity, _), count| *severity != Severity::Error && *count > MANY);
    let mut seen: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    let is_shown = |diagnostic: &&Diagnostic| {
        let seen = seen.entry(key(diagnostic)).or_default();
        *seen += 1;
        *seen <= SHOWN || !counts.contains_key(&key(diagnostic))
    };
    let shown = diagnostics.iter().filter(is_shown);
    let mut text: String =
        shown.map(|diagnostic| render::human(diagnostic, source, colored) + "\n\n").collect();
    for ((severity, code), count) in &counts {
        let line = format!(
            "{}[{code}]: {count} findings, the first {SHOWN} are shown; `check --format json` lists all of them\n\n",
            severity.name()
        );
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::findings;
    use gaugewright_spec::diagnostic::Diagnostic;
    use gaugewright_spec::rules;
    use gaugewright_spec::source::{Source, Span};

    fn shown(count: usize) -> String {
        let source = Source::new("spec.yaml", "text");
        let many = |rule| (0..count).map(move |_| Diagnostic::new(rule, Span::new(0, 4), "wrong"));
        let all: Vec<Diagnostic> = many(&rules::FIXED_RATE_WINDOW).chain(many(&rules::NEVER_TRUE)).collect();
        findings(&all, &source, false)
    }

    #[test]
    fn many_warnings_are_summed_up_and_errors_are_not() {
        let few = shown(10);
        assert_eq!(few.matches("warning[fixed-rate-window]: wrong").count(), 10);
        let many = shown(663);
        assert_eq!(many.matches("warning[fixed-rate-window]: wrong").count(), 3);
        assert_eq!(many.matches("error[never-true]: wrong").count(), 663);
        assert!(many.contains("warning[fixed-rate-window]: 663 findings, the first 3 are shown"), "{many}");
    }
}
