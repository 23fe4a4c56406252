//! Variables stand for numbers, durations and names, and only where the dialect has them.

use gaugewright_spec::promql::{Dialect, parse, type_check};

use super::{corpus, tree};

#[test]
fn they_are_accepted_where_the_dialect_has_them() {
    for text in corpus::with_variables() {
        assert!(type_check(&tree(text)).is_ok(), "{text}\n{:#?}", type_check(&tree(text)));
    }
}

#[test]
fn they_are_refused_where_it_has_none() {
    for text in corpus::with_variables() {
        // In strings a dollar sign means nothing to Prometheus.
        let only_in_strings = tree(text).variables().next().is_none();
        assert_eq!(parse(text, Dialect::default()).is_ok(), only_in_strings, "{text}");
    }
}

#[test]
fn they_stand_for_nothing_else() {
    for text in [
        "up{a=$b}",
        "$f(up)",
        "up[$a$b]",
        "up[5$a]",
        "up[${a}m]",
        "up offset $a$b",
        "$",
        "${}",
        "${a",
        "$5",
        "${a b}",
        "${a:",
        "$op up",
        "rate($window)",
        "abs($a)",
    ] {
        let checked = parse(text, Dialect { variables: true }).map(|expr| type_check(&expr).is_ok());
        assert_ne!(checked, Ok(true), "{text}");
    }
}
