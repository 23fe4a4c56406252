//! Names of metrics and labels.

use super::Variable;
use gaugewright_base::{Span, Spanned};

/// The name of a metric or of a label; a quoted one counts its quotes to the span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name. Variables in it stand as they are written.
    pub value: String,
    /// Where it was written.
    pub span: Span,
    /// The variables that Grafana fills in, in their order: `${metric}_total` has one. Those of a quoted name are text.
    pub variables: Vec<Variable>,
}

impl Name {
    /// A name without variables.
    pub const fn new(value: String, span: Span) -> Self {
        Self { value, span, variables: Vec::new() }
    }

    /// Whether it is a variable and nothing else.
    pub fn is_variable(&self) -> bool {
        matches!(&self.variables[..], [variable] if variable.span == self.span)
    }

    /// Whether only Grafana knows the whole name.
    pub const fn has_variables(&self) -> bool {
        !self.variables.is_empty()
    }
}

impl From<Spanned<String>> for Name {
    fn from(name: Spanned<String>) -> Self {
        Self::new(name.value, name.span)
    }
}

impl std::ops::Deref for Name {
    type Target = String;
    fn deref(&self) -> &String {
        &self.value
    }
}
