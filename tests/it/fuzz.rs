//! Specs that nobody meant to write: sound and broken ones, mutated. Whatever comes out, loading ends in bounded
//! time, every finding has a place in the text, and what loads can be rendered.
//!
//! A short run is part of the tests. A long one, which says how fast it went, is
//! `GAUGEWRIGHT_FUZZ=1000000 cargo test --release -p gaugewright-tests fuzz -- --nocapture`.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use codegen::outputs::Folders;
use codegen::{Chosen, Files};
use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::render;
use gaugewright_spec::source::Source;

use crate::random::Random;

/// Inputs of a run within the tests: about ten seconds without optimization.
const SHORT_RUN: u64 = 2000;
/// No input of this size is worth more, even on a busy machine.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(10);
/// One input in so many starts from the sample spec, which takes as long as a hundred small ones.
const SAMPLE_EVERY: u64 = 100;

/// Tokens that YAML, PromQL and quantities take for more than text; the words of the specs come on top.
#[rustfmt::skip] // One a line would fill three screens.
pub(crate) const TOKENS: &[&str] = &[
    "[", "]", "{", "}", "(", ")", ", ", ": ", ":", "- ", "? ", "|\n", ">-\n", "|2\n", "'", "\"", "\\",
    "\\x", "\\u12", "#", " #", "&a ", "*a", "<<: *a", "!!str ", "%", "@", "`", "\t", "\r\n", "\n\n",
    "---\n", "...\n", "~", "null", "yes", "''", "\"\"", "[]", "{}", "{{", "}}", "{{ value }}",
    "{{ threshold }}", "{{ größe }}", "$", "${", "$window", "$__rate_interval", "$__range_s",
    "${job:regex}", "offset 5m", "@ end()", "[5m]", "[5m:1m]", "[$window]", "[0]", "by (le)", "without ()",
    "on ()", "ignoring (le)", "group_left", "group_right ()", "bool", "==", "=~", "!~", "!=", "and", "or",
    "unless", "atan2", "^", "-", "+", "*", "/", "%", ">", "<=", "rate(", "increase(", "topk(3, ",
    "histogram_quantile(0.9, ", "label_replace(", "absent(", "vector(", "scalar(", "time()", "sum",
    "count_values(\"x\", ", "predict_linear(", "clamp(", "info(", "NaN", "Inf", "-0", "1e999", "1e-999",
    "0x1f", "1_000", "9999999999999999999999", "18446744073709551616", "0.0000000000000000000001",
    "340282366920938463463374607431768211455", "5%", "100k", "1M tokens/h", "1h30m", "50GB", "1 GiB", "s/s",
    "USD/ktoken", "s*s*s", "/", "100..599", "0..4294967295", "..", "5m..1", "from", " from 5", "grafana:",
    "\u{feff}", "\u{85}", "\u{a0}", "\u{2028}", "\u{200b}", "\u{0}", "é", "größe", "日本語", "🦀", "e\u{301}",
    "(?i)", "[[:alpha:]]", "(a+)+$", ".{1000}", "\\\\p{Greek}", "x{99999}",
];

/// What mutations start from.
struct Corpus {
    sample: String,
    /// Every case, and among them the sound ones.
    specs: Vec<String>,
    sound: Vec<String>,
}

impl Corpus {
    fn read() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |path: &Path| fs::read_to_string(path).expect("a spec");
        let entries = |path: &Path| {
            let found = fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path());
            let mut all: Vec<_> = found.collect();
            all.sort();
            all
        };
        let cases = |topic: &Path| -> Vec<String> {
            let specs =
                entries(topic).into_iter().filter(|path| path.extension().is_some_and(|end| end == "yaml"));
            specs.map(|path| read(&path)).collect()
        };
        let root = here.join("diagnostics");
        Self {
            sample: read(&here.join("../metrics-spec.yaml")),
            specs: entries(&root).iter().flat_map(|topic| cases(topic)).collect(),
            sound: [root.join("clean"), here.join("rule_tests")]
                .iter()
                .flat_map(|topic| cases(topic))
                .collect(),
        }
    }

    fn words(&self) -> Vec<&str> {
        let texts = self.specs.iter().map(String::as_str);
        let parts = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'));
        let mut words: Vec<&str> =
            parts.filter(|word| !word.is_empty()).chain(TOKENS.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The text of one run, which its number alone decides.
    fn input(&self, words: &[&str], number: u64) -> String {
        let mut random = Random(number);
        let from_sample = number.is_multiple_of(SAMPLE_EVERY);
        // Half of them start sound, and often little is changed: only then the later passes see them.
        let start = if random.below(2) == 0 { &self.sound } else { &self.specs };
        let mut text = if from_sample { &self.sample } else { &start[random.below(start.len())] }.clone();
        for _ in 0..=random.below(4).saturating_sub(random.below(4)) {
            let other = &self.specs[random.below(self.specs.len())];
            text = mutate(&mut random, &text, words, other);
        }
        text
    }
}

/// A place between two characters.
fn place(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A word of the text, if it has one near a random place.
fn word(random: &mut Random, text: &str) -> std::ops::Range<usize> {
    let at = place(random, text);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = at + text[at..].find(is_word).unwrap_or(0);
    let end = start + text[start..].find(|c: char| !is_word(c)).unwrap_or(text.len() - start);
    start..end
}

pub(crate) fn mutate(random: &mut Random, text: &str, words: &[&str], other: &str) -> String {
    let mut text = text.to_owned();
    match random.below(12) {
        0 => {
            let mut bytes = text.into_bytes();
            let at = random.below(bytes.len().max(1));
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.next().to_le_bytes()[0];
            }
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        1 => text.insert_str(place(random, &text.clone()), random.pick(words)),
        2 => text.truncate(place(random, &text.clone())),
        3 => {
            let (a, b) = (place(random, &text), place(random, &text));
            let end = a.max(b).min(a.min(b) + 40);
            if text.is_char_boundary(end) {
                text.replace_range(a.min(b)..end, "");
            }
        }
        4 | 5 => text.replace_range(word(random, &text.clone()), random.pick(words)),
        6 => {
            let taken = text[word(random, &text)].to_owned();
            text.replace_range(word(random, &text.clone()), &taken);
        }
        _ => return mutate_lines(random, &text, other),
    }
    text
}

fn mutate_lines(random: &mut Random, text: &str, other: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (from, to) = (random.below(lines.len()), random.below(lines.len()));
    let Some(line) = lines.get(from).cloned() else { return other.to_owned() };
    match random.below(5) {
        0 => drop(lines.remove(from)),
        1 => lines.insert(to, line),
        2 => lines.swap(from, to),
        3 => {
            let indent = " ".repeat(random.below(12));
            lines[from] = format!("{indent}{}", line.trim_start());
        }
        _ => {
            let all: Vec<&str> = other.lines().collect();
            let first = random.below(all.len());
            let some = all.iter().skip(first).take(1 + random.below(6)).map(|line| (*line).to_owned());
            lines.splice(from..from, some);
        }
    }
    lines.join("\n")
}

/// What became of an input.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    Refused,
    Loaded,
    Rendered,
}

pub(crate) fn run(text: &str) -> Outcome {
    let source = Source::new("fuzz.yaml", text);
    let (spec, findings) = match codegen::load(&source) {
        Ok((spec, findings)) => (Some(spec), findings),
        Err(findings) => {
            assert!(!findings.is_empty(), "refused without a word");
            (None, findings)
        }
    };
    for finding in &findings {
        check(finding, &source);
    }
    match spec.map(|spec| (codegen::render(&spec), Chosen::new(&spec).folders())) {
        None => Outcome::Refused,
        Some((Err(words), _)) => {
            assert!(!words.is_empty(), "not rendered without a word");
            Outcome::Loaded
        }
        Some((Ok(files), folders)) => {
            are_safe(&files, &folders);
            Outcome::Rendered
        }
    }
}

/// Every path is one that an output can write, below the root, and no two are one where the case of letters does not count.
fn are_safe(files: &Files, folders: &Folders) {
    let mut seen = BTreeSet::new();
    for (path, _) in files.iter() {
        assert!(folders.can_have_written(path), "{path:?} is none of the paths of outputs");
        assert!(path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte)), "{path:?}");
        assert!(path.len() < 250 && seen.insert(path.to_ascii_lowercase()), "{path:?}");
    }
}

pub(crate) fn check(finding: &Diagnostic, source: &Source) {
    let text = source.text();
    assert!(!finding.message.is_empty(), "a finding without words");
    for label in &finding.labels {
        let range = label.span.range();
        let inside = range.start <= range.end && range.end <= text.len();
        let whole = inside && text.is_char_boundary(range.start) && text.is_char_boundary(range.end);
        assert!(whole, "{range:?} is no place in the text: {}", finding.message);
    }
    for colored in [false, true] {
        assert!(!render::human(finding, source, colored).is_empty(), "a finding that is not shown");
    }
}

#[test]
fn fuzz() {
    let long = std::env::var("GAUGEWRIGHT_FUZZ").ok().and_then(|inputs| inputs.parse().ok());
    let first = std::env::var("GAUGEWRIGHT_FUZZ_FROM").ok().and_then(|first| first.parse().ok()).unwrap_or(0);
    let corpus = Corpus::read();
    let words = corpus.words();
    let (mut loaded, mut rendered, mut slowest) = (0, 0, (Duration::ZERO, 0));
    let begin = Instant::now();
    let inputs = long.unwrap_or(SHORT_RUN);
    for number in first..first + inputs {
        let text = corpus.input(&words, number);
        let start = Instant::now();
        let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| run(&text))) else {
            panic!("input {number}, see above:\n{text}");
        };
        let took = start.elapsed();
        assert!(took < TIME_LIMIT, "input {number} took {took:?}:\n{text}");
        slowest = slowest.max((took, number));
        loaded += u64::from(outcome != Outcome::Refused);
        rendered += u64::from(outcome == Outcome::Rendered);
    }
    assert!(rendered * 30 > inputs, "only {rendered} of {inputs} were sound: the mutations are too wild");
    if long.is_some() {
        report(inputs, loaded, rendered, slowest, begin.elapsed());
    }
}

/// Found by hand: a hundred thousand codes, each tried on a pattern of a thousand states.
#[test]
fn many_codes_and_long_patterns_take_no_time() {
    let mut spec = String::from(
        "spec: 1\nservice: { name: shop, scrape: { port: 8000, interval: 15s } }\n\
         labels: { code: { codes: 0..99999 } }\n\
         metrics: { shop: { shop_total: { type: counter, labels: [code], help: Orders } } }\nqueries:\n",
    );
    spec.extend((0..30).map(|number| {
        format!("  q{number}: 'sum(rate(shop_total{{code!~\"(.?){{900}}x{number}\"}}[5m]))'\n")
    }));
    let start = Instant::now();
    assert!(run(&spec) == Outcome::Rendered);
    assert!(start.elapsed() < TIME_LIMIT, "{:?}", start.elapsed());
}

#[allow(clippy::print_stderr)] // Whoever starts a long run wants to see its figures.
fn report(inputs: u64, loaded: u64, rendered: u64, slowest: (Duration, u64), took: Duration) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    #[allow(clippy::cast_precision_loss)] // A rate for people.
    let rate = inputs as f64 / took.as_secs_f64();
    eprintln!("{inputs} inputs in {took:.1?}, {rate:.0} a second; {loaded} loaded, {rendered} rendered");
    eprintln!("slowest: input {} with {:?}; {memory}", slowest.1, slowest.0);
}
