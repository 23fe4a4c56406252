//! The exit codes of the program, beside 0.

/// Something is not right with the spec or with what is generated.
pub(crate) const FINDINGS: u8 = 1;
/// The program could not do its work.
pub(crate) const COULD_NOT_RUN: u8 = 2;
