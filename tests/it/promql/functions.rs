//! The table of functions, called with every number of arguments and with every wrong type.

use gaugewright_spec::promql::{BASELINE, FUNCTIONS, Function, ValueType};

use super::promtool::refused;
use super::verdict::accepts;

/// An expression of a type.
fn value(of: ValueType) -> &'static str {
    match of {
        ValueType::Scalar => "1",
        ValueType::Vector => "up",
        ValueType::Matrix => "up[5m]",
        ValueType::String => "\"a\"",
    }
}

/// Calls of a function, right ones and wrong ones.
fn calls(function: &Function) -> Vec<String> {
    let call = |types: &[ValueType]| {
        let args: Vec<_> = types.iter().map(|ty| value(*ty)).collect();
        format!("{}({})", function.name, args.join(", "))
    };
    let most = function.facts.args.max().unwrap_or(function.facts.args.required.len() + 3);
    let types: Vec<_> = (0..=most).map(|n| function.facts.args.get(n).unwrap_or(ValueType::Scalar)).collect();
    let mut calls: Vec<_> = (0..=types.len()).map(|count| call(&types[..count])).collect();
    for place in 0..most {
        for wrong in [ValueType::Scalar, ValueType::Vector, ValueType::Matrix, ValueType::String] {
            let mut types = types[..most].to_vec();
            if std::mem::replace(&mut types[place], wrong) != wrong {
                calls.push(call(&types));
            }
        }
    }
    // What comes out of a call shows when it goes into another.
    let right = call(&types[..most]);
    calls.extend(
        ["abs(X)", "vector(X)", "rate(X)", "absent(vector(X))"].map(|outer| outer.replace('X', &right)),
    );
    calls
}

#[test]
fn prometheus_agrees_on_every_call() {
    let known =
        FUNCTIONS.iter().filter(|function| function.facts.since <= BASELINE && function.facts.flag.is_none());
    let calls: Vec<String> = known.flat_map(calls).collect();
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    assert!(calls.len() > 500, "only {} calls", calls.len());
    let refused = refused(&calls);
    let wrong: Vec<_> = calls.iter().filter(|call| accepts(call) == refused.contains(*call)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn promql_parser_agrees_on_every_call_of_newer_functions() {
    // It does not know the special case of the second argument of `info`, and no function since 3.13.
    let unknown = ["info", "max_of", "min_of", "start_timestamp"];
    let newer = FUNCTIONS
        .iter()
        .filter(|function| function.facts.since > BASELINE && !unknown.contains(&function.name));
    let calls: Vec<String> = newer.flat_map(calls).collect();
    assert!(calls.len() > 100, "only {} calls", calls.len());
    let wrong: Vec<_> =
        calls.iter().filter(|call| accepts(call) != promql_parser::parser::parse(call).is_ok()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn prometheus_has_no_other_functions_by_these_names() {
    let newer = FUNCTIONS.iter().filter(|function| function.facts.since > BASELINE);
    let calls: Vec<String> = newer.flat_map(calls).collect();
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    let refused = refused(&calls);
    let known: Vec<_> = calls.iter().filter(|call| !refused.contains(*call)).collect();
    assert!(known.is_empty(), "older than the table says: {known:#?}");
}
