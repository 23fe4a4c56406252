//! Operators: which types they join, which modifiers they take.

use super::Checker;
use crate::ast::{Binary, Fill, Matching, MatchingKind};
use crate::error::ParseError;
use crate::value_type::ValueType;

impl Checker {
    pub(super) fn binary(&mut self, binary: &Binary) -> ValueType {
        let (left, right) = (self.expr(&binary.lhs), self.expr(&binary.rhs));
        for (side, found) in [(&binary.lhs, left), (&binary.rhs, right)] {
            if !matches!(found, ValueType::Scalar | ValueType::Vector) {
                let op = binary.op.value;
                let message =
                    format!("`{op}` joins scalars and instant vectors, found {}", found.with_article());
                self.error(ParseError::new(side.span(), message));
            }
        }
        self.bool_modifier(binary, left, right);
        if let Some(matching) = &binary.matching {
            self.matching(binary, matching, left, right);
        }
        if let Some(fill) = &binary.fill {
            self.fill(binary, fill, left, right);
        }
        let op = &binary.op;
        if op.value.is_set() && (left == ValueType::Scalar || right == ValueType::Scalar) {
            let message = format!("`{}` joins instant vectors, never scalars", op.value);
            let error = ParseError::new(op.span, message);
            self.error(error.with_help("`vector(...)` makes a vector of a scalar"));
        }
        match (left, right) {
            (ValueType::Scalar, ValueType::Scalar) if op.value.is_trim() => {
                let message = format!("`{}` cuts native histograms, never scalars", op.value);
                self.error(ParseError::new(op.span, message));
                ValueType::Scalar
            }
            (ValueType::Scalar, ValueType::Scalar) => ValueType::Scalar,
            _ => ValueType::Vector,
        }
    }

    fn bool_modifier(&mut self, binary: &Binary, left: ValueType, right: ValueType) {
        let op = &binary.op;
        let scalars = left == ValueType::Scalar && right == ValueType::Scalar;
        match binary.bool_modifier {
            Some(span) if !op.value.is_comparison() => {
                let message = format!("`bool` belongs to comparisons, and `{}` is not one", op.value);
                self.error(ParseError::new(span, message));
            }
            None if op.value.is_comparison() && scalars => {
                let message = "a comparison of two scalars needs `bool`";
                self.error(ParseError::new(op.span, message).with_help(format!("write `{} bool`", op.value)));
            }
            _ => {}
        }
    }

    fn fill(&mut self, binary: &Binary, fill: &Fill, left: ValueType, right: ValueType) {
        let op = binary.op.value;
        if left != ValueType::Vector || right != ValueType::Vector {
            let message = "series can only be filled in between two instant vectors";
            self.error(ParseError::new(fill.span, message));
        } else if op.is_set() {
            let message = format!("`{op}` needs no second series, so there is nothing to fill in");
            self.error(ParseError::new(fill.span, message).with_help("leave the modifier out"));
        }
    }

    fn matching(&mut self, binary: &Binary, matching: &Matching, left: ValueType, right: ValueType) {
        let vectors = left == ValueType::Vector && right == ValueType::Vector;
        if !vectors && !matching.labels.is_empty() {
            let message = "series can only be matched between two instant vectors";
            self.error(ParseError::new(matching.span, message));
        }
        let Some(group) = &matching.group else { return };
        if vectors && binary.op.value.is_set() {
            let message = format!("`{}` always joins many series with many", binary.op.value);
            self.error(ParseError::new(group.span, message).with_help("leave the group modifier out"));
        }
        if matching.kind == MatchingKind::On {
            for label in
                group.labels.iter().filter(|label| matching.labels.iter().any(|on| on.value == label.value))
            {
                let message =
                    format!("the label `{}` must not be in `on` and in the group modifier", label.value);
                self.error(ParseError::new(label.span, message));
            }
        }
    }
}
