//! Specs that nobody writes by accident: each gives a clear error, in bounded time and memory.

use gaugewright_spec::render;
use gaugewright_spec::source::Source;

/// The one finding of a text, as a user reads it.
#[track_caller]
fn finding(text: &str) -> String {
    let source = Source::new("hostile.yaml", text);
    let findings = gaugewright_spec::load(&source).expect_err("this is no sound spec");
    findings.iter().map(|finding| render::human(finding, &source, false)).collect::<Vec<_>>().join("\n")
}

#[test]
fn deep_nesting_is_refused() {
    let flow = format!("a: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(finding(&flow).contains("nest more than 48 levels deep"));
    let block: String = (0..3000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert!(finding(&block).contains("nest more than 48 levels deep"));
}

#[test]
fn billion_laughs_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let repeated = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.extend([format!("a{level}: &a{level} [{repeated}]\n")]);
    }
    assert!(finding(&bomb).contains("aliases repeat more than"));
}

#[test]
fn deep_queries_are_refused() {
    let query = "(".repeat(100_000);
    let spec = format!(
        "spec: 1\nservice: {{ name: s, scrape: {{ port: 1, interval: 15s }} }}\nqueries: {{ q: '{query}' }}\n"
    );
    assert!(finding(&spec).contains("nests more than 128 levels deep"));
}

#[test]
fn odd_texts_are_refused() {
    for text in
        ["", "\0", "- a", "a: b: c", "spec: 1\nservice: *nothing", "%YAML 9.9\n---\n", "\u{feff}spec: 2"]
    {
        assert!(!finding(text).is_empty(), "{text:?}");
    }
}

/// Every beginning of the sample spec: a file that is being typed.
#[test]
fn half_edited_files_never_panic() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../metrics-spec.yaml");
    let text = std::fs::read_to_string(path).expect("the sample spec");
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(397).collect();
    for end in ends {
        let source = Source::new("half.yaml", &text[..end]);
        let (Ok((_, findings)) | Err(findings)) = gaugewright_spec::load(&source);
        for finding in findings {
            assert!(!render::human(&finding, &source, true).is_empty());
        }
    }
}
