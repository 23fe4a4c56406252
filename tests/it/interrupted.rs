//! Runs that are killed, that meet each other, and that find no room: what was there stays whole, and the next run mends the rest.
//!
//! `GAUGEWRIGHT_KILLS=400 cargo test -p gaugewright-tests interrupted` kills more of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::programs;
use crate::project::Project;
use crate::random::Random;

/// Kills within the tests.
const KILLS: u64 = 8;
/// How many write at once.
const WRITERS: u64 = 4;

/// A spec with so many alerts, all files of which differ from those of another number.
fn spec(version: u64) -> String {
    let alert = |at| {
        format!(
            "    A{at}: {{ expr: stock, below: {version}.{at}5, severity: warning, summary: none left in {version} }}\n"
        )
    };
    let alerts: String = (0..20 + version).map(alert).collect();
    format!(
        "spec: 1\nchecks: {{ shadowed-alert: off }}\nservice: {{ name: shop, title: Shop {version}, scrape: {{ port: 8000, interval: 15s }} }}\n\
         metrics: {{ shop: {{ stock: {{ type: gauge, help: Stock }} }} }}\nalerts:\n  shop:\n{alerts}"
    )
}

fn start(project: &Project) -> Child {
    let mut command = Command::new(programs::gaugewright());
    command.current_dir(project.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it starts")
}

/// The files below a folder and what is in them, without the list and what is only being written.
fn files(project: &Project) -> BTreeMap<String, String> {
    let paths = project.files().into_iter().filter(|path| project.path(path).is_file());
    paths.map(|path| (path.clone(), project.read(&path))).collect()
}

/// The names of files that somebody has left half.
fn left(project: &Project) -> Vec<String> {
    let folders: BTreeSet<_> =
        project.files().iter().filter_map(|path| Some(project.path(path).parent()?.to_owned())).collect();
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".gaugewright-"))
        .collect()
}

#[test]
fn a_killed_run_leaves_whole_files_and_the_next_mends_all() {
    let kills = std::env::var("GAUGEWRIGHT_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let project = Project::new(&spec(0));
    project.expect(&[], 0);
    project.write("docs/notes.md", "mine");
    let mut before = files(&project);
    for number in 0..kills {
        let next = Project::new(&spec(number % 5 + 1));
        next.expect(&[], 0);
        let after = files(&next);
        project.write("metrics-spec.yaml", &spec(number % 5 + 1));
        let mut run = start(&project);
        thread::sleep(Duration::from_millis(Random(number).next() % 120));
        let _ = run.kill();
        run.wait().expect("it ends");
        for (path, text) in files(&project) {
            let is_whole = before.get(&path) == Some(&text) || after.get(&path) == Some(&text);
            assert!(is_whole, "kill {number}: {path} is neither the old file nor the new one:\n{text}");
        }
        project.expect(&[], 0);
        project.expect(&["check"], 0);
        assert_eq!(files(&project), after, "kill {number}");
        assert_eq!(left(&project), Vec::<String>::new(), "kill {number}");
        before = after;
    }
    assert_eq!(project.read("docs/notes.md"), "mine");
}

#[test]
fn several_runs_at_once_end_well() {
    let project = Project::new(&spec(0));
    project.expect(&[], 0);
    for round in 0..3 {
        project.write("metrics-spec.yaml", &spec(round + 1));
        let runs: Vec<Child> = (0..WRITERS).map(|_| start(&project)).collect();
        for mut run in runs {
            assert!(run.wait().expect("it ends").success(), "round {round}");
        }
        project.expect(&["check"], 0);
        assert_eq!(left(&project), Vec::<String>::new());
    }
}

/// Where no file may have more than a few kilobytes, as on a disk that is full.
#[test]
fn without_room_nothing_is_lost() {
    let project = Project::new(&spec(0));
    project.expect(&[], 0);
    let before = files(&project);
    project.write("metrics-spec.yaml", &spec(3));
    let limited = Command::new("sh")
        .current_dir(project.path(""))
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\""])
        .arg(programs::gaugewright())
        .output()
        .expect("a shell");
    let words = String::from_utf8_lossy(&limited.stderr).into_owned();
    assert_eq!(limited.status.code(), Some(2), "{words}");
    assert!(words.contains("cannot be written: File too large") && !words.contains("at path"), "{words}");
    let expected = Project::new(&spec(3));
    expected.expect(&[], 0);
    let after = files(&expected);
    for (path, text) in files(&project) {
        assert!(before.get(&path) == Some(&text) || after.get(&path) == Some(&text), "{path}:\n{text}");
    }
    project.expect(&[], 0);
    assert_eq!(files(&project), after);
    assert_eq!(left(&project), Vec::<String>::new());
}
