//! What a spec does not say.

use gaugewright_spec::source::Span;

/// Places that are not told, and why.
#[derive(Debug, Default)]
pub(super) struct Unsaid(Vec<(Span, String)>);

impl Unsaid {
    /// Notes why something is not told.
    pub(super) fn add(&mut self, place: Span, reason: impl Into<String>) {
        self.0.push((place, reason.into()));
    }

    pub(super) fn all(self) -> Vec<(Span, String)> {
        self.0
    }
}
