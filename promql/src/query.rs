//! Questions about a tree: its parts, and what they name.

use crate::ast::{
    Aggregate, AtTime, Call, DurationExpr, Expr, Matcher, Modifiers, Name, Variable, VectorSelector,
};
use crate::duration::Duration;
use crate::functions::{Facts, Func, Function, function};
use crate::operator::UnaryOp;

impl Call {
    /// The function that is called, if there is one of that name.
    pub fn function(&self) -> Option<&'static Function> {
        function(&self.name.value)
    }

    /// What is known of it, if there is a function of that name.
    pub fn facts(&self) -> Option<&'static Facts> {
        self.function().map(|function| &function.facts)
    }

    /// Whether it calls that function.
    pub fn is(&self, func: Func) -> bool {
        self.name.value == func.name()
    }
}

impl Expr {
    /// Every expression of a query: itself first, each before what it contains, from left to right.
    pub fn parts(&self) -> Parts<'_> {
        Parts { open: vec![self] }
    }

    /// The expressions directly inside of this one, from left to right. A range has none: its selector is a part of it.
    pub fn children(&self) -> impl DoubleEndedIterator<Item = &Self> {
        let (pair, args): ([Option<&Self>; 2], &[Self]) = match self {
            Self::Number(_) | Self::String(_) | Self::Variable(_) | Self::Vector(_) | Self::Range(_) => {
                ([None; 2], &[])
            }
            Self::Subquery(node) => ([Some(&node.expr), None], &[]),
            Self::Aggregate(node) => ([node.param.as_ref(), Some(&node.expr)], &[]),
            Self::Call(node) => ([None; 2], &node.args),
            Self::Binary(node) => ([Some(&node.lhs), Some(&node.rhs)], &[]),
            Self::Unary(node) => ([Some(&node.expr), None], &[]),
            Self::Paren(node) => ([Some(&node.expr), None], &[]),
        };
        pair.into_iter().flatten().chain(args)
    }

    /// The number that it is whatever the series are: `30 * 3600`. Nothing if it is none, or not found by arithmetic alone.
    pub fn constant(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.value),
            Self::Paren(paren) => paren.expr.constant(),
            Self::Unary(unary) => {
                let value = unary.expr.constant()?;
                Some(if unary.op.value == UnaryOp::Minus { -value } else { value })
            }
            Self::Binary(binary) if !binary.op.value.is_comparison() => {
                binary.op.value.of_numbers(binary.lhs.constant()?, binary.rhs.constant()?)
            }
            _ => None,
        }
    }

    /// Every selector of series, also those below a range.
    pub fn selectors(&self) -> impl Iterator<Item = &VectorSelector> {
        self.parts().filter_map(|part| match part {
            Self::Vector(selector) => Some(&**selector),
            Self::Range(range) => Some(&range.selector),
            _ => None,
        })
    }

    /// The names of the series that are read, one for each selector that has one.
    pub fn series_names(&self) -> impl Iterator<Item = &str> {
        self.selectors().filter_map(|selector| selector.name.as_ref()).map(|name| name.value.as_str())
    }

    /// Every condition on a label.
    pub fn matchers(&self) -> impl Iterator<Item = &Matcher> {
        self.selectors().flat_map(|selector| &selector.matchers)
    }

    /// Every call of a function.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.parts().filter_map(|part| match part {
            Self::Call(call) => Some(&**call),
            _ => None,
        })
    }

    /// Every aggregation.
    pub fn aggregates(&self) -> impl Iterator<Item = &Aggregate> {
        self.parts().filter_map(|part| match part {
            Self::Aggregate(aggregate) => Some(&**aggregate),
            _ => None,
        })
    }

    /// Every range and subquery: how far it looks back, and what moves it.
    pub fn windows(&self) -> impl Iterator<Item = (&DurationExpr, &Modifiers)> {
        self.parts().filter_map(|part| match part {
            Self::Range(range) => Some((&range.range, &range.modifiers)),
            Self::Subquery(subquery) => Some((&subquery.range, &subquery.modifiers)),
            _ => None,
        })
    }

    /// Everything that is moved in time: selectors, ranges, subqueries.
    pub fn modifiers(&self) -> impl Iterator<Item = &Modifiers> {
        self.parts().filter_map(|part| match part {
            Self::Vector(selector) => Some(&selector.modifiers),
            Self::Range(range) => Some(&range.modifiers),
            Self::Subquery(subquery) => Some(&subquery.modifiers),
            _ => None,
        })
    }

    /// Every variable outside of strings, as often as it is used.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts()
            .flat_map(|part| own_names(part).flat_map(|name| &name.variables).chain(own_variables(part)))
    }

    /// Every name of a metric or a label, as often as it is written.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.parts().flat_map(own_names)
    }
}

/// The names that an expression itself has.
fn own_names(expr: &Expr) -> impl Iterator<Item = &Name> {
    let selector = match expr {
        Expr::Vector(selector) => Some(&**selector),
        Expr::Range(range) => Some(&range.selector),
        _ => None,
    };
    let (labels, group) = match expr {
        Expr::Aggregate(aggregate) => (aggregate.grouping.as_ref().map(|grouping| &grouping.labels), None),
        Expr::Binary(binary) => {
            let matching = binary.matching.as_ref();
            (
                matching.map(|matching| &matching.labels),
                matching.and_then(|matching| Some(&matching.group.as_ref()?.labels)),
            )
        }
        _ => (None, None),
    };
    let selected = selector.into_iter().flat_map(|selector| {
        selector.name.iter().chain(selector.matchers.iter().map(|matcher| &matcher.label))
    });
    selected.chain([labels, group].into_iter().flatten().flatten())
}

/// Those of an expression itself, without its parts and its names.
fn own_variables(expr: &Expr) -> Vec<&Variable> {
    fn of(duration: &DurationExpr) -> impl Iterator<Item = &Variable> {
        let (alone, computed) = match duration {
            DurationExpr::Variable(variable) => (Some(variable), None),
            DurationExpr::Computed(expr) => (None, Some(expr.parts())),
            DurationExpr::Literal(_) => (None, None),
        };
        let among = computed.into_iter().flatten().filter_map(|part| match part {
            Expr::Variable(variable) => Some(variable),
            _ => None,
        });
        alone.into_iter().chain(among)
    }
    fn moved(modifiers: &Modifiers) -> impl Iterator<Item = &Variable> {
        let offset = modifiers.offset.iter().flat_map(|offset| of(&offset.duration));
        let at = modifiers.at.as_ref().and_then(|at| match &at.time {
            AtTime::Variable(variable) => Some(variable),
            _ => None,
        });
        offset.chain(at)
    }
    match expr {
        Expr::Variable(variable) => vec![variable],
        Expr::Vector(selector) => moved(&selector.modifiers).collect(),
        Expr::Range(range) => of(&range.range).chain(moved(&range.modifiers)).collect(),
        Expr::Subquery(subquery) => {
            let step = subquery.step.iter().flat_map(of);
            of(&subquery.range).chain(step).chain(moved(&subquery.modifiers)).collect()
        }
        _ => Vec::new(),
    }
}

/// The iterator behind [`Expr::parts`].
#[derive(Clone, Debug)]
pub struct Parts<'e> {
    /// What is still to be given, the next one last.
    open: Vec<&'e Expr>,
}

impl<'e> Iterator for Parts<'e> {
    type Item = &'e Expr;

    fn next(&mut self) -> Option<&'e Expr> {
        let expr = self.open.pop()?;
        self.open.extend(expr.children().rev());
        Some(expr)
    }
}

impl Call {
    /// What the function looks back over: its first argument that is a range or a subquery.
    pub fn window(&self) -> Option<&DurationExpr> {
        self.args.iter().find_map(|arg| match arg.without_parens() {
            Expr::Range(range) => Some(&range.range),
            Expr::Subquery(subquery) => Some(&subquery.range),
            _ => None,
        })
    }
}

impl DurationExpr {
    /// Its length, where that is known.
    pub fn length(&self) -> Option<Duration> {
        self.millis().map(Duration::from_millis)
    }

    /// Whether it is the variable of that name.
    pub fn is_variable(&self, name: &str) -> bool {
        matches!(self, Self::Variable(variable) if variable.name == name)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, parse, print};

    #[test]
    fn parts_stand_in_the_order_of_the_text() {
        let query = "topk($k, sum by (a) (rate(x[$w] offset $o))) / on () (max_over_time(-y[1h:$s] @ $t) + vector(2))";
        let expr = parse(query, Dialect { variables: true }).unwrap();
        let starts: Vec<_> = expr.parts().map(|part| part.span().start).collect();
        assert!(starts.is_sorted(), "{starts:?}");
        assert_eq!(expr.parts().map(print).next().unwrap(), print(&expr));
        let names: Vec<_> = expr.variables().map(|variable| variable.name.as_str()).collect();
        assert_eq!(names, ["k", "w", "o", "s", "t"]);
        assert_eq!(expr.series_names().collect::<Vec<_>>(), ["x", "y"]);
        let calls: Vec<_> = expr.calls().map(|call| call.name.as_str()).collect();
        assert_eq!(calls, ["rate", "max_over_time", "vector"]);
        assert_eq!(expr.aggregates().count(), 2);
        assert_eq!(expr.windows().filter_map(|(window, _)| window.length()).count(), 1);
        assert_eq!(expr.modifiers().count(), 3);
    }

    #[test]
    fn names_have_variables() {
        let query = "sum by ($a, b) (${m}_total{[[l]]=\"x\"} / on ($o) group_left (g$h) $n[2 * $w:])";
        let expr = parse(query, Dialect { variables: true }).unwrap();
        let variables: Vec<_> = expr.variables().map(|variable| variable.name.as_str()).collect();
        assert_eq!(variables, ["a", "o", "h", "m", "l", "w", "n"]);
        for variable in expr.variables() {
            assert!(query[variable.span.range()].contains(&variable.name), "{variable:?}");
        }
        assert_eq!(expr.names().filter(|name| !name.has_variables()).count(), 1);
        assert_eq!(print(&expr), query);
    }
}
