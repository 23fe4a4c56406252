//! `<..>`: other brackets are groups of tokens, these are not. Only where they cannot be comparisons: in types and signatures.

use proc_macro2::{Spacing, TokenTree};

/// How many are open.
#[derive(Clone, Copy, Default)]
pub(super) struct Angles {
    open: i32,
    /// Whether the first half of an arrow came last, whose `>` closes nothing.
    is_arrow: bool,
}

impl Angles {
    pub(super) fn step(&mut self, token: &TokenTree) {
        let TokenTree::Punct(punct) = token else {
            self.is_arrow = false;
            return;
        };
        match punct.as_char() {
            '<' => self.open += 1,
            '>' if !self.is_arrow => self.open -= 1,
            _ => {}
        }
        self.is_arrow = matches!(punct.as_char(), '-' | '=') && punct.spacing() == Spacing::Joint;
    }

    /// Whether as many are closed as were open.
    pub(super) fn are_closed(self) -> bool {
        self.open == 0
    }

    /// Whether one was closed that stands around all this.
    pub(super) fn has_closed_another(self) -> bool {
        self.open < 0
    }
}
