//! The typing rules of Prometheus. All errors of a query are collected, in the order of the text.

mod binary;
mod selector;

use crate::ast::{Aggregate, Call, Expr, Subquery, Unary};
use crate::error::ParseError;
use crate::functions::{FUNCTIONS, Function, function};
use crate::operator::AggregateOp;
use crate::suggest::did_you_mean;
use crate::value_type::ValueType;

/// The type of a query, or everything that Prometheus would refuse in it.
pub fn type_check(expr: &Expr) -> Result<ValueType, Vec<ParseError>> {
    let mut checker = Checker { errors: Vec::new() };
    let found = checker.expr(expr);
    if checker.errors.is_empty() {
        return Ok(found);
    }
    checker.errors.sort_by_key(|error| error.span);
    Err(checker.errors)
}

struct Checker {
    errors: Vec<ParseError>,
}

impl Checker {
    fn expr(&mut self, expr: &Expr) -> ValueType {
        match expr {
            Expr::Number(_) | Expr::Variable(_) => ValueType::Scalar,
            Expr::String(_) => ValueType::String,
            Expr::Vector(selector) => {
                self.selector(selector);
                ValueType::Vector
            }
            Expr::Range(range) => {
                self.selector(&range.selector);
                ValueType::Matrix
            }
            Expr::Subquery(subquery) => self.subquery(subquery),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Call(call) => self.call(call),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Paren(paren) => self.expr(&paren.expr),
        }
    }

    fn error(&mut self, error: ParseError) {
        self.errors.push(error);
    }

    /// Checks that an expression has a type; `whose` says in whose name.
    fn expect(&mut self, expr: &Expr, want: ValueType, whose: &str) {
        let found = self.expr(expr);
        if found == want {
            return;
        }
        let message = format!("{whose} must be {}, found {}", want.with_article(), found.with_article());
        let error = ParseError::new(expr.span(), message);
        self.error(match conversion(expr, found, want) {
            Some(help) => error.with_help(help),
            None => error,
        });
    }

    fn subquery(&mut self, subquery: &Subquery) -> ValueType {
        self.expect(&subquery.expr, ValueType::Vector, "what a subquery evaluates");
        ValueType::Matrix
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> ValueType {
        let op = aggregate.op.value;
        self.expect(&aggregate.expr, ValueType::Vector, &format!("what `{op}` aggregates"));
        if let Some(param) = &aggregate.param {
            let want = if op == AggregateOp::CountValues { ValueType::String } else { ValueType::Scalar };
            self.expect(param, want, &format!("the first argument of `{op}`"));
        }
        ValueType::Vector
    }

    fn unary(&mut self, unary: &Unary) -> ValueType {
        let found = self.expr(&unary.expr);
        if !matches!(found, ValueType::Scalar | ValueType::Vector) {
            let message = format!(
                "`{}` needs a scalar or an instant vector behind it, found {}",
                unary.op.value,
                found.with_article()
            );
            self.error(ParseError::new(unary.expr.span(), message));
        }
        found
    }

    fn call(&mut self, call: &Call) -> ValueType {
        let Some(function) = function(&call.name) else {
            return self.unknown_function(call);
        };
        if !self.arity(call, function) {
            // Which argument is missing nobody knows, so types would be guesses; what is inside them is not.
            for arg in &call.args {
                self.expr(arg);
            }
            return function.facts.returns;
        }
        for (index, arg) in call.args.iter().enumerate() {
            if (function.name, index) == ("info", 1) {
                self.info_selector(arg);
            } else if let Some(want) = function.facts.args.get(index) {
                self.expect(arg, want, &argument(function, index));
                self.edges(arg, function);
            }
        }
        function.facts.returns
    }

    fn unknown_function(&mut self, call: &Call) -> ValueType {
        for arg in &call.args {
            self.expr(arg);
        }
        let name = &call.name.value;
        let error = ParseError::new(call.name.span, format!("unknown function `{name}`"));
        self.error(match did_you_mean(name, FUNCTIONS.iter().map(|function| function.name)) {
            Some(help) => error.with_help(help),
            None => error,
        });
        ValueType::Vector
    }

    fn arity(&mut self, call: &Call, function: &Function) -> bool {
        let (min, max, found) =
            (function.facts.args.required.len(), function.facts.args.max(), call.args.len());
        if found >= min && max.is_none_or(|max| found <= max) {
            return true;
        }
        let count = match max {
            Some(max) if max == min => min.to_string(),
            Some(max) => format!("{min} to {max}"),
            None => format!("at least {min}"),
        };
        let plural = if count == "1" { "" } else { "s" };
        let message = format!("`{}` takes {count} argument{plural}, found {found}", function.name);
        self.error(ParseError::new(call.span, message).with_help(format!("it is `{}`", signature(function))));
        false
    }

    /// The second argument of `info` is a selector without a metric name, and may be empty.
    fn info_selector(&mut self, arg: &Expr) {
        match arg {
            Expr::Vector(selector) if selector.name.is_none() => self.matchers(selector),
            _ => {
                let message =
                    "the second argument of `info` must be matchers only, such as `{version=~\"1.*\"}`";
                self.error(ParseError::new(arg.span(), message));
            }
        }
    }
}

/// How an argument is called in a message.
fn argument(function: &Function, index: usize) -> String {
    const NAMES: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    match (function.facts.args.max(), NAMES.get(index)) {
        (Some(1), _) => format!("the argument of `{}`", function.name),
        (_, Some(name)) => format!("the {name} argument of `{}`", function.name),
        (_, None) => format!("argument {} of `{}`", index + 1, function.name),
    }
}

/// `round(instant vector, [scalar])`.
fn signature(function: &Function) -> String {
    let required = function.facts.args.required.iter().map(|arg| arg.text().to_owned());
    let optional = function.facts.args.optional.iter().map(|arg| format!("[{arg}]"));
    let repeated = function.facts.args.repeated.iter().map(|arg| format!("{arg}..."));
    let args: Vec<_> = required.chain(optional).chain(repeated).collect();
    format!("{}({})", function.name, args.join(", "))
}

/// How to get from the type found to the one wanted.
fn conversion(expr: &Expr, found: ValueType, want: ValueType) -> Option<String> {
    match (found, want) {
        (ValueType::Vector, ValueType::Matrix) => Some(match expr.without_parens() {
            Expr::Vector(_) => "give it a range, as in `metric[5m]`".to_owned(),
            _ => "make it a subquery, as in `(...)[1h:1m]`".to_owned(),
        }),
        (ValueType::Matrix, ValueType::Vector) => {
            Some("reduce the range first, as in `rate(...)` or `max_over_time(...)`".to_owned())
        }
        (ValueType::Scalar, ValueType::Vector) => Some("`vector(...)` makes a vector of it".to_owned()),
        (ValueType::Vector, ValueType::Scalar) => Some("`scalar(...)` makes a scalar of it".to_owned()),
        _ => None,
    }
}
