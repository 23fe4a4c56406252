//! Rules, dashboards and configurations that nobody meant to write: files of the cases, mutated. Whatever is in them, an audit, an import and a
//! comparison end in bounded time; every finding has a place; what is imported is sound, and all of it is given back or said to be left out.
//!
//! A short run is part of the tests. A long one is `GAUGEWRIGHT_FUZZ=100000 cargo test --release -p gaugewright-tests fuzz_files`, and
//! `GAUGEWRIGHT_FUZZ_CORPUS` may name a folder with files of others to begin with.

use std::fs;
use std::mem::discriminant;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use gaugewright_diff::diff;
use gaugewright_import::{Exposition, File, Sort, Verdict, audit, import, read};
use gaugewright_spec::diagnostic::Severity;
use gaugewright_spec::source::Source;
use serde_json::{Map, Value, json};

use crate::audit::{cases, files, with_scrapes};
use crate::fuzz::{TIME_LIMIT, TOKENS, check, mutate};
use crate::import::{generated, is_explained};
use crate::random::Random;

/// Inputs of a run within the tests: some seconds without optimization.
const SHORT_RUN: u64 = 200;

/// What a mutation puts in the place of something else.
fn odd(random: &mut Random, words: &[&str]) -> Value {
    let word = random.pick(words);
    let all = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!([]),
        json!({}),
        json!([[]]),
        json!({ "": {} }),
        json!("x".repeat(5000)),
        json!("$__interval"),
        json!("${shop:regex}"),
        json!(word),
    ];
    all[random.below(all.len())].clone()
}

/// Some part of a value, the deeper the likelier.
fn part<'v>(random: &mut Random, value: &'v mut Value) -> &'v mut Value {
    let count = match &*value {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => 0,
    };
    if count == 0 || random.below(8) == 0 {
        return value;
    }
    let at = random.below(count);
    let inner = match value {
        Value::Array(items) => items.get_mut(at),
        Value::Object(fields) => fields.values_mut().nth(at),
        _ => None,
    };
    part(random, inner.expect("one of them"))
}

/// The text, mutated, and whether something is of another type than before.
fn mutate_json(random: &mut Random, text: &str, words: &[&str], other: &str) -> Option<(String, bool)> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let mut other: Value = serde_json::from_str(other).unwrap_or_else(|_| json!(words.first()));
    let taken = part(random, &mut other).clone();
    let odd = odd(random, words);
    let place = part(random, &mut value);
    let before = discriminant(place);
    let mut is_other = false;
    match (random.below(4), place) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let at = random.below(items.len());
            let item = items.remove(at);
            if random.below(2) == 0 {
                items.extend([item.clone(), item]);
            }
        }
        (0, Value::Object(fields)) => changed_key(random, fields, words, taken),
        (1, place) => {
            is_other = discriminant(&taken) != before;
            *place = taken;
        }
        (2, Value::String(text)) => *text = mutate(random, text, words, "up"),
        (_, place) => {
            is_other = discriminant(&odd) != before;
            *place = odd;
        }
    }
    Some((value.to_string(), is_other))
}

/// Takes a field away, gives it another name or adds one.
fn changed_key(random: &mut Random, fields: &mut Map<String, Value>, words: &[&str], taken: Value) {
    let key = fields.keys().nth(random.below(fields.len())).cloned().unwrap_or_default();
    match random.below(3) {
        0 => drop(fields.remove(&key)),
        1 => {
            let value = fields.remove(&key).unwrap_or_default();
            fields.insert(random.pick(words).to_owned(), value);
        }
        _ => drop(fields.insert(random.pick(words).to_owned(), taken)),
    }
}

/// What mutations start from: the files of each case, and of each folder of others.
fn corpus() -> Vec<Vec<File>> {
    let mut all: Vec<Vec<File>> =
        ["audit", "import"].iter().flat_map(|of| cases(of)).map(|case| files(&case)).collect();
    if let Some(folder) = std::env::var_os("GAUGEWRIGHT_FUZZ_CORPUS") {
        let entries =
            fs::read_dir(Path::new(&folder)).expect("a folder").map(|entry| entry.expect("an entry").path());
        let text = |path: &Path| fs::read_to_string(path).ok();
        let file =
            |path: &Path| Some(File { name: path.file_name()?.to_str()?.to_owned(), text: text(path)? });
        let mut others: Vec<File> = entries.filter_map(|path| file(&path)).collect();
        others.sort_by(|a, b| a.name.cmp(&b.name));
        all.extend(others.into_iter().map(|file| vec![file]));
    }
    all.retain(|files| !files.is_empty());
    all
}

/// The files of one run.
struct Input {
    before: Vec<File>,
    now: Vec<File>,
    /// Whether something has a type that Grafana does not take: what that becomes is anybody's guess.
    is_other: bool,
}

/// The files of one run, which its number alone decides.
fn input(corpus: &[Vec<File>], words: &[&str], number: u64) -> Input {
    let mut random = Random(number);
    let before = &corpus[random.below(corpus.len())];
    let (mut now, mut is_other) = (before.clone(), false);
    for _ in 0..=random.below(3) {
        let others = &corpus[random.below(corpus.len())];
        let other = &others[random.below(others.len())].text;
        let at = random.below(now.len());
        let text = &mut now[at].text;
        let (mutated, of_other_type) = mutate_json(&mut random, text, words, other)
            .unwrap_or_else(|| (mutate(&mut random, text, words, other), false));
        *text = mutated;
        is_other |= of_other_type;
    }
    Input { before: before.clone(), now, is_other }
}

/// Does all that can be done with files; says whether a spec was made.
fn run(input: &Input) -> bool {
    let (scrapes, files) = with_scrapes(&input.now);
    let audit = audit(&files, &scrapes);
    for finding in &audit.findings {
        check(finding, &audit.source);
    }
    let (_, before) = with_scrapes(&input.before);
    if let (Ok(before), Ok(now)) = (read(&before), read(&files)) {
        diff(&before.spec, &now.spec);
        assert!(diff(&now.spec, &now.spec).is_empty(), "it differs from itself");
    }
    is_imported(&files, &scrapes, input.is_other)
}

fn is_imported(files: &[File], scrapes: &[Exposition], is_other: bool) -> bool {
    let (imported, report) = match import(files, scrapes, "shop", |spec| Ok(generated(spec))) {
        Ok(proven) => proven,
        Err(words) => {
            assert!(!words.is_empty(), "refused without a word");
            return false;
        }
    };
    let source = Source::new("metrics-spec.yaml", &*imported.text);
    let findings = match codegen::load(&source) {
        Ok((_, findings)) => findings,
        Err(findings) => panic!("what is imported is not sound: {findings:#?}"),
    };
    assert!(findings.iter().all(|finding| finding.severity < Severity::Warning), "{findings:#?}");
    for item in &report.items {
        // Of a dashboard with nonsense the rest is given back, and the difference told.
        let is_rule = matches!(item.sort, Sort::Alert | Sort::Recording | Sort::Route | Sort::Inhibition);
        let is_told = is_other || matches!(item.verdict, Verdict::Differs(_)) && !is_rule;
        assert!(is_told || is_explained(item), "{item:#?}");
    }
    true
}

#[test]
fn fuzz_files() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let inputs = number("GAUGEWRIGHT_FUZZ").unwrap_or(SHORT_RUN);
    let first = number("GAUGEWRIGHT_FUZZ_FROM").unwrap_or(0);
    let corpus = corpus();
    let texts =
        corpus.iter().flatten().flat_map(|file| file.text.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let mut words: Vec<&str> = texts.filter(|word| !word.is_empty()).chain(TOKENS.iter().copied()).collect();
    words.sort_unstable();
    words.dedup();
    let mut imported = 0;
    for number in first..first + inputs {
        let input = input(&corpus, &words, number);
        let start = Instant::now();
        let Ok(is_imported) = catch_unwind(AssertUnwindSafe(|| run(&input))) else {
            panic!("input {number}, see above:\n{:#?}", input.now);
        };
        assert!(start.elapsed() < TIME_LIMIT, "input {number} took {:?}:\n{:#?}", start.elapsed(), input.now);
        imported += u64::from(is_imported);
    }
    assert!(imported * 3 > inputs, "only {imported} of {inputs} were imported: the mutations are too wild");
}
