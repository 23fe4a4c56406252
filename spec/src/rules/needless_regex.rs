//! `needless-regex`: a regular expression that says nothing a plain matcher does not say.

use super::context::{Found, LintContext};
use crate::promql::{Expr, MatchOp, Matcher};
use crate::rules;

pub(super) fn find(expr: &Expr, _: &LintContext) -> Vec<Found> {
    expr.matchers().filter_map(of).collect()
}

fn of(matcher: &Matcher) -> Option<Found> {
    let (op, value) = (matcher.op.value, matcher.value.value.as_str());
    // What Grafana fills in may be a list of alternatives; the name of a metric has no plain matcher in all places.
    if matcher.is_made()
        || !op.is_regex()
        || value.contains('$') && !value.ends_with('$')
        || matcher.label.value == "__name__"
    {
        return None;
    }
    let (label, plain) = (&matcher.label.value, if op == MatchOp::Regex { "=" } else { "!=" });
    let anchored = value.strip_prefix('^').unwrap_or(value);
    let anchored = anchored.strip_suffix('$').unwrap_or(anchored);
    let (message, help) = if value == ".*" && op == MatchOp::Regex {
        (
            format!("every series has a `{label}` that matches `.*`"),
            "remove the matcher, or write `.+` for those that have the label".to_owned(),
        )
    } else if is_plain(value) {
        (
            format!("`{value}` contains no regular expression syntax"),
            format!("write `{label}{plain}\"{value}\"`"),
        )
    } else if anchored.len() < value.len() && !anchored.is_empty() {
        (
            "a matcher always looks at the whole value".to_owned(),
            format!("leave `^` and `$` out: `{anchored}`"),
        )
    } else {
        return None;
    };
    Some(Found { rule: &rules::NEEDLESS_REGEX, span: matcher.value.span, message, note: None, help })
}

fn is_plain(value: &str) -> bool {
    !value.is_empty()
        && !value.contains(['.', '*', '+', '?', '|', '(', ')', '[', ']', '{', '}', '^', '$', '\\'])
}

#[cfg(test)]
mod tests {
    use super::super::context::places;
    use super::find;

    #[test]
    fn patterns_are_for_what_needs_one() {
        for (query, place) in [
            ("a{b=~\"c\"}", "\"c\""),
            ("rate(a{b!~\"c-d\"}[5m])", "\"c-d\""),
            ("a{b=~\".*\"}", "\".*\""),
            ("a{b=~\"^c.*$\"}", "\"^c.*$\""),
        ] {
            assert_eq!(places(find, query, false), [place], "{query}");
        }
        for query in
            ["a{b=~\"c|d\"}", "a{b=~\".+\"}", "a{b!~\".*\"}", "a{b=\"c\"}", "a{b=~\"$job\"}", "a{b=~\"\"}"]
        {
            assert!(places(find, query, false).is_empty(), "{query}");
        }
    }
}
