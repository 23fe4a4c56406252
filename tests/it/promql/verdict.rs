//! What is accepted and what is not, by file.

use gaugewright_spec::promql::{Dialect, features, parse, type_check};

use super::{corpus, tree};

/// Whether Prometheus would take the query.
pub(super) fn accepts(text: &str) -> bool {
    parse(text, Dialect::default()).is_ok_and(|expr| type_check(&expr).is_ok())
}

#[test]
fn accepted_queries_pass() {
    for text in corpus::all_accepted() {
        let expr = parse(text, Dialect::default()).unwrap_or_else(|error| panic!("{text}\n{error}"));
        assert!(type_check(&expr).is_ok(), "{text}\n{:#?}", type_check(&expr));
    }
}

#[test]
fn rejected_queries_are_refused() {
    let passed: Vec<_> = corpus::rejected().into_iter().filter(|text| accepts(text)).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}

#[test]
fn errors_name_a_place_in_the_query() {
    for text in corpus::rejected() {
        let errors = match parse(text, Dialect::default()) {
            Err(error) => vec![error],
            Ok(expr) => type_check(&expr).err().unwrap_or_default(),
        };
        for error in errors {
            assert!(text.get(error.span.range()).is_some(), "{text}\n{error:?}");
            assert!(!error.message.is_empty(), "{text}");
        }
    }
}

#[test]
fn only_newer_queries_have_features() {
    for text in [corpus::accepted(), corpus::multiline()].concat() {
        let newer = features(&tree(text)).into_iter().find(|feature| feature.removed.is_none());
        assert_eq!(newer, None, "{text}");
    }
    for text in corpus::accepted_by_newer() {
        let found = features(&tree(text));
        assert!(!found.is_empty(), "{text} needs no newer version");
        for feature in found {
            assert!(text.get(feature.span.range()).is_some_and(|part| !part.is_empty()), "{text}");
        }
    }
}
