//! Queries: which ones are `PromQL` that can be checked.

use gaugewright_spec::promql::{self, Dialect};

/// Why a query is not checked; nothing if it is.
pub(crate) fn unread(expr: &str, variables: bool) -> Option<&'static str> {
    if is_of_loki(expr) {
        return Some("this is not PromQL");
    }
    if !variables {
        return has_placeholder(expr).then_some("this is a template, which is read once it is filled in");
    }
    match promql::parse(expr, Dialect { variables: true }).map(promql::values_only) {
        Ok(Err(_)) => Some("a variable stands for a name in it"),
        Err(error) => {
            let is_part = promql::stands_for_syntax(expr, &error);
            is_part.then_some("a variable stands for a part of its syntax")
        }
        Ok(Ok(_)) => None,
    }
}

/// Whether the query of a rule is still to be filled in: `${window}` is nothing to a Prometheus. What Grafana fills in was copied from it.
fn has_placeholder(expr: &str) -> bool {
    let names = expr.match_indices("${").map(|(at, open)| &expr[at + open.len()..]);
    let is_name =
        |rest: &str| !rest.starts_with("__") && rest.starts_with(|first: char| first.is_alphabetic());
    names.filter(|rest| rest.contains('}')).any(is_name)
}

/// Whether a query is one of Loki: it counts bytes of lines, or its selectors are followed by filters and parsers of them.
fn is_of_loki(expr: &str) -> bool {
    const FUNCTIONS: [&str; 2] = ["bytes_over_time(", "bytes_rate("];
    if FUNCTIONS.iter().any(|function| expr.contains(function)) {
        return true;
    }
    let mut rest = expr;
    while let Some(at) = rest.find('}') {
        rest = rest[at + 1..].trim_start();
        // A parser may stand behind the range, too.
        if let Some((_, behind)) = rest.strip_prefix('[').and_then(|range| range.split_once(']'))
            && behind.trim_start().starts_with('|')
        {
            return true;
        }
        let is_filter = ["|", "!=", "!~"].iter().any(|filter| rest.starts_with(filter));
        // No operator of PromQL begins so and is followed by a text.
        let behind = rest.trim_start_matches(['|', '!', '=', '~', '>']).trim_start();
        if is_filter && (rest.starts_with('|') || behind.starts_with(['"', '`'])) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::unread;

    #[test]
    fn queries_of_loki_are_none() {
        for query in [
            r#"sum(rate({app="a"} |= "error" [5m]))"#,
            r#"count_over_time({app="a"} | json | level="error" [5m])"#,
            r#"rate({app="a"} != "x" [1m])"#,
            r#"{app="a"} |logfmt| level=~"$level""#,
            r#"sum by (code) (rate({app="a"}[1m] | json code="status"))"#,
            r#"bytes_over_time({app="a"}[1m])"#,
        ] {
            assert!(unread(query, true).is_some(), "{query}");
        }
        for query in [r#"up{job="a|b"} != 1"#, r#"rate(x{a="}"}[5m]) != bool on (a) y"#, r#"x{a="b"} !~ y"#] {
            assert_eq!(unread(query, false), None, "{query}");
        }
    }

    #[test]
    fn rules_with_placeholders_are_templates() {
        for query in ["rate(x[${window}]) > 1", "up{cluster=\"${CLUSTER}\"} == 0"] {
            assert!(unread(query, false).is_some(), "{query}");
        }
        for query in
            ["rate(x[$__rate_interval])", "rate(x[${__range}])", "up{job=~\"a$\"} == 0", "up{job=~\"${\"}"]
        {
            assert_eq!(unread(query, false), None, "{query}");
        }
    }

    #[test]
    fn variables_for_names_are_not_judged() {
        assert!(unread("sum by ($by) (up)", true).is_some());
        assert!(unread("rate(a_${x}_b[5m])", true).is_some());
        assert!(unread("a $operator b", true).is_some());
        for matcher in
            ["up{$filter}", "up{a=\"b\", $filter}", "rate(up{${filter}, a=\"b\"}[5m])", "up{ [[filter]] }"]
        {
            assert!(unread(matcher, true).is_some(), "{matcher}");
        }
        assert!(unread("rate(x[${__range_s}s])", true).is_some());
        assert!(unread("rate(x[[[minutes]]m:30s])", true).is_some());
        assert_eq!(unread("rate(x[5 m])", true), None);
        assert_eq!(unread("up{a=\"$b\", c}", true), None);
        assert_eq!(unread(r#"rate(x{a=~"$a"}[$__rate_interval]) * $factor"#, true), None);
        assert_eq!(unread("rate(x[5m", true), None);
    }
}
