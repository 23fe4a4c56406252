//! Every mistake that the checker knows, as a user meets it: `diagnostics/<topic>/<case>.yaml` is a bad spec,
//! `<case>.txt` beside it what the checker says. Specs in `diagnostics/clean` are sound: nothing is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::lint::rules;
use gaugewright_spec::render;
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
    source: Source,
    findings: Vec<Diagnostic>,
}

fn read(name: &str, path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("the text of a case");
    let source = Source::new(format!("{name}.yaml"), text);
    let (Ok((_, findings)) | Err(findings)) = gaugewright_spec::load(&source);
    Case { source, findings }
}

/// All findings, as a terminal without colors shows them.
fn shown(case: &Case) -> String {
    let findings = case.findings.iter();
    let texts: Vec<_> = findings.map(|finding| render::human(finding, &case.source, false) + "\n").collect();
    texts.join("\n")
}

/// Compares a case with its expected text; a difference is put in words.
fn check(name: &str, path: &Path) -> Result<(), String> {
    let found = shown(&read(name, path));
    let topic = name.split('/').next();
    match (topic, found.is_empty()) {
        (Some("clean"), true) => return Ok(()),
        (Some("clean"), false) => return Err(format!("{name} is sound, and this is said:\n{found}")),
        (_, true) => return Err(format!("{name} has a mistake, and nothing is said")),
        (_, false) => {}
    }
    let place = path.with_extension("txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&place, found).expect("the expected text can be written");
        return Ok(());
    }
    let expected = fs::read_to_string(&place).unwrap_or_default();
    if expected == found { Ok(()) } else { Err(format!("{name}: expected\n{expected}\nfound\n{found}")) }
}

#[test]
fn diagnostics() {
    let cases = files("yaml");
    let wrong: Vec<String> = cases.iter().filter_map(|(name, path)| check(name, path).err()).collect();
    assert!(wrong.is_empty(), "{}\nif this is as it should be, run\n    {UPDATE}", wrong.join("\n"));
    let stray: Vec<_> = files("txt").into_keys().filter(|name| !cases.contains_key(name)).collect();
    assert!(stray.is_empty(), "expected texts without a spec: {stray:?}");
}

#[test]
fn every_rule_has_a_case() {
    let cases: Vec<Case> = files("yaml").iter().map(|(name, path)| read(name, path)).collect();
    let findings = cases.iter().flat_map(|case| &case.findings);
    let seen: BTreeSet<&str> = findings.map(|finding| finding.rule.code).collect();
    let missing: Vec<_> =
        rules::ALL.iter().map(|rule| rule.code).filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "rules without a case in tests/diagnostics: {missing:?}");
}

/// One mistake, one finding: only cases that say so in their name have several.
#[test]
fn a_mistake_is_said_once() {
    for (name, path) in files("yaml") {
        let findings = read(&name, &path).findings.len();
        assert!(findings <= 1 || name.contains("several"), "{name}: {findings} findings");
    }
}
