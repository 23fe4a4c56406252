//! Queries that are no queries but attacks: depth, length.

use gaugewright_spec::promql::{Dialect, features, parse, pretty, print, type_check};

/// Reads a query and, if that works, does everything with it that can be done.
fn survive(query: &str) -> bool {
    let Ok(expr) = parse(query, Dialect { variables: true }) else { return false };
    let _ = type_check(&expr);
    let _ = features(&expr);
    let _ = (print(&expr), pretty(&expr));
    true
}

#[test]
fn depth_is_bounded() {
    let deep = |open: &str, inner: &str, close: &str, n: usize| open.repeat(n) + inner + &close.repeat(n);
    for (open, inner, close) in [
        ("(", "up", ")"),
        ("-", "up", ""),
        ("abs(", "up", ")"),
        ("sum(", "up", ")"),
        ("1 ^ ", "1", ""),
        ("1 + (", "1", ")"),
        ("up or up and up == up + up * up ^ (", "up", ")"),
        ("", "up", "[5m:]"),
        ("", "up", " + up"),
        ("", "up", " or up"),
    ] {
        assert!(survive(&deep(open, inner, close, 15)), "{open}{inner}{close}");
        // Whatever fits below the bound must not overflow the stack afterwards.
        for n in [16, 20, 24, 60, 100, 126, 127, 128, 129, 200, 254, 255, 256, 257] {
            survive(&deep(open, inner, close, n));
        }
        assert!(!survive(&deep(open, inner, close, 100_000)), "{open}{inner}{close}");
    }
}

#[test]
fn reasonable_depth_is_accepted() {
    assert!(survive(&(["("; 60].concat() + "up" + &[")"; 60].concat())));
    assert!(survive(&["up"; 200].join(" or ")));
    assert!(survive(&["up"; 100].join(" ^ ")));
}

#[test]
fn the_bounds_are_explained() {
    let message =
        |query: String| parse(&query, Dialect::default()).map_err(|error| error.message).unwrap_err();
    assert!(message("(".repeat(1000)).contains("levels deep"));
    assert!(message(["up"; 1000].join(" + ")).contains("operations inside each other"));
}

#[test]
fn length_alone_is_no_problem() {
    // Anything quadratic would take hours.
    let n = 100_000;
    let matchers: Vec<String> = (0..n).map(|i| format!("l{i}=\"v\"")).collect();
    assert!(survive(&format!("up{{{}}}", matchers.join(","))));
    let labels: Vec<String> = (0..n).map(|i| format!("l{i}")).collect();
    assert!(survive(&format!("sum by ({}) (up)", labels.join(","))));
    assert!(survive(&format!("up # {}", "x".repeat(n))));
    assert!(survive(&format!("up{{a=\"{}\"}}", "\\n".repeat(n))));
    assert!(survive(&format!("up{{a=~\"{}\"}}", "(a|b)*".repeat(n))));
    assert!(!survive(&format!("up{{a=\"{}", "\\\\".repeat(n))));
    let args = vec!["\"x\""; n].join(", ");
    assert!(survive(&format!("label_join(up, {args})")));
    assert!(!survive(&"[".repeat(n)));
    assert!(!survive(&"{".repeat(n)));
    assert!(!survive(&"up ".repeat(n)));
}
