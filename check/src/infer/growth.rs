//! Growth per second beside growth within a window.

use gaugewright_promql::{Binary, BinaryOp};

use super::Checker;
use crate::{Diagnostic, Growth, Ty, rules};

impl Checker<'_> {
    /// Reports sides of which one is per second and the other is not. Says whether it did.
    pub(super) fn growths(&mut self, binary: &Binary, left: &Ty, right: &Ty) -> bool {
        let op = binary.op.value;
        let meets = matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Div) || op.is_comparison();
        let (Some(a), Some(b)) = (left.growth, right.growth) else { return false };
        if !meets || a == b {
            return false;
        }
        let words = |growth| match growth {
            Growth::PerSecond => "growth per second",
            Growth::Whole => "all the growth within a window",
        };
        let message = "one side is a growth per second, the other one that of a whole window";
        let diagnostic = Diagnostic::new(&rules::MIXED_GROWTH, binary.op.span, message)
            .also(binary.lhs.span(), words(a))
            .also(binary.rhs.span(), words(b))
            .help("use `rate` on both sides, or `increase` with the same window");
        self.report(diagnostic);
        true
    }
}
