//! Findings as SARIF 2.1.0, which code scanners read.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::rules;
use gaugewright_spec::source::Source;
use serde_json::{Value, json};

use super::json::{Region, pretty};

pub(super) fn findings(diagnostics: &[Diagnostic], source: &Source) -> String {
    let rules: Vec<Value> = rules::ALL
        .iter()
        .map(|rule| json!({ "id": rule.code, "shortDescription": { "text": rule.summary } }))
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, source)).collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gaugewright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn result(diagnostic: &Diagnostic, source: &Source) -> Value {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let lines = diagnostic.notes.iter().chain(&diagnostic.helps);
    let text = lines.fold(diagnostic.message.clone(), |text, line| format!("{text}\n{line}"));
    let place = Region::of(diagnostic.span(), source);
    json!({
        "ruleId": diagnostic.rule.code,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": source.name_at(diagnostic.span().start) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        } }],
    })
}
