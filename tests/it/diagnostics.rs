//! Every mistake that the checker knows, those in what is said of outputs among them, as a user meets it: `diagnostics/<topic>/<case>.yaml` is a bad spec,
//! `<case>.txt` beside it what the checker says. Specs in `diagnostics/clean` are sound: nothing is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gaugewright_spec::date::Date;
use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::render;
use gaugewright_spec::rules;
use gaugewright_spec::source::Source;

/// Mends what this test finds, if what the checker says now is what it should say.
const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests diagnostics";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("diagnostics")
}

/// The files below the cases' folder with this ending, by `topic/case`.
fn files(ending: &str) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for topic in fs::read_dir(root()).expect("the cases") {
        let topic = topic.expect("a topic").path();
        for file in fs::read_dir(&topic).expect("a folder of cases") {
            let path = file.expect("a case").path();
            if path.extension().is_some_and(|extension| extension == ending) {
                let name = path.with_extension("");
                let name = name.strip_prefix(root()).expect("a path below the cases");
                found.insert(name.to_string_lossy().replace('\\', "/"), path);
            }
        }
    }
    found
}

/// A case that has been checked: its text, and what there is to say about it.
struct Case {
    name: String,
    expected: PathBuf,
    source: Source,
    findings: Vec<Diagnostic>,
}

static CASES: LazyLock<Vec<Case>> =
    LazyLock::new(|| files("yaml").into_iter().map(|(name, path)| read(name, &path)).collect());

fn read(name: String, path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("the text of a case");
    let source = Source::new(format!("{name}.yaml"), text);
    let findings = codegen::load_on(&source, Date::parse("2026-11-24")).findings;
    Case { name, expected: path.with_extension("txt"), source, findings }
}

/// All findings, as a terminal without colors shows them.
fn shown(case: &Case) -> String {
    let findings = case.findings.iter();
    let texts: Vec<_> = findings.map(|finding| render::human(finding, &case.source, false) + "\n").collect();
    texts.join("\n")
}

/// Compares a case with its expected text; a difference is put in words.
fn check(case: &Case) -> Result<(), String> {
    let (name, found) = (&case.name, shown(case));
    match (name.starts_with("clean/"), found.is_empty()) {
        (true, true) => return Ok(()),
        (true, false) => return Err(format!("{name} is sound, and this is said:\n{found}")),
        (false, true) => return Err(format!("{name} has a mistake, and nothing is said")),
        (false, false) => {}
    }
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&case.expected, found).expect("the expected text can be written");
        return Ok(());
    }
    let expected = fs::read_to_string(&case.expected).unwrap_or_default();
    if expected == found { Ok(()) } else { Err(format!("{name}: expected\n{expected}\nfound\n{found}")) }
}

#[test]
fn diagnostics() {
    let wrong: Vec<String> = CASES.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{}\nif this is as it should be, run\n    {UPDATE}", wrong.join("\n"));
    let names: BTreeSet<&str> = CASES.iter().map(|case| case.name.as_str()).collect();
    let stray: Vec<_> = files("txt").into_keys().filter(|name| !names.contains(name.as_str())).collect();
    assert!(stray.is_empty(), "expected texts without a spec: {stray:?}");
}

#[test]
fn every_rule_has_a_case() {
    let findings = CASES.iter().flat_map(|case| &case.findings);
    let seen: BTreeSet<&str> = findings.map(|finding| finding.rule.code).collect();
    let codes = rules::ALL.iter().map(|rule| rule.code);
    let missing: Vec<_> = codes.filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "rules without a case in tests/diagnostics: {missing:?}");
}

/// One mistake, one finding: only cases that say so in their name have several.
#[test]
fn a_mistake_is_said_once() {
    for case in CASES.iter() {
        let several = case.name.contains("several");
        assert_eq!(several, case.findings.len() > 1, "{}: {} findings", case.name, case.findings.len());
    }
}
