//! Conditions on labels in Alertmanager's language. It looks like PromQL, but stands in a list of texts.

use std::fmt;

use gaugewright_spec::model::{Matcher, Matchers};

/// The conditions, one text each.
pub(super) fn matchers(matchers: &Matchers) -> Vec<String> {
    matchers.0.iter().map(text).collect()
}

fn text(matcher: &Matcher) -> String {
    // Alertmanager anchors regular expressions at both ends.
    let (op, value) = matcher.test.written();
    format!("{}{op}{}", matcher.label, Quoted(&value))
}

/// A text in double quotes.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = self.0.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        write!(f, "\"{escaped}\"")
    }
}

#[cfg(test)]
mod tests {
    use gaugewright_spec::model::{Regex, Test};

    use super::*;

    #[track_caller]
    fn check(test: Test, expected: &str) {
        assert_eq!(text(&Matcher { label: "team".into(), test }), expected);
    }

    #[test]
    fn a_value_means_itself() {
        check(Test::OneOf([r#"a"b\c"#.to_owned()].into()), r#"team="a\"b\\c""#);
        check(Test::NoneOf(["a.b".to_owned(), "c|d".to_owned()].into()), r#"team!~"a\\.b|c\\|d""#);
    }

    #[test]
    fn a_pattern_stays_what_it_is() {
        check(Test::Matches(Regex::new(r"a\d+|b").expect("a pattern")), r#"team=~"a\\d+|b""#);
    }
}
