//! Walking over a tree: implement [`Visit`] or [`VisitMut`] and call [`walk`] or [`walk_mut`] from
//! `expr` to go on below a node.

use crate::ast::{
    At, AtTime, DurationExpr, Expr, Label, Matcher, Matching, Modifiers, Variable, VectorSelector,
};

/// Declares a visitor over shared or exclusive references; both walk alike.
macro_rules! visitor {
    ($(#[$doc:meta])* $visit:ident, $walk:ident, $variables:ident, $iter:ident, $as_ref:ident $(, $mutability:tt)?) => {
        $(#[$doc])*
        pub trait $visit {
            /// Any expression, before what it contains.
            fn expr(&mut self, expr: & $($mutability)? Expr) {
                $walk(self, expr);
            }

            /// A selector of series, on its own or below a range.
            fn selector(&mut self, selector: & $($mutability)? VectorSelector) {
                for matcher in selector.matchers.$iter() {
                    self.matcher(matcher);
                }
                self.modifiers(& $($mutability)? selector.modifiers);
            }

            /// A condition in a selector.
            fn matcher(&mut self, _matcher: & $($mutability)? Matcher) {}

            /// A label of `by`, `without`, `on`, `ignoring`, `group_left` or `group_right`.
            fn label(&mut self, _label: & $($mutability)? Label) {}

            /// The matching of a binary operator.
            fn matching(&mut self, matching: & $($mutability)? Matching) {
                for label in matching.labels.$iter() {
                    self.label(label);
                }
                for label in matching.group.$as_ref().into_iter().flat_map(|group| group.labels.$iter()) {
                    self.label(label);
                }
            }

            /// `offset` and `@`.
            fn modifiers(&mut self, modifiers: & $($mutability)? Modifiers) {
                if let Some(offset) = modifiers.offset.$as_ref() {
                    self.duration(& $($mutability)? offset.duration);
                }
                if let Some(At { time: AtTime::Variable(variable), .. }) = modifiers.at.$as_ref() {
                    self.variable(variable);
                }
            }

            /// A duration in brackets or behind `offset`. What it is computed of is no part of the query: only the variables
            /// in it are visited.
            fn duration(&mut self, duration: & $($mutability)? DurationExpr) {
                match duration {
                    DurationExpr::Literal(_) => {}
                    DurationExpr::Variable(variable) => self.variable(variable),
                    DurationExpr::Computed(expr) => $variables(self, expr),
                }
            }

            /// A variable that stands for a number, a duration or a moment.
            fn variable(&mut self, _variable: & $($mutability)? Variable) {}
        }

        /// The variables that a duration is computed of.
        fn $variables<V: $visit + ?Sized>(visitor: &mut V, expr: & $($mutability)? Expr) {
            match expr {
                Expr::Variable(variable) => visitor.variable(variable),
                Expr::Call(node) => {
                    for arg in node.args.$iter() {
                        $variables(visitor, arg);
                    }
                }
                Expr::Binary(node) => {
                    $variables(visitor, & $($mutability)? node.lhs);
                    $variables(visitor, & $($mutability)? node.rhs);
                }
                Expr::Unary(node) => $variables(visitor, & $($mutability)? node.expr),
                Expr::Paren(node) => $variables(visitor, & $($mutability)? node.expr),
                _ => {}
            }
        }

        /// Visits what an expression contains, in the order in which it is usually written.
        pub fn $walk<V: $visit + ?Sized>(visitor: &mut V, expr: & $($mutability)? Expr) {
            match expr {
                Expr::Number(_) | Expr::String(_) => {}
                Expr::Variable(variable) => visitor.variable(variable),
                Expr::Vector(selector) => visitor.selector(selector),
                Expr::Range(node) => {
                    visitor.selector(& $($mutability)? node.selector);
                    visitor.duration(& $($mutability)? node.range);
                    visitor.modifiers(& $($mutability)? node.modifiers);
                }
                Expr::Subquery(node) => {
                    visitor.expr(& $($mutability)? node.expr);
                    visitor.duration(& $($mutability)? node.range);
                    if let Some(step) = node.step.$as_ref() {
                        visitor.duration(step);
                    }
                    visitor.modifiers(& $($mutability)? node.modifiers);
                }
                Expr::Aggregate(node) => {
                    for label in node.grouping.$as_ref().into_iter().flat_map(|grouping| grouping.labels.$iter()) {
                        visitor.label(label);
                    }
                    if let Some(param) = node.param.$as_ref() {
                        visitor.expr(param);
                    }
                    visitor.expr(& $($mutability)? node.expr);
                }
                Expr::Call(node) => {
                    for arg in node.args.$iter() {
                        visitor.expr(arg);
                    }
                }
                Expr::Binary(node) => {
                    visitor.expr(& $($mutability)? node.lhs);
                    if let Some(matching) = node.matching.$as_ref() {
                        visitor.matching(matching);
                    }
                    visitor.expr(& $($mutability)? node.rhs);
                }
                Expr::Unary(node) => visitor.expr(& $($mutability)? node.expr),
                Expr::Paren(node) => visitor.expr(& $($mutability)? node.expr),
            }
        }
    };
}

visitor! {
    /// Looks at every node of a tree.
    Visit, walk, variables, iter, as_ref
}

visitor! {
    /// Changes nodes of a tree in place.
    VisitMut, walk_mut, variables_mut, iter_mut, as_mut, mut
}
