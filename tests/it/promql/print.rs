//! Printing and reading again; and no text whatsoever makes anything panic.

use gaugewright_spec::promql::{
    Dialect, Expr, ParseError, VisitMut, features, parse, pretty, print, type_check, walk_mut,
};
use proptest::prelude::*;

use super::shape::shape;
use super::{corpus, generate, tree};

/// Takes away all parentheses, so that the printer has to find out which are needed.
struct Bare;

impl VisitMut for Bare {
    fn expr(&mut self, expr: &mut Expr) {
        *expr = expr.without_parens().clone();
        walk_mut(self, expr);
    }
}

fn bare(text: &str) -> Expr {
    let mut expr = tree(text);
    Bare.expr(&mut expr);
    expr
}

/// Prints a tree in both ways and reads it again.
#[track_caller]
fn round_trip(expr: &Expr) {
    let line = print(expr);
    assert_eq!(shape(&tree(&line)), shape(expr), "{line}");
    assert_eq!(print(&tree(&line)), line);
    let lines = pretty(expr);
    assert_eq!(shape(&tree(&lines)), shape(expr), "{lines}");
    assert_eq!(pretty(&tree(&lines)), lines);
    assert!(line.len() > 100 || lines == line, "{lines}");
}

/// The same without parentheses: the tree may gain some, but nothing else changes.
#[track_caller]
fn bare_round_trip(text: &str) {
    let expr = bare(text);
    for printed in [print(&expr), pretty(&expr)] {
        assert_eq!(shape(&bare(&printed)), shape(&expr), "{printed}");
    }
}

#[test]
fn the_corpus_survives_printing() {
    for text in [corpus::all_accepted(), corpus::with_variables()].concat() {
        round_trip(&tree(text));
        bare_round_trip(text);
    }
}

#[test]
fn the_form_is_that_of_prometheus() {
    for (text, printed) in [
        ("sum(rate(x{job='a'}[300s]))by(a,b)", r#"sum by (a, b) (rate(x{job="a"}[5m]))"#),
        ("x{ a = \"1\" , b !~ '2' , }", r#"x{a="1",b!~"2"}"#),
        ("{'x'}", "x"),
        ("{'x.y', a=\"b\"}", r#"{"x.y",a="b"}"#),
        ("{__name__=\"x\"}", r#"{__name__="x"}"#),
        ("a/ON(x)GROUP_LEFT b", "a / on (x) group_left () b"),
        ("a ==bool IGNORING(x) b", "a == bool ignoring (x) b"),
        ("x offset 90s @ start()", "x @ start() offset 1m30s"),
        ("x[1h:] offset -5m", "x[1h:] offset -5m"),
        ("rate(x[$__rate_interval]) > $limit", "rate(x[$__rate_interval]) > $limit"),
        ("-(a+b)", "-(a + b)"),
        ("((a))+0x1F", "((a)) + 0x1F"),
        ("'\\'\"\\n\\\\'", r#""'\"\n\\""#),
    ] {
        assert_eq!(print(&tree(text)), printed);
    }
}

/// Everything that is done with a query, and that errors lie within it.
fn digest(text: &str, dialect: Dialect) -> Result<(), ParseError> {
    let inside = |error: &ParseError| assert!(text.get(error.span.range()).is_some(), "{text:?}\n{error:?}");
    let expr = parse(text, dialect).inspect_err(inside)?;
    type_check(&expr).err().unwrap_or_default().iter().for_each(inside);
    for feature in features(&expr) {
        assert!(text.get(feature.span.range()).is_some(), "{text:?}\n{feature:?}");
    }
    round_trip(&expr);
    Ok(())
}

proptest! {
    #![proptest_config(generate::config(3000))]

    #[test]
    fn any_query_survives_printing(text in generate::query()) {
        round_trip(&tree(&text));
        bare_round_trip(&text);
    }

    #[test]
    fn no_text_makes_anything_panic(text in generate::garbage(), variables in any::<bool>()) {
        // Whether it is a query is not the point.
        let _ = digest(&text, Dialect { variables });
    }
}
