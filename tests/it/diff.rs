//! What `gaugewright diff` says: `diff/base.yaml` is a spec, and each case of `diff/cases` changes some lines of it. A case is a heading, the
//! lines that are taken away (`-`) and put in their place (`+`), what is said (`=`), and what is said of the way back (`<`). `@` goes to the
//! place behind a line.

mod deliveries;
mod files;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gaugewright_diff::{Change, Verb, aspects, diff};
use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::model::Spec;
use gaugewright_spec::render;
use gaugewright_spec::source::Source;

/// Mends what these tests find, if what is said now is what should be said.
pub(crate) const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests diff";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("diff")
}

fn load(name: &str, text: &str) -> Result<Spec, String> {
    let source = Source::new(name, text);
    let words = |findings: Vec<Diagnostic>| {
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| render::human(finding, &source, false)).collect::<Vec<_>>().join("\n")
    };
    codegen::load(&source).map(|(spec, _)| spec).map_err(words)
}

/// A line of a case.
struct Line<'c> {
    sign: char,
    text: &'c str,
}

/// A case: its heading, and its lines without what is expected.
struct Case<'c> {
    heading: &'c str,
    lines: Vec<Line<'c>>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in text.lines() {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        match sign {
            "#" => cases.push(Case { heading: rest, lines: Vec::new() }),
            "-" | "+" | "@" => {
                let case = cases.last_mut().expect("a heading before the first line");
                case.lines.push(Line { sign: sign.chars().next().expect("a sign"), text: rest });
            }
            _ => {}
        }
    }
    cases
}

/// The spec that a case makes of the base.
fn changed(base: &str, case: &Case<'_>) -> Result<String, String> {
    let mut lines: Vec<String> = base.lines().map(str::to_owned).collect();
    let (mut at, mut from) = (0, 0);
    while at < case.lines.len() {
        if case.lines[at].sign == '@' {
            from = find(&lines, 0, &case.lines[at..=at])? + 1;
            at += 1;
        }
        let count = |at: usize, sign| case.lines[at..].iter().take_while(|line| line.sign == sign).count();
        // What does not stand together is taken away part by part.
        let parts = (1..=count(at, '-')).rev();
        let found = parts.map(|gone| Ok((gone, find(&lines, from, &case.lines[at..at + gone])?)));
        let mut found: Vec<Result<(usize, usize), String>> = found.collect();
        let (gone, place) = match found.iter().position(Result::is_ok) {
            Some(longest) => found.swap_remove(longest)?,
            None => found.pop().unwrap_or(Ok((0, from)))?,
        };
        let new = count(at + gone, '+');
        // Where nothing is taken away, it is put where the next line stands.
        let next = lines.get(place).map_or("", String::as_str);
        let indent = next[..next.len() - next.trim_start().len()].to_owned();
        let fresh =
            case.lines[at + gone..at + gone + new].iter().map(|line| format!("{indent}{}", line.text));
        let fresh: Vec<String> = fresh.collect();
        lines.splice(place..place + gone, fresh);
        // The next lines may stand before these.
        from = 0;
        at += gone + new;
    }
    Ok(lines.join("\n") + "\n")
}

/// Where lines stand, behind a line; without one only once.
fn find(lines: &[String], from: usize, wanted: &[Line<'_>]) -> Result<usize, String> {
    let is_here = |at: &usize| {
        let here = lines[*at..].iter().zip(wanted);
        here.clone().count() == wanted.len()
            && here.into_iter().all(|(line, wanted)| line.trim() == wanted.text.trim())
    };
    let found: Vec<usize> = (from..lines.len()).filter(is_here).collect();
    let what = wanted.iter().map(|line| line.text).collect::<Vec<_>>().join("\n");
    match found.as_slice() {
        [] => Err(format!("the base has no\n{what}")),
        [one] => Ok(*one),
        [first, ..] if from > 0 => Ok(*first),
        _ => Err(format!("the base has several\n{what}")),
    }
}

fn said(sign: char, changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let _ = write!(text, "{sign} {} {}: {}", change.class().name(), change.code(), change.sentence());
        for reader in &change.readers {
            let _ = write!(text, "; {} `{}`", reader.what, reader.name);
        }
        text.push('\n');
    }
    if text.is_empty() { format!("{sign} nothing\n") } else { text }
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("cases"))
        .expect("the cases")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    files
}

fn base() -> String {
    fs::read_to_string(root().join("base.yaml")).expect("the base")
}

#[test]
fn every_change_is_told_as_expected() {
    let base_text = base();
    let old = load("base.yaml", &base_text).expect("a sound base");
    let mut wrong = String::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("the cases");
        let mut found = text.lines().take_while(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
        found = found.trim_end().to_owned() + "\n";
        for case in cases(&text) {
            let new = match changed(&base_text, &case).and_then(|text| load("new.yaml", &text)) {
                Ok(new) => new,
                Err(words) => {
                    let _ = writeln!(wrong, "{}: {words}\n", case.heading);
                    continue;
                }
            };
            let _ = writeln!(found, "\n# {}", case.heading);
            for line in &case.lines {
                let _ = writeln!(found, "{} {}", line.sign, line.text);
            }
            found += &said('=', &diff(&old, &new));
            found += &said('<', &diff(&new, &old));
        }
        if std::env::var_os("UPDATE_EXPECTED").is_some() && wrong.is_empty() {
            fs::write(&path, &found).expect("the cases can be written");
        } else if found != text {
            let _ = writeln!(wrong, "{}: found\n{found}", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nto accept: {UPDATE}");
}

/// Every row of the table is shown by a case.
#[test]
fn every_kind_of_change_has_a_case() {
    let mut shown = BTreeSet::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("the cases");
        let lines =
            text.lines().filter_map(|line| line.strip_prefix("= ").or_else(|| line.strip_prefix("< ")));
        let codes = lines.filter_map(|line| Some(line.split_once(' ')?.1.split_once(':')?.0.to_owned()));
        shown.extend(codes);
    }
    let verbs = [Verb::Added, Verb::Removed, Verb::Renamed, Verb::Changed];
    let all: Vec<String> = aspects()
        .flat_map(|aspect| {
            verbs.into_iter().filter(|verb| aspect.effect(*verb).is_some()).map(|verb| aspect.code(verb))
        })
        .collect();
    assert!(all.len() > 60, "{all:?}");
    let missing: Vec<&String> = all.iter().filter(|code| !shown.contains(*code)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The page with the table is the table.
#[test]
fn the_page_has_every_kind_of_change() {
    let mut page = "# Every kind of change\n\nWhat [`gaugewright diff`](diff.md) tells, how bad it is, and why. This page is made of the table in the program.\n".to_owned();
    let mut sort = "";
    for aspect in aspects() {
        if aspect.sort.name() != sort {
            sort = aspect.sort.name();
            let _ = writeln!(page, "\n## {sort}\n\n| what | change | class | why |\n|---|---|---|---|");
        }
        for effect in aspect.effects {
            let what = if aspect.name.is_empty() { "itself" } else { aspect.name };
            let (verb, class) = (effect.verb.name(), effect.class.name());
            let _ = writeln!(page, "| {what} | {verb} | {class} | {} |", effect.why);
        }
    }
    let path = root().join("../../docs");
    let wrong = crate::audit::compare(&path, "diff-table.md", &page);
    assert_eq!(wrong, Ok(()), "to accept: {UPDATE}");
}
