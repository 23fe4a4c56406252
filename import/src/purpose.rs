//! What monitoring is told for.

/// What monitoring is told for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be checked where they stand.
    Audit,
    /// To be read by people, and generated again.
    Import,
}
