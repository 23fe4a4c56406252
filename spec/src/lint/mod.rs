//! The rules: every finding has one, with a code, a default severity and a page in the docs.

pub(crate) mod fixed_rate_window;
pub mod rules;

use crate::diagnostic::Severity;

/// A rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code: `unknown-metric`. Also the name of its page, and what `allow` takes.
    pub code: &'static str,
    /// How bad its findings are, if the spec says nothing else.
    pub severity: Severity,
    /// Whether that is so whatever the spec says: what it demands is needed to go on.
    pub is_fixed: bool,
    /// What it finds, in one line.
    pub summary: &'static str,
}

/// The rule with that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules::ALL.iter().copied().find(|rule| rule.code == code)
}

/// What a metric's name breaks of Prometheus' conventions, and how to mend it.
pub(crate) fn naming(name: &str, kind: crate::kind::Kind) -> Option<(String, String)> {
    use crate::kind::Kind;
    let total = name.ends_with("_total");
    match kind {
        Kind::Counter if !total => {
            Some((format!("counter `{name}` does not end in `_total`"), format!("name it `{name}_total`")))
        }
        Kind::Gauge | Kind::Histogram if total => Some((
            format!("`{name}` ends in `_total`, which readers take for a counter"),
            format!(
                "name it `{}`, or silence this: `allow: {{ naming: \"why\" }}`",
                name.trim_end_matches("_total")
            ),
        )),
        _ if name.bytes().any(|byte| byte.is_ascii_uppercase()) => Some((
            format!("`{name}` has upper case letters"),
            format!("metric names are written in snake_case: `{}`", snake_case(name)),
        )),
        _ => None,
    }
}

/// `queueDepth` is `queue_depth`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
