//! Hostile texts in the place of every scalar that a spec has. What loads is rendered, its paths are safe, and some of it is written by the
//! program into a folder with links around it, and read by Prometheus' and Alertmanager's own programs.
//!
//! A short run is part of the tests; a long one is
//! `GAUGEWRIGHT_FUZZ=1000000 cargo test --release -p gaugewright-tests hostile_texts -- --nocapture`.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{tool, workspace};
use crate::fuzz::{Outcome, run};
use crate::project::Project;
use crate::random::Random;

/// Inputs of a run within the tests.
const SHORT_RUN: u64 = 1500;
/// One sound input in so many is written and read.
const WRITTEN_EVERY: u64 = 50;

#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "../../../../escaped", "..", ".", "/etc/passwd", "a/b", "a\\b", "C:\\x", "CON", "nul.txt", "README", "-rf", "--out=/tmp",
    "", " ", "\t", "a\nb", "a\r\nb", "\u{0}", "\u{1b}[2J", "\u{9b}", "\u{202e}gpj.exe", "\u{feff}", "\u{2028}", "é", "🦀", "日本語",
    "</td><img src=x onerror=alert(1)>", "<!--", "-->", "[x](javascript:alert(1))", "```", "`", "|", "'", "\"", "\"; rm -rf x; \"",
    "$(touch escaped)", "`touch escaped`", "${HOME}", "$$", "$1", "{{ .Values }}", "{{ $value }}", "{{ template \"x\" }}", "{% raw %}",
    "{{", "}}", "{% for a in range(9) %}", "#", ": ", "- a", "? x", "&a", "*a", "!!python/object:x", "%YAML 9", "---", "...", "|\n  x",
    "a: b", "{a: b}", "[a]", "null", "~", "true", "yes", "0", "-1", "1e999", "NaN", "18446744073709551616", "99999999999d", "0s", "1h30m",
    "https://a.example/%2e%2e/", "javascript:alert(1)", "file:///etc/passwd", "http://[::1", "user:pass@host", "localhost:99999",
    "error", "self", "__name__", "le", "job", "rate(x[5m])", "up", "vector(1)", "a{b=\"c\"}", "x[5m:1m]", "{__name__=~\".+\"}",
];

/// The sound specs, as trees.
fn specs() -> Vec<Value> {
    let folders = ["tests/diagnostics/clean", "tests/corpus", "tests/rule_tests"].map(workspace::path);
    let mut specs: Vec<Value> =
        folders.iter().flat_map(|folder| workspace::files_below(folder)).map(workspace::read_yaml).collect();
    for own in ["tests/golden/scale/shop.yaml", "tests/golden/alertmanager/shop.yaml", "metrics-spec.yaml"] {
        specs.push(workspace::read_yaml(workspace::path(own)));
    }
    specs
}

/// Where the scalars are, and the keys of maps, which are names.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                places.push(format!("{at}/{key}#"));
                self::places(inner, &format!("{at}/{key}"), places);
            }
        }
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, inner)| self::places(inner, &format!("{at}/{index}"), places));
        }
        _ => places.push(at.to_owned()),
    }
}

/// The spec with a text in that place.
fn changed(spec: &Value, place: &str, text: &str) -> Value {
    let mut spec = spec.clone();
    match place.strip_suffix('#') {
        None => spec.pointer_mut(place).into_iter().for_each(|value| *value = text.into()),
        Some(key) => {
            let (map, key) = key.rsplit_once('/').expect("a map around it");
            let key = key.replace("~1", "/").replace("~0", "~");
            if let Some(map) = spec.pointer_mut(map).and_then(Value::as_object_mut) {
                // In its place, for the order of a spec counts.
                let renamed = std::mem::take(map).into_iter();
                map.extend(
                    renamed.map(
                        |(name, value)| if name == key { (text.to_owned(), value) } else { (name, value) },
                    ),
                );
            }
        }
    }
    spec
}

/// Sound specs with a hostile text in one place each. An input is made of its number alone.
struct Inputs {
    specs: Vec<Value>,
    places: Vec<Vec<String>>,
}

impl Inputs {
    fn read() -> Self {
        let specs = specs();
        let places = |spec| {
            let mut found = Vec::new();
            places(spec, "", &mut found);
            found
        };
        Self { places: specs.iter().map(places).collect(), specs }
    }

    /// The spec, and whether it is sound after all.
    fn input(&self, number: u64) -> (String, bool) {
        let mut random = Random(number);
        let last = self.specs.len() - 1;
        // The last is the sample, which takes as long as a hundred others.
        let at = if number.is_multiple_of(100) { last } else { random.below(last) };
        let place = &self.places[at][random.below(self.places[at].len())];
        let text = changed(&self.specs[at], place, random.pick(TEXTS)).to_string();
        let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| run(&text))) else {
            panic!("input {number}, see above: {place} of\n{text}");
        };
        (text, outcome == Outcome::Rendered)
    }
}

/// What the checker takes, rustc takes: collectors of sound specs with hostile texts, in one crate.
#[test]
#[ignore = "compiles for minutes: SECURITY.md has the command"]
fn sound_hostile_specs_compile() {
    const COMPILED: usize = 300;
    let (inputs, folder) = (Inputs::read(), tempfile::tempdir().expect("a temporary folder"));
    let sound = (0..).map(|number| inputs.input(number)).filter(|(_, is_sound)| *is_sound).take(COMPILED);
    let module = |(at, (text, _)): (usize, (String, bool))| {
        tool::write(folder.path(), &format!("{at}.yaml"), text);
        format!("mod m{at} {{ gaugewright::metrics!(\"{at}.yaml\"); }}\n")
    };
    let source: String = sound.enumerate().map(module).collect();
    let runtime = workspace::path("runtime");
    let manifest = format!(
        "[package]\nname = \"hostile\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         gaugewright = {{ path = {runtime:?}, features = [\"axum\", \"gzip\", \"process\", \"push\"] }}\n"
    );
    tool::write(folder.path(), "Cargo.toml", manifest);
    fs::create_dir(folder.path().join("src")).expect("a folder");
    tool::write(folder.path(), "src/lib.rs", source);
    fs::copy(workspace::path("Cargo.lock"), folder.path().join("Cargo.lock"))
        .expect("the versions of the workspace");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder.path()).args(["check", "--quiet", "--target-dir"]);
    let output = tool::run(cargo.arg(workspace::path("target/hostile")));
    assert!(output.succeeded(), "{output}");
}

#[test]
fn hostile_texts_do_no_harm() {
    let long = std::env::var("GAUGEWRIGHT_FUZZ").ok().and_then(|inputs| inputs.parse().ok());
    let inputs = Inputs::read();
    let (mut sound, mut written) = (0_u64, 0_u64);
    for number in 0..long.unwrap_or(SHORT_RUN) {
        let (text, is_sound) = inputs.input(number);
        if is_sound {
            sound += 1;
            if sound.is_multiple_of(WRITTEN_EVERY) && written < 1000 {
                written += 1;
                is_written(&text);
            }
        }
    }
    assert!(sound > 100 && written > 2, "{sound} sound, {written} written");
}

/// The program writes it below its folder alone, through no link, and others read it.
fn is_written(spec: &str) {
    let project = Project::new(spec);
    let outside = project.path("outside");
    fs::create_dir_all(project.path("out/docs")).and_then(|()| fs::create_dir(&outside)).expect("folders");
    std::os::unix::fs::symlink(&outside, project.path("out/docs/link")).expect("a link");
    project.expect(&["generate", "--out", "out"], 0);
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0, "written through a link: {spec}");
    let beside: BTreeSet<String> = fs::read_dir(project.path(""))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(beside, ["metrics-spec.yaml", "out", "outside"].map(str::to_owned).into(), "{spec}");
    is_read(&project.path("out/monitoring"), spec);
}

fn is_read(monitoring: &Path, spec: &str) {
    let is_rules = |file: &std::path::PathBuf| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        matches!(name, "alerts.yml" | "recordings.yml") || name.starts_with("slo-")
    };
    let folder = monitoring.join("prometheus");
    let rules: Vec<_> = workspace::files_below(&folder)
        .into_iter()
        .filter(|file| file.parent() == Some(&folder) && is_rules(file))
        .collect();
    let read = |program: &str, arguments: &[&str], files: &[std::path::PathBuf]| {
        if files.is_empty() {
            return;
        }
        let mut command: Command = tool::command(program);
        let output = tool::run(command.args(arguments).args(files));
        assert!(output.succeeded(), "{spec}\n{output}");
    };
    read("promtool", &["check", "rules"], &rules);
    let config = monitoring.join("alertmanager/alertmanager.yml");
    if config.is_file() && !is_newer(&workspace::read(&config)) {
        // Debian's Alertmanager does not know this key of a webhook yet.
        let known = |line: &str| {
            let key = line.trim_start().trim_start_matches("- ");
            let place = line.len() - key.len();
            if key.starts_with("url_file:") {
                format!("{}url: http://localhost/\n", &line[..place])
            } else {
                format!("{line}\n")
            }
        };
        let text = workspace::read(&config).lines().map(known).collect::<String>();
        fs::write(&config, text).expect("a file");
        read("amtool", &["check-config"], &[config]);
    }
}

/// Whether a configuration has receivers that Debian's Alertmanager does not know.
fn is_newer(config: &str) -> bool {
    let newer =
        ["jira_configs", "msteams_configs", "msteamsv2_configs", "rocketchat_configs", "wechat_configs"];
    newer.iter().any(|kind| config.contains(kind))
}

/// A key that no sound spec has is never tried.
#[test]
fn sound_specs_have_every_key() {
    fn keys(schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(map) => {
                found.extend(
                    map.get("properties")
                        .and_then(Value::as_object)
                        .into_iter()
                        .flat_map(|map| map.keys().cloned()),
                );
                map.values().for_each(|inner| keys(inner, found));
            }
            Value::Array(list) => list.iter().for_each(|inner| keys(inner, found)),
            _ => {}
        }
    }
    let schema = workspace::read(workspace::path("docs/metrics-spec.schema.json"));
    let mut wanted = BTreeSet::new();
    keys(&serde_json::from_str(&schema).expect("JSON"), &mut wanted);
    let mut have = BTreeSet::new();
    for spec in specs() {
        let mut found = Vec::new();
        places(&spec, "", &mut found);
        have.extend(
            found.iter().flat_map(|place| place.split('/')).map(|part| part.trim_end_matches('#').to_owned()),
        );
    }
    // Debian's promtool refuses rules with it.
    have.insert("query_offset".to_owned());
    let missing: Vec<&String> = wanted.difference(&have).collect();
    assert!(missing.is_empty(), "add {missing:?} to a sound spec in tests/diagnostics/clean");
}
