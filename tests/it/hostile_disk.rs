//! What comes with a pull request, or lies where nobody expects it: names that lead elsewhere, a list that names what is not ours,
//! links, pipes, devices, and what a killed run has left.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::project::Project;

const SPEC: &str = r#"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
metrics:
  shop:
    orders_total: { type: counter, help: Orders }
    stock: { type: gauge, help: Stock }
dashboards:
  shop:
    title: Shop
    rows: [ [ { stat: Orders, expr: "sum(rate(orders_total[$__rate_interval]))", description: Orders per second } ] ]
"#;

/// A spec with alerts of these names.
fn with_alerts(names: &[&str]) -> String {
    let alert = |name: &&str| {
        let name = serde_json::Value::from(*name);
        format!("    {name}: {{ expr: stock, below: 1, severity: warning, summary: none left }}\n")
    };
    // They watch the same.
    let spec = SPEC.replace("spec: 1\n", "spec: 1\nchecks: { shadowed-alert: off }\n");
    format!("{spec}alerts:\n  shop:\n{}", names.iter().map(alert).collect::<String>())
}

/// Names that people have, and those that somebody chose.
const NAMES: [&str; 15] = [
    "High error rate (api)",
    "KubePod:CrashLooping",
    "../../../../escaped",
    "..",
    "a/b",
    "README",
    "CON",
    "nul.txt",
    "HighErrors",
    "Higherrors",
    "Lag",
    "Lag-authored",
    "</td><img src=x onerror=alert(1)>",
    "`$(touch escaped)` \"quoted\" \\ 'name'",
    "\u{202e}tab\tand\nline",
];

#[test]
fn names_of_alerts_are_free_and_their_files_are_where_they_belong() {
    let long = "x".repeat(300);
    let names: Vec<&str> = NAMES.into_iter().chain([long.as_str()]).collect();
    let project = Project::new(&with_alerts(&names));
    let before = fs::read_dir(project.path("..")).expect("a folder").count();
    project.expect(&[], 0);
    assert_eq!(fs::read_dir(project.path("..")).expect("a folder").count(), before, "files outside");
    let files = project.files();
    let is_page = |file: &&String| {
        let is_markdown = std::path::Path::new(file).extension().is_some_and(|ending| ending == "md");
        file.starts_with("docs/runbooks/") && is_markdown
    };
    let runbooks: Vec<&String> = files.iter().filter(is_page).collect();
    assert_eq!(runbooks.len(), names.len() + 1, "{runbooks:#?}");
    let mut lower: Vec<String> = files.iter().map(|file| file.to_ascii_lowercase()).collect();
    lower.dedup();
    assert_eq!(lower.len(), files.len(), "names that are one on some disks");
    for file in &files {
        assert!(project.path(file).is_file() && file.len() < 200, "{file}");
        assert!(file.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte)), "{file}");
    }
    // Every page is linked, and a name is text in it.
    let index = project.read("docs/runbooks/README.md");
    for page in runbooks.iter().filter(|page| !page.ends_with("README.md")) {
        let name = page.trim_start_matches("docs/runbooks/");
        assert!(index.contains(&format!("]({name})")), "{name}: {index}");
    }
    let all = runbooks.iter().map(|page| project.read(page)).collect::<String>();
    let is_text = |line: &&str| !line.starts_with("amtool");
    let shown = all.lines().filter(is_text).collect::<String>().replace(r"\<", "");
    assert!(all.contains(r"\<img src=x") && !shown.contains("<img"), "{all}");
    // The command that a page proposes is one command, whatever the name is.
    let quoted = all
        .lines()
        .find(|line| line.starts_with("amtool silence") && line.contains("touch"))
        .expect("a command");
    let arguments = quoted.trim_start_matches("amtool");
    let shell =
        Command::new("sh").args(["-c", &format!("printf '%s\\n' {arguments}")]).output().expect("a shell");
    let last = String::from_utf8_lossy(&shell.stdout).lines().last().map(str::to_owned);
    assert_eq!(last.as_deref(), Some(r#"alertname="`$(touch escaped)` \"quoted\" \\ 'name'""#));
    project.expect(&["check"], 0);
    // The names themselves are what Prometheus has.
    let rules = project.read("monitoring/prometheus/alerts.yml");
    assert!(
        rules.contains("alert: ../../../../escaped") && rules.contains("alert: High error rate (api)"),
        "{rules}"
    );
}

#[test]
fn dashboards_and_objectives_that_differ_in_case_have_files_of_their_own() {
    let two = SPEC.replace(
        "  shop:\n    title: Shop\n",
        "  Shop: { title: Other, rows: [] }\n  shop:\n    title: Shop\n",
    );
    let slo = "{ title: T, objective: 99%, bad: orders_total, of: orders_total, allow: { always-true: of a test } }";
    let project = Project::new(&format!("{two}slos:\n  API: {slo}\n  Api: {slo}\n"));
    let text = project.expect(&[], 0);
    let files = project.files();
    for ending in ["-dashboard.json", ".yml"] {
        let mut lower: Vec<String> = files
            .iter()
            .filter(|file| file.ends_with(ending))
            .map(|file| file.to_ascii_lowercase())
            .collect();
        let count = lower.len();
        lower.dedup();
        assert_eq!(lower.len(), count, "{text} {files:#?}");
    }
}

#[test]
fn only_what_was_generated_is_removed() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    project.write("Cargo.toml", "mine");
    project.write(".git/config", "mine");
    project.write("docs/notes.md", "mine");
    project.write("docs/runbooks/by-hand.md", "# Mine\n");
    project.write("monitoring/grafana/notes.txt", "mine");
    let list = project.read("monitoring/.generated");
    let mine = [
        "metrics-spec.yaml",
        "Cargo.toml",
        ".git/config",
        "docs/notes.md",
        "docs/runbooks/by-hand.md",
        "monitoring/grafana/notes.txt",
    ];
    project.write("monitoring/.generated", &format!("{list}{}\n", mine.join("\n")));
    let text = project.expect(&[], 0);
    for file in mine {
        assert!(project.path(file).is_file(), "{file} is gone: {text}");
        assert!(text.contains(file), "{file} is not named: {text}");
    }
    assert_eq!(project.read("monitoring/.generated"), list);
}

#[test]
fn nothing_is_written_or_removed_through_a_link() {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let precious = elsewhere.path().join("a.yml");
    fs::write(&precious, "# Generated from a spec of mine\n").expect("a file");
    let project = Project::new(&with_alerts(&["Out"]));
    project.expect(&[], 0);
    let list = project.read("monitoring/.generated");
    // A folder that is a link, and a list that names what lies behind it.
    fs::remove_dir_all(project.path("monitoring/prometheus/tests")).expect("a folder");
    symlink(elsewhere.path(), project.path("monitoring/prometheus/tests")).expect("a link");
    project.write("monitoring/.generated", &format!("{list}monitoring/prometheus/tests/a.yml\n"));
    let text = project.expect(&[], 2);
    assert!(text.contains("monitoring/prometheus/tests is a link"), "{text}");
    fs::remove_file(project.path("monitoring/prometheus/tests")).expect("a link");
    project.write("monitoring/.generated", &list);
    project.expect(&[], 0);
    // A file that is one, and one that leads nowhere.
    for target in [precious.clone(), elsewhere.path().join("nowhere")] {
        fs::remove_file(project.path("docs/MONITORING.md")).expect("a file");
        symlink(&target, project.path("docs/MONITORING.md")).expect("a link");
        assert!(project.expect(&[], 2).contains("docs/MONITORING.md is a link"));
    }
    assert_eq!(fs::read_to_string(&precious).expect("a file"), "# Generated from a spec of mine\n");
    assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 1);
}

#[test]
fn a_second_spec_does_not_take_what_the_first_has_made() {
    let project = Project::new(SPEC);
    project.write("second.yaml", &SPEC.replace("name: shop", "name: other"));
    project.expect(&[], 0);
    let files = project.files();
    for args in [&["generate", "--spec", "second.yaml"][..], &["check", "--spec", "second.yaml"]] {
        let text = project.expect(args, 2);
        assert!(text.contains("belong to metrics-spec.yaml") && text.contains("--out"), "{text}");
    }
    assert!(files.iter().all(|file| project.path(file).is_file()));
    project.expect(&["generate", "--spec", "second.yaml", "--out", "other"], 0);
    assert!(project.read("other/monitoring/.generated").contains("# Spec: second.yaml\n"));
    // A list of an earlier version names none.
    let list = project.read("monitoring/.generated").replace("# Spec: metrics-spec.yaml\n", "");
    project.write("monitoring/.generated", &list);
    project.expect(&[], 0);
    assert!(project.read("monitoring/.generated").contains("# Spec: metrics-spec.yaml\n"));
}

/// Makes a pipe that nobody writes to.
fn pipe(project: &Project, path: &str) {
    let place = project.path(path);
    let _ = fs::remove_file(&place);
    let made = Command::new("mkfifo").arg(&place).status().expect("mkfifo");
    assert!(made.success(), "{}", place.display());
}

#[test]
fn pipes_and_devices_are_an_error_and_no_hang() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    for path in ["docs/MONITORING.md", "monitoring/.generated"] {
        let before = project.read(path);
        pipe(&project, path);
        let text = project.expect(&[], 2);
        assert!(text.contains(&format!("{path} is in the way: it is not a file")), "{text}");
        fs::remove_file(project.path(path)).expect("a pipe");
        project.write(path, &before);
    }
    assert!(
        project
            .expect(&["--spec", "/dev/zero"], 2)
            .contains("/dev/zero cannot be read: it is not a regular file")
    );
    pipe(&project, "spec.yaml");
    assert!(project.expect(&["--spec", "spec.yaml"], 2).contains("spec.yaml cannot be read"));
    fs::create_dir_all(project.path("monitoring-templates")).expect("a folder");
    pipe(&project, "monitoring-templates/deployment.md");
    assert!(project.expect(&[], 2).contains("deployment.md cannot be read: it is not a regular file"));
}

#[test]
fn templates_do_not_lead_out_of_the_project() {
    let secret = tempfile::NamedTempFile::new().expect("a file");
    fs::write(secret.path(), "a secret").expect("a file");
    let project = Project::new(SPEC);
    project.write("texts/mine.md", "Ask Anna.");
    fs::create_dir_all(project.path("monitoring-templates")).expect("a folder");
    symlink("../texts/mine.md", project.path("monitoring-templates/deployment.md")).expect("a link");
    project.expect(&[], 0);
    assert!(project.read("docs/DEPLOYMENT.md").contains("Ask Anna."));
    fs::remove_file(project.path("monitoring-templates/deployment.md")).expect("a link");
    symlink(secret.path(), project.path("monitoring-templates/deployment.md")).expect("a link");
    let text = project.expect(&[], 2);
    assert!(text.contains("deployment.md is a link that leads out of the project"), "{text}");
    fs::remove_dir_all(project.path("monitoring-templates")).expect("a folder");
    symlink(secret.path().parent().expect("a folder"), project.path("monitoring-templates")).expect("a link");
    assert!(project.expect(&[], 2).contains("monitoring-templates is a link that leads out of the project"));
}

#[test]
fn a_template_ends() {
    let project = Project::new(SPEC);
    let loops = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}";
    project.write("monitoring-templates/runbooks.md.j2", loops);
    project.write("metrics-spec.yaml", &with_alerts(&["Out"]));
    let text = project.expect(&[], 1);
    assert!(text.contains("runbooks.md.j2") && text.contains("too many steps"), "{text}");
}

#[test]
fn what_a_killed_run_has_left_is_removed_by_the_next() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    project.write("monitoring/.gaugewright-abc123", "half");
    project.write("monitoring/prometheus/.gaugewright-abc124", "half");
    project.write("docs/.gaugewright-abc125", "half");
    // Somebody is at work on this one.
    project.write("docs/.gaugewright-abc126", "half");
    let busy = fs::File::open(project.path("docs/.gaugewright-abc126")).expect("a file");
    busy.lock().expect("a lock");
    project.expect(&[], 0);
    for gone in [
        "monitoring/.gaugewright-abc123",
        "monitoring/prometheus/.gaugewright-abc124",
        "docs/.gaugewright-abc125",
    ] {
        assert!(!project.path(gone).exists(), "{gone}");
    }
    assert!(project.path("docs/.gaugewright-abc126").exists());
}
