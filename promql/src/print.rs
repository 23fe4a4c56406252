//! A tree back to text: the canonical form, on one line, as Prometheus prints it.
//!
//! Spans play no role, so that rewritten trees print as well as parsed ones. Parentheses of the tree
//! are kept, and others added wherever the text would otherwise be read as a different tree.

use std::fmt::{self, Write};

use crate::ast::{
    Aggregate, At, AtTime, Binary, DurationExpr, Expr, Fill, Group, Grouping, GroupingKind, Label, Matcher,
    Matching, MatchingKind, Modifiers, Name, NumberLiteral, Side, StringLiteral, Unary, Variable,
    VariableStyle, VectorSelector,
};
use crate::binding::{offset_needs_parens, side_needs_parens, sign_needs_parens, subquery_needs_parens};
use crate::quote;

/// The canonical text of a query, on one line. Reading it gives the same tree but for spans, the
/// quotes of strings and the units of durations.
pub fn print(expr: &Expr) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = Printer { out: &mut text }.expr(expr);
    text
}

/// The text of a selector that asks for exactly these labels: how a series is written.
pub fn print_series<'l>(name: &str, labels: impl IntoIterator<Item = (&'l str, &'l str)>) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = Printer { out: &mut text }.series(name, labels);
    text
}

pub(crate) struct Printer<'w, W> {
    pub(crate) out: &'w mut W,
}

impl<W: Write> Printer<'_, W> {
    pub(crate) fn expr(&mut self, expr: &Expr) -> fmt::Result {
        match expr {
            Expr::Number(number) => self.number(number),
            Expr::String(string) => self.string(string),
            Expr::Variable(variable) => self.variable(variable),
            Expr::Vector(selector) => {
                self.selector(selector)?;
                // A variable alone would be read as a number.
                let alone = selector.matchers.is_empty() && selector.modifiers.is_empty();
                if alone && selector.name.as_ref().is_some_and(Name::is_variable) {
                    self.out.write_str("{}")?;
                }
                self.modifiers(&selector.modifiers)
            }
            Expr::Range(range) => {
                self.selector(&range.selector)?;
                self.range(&range.range)?;
                self.modifiers(&range.modifiers)
            }
            Expr::Subquery(subquery) => {
                match &subquery.expr {
                    Expr::Vector(selector) if selector.modifiers.is_empty() => self.selector(selector)?,
                    expr => self.parens_if(subquery_needs_parens(expr), expr)?,
                }
                self.range_and_step(&subquery.range, subquery.step.as_ref())?;
                self.modifiers(&subquery.modifiers)
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate),
            Expr::Call(call) => {
                self.out.write_str(&call.name)?;
                self.args(call.args.iter())
            }
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Paren(paren) => self.parens_if(true, &paren.expr),
        }
    }

    fn parens_if(&mut self, needed: bool, expr: &Expr) -> fmt::Result {
        if !needed {
            return self.expr(expr);
        }
        self.out.write_char('(')?;
        self.expr(expr)?;
        self.out.write_char(')')
    }

    fn number(&mut self, number: &NumberLiteral) -> fmt::Result {
        match number.value {
            _ if !number.text.is_empty() => self.out.write_str(&number.text),
            value if value.is_nan() => self.out.write_str("NaN"),
            value if value.is_infinite() => self.out.write_str(if value > 0.0 { "Inf" } else { "-Inf" }),
            value => write!(self.out, "{value}"),
        }
    }

    fn string(&mut self, string: &StringLiteral) -> fmt::Result {
        // Bytes that are no UTF-8 survive in the text only.
        if string.value.contains(char::REPLACEMENT_CHARACTER) && !string.text.is_empty() {
            return self.out.write_str(&string.text);
        }
        quote::write(self.out, &string.value)
    }

    pub(crate) fn variable(&mut self, variable: &Variable) -> fmt::Result {
        let (open, close) = match variable.style {
            VariableStyle::Plain if variable.format.is_none() => ("$", ""),
            VariableStyle::Plain | VariableStyle::Braces => ("${", "}"),
            VariableStyle::Brackets => ("[[", "]]"),
        };
        write!(self.out, "{open}{}", variable.name)?;
        if let Some(format) = &variable.format {
            write!(self.out, ":{format}")?;
        }
        self.out.write_str(close)
    }

    /// A selector without its modifiers.
    pub(crate) fn selector(&mut self, selector: &VectorSelector) -> fmt::Result {
        let quoted = self.selector_name(selector)?;
        if selector.matchers.is_empty() && quoted.is_none() && selector.name.is_some() {
            return Ok(());
        }
        self.out.write_char('{')?;
        if let Some(name) = quoted {
            quote::write(self.out, name)?;
        }
        for (index, matcher) in selector.matchers.iter().enumerate() {
            if index > 0 || quoted.is_some() {
                self.out.write_char(',')?;
            }
            self.matcher(matcher)?;
        }
        self.out.write_char('}')
    }

    fn series<'l>(
        &mut self,
        name: &str,
        labels: impl IntoIterator<Item = (&'l str, &'l str)>,
    ) -> fmt::Result {
        let mut inside = !quote::is_plain_metric(name);
        if inside {
            self.out.write_char('{')?;
            quote::write(self.out, name)?;
        } else {
            self.out.write_str(name)?;
        }
        for (label, value) in labels {
            self.out.write_char(if inside { ',' } else { '{' })?;
            self.label_of_matcher(label)?;
            self.out.write_char('=')?;
            quote::write(self.out, value)?;
            inside = true;
        }
        if inside { self.out.write_char('}') } else { Ok(()) }
    }

    /// Writes a plain metric name; gives back one that must be quoted inside the braces.
    pub(crate) fn selector_name<'a>(
        &mut self,
        selector: &'a VectorSelector,
    ) -> Result<Option<&'a str>, fmt::Error> {
        match &selector.name {
            Some(name) if name.has_variables() || quote::is_plain_metric(name) => {
                self.out.write_str(name).map(|()| None)
            }
            Some(name) => Ok(Some(&name.value)),
            None => Ok(None),
        }
    }

    pub(crate) fn matcher(&mut self, matcher: &Matcher) -> fmt::Result {
        if matcher.label.has_variables() {
            self.out.write_str(&matcher.label)?;
        } else {
            self.label_of_matcher(&matcher.label)?;
        }
        self.out.write_str(matcher.op.text())?;
        self.string(&matcher.value)
    }

    fn label_of_matcher(&mut self, label: &str) -> fmt::Result {
        if quote::is_plain_matcher_label(label) {
            self.out.write_str(label)
        } else {
            quote::write(self.out, label)
        }
    }

    /// `[range]`.
    pub(crate) fn range(&mut self, range: &DurationExpr) -> fmt::Result {
        self.out.write_char('[')?;
        self.duration(range)?;
        self.out.write_char(']')
    }

    /// `[range:step]`.
    pub(crate) fn range_and_step(
        &mut self,
        range: &DurationExpr,
        step: Option<&DurationExpr>,
    ) -> fmt::Result {
        self.out.write_char('[')?;
        self.duration(range)?;
        self.out.write_char(':')?;
        step.map_or(Ok(()), |step| self.duration(step))?;
        self.out.write_char(']')
    }

    fn duration(&mut self, duration: &DurationExpr) -> fmt::Result {
        match duration {
            DurationExpr::Literal(duration) => {
                write!(self.out, "{}", crate::duration::Duration::from_millis(duration.millis))
            }
            DurationExpr::Variable(variable) => self.variable(variable),
            DurationExpr::Computed(expr) => self.expr(expr),
        }
    }

    pub(crate) fn modifiers(&mut self, modifiers: &Modifiers) -> fmt::Result {
        if let Some(edges) = &modifiers.edges {
            write!(self.out, " {}", edges.text())?;
        }
        if let Some(At { time, .. }) = &modifiers.at {
            self.out.write_str(" @ ")?;
            match time {
                AtTime::Timestamp(number) => self.number(number)?,
                AtTime::Start => self.out.write_str("start()")?,
                AtTime::End => self.out.write_str("end()")?,
                AtTime::Variable(variable) => self.variable(variable)?,
            }
        }
        if let Some(offset) = &modifiers.offset {
            self.out.write_str(if offset.negative { " offset -" } else { " offset " })?;
            match &offset.duration {
                DurationExpr::Computed(expr) => {
                    self.parens_if(offset_needs_parens(offset.negative, expr), expr)?;
                }
                duration => self.duration(duration)?,
            }
        }
        Ok(())
    }

    pub(crate) fn aggregate_head(&mut self, aggregate: &Aggregate) -> fmt::Result {
        self.out.write_str(aggregate.op.text())?;
        if let Some(Grouping { kind, labels, .. }) = &aggregate.grouping {
            self.out.write_str(match kind {
                GroupingKind::By => " by ",
                GroupingKind::Without => " without ",
            })?;
            self.labels(labels)?;
            self.out.write_char(' ')?;
        }
        Ok(())
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> fmt::Result {
        self.aggregate_head(aggregate)?;
        self.args(aggregate.param.iter().chain([&aggregate.expr]))
    }

    fn args<'a>(&mut self, args: impl Iterator<Item = &'a Expr>) -> fmt::Result {
        self.out.write_char('(')?;
        for (index, arg) in args.enumerate() {
            self.out.write_str(if index > 0 { ", " } else { "" })?;
            self.expr(arg)?;
        }
        self.out.write_char(')')
    }

    fn labels(&mut self, labels: &[Label]) -> fmt::Result {
        self.out.write_char('(')?;
        for (index, label) in labels.iter().enumerate() {
            self.out.write_str(if index > 0 { ", " } else { "" })?;
            if label.has_variables() || quote::is_plain_label(label) {
                self.out.write_str(label)?;
            } else {
                quote::write(self.out, label)?;
            }
        }
        self.out.write_char(')')
    }

    fn binary(&mut self, binary: &Binary) -> fmt::Result {
        let op = binary.op.value;
        self.parens_if(side_needs_parens(op, &binary.lhs, Side::Left), &binary.lhs)?;
        self.out.write_char(' ')?;
        self.operator(binary)?;
        self.out.write_char(' ')?;
        self.parens_if(side_needs_parens(op, &binary.rhs, Side::Right), &binary.rhs)
    }

    /// The operator with `bool`, `on` and `group_left`.
    pub(crate) fn operator(&mut self, binary: &Binary) -> fmt::Result {
        self.out.write_str(binary.op.text())?;
        if binary.bool_modifier.is_some() {
            self.out.write_str(" bool")?;
        }
        if let Some(matching) = &binary.matching {
            self.matching(matching)?;
        }
        binary.fill.as_ref().map_or(Ok(()), |fill| self.fill(fill))
    }

    fn fill(&mut self, fill: &Fill) -> fmt::Result {
        let parts = match (&fill.left, &fill.right) {
            (Some(left), Some(right)) if left == right => [("fill", Some(left)), ("", None)],
            (left, right) => [("fill_left", left.as_ref()), ("fill_right", right.as_ref())],
        };
        for (name, value) in parts {
            let Some(value) = value else { continue };
            write!(self.out, " {name} (")?;
            self.number(value)?;
            self.out.write_char(')')?;
        }
        Ok(())
    }

    fn matching(&mut self, matching: &Matching) -> fmt::Result {
        let Matching { kind, labels, group, .. } = matching;
        self.out.write_str(match kind {
            MatchingKind::On => " on ",
            MatchingKind::Ignoring => " ignoring ",
        })?;
        self.labels(labels)?;
        let Some(Group { side, labels, .. }) = group else { return Ok(()) };
        self.out.write_str(match side {
            Side::Left => " group_left ",
            Side::Right => " group_right ",
        })?;
        // Always with parentheses: those of the right side would be taken for the labels.
        self.labels(labels)
    }

    fn unary(&mut self, unary: &Unary) -> fmt::Result {
        self.out.write_str(unary.op.text())?;
        self.parens_if(sign_needs_parens(&unary.expr), &unary.expr)
    }
}
