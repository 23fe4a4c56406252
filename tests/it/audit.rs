//! What `gaugewright audit` says of files that people have: `audit/<case>/` is a folder of them, `expected.txt` in it what is said. The
//! case `right` has rules that look wrong: nothing is said of these.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gaugewright_import::{Exposition, File, audit};
use gaugewright_spec::render;

/// Mends what this test finds, if what is said now is what should be said.
const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests audit";

/// The folders of cases below a folder of the tests.
pub(crate) fn cases(of: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(of);
    let mut cases: Vec<PathBuf> =
        fs::read_dir(root).expect("the cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

/// The files of a case.
pub(crate) fn files(case: &Path) -> Vec<File> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(case).expect("a case").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    paths.retain(|path| !name(path).starts_with("expected"));
    let read = |path: &PathBuf| File { name: name(path), text: fs::read_to_string(path).expect("text") };
    paths.iter().map(read).collect()
}

/// Compares a text with the expected one beside a case; a difference is put in words.
pub(crate) fn compare(case: &Path, name: &str, found: &str) -> Result<(), String> {
    let path = case.join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, found).expect("the expected text can be written");
        return Ok(());
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let shown = path.display();
    if expected == found { Ok(()) } else { Err(format!("{shown}: expected\n{expected}\nfound\n{found}")) }
}

fn is_a(file: &File, extension: &str) -> bool {
    Path::new(&file.name).extension().is_some_and(|found| found == extension)
}

/// What targets expose, and the other files.
pub(crate) fn with_scrapes(files: &[File]) -> (Vec<Exposition>, Vec<File>) {
    let (scrapes, files): (Vec<File>, Vec<File>) = files.iter().cloned().partition(|file| is_a(file, "prom"));
    let read = |file: &File| Exposition { from: file.name.clone(), ..Exposition::read(&file.text) };
    (scrapes.iter().map(read).collect(), files)
}

fn said(files: &[File]) -> String {
    let (scrapes, files) = with_scrapes(files);
    let audit = audit(&files, &scrapes);
    let mut text = String::new();
    for finding in &audit.findings {
        let _ = writeln!(text, "{}\n", render::human(finding, &audit.source, false));
    }
    for skipped in &audit.skipped {
        let line = skipped.line.map(|line| format!(":{line}")).unwrap_or_default();
        let kind = if skipped.is_other { "other" } else { "not read" };
        let _ = writeln!(text, "{kind}: {}{line}: {}", skipped.file, skipped.reason);
    }
    let counts = audit.counts;
    let _ = writeln!(
        text,
        "{} alerts, {} recording rules, {} dashboards, {} routes",
        counts.alerts, counts.recordings, counts.dashboards, counts.routes
    );
    text
}

#[test]
fn every_case_is_told_what_is_expected() {
    let wrong: Vec<String> = cases("audit")
        .iter()
        .filter_map(|case| compare(case, "expected.txt", &said(&files(case))).err())
        .collect();
    assert!(wrong.is_empty(), "{}\nto accept: {UPDATE}", wrong.join("\n\n"));
}

#[test]
fn right_rules_are_passed() {
    let case = cases("audit").into_iter().find(|case| case.ends_with("right")).expect("the right rules");
    let audit = audit(&files(&case), &[]);
    let said: Vec<_> =
        audit.findings.iter().map(|finding| render::human(finding, &audit.source, false)).collect();
    assert!(said.is_empty(), "{}", said.join("\n\n"));
    assert_eq!((audit.counts.alerts, audit.counts.recordings, audit.counts.dashboards), (16, 9, 1));
}

/// Files that end in the middle, at every place: nothing panics, and nothing is lost without a word.
#[test]
fn half_a_file_is_told() {
    for case in cases("audit") {
        for file in files(&case) {
            for (end, _) in file.text.char_indices().step_by(29) {
                let half = File { name: file.name.clone(), text: file.text[..end].to_owned() };
                let audit = audit(std::slice::from_ref(&half), &[]);
                for finding in &audit.findings {
                    let text = render::human(finding, &audit.source, false);
                    assert!(text.contains(&file.name), "{text}");
                }
            }
        }
    }
}

/// The example that the README shows has the mistakes that it promises.
#[test]
fn the_example_has_a_dozen_mistakes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/handwritten");
    let mut found = files(&root);
    found.retain(|file| !is_a(file, "md"));
    let audit = audit(&found, &[]);
    let codes: Vec<_> = audit.findings.iter().map(|finding| finding.rule.code).collect();
    let kinds = [
        "dead-route",
        "dropped-label",
        "lost-le",
        "never-true",
        "hasty-absent",
        "always-true",
        "literal-regex",
        "impossible-value",
        "bare-counter",
        "impossible-value",
        "multi-value-matcher",
        "dropped-label",
        "rate-over-gauge",
        "fixed-rate-window",
    ];
    assert_eq!(codes, kinds);
}
