//! The examples on the pages of the rules are true: the first one gives the finding and no other, what follows
//! gives none.

use std::collections::BTreeSet;

use gaugewright_spec::date::Date;
use gaugewright_spec::rules;
use gaugewright_spec::source::Source;

/// What an example leaves out, section by section.
const BASE: &[(&str, &str)] = &[
    ("spec", "spec: 1\n"),
    ("service", "service: { name: shop, scrape: { port: 8000, interval: 15s } }\n"),
    (
        "labels",
        "labels:\n  provider: { values: [openai, anthropic] }\n  status: { values: [success, error] }\n",
    ),
    (
        "metrics",
        "metrics:\n  llm:\n    \
         llm_requests_total: { type: counter, help: Calls, labels: [provider, status] }\n    \
         llm_request_duration_seconds: { type: histogram, help: Time, labels: [provider], buckets: [1s, 5s] }\n    \
         queue_depth: { type: gauge, help: Items }\n",
    ),
];

/// The blocks of YAML on a page.
fn examples(page: &str) -> Vec<&str> {
    page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

fn whole_spec(example: &str) -> String {
    let has = |key: &str| example.lines().any(|line| line.starts_with(&format!("{key}:")));
    let needed = |key: &str| !(has(key) || key == "metrics" && has("labels"));
    let base = BASE.iter().filter(|(key, _)| needed(key)).map(|(_, text)| *text);
    base.chain([example]).collect()
}

fn codes(example: &str) -> BTreeSet<&'static str> {
    let source = Source::new("example.yaml", whole_spec(example));
    let findings = gaugewright_spec::load_on(&source, Date::parse("2026-11-24")).findings;
    findings.iter().map(|finding| finding.rule.code).collect()
}

#[test]
fn the_first_example_shows_the_finding_and_the_others_mend_it() {
    let mut wrong = Vec::new();
    for rule in rules::ALL {
        let page = gaugewright_spec::rules::page(rule.code).expect("a page");
        let examples = examples(page);
        assert!(examples.len() >= 2, "{}: an example and its mended form", rule.code);
        for (index, example) in examples.iter().enumerate() {
            let expected = if index == 0 { BTreeSet::from([rule.code]) } else { BTreeSet::new() };
            let found = codes(example);
            if found != expected {
                wrong.push(format!("{} example {}: {found:?}", rule.code, index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
