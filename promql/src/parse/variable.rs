//! Variables, and names that have some.

use super::Parser;
use crate::ast::{Name, Variable, VariableStyle};
use crate::lex::TokenKind;
use crate::lex::is_word;
use crate::lex::variable::bracketed;
use gaugewright_base::Span;

impl Parser<'_> {
    /// A variable; that the next token is one, the caller knows.
    pub(super) fn variable(&mut self) -> Variable {
        let span = self.advance().span;
        let text = self.slice(span);
        variable_in(text, span.start as usize)
            .map_or_else(|| Variable::new(text.to_owned(), span), |(found, _)| found)
    }

    /// Whether the next token is a variable or a name with some.
    pub(super) fn is_template(&self) -> bool {
        matches!(self.kind(), TokenKind::Variable | TokenKind::Template)
    }

    /// A name as it is written, with its variables.
    pub(super) fn name(&mut self) -> Name {
        let templated = self.is_template();
        let span = self.advance().span;
        let text = self.slice(span);
        let mut name = Name::new(text.to_owned(), span);
        let mut at = 0;
        while let Some(found) = text[at..].find(['$', '[']).filter(|_| templated) {
            at += found;
            let Some((variable, length)) = variable_in(&text[at..], span.start as usize + at) else { break };
            name.variables.push(variable);
            at += length;
        }
        name
    }
}

/// The variable at the start of a text that stands at `start`, and its length.
fn variable_in(text: &str, start: usize) -> Option<(Variable, usize)> {
    let (inside, length, style) = if let Some(length) = bracketed(text) {
        (text.get(2..length - 2)?, length, VariableStyle::Brackets)
    } else if let Some(rest) = text.strip_prefix("${") {
        let inside = &rest[..rest.find('}')?];
        (inside, inside.len() + 3, VariableStyle::Braces)
    } else {
        let rest = text.strip_prefix('$')?;
        let inside = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        (inside, inside.len() + 1, VariableStyle::Plain)
    };
    let (name, format) = match inside.split_once(':') {
        Some((name, format)) => (name, Some(format.to_owned())),
        None => (inside, None),
    };
    Some((Variable { span: Span::new(start, start + length), name: name.to_owned(), format, style }, length))
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, Expr, features, normal, parse, print, type_check};

    const GRAFANA: Dialect = Dialect { variables: true };

    #[test]
    fn variables_stand_for_names_and_come_back_as_they_were() {
        for query in [
            "sum by ($label) (up)",
            "sum by (job, ${labels:csv}, x_${l:raw}) (up)",
            "sum without ([[label]], \"a.b\") (up)",
            "a / on ($l) group_left ($m, n) b",
            "a - ignoring (x_$l) b",
            "rate($metric[5m])",
            "$metric{job=\"$job\"}",
            "$metric offset $shift",
            "rate($metric[5m:])",
            "abs($metric{})",
            "[[metric]] @ $t",
            "rate(${metric}_total[$__rate_interval])",
            "http_${kind}_$unit{$label=~\"$value\"}",
            "$a$b",
            "job:$metric:rate5m",
            "{${prefix}_job=\"x\",[[l:raw]]!=\"y\"}",
            "x[$__range:$step]",
            "rate(x[[[interval]]])",
            "x[2 * $w]",
            "x offset -$x",
            "topk($k, x)",
            "{\"$metric\"}",
            "$x * $y",
        ] {
            let expr = parse(query, GRAFANA).unwrap_or_else(|error| panic!("{query}\n{error}"));
            assert_eq!(print(&expr), query);
            assert_eq!(parse(&normal(&expr), GRAFANA).map(|expr| normal(&expr)), Ok(normal(&expr)));
            assert!(type_check(&expr).is_ok(), "{query}");
            let quoted = features(&expr).iter().any(|feature| feature.name == "a name that needs quotes");
            assert_eq!(quoted, query.starts_with("{\"") || query.contains("\"a.b\""), "{query}");
            for variable in expr.variables() {
                let written = &query[variable.span.range()];
                assert!(written.starts_with(['$', '[']) && written.contains(&variable.name), "{written}");
            }
        }
    }

    #[test]
    fn a_variable_alone_is_a_number() {
        assert!(matches!(parse("$x", GRAFANA), Ok(Expr::Variable(_))));
        assert!(matches!(parse("$x{}", GRAFANA), Ok(Expr::Vector(_))));
        assert!(matches!(parse("$x[5m]", GRAFANA), Ok(Expr::Range(_))));
    }

    #[test]
    fn elsewhere_they_are_refused() {
        for query in [
            "$f(up)",
            "$op by (a) (up)",
            "up{a=$b}",
            "up{$filters}",
            "x[$a$b]",
            "x[5$a]",
            "x[${a}m]",
            "x offset $a$b",
            "$a up",
            "$",
            "${}",
            "$5",
            "[[]]",
            "[[5m]]",
            "up{a[b]=\"c\"}",
            "sum by $job (up)",
            "sum by (a:$b) (up)",
        ] {
            assert!(parse(query, GRAFANA).is_err(), "{query}");
        }
        for query in ["$a", "up$a", "sum by ($a) (up)", "[[a]]", "up{$a=\"b\"}", "$a[5m]"] {
            assert!(parse(query, Dialect::default()).is_err(), "{query}");
        }
    }
}
