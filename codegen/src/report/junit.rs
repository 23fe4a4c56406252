//! Findings as XML for build servers, in the form of `JUnit`: a suite for each file, a test for each finding. Errors are failures, as they are to
//! the exit code.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::Source;
use quick_xml::se::Serializer;
use serde::Serialize;

use super::json::Region;

#[derive(Serialize)]
struct Suites<'d> {
    #[serde(rename = "@name")]
    name: &'static str,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "testsuite")]
    of_files: Vec<Suite<'d>>,
}

#[derive(Serialize)]
struct Suite<'d> {
    #[serde(rename = "@name")]
    name: &'d str,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "testcase")]
    cases: Vec<Case<'d>>,
}

#[derive(Serialize)]
struct Case<'d> {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@classname")]
    class: &'d str,
    #[serde(rename = "@file")]
    file: &'d str,
    #[serde(rename = "@line")]
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Failure<'d>>,
    #[serde(rename = "system-out", skip_serializing_if = "Option::is_none")]
    out: Option<String>,
}

#[derive(Serialize)]
struct Failure<'d> {
    #[serde(rename = "@message")]
    message: &'d str,
    #[serde(rename = "@type")]
    kind: &'d str,
    #[serde(rename = "$text")]
    text: String,
}

pub(super) fn findings(diagnostics: &[Diagnostic], source: &Source) -> String {
    let mut suites: Vec<Suite<'_>> = Vec::new();
    for diagnostic in diagnostics {
        let file = source.name_at(diagnostic.span().start);
        let at = suites.iter().position(|suite| suite.name == file).unwrap_or_else(|| {
            suites.push(Suite { name: file, tests: 0, failures: 0, cases: Vec::new() });
            suites.len() - 1
        });
        let suite = &mut suites[at];
        suite.tests += 1;
        suite.failures += usize::from(diagnostic.severity == Severity::Error);
        suite.cases.push(case(diagnostic, file, source));
    }
    if suites.is_empty() {
        // Some build servers take a report without tests for one that was never written.
        let name = "nothing was found".to_owned();
        let case = Case { name, class: "gaugewright", file: "", line: 0, failure: None, out: None };
        suites.push(Suite { name: "gaugewright", tests: 1, failures: 0, cases: vec![case] });
    }
    let sum = |of: fn(&Suite<'_>) -> usize| suites.iter().map(of).sum();
    let (tests, failures) = (sum(|suite| suite.tests), sum(|suite| suite.failures));
    written(&Suites { name: "gaugewright", tests, failures, of_files: suites })
}

fn case<'d>(diagnostic: &'d Diagnostic, file: &'d str, source: &Source) -> Case<'d> {
    let place = Region::of(diagnostic.span(), source);
    let more = diagnostic.notes.iter().chain(&diagnostic.helps).cloned();
    let lines: Vec<String> =
        [format!("{file}:{}:{}", place.line, place.column)].into_iter().chain(more).collect();
    let is_error = diagnostic.severity == Severity::Error;
    let kind = diagnostic.rule.code;
    let failure = Failure { message: &diagnostic.message, kind, text: lines.join("\n") };
    let said = || format!("{}: {}\n{}", diagnostic.severity.name(), diagnostic.message, lines.join("\n"));
    Case {
        name: format!("{kind} ({file}:{})", place.line),
        class: kind,
        file,
        line: place.line,
        out: (!is_error).then(said),
        failure: is_error.then_some(failure),
    }
}

/// The XML of a report. Our types always have one.
fn written(suites: &Suites<'_>) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let Ok(mut serializer) = Serializer::with_root(&mut xml, Some("testsuites")) else { return xml };
    serializer.indent(' ', 2);
    let _ = suites.serialize(serializer);
    xml.push('\n');
    // Control characters are no XML, whatever they stand for.
    xml.retain(|letter| !letter.is_control() || letter == '\n' || letter == '\t');
    xml
}
