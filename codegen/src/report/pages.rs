//! The pages of the rules, as they stand in the docs. A test compares this table with that of the rules.

macro_rules! pages {
    ($($code:literal)*) => {
        pub(super) const PAGES: &[(&str, &str)] =
            &[$(($code, include_str!(concat!("../../../docs/lints/", $code, ".md")))),*];
    };
}

pages! {
    "yaml-syntax"
    "unknown-key"
    "missing-key"
    "wrong-type"
    "bad-value"
    "duplicate-name"
    "undefined-name"
    "bad-name"
    "bad-label"
    "bad-buckets"
    "series-collision"
    "bad-track"
    "naming"
    "uncollected"
    "bad-quantity"
    "unit-mismatch"
    "unknown-unit"
    "promql-syntax"
    "unknown-metric"
    "unknown-label"
    "impossible-value"
    "rate-over-gauge"
    "bare-counter"
    "lost-le"
    "no-match"
    "many-to-many"
    "never-true"
    "always-true"
    "unknown-variable"
    "alert-without-condition"
    "bad-template"
    "dropped-label"
    "panel-without-description"
    "fixed-rate-window"
    "bad-panel"
    "expired-allow"
    "unused-allow"
}
