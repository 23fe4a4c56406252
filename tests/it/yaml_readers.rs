//! Other readers of YAML must see what was meant: `PyYAML` follows version 1.1, where `on` is a boolean and `1:30` is
//! ninety.

use std::path::Path;
use std::process::Command;

use codegen::yaml::to_yaml;

/// Strings that some version of YAML, or some reader, takes for something else.
const NASTY: &[&str] = &[
    "",
    " ",
    "~",
    "null",
    "Null",
    "NULL",
    "y",
    "Y",
    "n",
    "N",
    "yes",
    "No",
    "on",
    "On",
    "OFF",
    "true",
    "False",
    "1",
    "-1",
    "+1",
    "0",
    "007",
    "08",
    "0x1",
    "0o7",
    "0b1",
    "1_000",
    "1.5",
    "1.",
    ".5",
    "1e3",
    "1E+3",
    "-1e-3",
    ".inf",
    "-.INF",
    ".nan",
    ".NaN",
    "1:30",
    "12:30:45",
    "1:30.5",
    "190:20:30",
    "2026-11-24",
    "2001-12-14t21:59:43.10-05:00",
    "2026-11-24 00:18:36",
    "=",
    "<<",
    "-",
    "- a",
    "?",
    "? a",
    ":",
    ": a",
    "a: b",
    "a:",
    "a #b",
    "#a",
    "&a",
    "*a",
    "!a",
    "!!str a",
    "|",
    ">",
    "%a",
    "@a",
    "`a`",
    "'a'",
    "\"a\"",
    "[a]",
    "{a}",
    "a, b",
    "---",
    "--- a",
    "...",
    "a\\b",
    "a\tb",
    "\ta",
    "a ",
    " a",
    "a\n",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "\n",
    "\na",
    "  a\nb",
    "a\n  b\n",
    "a \nb",
    "a\n# b\n",
    "a\r\nb",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}a",
    "é",
    "😀",
    "{{ $labels.x }}",
    "{{ \"{\" }}",
    "5%",
    "up{job=\"a\"} == 0",
    "@every 5m",
    "*.example.com",
    "[::1]:9090",
    "$1:$2",
    "(.+?)(?::\\d+)?;(\\d+)",
];

#[test]
fn another_reader_gets_every_string_back() {
    let keys: std::collections::BTreeMap<String, usize> =
        NASTY.iter().enumerate().map(|(at, text)| ((*text).to_owned(), at)).collect();
    let yaml = to_yaml(&(NASTY, &keys)).expect("strings can be written");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("nasty.yaml");
    std::fs::write(&file, yaml).expect("a file can be written");

    let program = "import json, sys, yaml\nprint(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8', newline=''))))";
    let output = Command::new(python()).args(["-c", program]).arg(&file).output().expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (strings, read_keys): (Vec<String>, std::collections::BTreeMap<String, usize>) =
        serde_json::from_slice(&output.stdout).expect("a list and a map of strings");
    assert_eq!(strings, NASTY);
    assert_eq!(read_keys, keys);
}

/// The Python that has `PyYAML`.
fn python() -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let python = root.join(".tools/python/bin/python");
    assert!(python.is_file(), "Python with PyYAML is not installed: run ./scripts/tools");
    python
}
