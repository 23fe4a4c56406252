//! Tests of rules for promtool: a spec derives its own, and those of people stay as they are. What they need to run against the generated
//! rules is said.

use std::collections::BTreeSet;

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use super::{Item, Sort};
use crate::inputs::{Inputs, Kind};
use crate::tree::{list, text, text_at};

/// The tests of all files.
#[derive(Debug, Default)]
pub struct RuleTests {
    /// The generated files with rules, which the tests have to name.
    pub rule_files: Vec<String>,
    /// Every file with tests.
    pub files: Vec<TestFile>,
}

/// A file with tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFile {
    /// Where it stands.
    pub place: String,
    /// How many expectations it has of alerts and of queries.
    pub expects: (usize, usize),
    /// Groups that it puts in order, and that are called otherwise now.
    pub groups: Vec<String>,
    /// Alerts that it tests, and that are not given back.
    pub lost: Vec<String>,
}

/// All tests, with what became of the rules that they test.
pub(crate) fn of(originals: &Inputs, generated: &Inputs, compared: &[Item]) -> RuleTests {
    let documents: Vec<&Node> = originals.of(Kind::RuleTests).collect();
    if documents.is_empty() {
        return RuleTests::default();
    }
    let of_rules = || generated.of(Kind::Rules);
    let name = |document: &Node| generated.source.name_at(document.span.start).to_owned();
    let rule_files: BTreeSet<String> = of_rules().map(name).collect();
    let groups = of_rules().flat_map(|document| list(document, "groups"));
    let groups: BTreeSet<String> =
        groups.filter_map(|group| text_at(&generated.source, group, "name")).map(|name| name.value).collect();
    let lost = compared.iter().filter(|item| item.sort == Sort::Alert && !item.is_given_back());
    let lost: BTreeSet<&str> = lost.map(|item| item.name.as_str()).collect();
    let files = documents.into_iter().map(|document| file(&originals.source, document, &groups, &lost));
    RuleTests { files: files.collect(), rule_files: rule_files.into_iter().collect() }
}

fn file(source: &Source, document: &Node, groups: &BTreeSet<String>, lost: &BTreeSet<&str>) -> TestFile {
    let of = |key| list(document, "tests").iter().flat_map(move |test| list(test, key));
    let ordered = list(document, "group_eval_order").iter().filter_map(|name| text(source, name));
    let tested = of("alert_rule_test").filter_map(|test| text_at(source, test, "alertname"));
    let tested: BTreeSet<String> = tested.map(|name| name.value).collect();
    TestFile {
        place: crate::place(source, document.span),
        expects: (of("alert_rule_test").count(), of("promql_expr_test").count()),
        groups: ordered.map(|name| name.value).filter(|name| !groups.contains(name)).collect(),
        lost: tested.into_iter().filter(|name| lost.contains(name.as_str())).collect(),
    }
}
