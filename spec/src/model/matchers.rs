//! Conditions on the labels of alerts, with the four operators of Alertmanager.

use std::collections::{BTreeMap, BTreeSet};

use crate::promql::Pattern;

/// The labels of an alert, or of several that are told together.
pub type LabelSet = BTreeMap<String, String>;

/// Conditions on labels, all of which must hold. None at all means every alert. Sorted by label.
#[derive(Clone, Debug, Default)]
pub struct Matchers(pub Vec<Matcher>);

/// A condition on a label. A label that is not there is empty.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The name of the label.
    pub label: String,
    /// What its value must be.
    pub test: Test,
}

/// What the value of a label must be.
#[derive(Clone, Debug)]
pub enum Test {
    /// One of these values.
    OneOf(BTreeSet<String>),
    /// None of these values.
    NoneOf(BTreeSet<String>),
    /// A value that matches.
    Matches(Regex),
    /// A value that does not match.
    MatchesNot(Regex),
}

/// A regular expression, which a whole value matches or does not.
#[derive(Clone, Debug)]
pub struct Regex {
    text: String,
    pattern: Pattern,
}

impl Regex {
    /// Reads it; nothing if it is none, or beyond the engine.
    pub fn new(text: &str) -> Option<Self> {
        Some(Self { text: text.to_owned(), pattern: Pattern::new(text)? })
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl Matchers {
    /// Whether all hold for these labels.
    pub fn matches(&self, labels: &LabelSet) -> bool {
        let value = |label: &str| labels.get(label).map_or("", String::as_str);
        self.0.iter().all(|matcher| matcher.test.holds(value(&matcher.label)))
    }
}

impl Test {
    /// Whether it holds for a value.
    pub fn holds(&self, value: &str) -> bool {
        match self {
            Self::OneOf(values) => values.contains(value),
            Self::NoneOf(values) => !values.contains(value),
            Self::Matches(regex) => regex.pattern.is_match(value),
            Self::MatchesNot(regex) => !regex.pattern.is_match(value),
        }
    }

    /// What holds whenever this does not.
    #[must_use]
    pub fn opposite(&self) -> Self {
        match self {
            Self::OneOf(values) => Self::NoneOf(values.clone()),
            Self::NoneOf(values) => Self::OneOf(values.clone()),
            Self::Matches(regex) => Self::MatchesNot(regex.clone()),
            Self::MatchesNot(regex) => Self::Matches(regex.clone()),
        }
    }

    /// Whether another one holds whenever this does. Between two regular expressions only equal ones say so.
    pub fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OneOf(values), _) => values.iter().all(|value| other.holds(value)),
            // What does not match all of these is none of them.
            (_, Self::NoneOf(values)) => values.iter().all(|value| !self.holds(value)),
            (Self::Matches(one), Self::Matches(other)) | (Self::MatchesNot(one), Self::MatchesNot(other)) => {
                one.text == other.text
            }
            _ => false,
        }
    }

    /// Operator and value, as Alertmanager has them: several values are one regular expression.
    pub fn written(&self) -> (&'static str, String) {
        let any = |values: &BTreeSet<String>, one: &'static str, several: &'static str| {
            let mut all = values.iter();
            match (all.next(), all.next()) {
                (Some(value), None) => (one, value.clone()),
                _ => (several, values.iter().map(|value| escaped(value)).collect::<Vec<_>>().join("|")),
            }
        };
        match self {
            Self::OneOf(values) => any(values, "=", "=~"),
            Self::NoneOf(values) => any(values, "!=", "!~"),
            Self::Matches(regex) => ("=~", regex.text.clone()),
            Self::MatchesNot(regex) => ("!~", regex.text.clone()),
        }
    }
}

/// A text as the regular expression that matches it.
pub fn escaped(text: &str) -> String {
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

    fn set(values: &[&str]) -> BTreeSet<String> {
        values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_value_is_equal_and_several_are_a_choice() {
        assert_eq!(Test::OneOf(set(&["web"])).written(), ("=", "web".into()));
        assert_eq!(Test::OneOf(set(&["web", "api"])).written(), ("=~", "api|web".into()));
        assert_eq!(Test::NoneOf(set(&["web"])).written(), ("!=", "web".into()));
        assert_eq!(Test::NoneOf(set(&["a.b", "c|d"])).written(), ("!~", r"a\.b|c\|d".into()));
    }

    #[test]
    fn what_follows_from_what() {
        let one = |values: &[&str]| Test::OneOf(set(values));
        let none = |values: &[&str]| Test::NoneOf(set(values));
        let regex = |text: &str| Test::Matches(Regex::new(text).expect("a pattern"));
        assert!(one(&["a"]).implies(&one(&["a", "b"])) && !one(&["a", "b"]).implies(&one(&["a"])));
        assert!(one(&["ab"]).implies(&regex("a.*")) && one(&["b"]).implies(&regex("a.*").opposite()));
        assert!(none(&["a", "b"]).implies(&none(&["a"])) && !none(&["a"]).implies(&none(&["a", "b"])));
        assert!(regex("a.+").implies(&none(&["a", "b"])) && !regex("a.*").implies(&none(&["a"])));
        assert!(regex("a.+").implies(&regex("a.+")) && !regex("a.+").implies(&regex("a.*")));
        assert!(!none(&["a"]).implies(&one(&["b"])) && !regex("a").implies(&one(&["a"])));
    }

    #[test]
    fn a_label_that_is_not_there_is_empty() {
        let with = |test| Matchers(vec![Matcher { label: "team".into(), test }]);
        let none = LabelSet::new();
        assert!(with(Test::OneOf(set(&[""]))).matches(&none));
        assert!(with(Test::NoneOf(set(&["web"]))).matches(&none));
        assert!(with(Test::Matches(Regex::new(".*").expect("a pattern"))).matches(&none));
        assert!(with(Test::MatchesNot(Regex::new(".+").expect("a pattern"))).matches(&none));
    }
}
