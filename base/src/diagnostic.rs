//! What the checker has to say: a rule, a severity, places with words, notes and help. Places are those of the query, until
//! whoever knows where that stands [moves](Diagnostic::moved) them.

use crate::span::Span;

use crate::rule::Rule;
use crate::severity::Severity;

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule it comes from; `gaugewright explain` has a page on each.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where; the first label is the place itself, the others explain it.
    pub labels: Vec<Label>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// What to do about it.
    pub helps: Vec<String>,
}

/// A place in the spec, and what is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to say; may be empty.
    pub text: String,
}

impl Diagnostic {
    /// A finding of a rule at a place, with the rule's own severity.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            labels: vec![Label { span, text: String::new() }],
            notes: Vec::new(),
            helps: Vec::new(),
        }
    }

    /// The same where the finding does less harm than those of its rule do otherwise.
    #[must_use]
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.severity = self.severity.min(severity);
        self
    }

    /// Words at the place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.labels[0].text = text.into();
        self
    }

    /// Another place that explains it.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// A fact that helps to understand it.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// What to do about it, if there is something.
    #[must_use]
    pub fn maybe_help(self, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.help(text),
            None => self,
        }
    }

    /// The same with every place moved: from one in a query to where that stands.
    #[must_use]
    pub fn moved(mut self, place: impl Fn(Span) -> Span) -> Self {
        for label in &mut self.labels {
            label.span = place(label.span);
        }
        self
    }

    /// The place itself.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}
