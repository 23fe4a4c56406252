//! Conditions on labels in Alertmanager's language. It looks like PromQL, but stands in a list of texts.

use std::collections::BTreeSet;
use std::fmt;

use gaugewright_spec::model::Matchers;

/// A condition on one label: it has one of these values.
struct Matcher<'m> {
    label: &'m str,
    values: &'m BTreeSet<String>,
}

/// The conditions, one text each.
pub(super) fn matchers(matchers: &Matchers) -> Vec<String> {
    matchers.0.iter().map(|(label, values)| Matcher { label, values }.to_string()).collect()
}

impl fmt::Display for Matcher<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut values = self.values.iter();
        match (values.next(), values.next()) {
            (Some(value), None) => write!(f, "{}={}", self.label, Quoted(value)),
            _ => {
                // Alertmanager anchors it at both ends.
                let any = self.values.iter().map(|value| escaped(value)).collect::<Vec<_>>().join("|");
                write!(f, "{}=~{}", self.label, Quoted(&any))
            }
        }
    }
}

/// A text in double quotes.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = self.0.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        write!(f, "\"{escaped}\"")
    }
}

/// A text as the regular expression that matches it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if r"\.+*?()|[]{}^$".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[&str], expected: &str) {
        let values = values.iter().map(ToString::to_string).collect();
        assert_eq!(Matcher { label: "team", values: &values }.to_string(), expected);
    }

    #[test]
    fn one_value_is_equal_and_several_are_a_choice() {
        check(&["web"], r#"team="web""#);
        check(&["web", "api"], r#"team=~"api|web""#);
    }

    #[test]
    fn a_value_means_itself() {
        check(&[r#"a"b\c"#], r#"team="a\"b\\c""#);
        check(&["a.b", "c|d"], r#"team=~"a\\.b|c\\|d""#);
    }
}
