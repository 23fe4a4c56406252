//! What the checker has to say: a code, a severity, places in the spec with words, notes and help.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::source::Span;

pub use gaugewright_base::{Diagnostic, PlaceLabel as Label, Severity};

/// What the author of a spec says about findings.
#[derive(Debug, Default)]
pub struct Policy {
    /// How bad those of a rule are; nothing if they are not reported at all.
    pub levels: BTreeMap<&'static str, Option<Severity>>,
    /// Which ones are silenced where.
    pub allowed: Vec<Allowed>,
}

/// A rule that is silenced in a part of the spec.
#[derive(Debug)]
pub struct Allowed {
    /// The part: a metric, a query, an alert, a panel, a dashboard.
    pub owner: Span,
    /// The rule.
    pub code: &'static str,
    /// Where that is said.
    pub place: Span,
    /// Whether there was something to silence.
    pub used: bool,
}

impl Policy {
    /// The finding as it is to be reported, if it is.
    fn apply(&mut self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        if diagnostic.rule.is_fixed {
            return Some(diagnostic);
        }
        let place = diagnostic.span();
        let covers = |allowed: &&mut Allowed| {
            allowed.code == diagnostic.rule.code
                && allowed.owner.start <= place.start
                && place.end <= allowed.owner.end
        };
        // The innermost: an allowance around it may have another finding to silence.
        let innermost = self
            .allowed
            .iter_mut()
            .filter(covers)
            .min_by_key(|allowed| allowed.owner.end - allowed.owner.start);
        if let Some(allowed) = innermost {
            allowed.used = true;
            return None;
        }
        diagnostic.severity = match self.levels.get(diagnostic.rule.code) {
            Some(level) => (*level)?,
            None if diagnostic.rule.is_off => return None,
            None => diagnostic.severity,
        };
        Some(diagnostic)
    }
}

/// How many findings are kept: nobody reads more, and a file that is no spec has millions.
const MAX: usize = 20_000;

/// Collects the findings of a pass.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
    /// Whether one of them is an error.
    has_error: bool,
    /// How many more there were.
    left_out: usize,
    policy: Policy,
    /// Whether findings are kept as they are, for another sink with the policy.
    is_part: bool,
}

impl Extend<Diagnostic> for Sink {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, found: T) {
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
    }
}

impl Sink {
    /// Collects what is found in a part, which another sink takes.
    pub fn of_part() -> Self {
        Self { is_part: true, ..Self::default() }
    }

    /// Takes what was found in a part.
    pub fn take(&mut self, part: Self) {
        self.left_out += part.left_out;
        self.extend(part.diagnostics);
    }

    /// Adds a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let judged = if self.is_part { Some(diagnostic) } else { self.policy.apply(diagnostic) };
        let Some(diagnostic) = judged else { return };
        let is_first_error = diagnostic.severity == Severity::Error && !self.has_error;
        self.has_error |= is_first_error;
        if self.diagnostics.len() < MAX || is_first_error {
            self.diagnostics.push(diagnostic);
        } else {
            self.left_out += 1;
        }
    }

    /// What holds for findings from here on.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy;
    }

    /// Reports every suppression that has silenced nothing.
    pub fn report_unused(&mut self) {
        let unused = self.policy.allowed.iter().filter(|allowed| !allowed.used);
        let unused: Vec<_> = unused.map(|allowed| (allowed.code, allowed.place)).collect();
        for (code, place) in unused {
            let message = format!("`{code}` finds nothing here, so nothing is silenced");
            let diagnostic = Diagnostic::new(&crate::rules::UNUSED_ALLOW, place, message);
            self.report(diagnostic.help("remove the `allow`"));
        }
    }

    /// Whether a finding is an error.
    pub fn has_errors(&self) -> bool {
        self.has_error
    }

    /// All findings, in the order of the file, the same one only once.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = sorted(self.diagnostics);
        if let Some(last) = all.last_mut().filter(|_| self.left_out > 0) {
            last.notes.push(format!("{} more findings are left out", self.left_out));
        }
        all
    }
}

/// In the order of the file, the same one only once.
pub fn sorted(mut all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    all.sort_by(in_file_order);
    all.dedup();
    all
}

fn in_file_order(a: &Diagnostic, b: &Diagnostic) -> Ordering {
    (a.span(), a.rule.code, &a.message).cmp(&(b.span(), b.rule.code, &b.message))
}
