//! The rules that follow from what collectors need of a spec. `spec` has the others, and the pages of all.

pub mod folded_gauge;
pub mod naming;
pub mod uncounted_failure;

pub use gaugewright_base::{Rule, UNIT_MISMATCH};

macro_rules! rules {
    ($($name:ident = $level:ident($code:literal, $summary:literal);)*) => {
        $(
            #[doc = $summary]
            pub static $name: Rule = Rule::$level($code, $summary);
        )*
        static ALL: &[&Rule] = &[$(&$name,)* &UNIT_MISMATCH];
    };
}

/// The rule with that code, if it is one of these.
pub fn rule(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}

rules! {
    YAML_SYNTAX = fixed("yaml-syntax", "the spec is not valid YAML");
    UNKNOWN_KEY = fixed("unknown-key", "a key that the spec does not have");
    MISSING_KEY = fixed("missing-key", "a missing required key");
    WRONG_TYPE = fixed("wrong-type", "a value of another type than its key takes");
    BAD_VALUE = fixed("bad-value", "a value that its key cannot take");
    DUPLICATE_NAME = fixed("duplicate-name", "two things of one kind with the same name");
    UNDEFINED_NAME = fixed("undefined-name", "an undefined name");
    BAD_NAME = fixed("bad-name", "a name that Prometheus or Grafana refuses");
    BAD_LABEL = fixed("bad-label", "a label definition that says too little or too much");
    BAD_BUCKETS = fixed("bad-buckets", "histogram buckets that are missing, unsorted, or not a histogram's");
    SERIES_COLLISION = fixed("series-collision", "two metrics that export the same series name");
    BAD_TRACK = fixed("bad-track", "a track that names a metric which cannot record what it should");
    RUST_NAME = error("rust-name", "two names with the same Rust name");
    FOLDED_GAUGE = warning("folded-gauge", "a gauge that is set, with a label whose values may be folded");
    UNCOUNTED_FAILURE = warning("uncounted-failure", "a track whose errors leave out some calls that fail");
    NAMING = warning("naming", "a metric name that breaks Prometheus' conventions");
    BAD_QUANTITY = fixed("bad-quantity", "a quantity that cannot be read");
    UNKNOWN_UNIT = fixed("unknown-unit", "a unit that nothing declares");
    EXPIRED_ALLOW = warning("expired-allow", "a suppression whose last day has passed");
    UNUSED_ALLOW = warning("unused-allow", "a silenced finding that does not occur");
}
