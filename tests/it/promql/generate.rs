//! Random queries, and random texts that are none.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::corpus;

/// So many cases, the same in every run.
pub(super) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(242),
        ..ProptestConfig::default()
    }
}

const NAMES: &[&str] = &[
    "up",
    "a:b",
    "_x",
    "fill",
    "smoothed",
    "step",
    "$m",
    "${m}_total",
    "a[[b]]",
    "sum",
    "by",
    "offset",
    "start",
    "end",
    "and",
    "unless",
    "rate",
    "time",
    "topk",
    "le",
];

const LABELS: &[&str] = &[
    "$l",
    "x_${l:raw}",
    "job",
    "on",
    "bool",
    "by",
    "group_left",
    "le",
    "__name__",
    "start",
    "\"a.b\"",
    "'c d'",
];

const VALUES: &[&str] =
    &[r#""""#, r#""x""#, r"'\''", "`\\d`", r#""\xff\n""#, r#""grün""#, r#""$a""#, r#""a\\.b""#];

const NUMBERS: &[&str] = &[
    "0", "1", ".5", "1.", "1e6", "1e-9", "0x1F", "010", "08", "Inf", "nan", "5m", "1_000", "$limit", "${a:b}",
];

const DURATIONS: &[&str] = &[
    "5m",
    "1h30m",
    "90s",
    "1w",
    "1y2d",
    "300",
    "1.5",
    "25h",
    "7ms",
    "$range",
    "${step}",
    "[[a]]",
    "2 * 5m",
    "step() + 1",
    "min_of(1m, $a)",
    "-(1 - 5m ^ 2)",
    "(range())",
];

const OPERATORS: &[&str] = &[
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "atan2",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "== bool",
    "> bool",
    "and",
    "or",
    "unless",
    "* on (job)",
    "/ ignoring (a, b)",
    "+ on () group_left (x)",
    "^ on (job) group_right ()",
    "OR",
    "</",
    ">/",
    "+ fill(0)",
    "/ on (job) group_left () fill_left(-1) fill_right(5m)",
];

const AGGREGATIONS: &[&str] =
    &["sum", "avg by (job)", "count without (a, \"b.c\", $l)", "GROUP by ()", "max"];

const FUNCTIONS: &[&str] = &["rate", "abs", "label_join", "no_such_function", "time", "start", "min_of"];

/// A text that the grammar allows; its types are not looked at.
pub(super) fn query() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => selector(),
        1 => select(NUMBERS).prop_map(str::to_owned),
        1 => select(VALUES).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 40, 3, |inner| {
        let operand = (inner.clone(), any::<bool>())
            .prop_map(|(text, parens)| if parens { format!("({text})") } else { text });
        prop_oneof![
            4 => (operand.clone(), select(OPERATORS), operand.clone())
                .prop_map(|(lhs, op, rhs)| format!("{lhs} {op} {rhs}")),
            2 => (select(&["-", "+", "- "][..]), operand).prop_map(|(sign, text)| format!("{sign}{text}")),
            2 => (inner.clone(), select(DURATIONS), option::of(select(DURATIONS)), modifiers()).prop_map(
                |(text, range, step, tail)| format!("({text})[{range}:{}]{tail}", step.unwrap_or_default())
            ),
            2 => (select(AGGREGATIONS), inner.clone()).prop_map(|(op, text)| format!("{op} ({text})")),
            1 => (inner.clone(), inner.clone()).prop_map(|(k, text)| format!("topk(\n{k}, {text}) by (x,)")),
            2 => (select(FUNCTIONS), vec(inner.clone(), 0..3))
                .prop_map(|(name, args)| format!("{name}({})", args.join(", "))),
            1 => inner.prop_map(|text| format!(" ( # comment\n{text}\t) ")),
        ]
    })
}

fn selector() -> impl Strategy<Value = String> {
    let matcher = (select(LABELS), select(&["=", "!=", "=~", "!~", " = "][..]), select(VALUES))
        .prop_map(|(label, op, value)| format!("{label}{op}{value}"));
    let braces = vec(matcher, 0..3).prop_map(|matchers| format!("{{{}}}", matchers.join(", ")));
    let range = option::of(select(DURATIONS));
    let head = prop_oneof![
        3 => (select(NAMES), option::of(braces.clone())).prop_map(|(name, braces)| name.to_owned() + &braces.unwrap_or_default()),
        1 => braces,
        1 => select(&["{\"a.b\"}", "{'bool'}", "{\"up\",job=\"x\"}"][..]).prop_map(str::to_owned),
    ];
    let edges = select(&["", "", " smoothed", " anchored"][..]);
    (head, range, modifiers(), edges).prop_map(|(head, range, tail, edges)| {
        let range = range.map(|range| format!("[{range}]")).unwrap_or_default();
        head + &range + &tail + edges
    })
}

fn modifiers() -> impl Strategy<Value = String> {
    let at = select(&["", "", "", " @ 5", " @ -1.5", " @ start()", " @ end( )", " @ $time", " @ 1h"][..]);
    let offset = select(
        &[
            "",
            "",
            "",
            " offset 5m",
            " offset -1h",
            " OFFSET 0s",
            " offset $range",
            " offset -(5m)",
            " offset -(2 * $a)",
            " offset +step()",
        ][..],
    );
    (at, offset, any::<bool>())
        .prop_map(|(at, offset, swap)| if swap { format!("{offset}{at}") } else { format!("{at}{offset}") })
}

/// Pieces of which texts that are nearly queries are made, between spaces.
const PIECES: &str = "( ) [ ] { } , : @ = ! ~ =~ != # \" ' ` \\ $ ${ up sum by on offset bool group_left start 5m 1 0x \
    1e . _ ü \u{fffd} \"a\" {a=\"b\"} [5m] [5m:] + - ^ and rate atan2 \\x inf";

/// A piece, or one of the blanks that no list between blanks can hold.
fn piece() -> impl Strategy<Value = &'static str> {
    select(PIECES.split_whitespace().chain([" ", "\n"]).collect::<Vec<_>>())
}

/// Any text: noise, pieces in any order, queries with a part cut out or put elsewhere.
pub(super) fn garbage() -> impl Strategy<Value = String> {
    let known = select([corpus::all_accepted(), corpus::rejected()].concat());
    let cut = (known.clone(), any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let joined = (known.clone(), piece(), known.clone(), any::<prop::sample::Index>());
    prop_oneof![
        any::<String>(),
        vec(piece(), 0..30).prop_map(|pieces| pieces.concat()),
        vec(piece(), 0..30).prop_map(|pieces| pieces.join(" ")),
        cut.prop_map(|(text, from, to)| {
            let chars: Vec<_> = text.chars().collect();
            let (from, to) = (from.index(chars.len() + 1), to.index(chars.len() + 1));
            chars[..from.min(to)].iter().chain(&chars[from.max(to)..]).collect()
        }),
        joined.prop_map(|(text, piece, other, at)| {
            let mut chars: Vec<_> = text.chars().collect();
            let at = at.index(chars.len() + 1);
            chars.splice(at..at, piece.chars().chain(other.chars().take(5)));
            chars.into_iter().collect()
        }),
    ]
}
