//! The command line, as a user and a CI job meet it: exit codes, careful writing, clear words.

#[cfg(unix)]
mod action;
mod diff;
mod existing;
mod outputs;
mod preview;
mod replay;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::programs;
use crate::project::Project;

const SPEC: &str = r#"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
metrics:
  shop:
    orders_total: { type: counter, help: Orders }
alerts:
  shop:
    NoOrders: { expr: "sum(rate(orders_total[5m]))", below: 1, severity: warning, summary: few orders }
dashboards:
  shop:
    title: Shop
    rows: [ [ { stat: Orders, expr: "sum(rate(orders_total[$__rate_interval]))", description: Orders per second } ] ]
"#;

#[test]
fn a_second_run_writes_nothing() {
    let project = Project::new(SPEC);
    assert!(project.expect(&[], 0).contains("0 removed"));
    assert!(project.expect(&["generate"], 0).contains("0 written, 0 removed"));
    project.expect(&["check"], 0);
    for file in project.files() {
        assert!(project.path(&file).is_file(), "{file} is listed and not there");
    }
}

#[test]
fn check_shows_what_has_drifted_and_writes_nothing() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    let before = project.read("monitoring/prometheus/alerts.yml");
    project.write("metrics-spec.yaml", &SPEC.replace("below: 1", "below: 2"));
    let text = project.expect(&["check"], 1);
    assert!(text.contains("-        expr: sum(rate(orders_total{job=\"shop\"}[5m])) < 1"), "{text}");
    assert!(text.contains("+        expr: sum(rate(orders_total{job=\"shop\"}[5m])) < 2"), "{text}");
    assert_eq!(project.read("monitoring/prometheus/alerts.yml"), before);
    project.expect(&[], 0);
    assert!(project.read("monitoring/prometheus/alerts.yml").contains("< 2"));
}

/// The files of a project that begin with a comment, without those that are JSON or a list.
fn commented(project: &Project) -> Vec<(String, String)> {
    let files = project.files().into_iter().map(|file| (project.read(&file), file));
    files.filter(|(text, _)| !text.starts_with('{')).map(|(text, file)| (file, text)).collect()
}

#[test]
fn files_and_messages_name_the_command_that_the_user_has() {
    let key = "spec: 1\ncommand: make metrics --\n";
    for (spec, generate, program) in [
        (SPEC.to_owned(), "gaugewright generate", "gaugewright"),
        (SPEC.replace("spec: 1\n", key), "make metrics", "make metrics --"),
        (SPEC.replace("spec: 1\n", "spec: 1\ncommand: bin/gw\n"), "bin/gw generate", "bin/gw"),
    ] {
        let project = Project::new(&spec);
        let text = project.expect(&["check"], 1);
        assert!(text.contains(&format!("not up to date: run `{generate}`\n")), "{text}");
        project.expect(&[], 0);
        let files = commented(&project);
        assert!(files.len() > 8, "{files:#?}");
        for (file, text) in files {
            let head: Vec<&str> = text.lines().take(2).collect();
            assert!(head.join(" ").to_lowercase().contains(&format!("run: {generate}")), "{file}: {head:?}");
            assert!(!text.contains("run: cargo"), "{file}");
        }
        let page = project.read("docs/DEPLOYMENT.md");
        assert!(page.contains(&format!("\n{program} up --target localhost:8000\n")), "{page}");
    }
}

#[test]
fn an_edited_file_is_drift() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    project.write("monitoring/prometheus/alerts.yml", "groups: []\n");
    assert!(project.expect(&["check"], 1).contains("-groups: []"));
    project.expect(&[], 0);
    project.expect(&["check"], 0);
}

#[test]
fn an_error_leaves_everything_as_it_was() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    let before: Vec<String> = project.files().iter().map(|file| project.read(file)).collect();
    project.write("metrics-spec.yaml", &SPEC.replace("rate(orders_total[5m])", "rate(order_total[5m])"));
    let text = project.expect(&[], 1);
    assert!(text.contains("did you mean `orders_total`?") && text.contains("nothing was written"), "{text}");
    let after: Vec<String> = project.files().iter().map(|file| project.read(file)).collect();
    assert_eq!(before, after);
}

#[test]
fn files_that_are_no_longer_generated_go_away() {
    let project = Project::new(SPEC);
    project.expect(&[], 0);
    project.write("monitoring/grafana/notes.txt", "mine");
    let without = SPEC.split("dashboards:").next().expect("a first part");
    project.write("metrics-spec.yaml", without);
    assert!(project.expect(&["check"], 1).contains("/dev/null"));
    assert!(project.expect(&[], 0).contains("1 removed"));
    assert!(!project.path("monitoring/grafana/shop-dashboard.json").exists());
    assert_eq!(project.read("monitoring/grafana/notes.txt"), "mine");
}

#[test]
fn a_server_that_cannot_be_asked_is_an_error_at_once() {
    let project = Project::new(SPEC);
    for command in ["verify", "preview"] {
        let text = project.expect(&[command, "--prometheus", "localhost:9090"], 2);
        assert!(
            text.contains("`localhost:9090` does not say how to ask: write `http://localhost:9090`"),
            "{text}"
        );
        let text = project.expect(&[command, "--prometheus", "http://127.0.0.1:1"], 2);
        assert!(text.contains("127.0.0.1:1"), "{text}");
    }
}

/// Without an address nothing would be compared, and no difference found.
#[test]
fn verify_needs_something_to_compare() {
    let project = Project::new(SPEC);
    for arguments in [&["verify"][..], &["verify", "--queries"], &["verify", "--slow", "3"]] {
        let text = project.expect(arguments, 2);
        assert!(text.contains("--target <URL>|--prometheus <URL>|--grafana <URL>"), "{text}");
    }
}

#[test]
fn a_foreign_file_is_never_replaced() {
    let project = Project::new(SPEC);
    project.write("monitoring/prometheus/alerts.yml", "written by hand");
    let text = project.expect(&[], 2);
    assert!(text.contains("alerts.yml is in the way") && text.contains("move it away"), "{text}");
    assert_eq!(project.read("monitoring/prometheus/alerts.yml"), "written by hand");
    assert!(!project.path("monitoring/prometheus/prometheus.yml").exists(), "nothing is written on an error");
}

#[test]
fn a_list_that_leads_outside_is_refused() {
    let project = Project::new(SPEC);
    project.write("monitoring/.generated", "../precious\n");
    project.write("../precious-of-a-test", "mine");
    assert!(project.expect(&[], 2).contains("not below the output folder"));
    fs::remove_file(project.path("../precious-of-a-test")).expect("the file is there");
}

#[test]
fn only_one_output_leaves_the_others_alone() {
    let project = Project::new(SPEC);
    project.expect(&["--only", "prometheus"], 0);
    assert!(!project.path("monitoring/grafana").exists());
    project.expect(&[], 0);
    project.expect(&["--only", "prometheus"], 0);
    assert!(project.path("monitoring/grafana/shop-dashboard.json").exists());
    assert!(project.expect(&["--only", "promethes"], 2).contains("unknown output `promethes`"));
}

#[test]
fn what_cannot_be_read_is_said() {
    let project = Project::new(SPEC);
    assert!(project.expect(&["--spec", "nowhere.yaml"], 2).contains("nowhere.yaml does not exist"));
    fs::write(project.path("latin1.yaml"), b"spec: 1 # \xe4").expect("a file can be written");
    assert!(project.expect(&["--spec", "latin1.yaml"], 2).contains("not UTF-8"));
}

#[test]
fn findings_have_forms_for_machines() {
    let project = Project::new(&SPEC.replace("severity: warning", "severity: warnin"));
    let json = project.run(&["check", "--format", "json"]);
    let findings: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(findings[0]["code"], "undefined-name");
    assert_eq!(findings[0]["line"], 9);
    let sarif = project.run(&["check", "--format", "sarif"]);
    let report: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("JSON");
    assert_eq!(report["runs"][0]["results"][0]["ruleId"], "undefined-name");
    let github = project.run(&["check", "--format", "github"]);
    assert!(String::from_utf8_lossy(&github.stdout).starts_with("::error file=metrics-spec.yaml,line=9,"));
}

#[test]
fn help_is_at_hand() {
    let project = Project::new(SPEC);
    assert!(project.expect(&["list"], 0).contains("grafana"));
    assert!(project.expect(&["explain", "unknown-metric"], 0).starts_with("# unknown-metric"));
    assert!(project.expect(&["explain", "no-such-rule"], 2).contains("unknown rule `no-such-rule`"));
    assert!(project.expect(&["completions", "bash"], 0).contains("gaugewright"));
}

#[test]
fn own_texts_and_templates_go_into_the_pages() {
    let project = Project::new(SPEC);
    project.write("monitoring-templates/monitoring/baselines.md", "\nOn Fridays {{ twice }} as much.\n");
    project.write("monitoring-templates/runbooks/NoOrders.md", "Ask the shop.");
    project.write("monitoring-templates/.hidden", "an editor's");
    project.expect(&[], 0);
    let monitoring = project.read("docs/MONITORING.md");
    let baselines = monitoring.split("## Baselines").nth(1).expect("the section");
    assert!(
        baselines.split("\n## ").next().is_some_and(|text| text.contains("On Fridays {{ twice }} as much."))
    );
    assert!(project.read("docs/runbooks/NoOrders.md").contains("\nAsk the shop.\n"));

    let template = project.run(&["templates", "runbook.md.j2"]).stdout;
    let template = String::from_utf8(template).expect("text");
    project.write("monitoring-templates/runbook.md.j2", &format!("{template}\nThe end of {{{{ name }}}}.\n"));
    assert!(project.expect(&["check"], 1).contains("+The end of NoOrders."));
    project.expect(&[], 0);
    project.expect(&["check"], 0);
    assert!(project.expect(&["templates"], 0).contains("runbook.md.j2 "));
    assert!(project.expect(&["templates", "runbok.md.j2"], 2).contains("did you mean `runbook.md.j2`?"));
}

#[test]
fn a_mistake_in_an_own_template_has_a_place_and_writes_nothing() {
    for (path, text, words) in [
        ("runbook.md.j2", "# {{ name }}\n{{ sumary }}\n", "runbook.md.j2:2: undefined value: `sumary`"),
        ("runbook.md.j2", "# {{ name }}\n{% if x %}\n", "runbook.md.j2:2: unexpected end of input"),
        ("monitoring/metrics.md.j2", "\n{{ service.nam }}", "monitoring/metrics.md.j2:2: undefined value"),
        ("runbok.md.j2", "", "did you mean `runbook.md.j2`?"),
        ("runbooks/NoOrder.md", "", "did you mean `runbooks/NoOrders.md`?"),
        ("notes.txt", "", "`gaugewright templates` lists"),
    ] {
        let project = Project::new(SPEC);
        project.write(&format!("monitoring-templates/{path}"), text);
        let said = project.expect(&[], 1);
        assert!(said.contains(&format!("monitoring-templates/{path}")) && said.contains(words), "{said}");
        assert_eq!(said.matches("error: ").count(), 1, "{said}");
        assert!(!project.path("monitoring").exists() && !project.path("docs").exists());
    }
}

#[test]
fn types_says_what_is_known_of_each_part() {
    let project = Project::new(&format!(
        "{SPEC}queries:\n  rate: {{ help: Orders, expr: 'sum(rate(orders_total[$window]))' }}\n"
    ));
    let text = project.expect(&["types", "rate"], 0);
    assert!(text.starts_with("sum(rate(orders_total{job=\"shop\"}[$window]))  "), "{text}");
    assert!(
        text.contains("\n    orders_total{job=\"shop\"}[$window]         counter over time, {"),
        "{text}"
    );
    let text = project.expect(&["types", "histogram_quantile(0.9, orders_total)"], 1);
    assert!(text.contains(" --> query:1:25\n"), "{text}");
    let text = project.expect(&["types", "sum("], 1);
    assert!(text.contains("promql-syntax"), "{text}");
}

#[test]
fn an_editor_checks_what_it_holds() {
    let project = Project::new(SPEC);
    let check = |text: &str| {
        let mut child = Command::new(programs::gaugewright())
            .current_dir(project.path(""))
            .args(["--spec", "open.yaml", "check", "--stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the text is read");
        let output = child.wait_with_output().expect("the binary ends");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    assert_eq!(check(SPEC).0, Some(0));
    let (code, text) = check(&SPEC.replace("rate(orders_total[5m])", "rate(order_total[5m])"));
    assert_eq!(code, Some(1));
    assert!(text.contains(" --> open.yaml:9:33\n"), "{text}");
    assert!(!project.path("monitoring").exists(), "checking writes nothing");
}

/// A spec in which an expensive part stands in two panels and an alert.
const SHARED: &str = r#"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
labels: { status: { codes: 100..599, expect: 5 }, route: { open: { limit: 50 }, expect: 20 } }
metrics:
  shop:
    orders_total: { type: counter, labels: [status, route], help: Orders }
    order_seconds: { type: histogram, labels: [route], buckets: [100ms, 1s, 10s], help: Time of an order }
    stock_items: { type: gauge, unit: items, help: Items in stock }
alerts:
  shop:
    NoOrders: { expr: "sum(rate(orders_total[5m]))", below: 1, severity: warning, summary: few orders }
dashboards:
  shop:
    title: Shop
    rows:
      - - { timeseries: Orders, expr: "sum(rate(orders_total[$window]))", description: Orders per second }
        - timeseries: Time
          description: Time of an order
          queries:
            - { expr: "histogram_quantile(0.5, sum by (le) (rate(order_seconds_bucket[$window])))", legend: median }
            - { expr: "histogram_quantile(0.99, sum by (le) (rate(order_seconds_bucket[$window])))", legend: slowest }
        - { stat: Orders today, expr: "sum(increase(orders_total[24h]))", description: Orders within 24 hours }
        - { stat: Stock, expr: max(stock_items), description: Items in stock }
"#;

#[test]
fn what_is_suggested_can_be_pasted_and_is_then_recorded() {
    let project = Project::new(SHARED);
    let suggestions: Vec<serde_json::Value> =
        serde_json::from_str(&project.expect(&["suggest", "--format", "json"], 0)).expect("JSON");
    let mut names: Vec<&str> =
        suggestions.iter().filter_map(|suggestion| suggestion["record"].as_str()).collect();
    names.sort_unstable();
    let expected =
        ["instance:orders:increase1d", "instance:orders:rate5m", "instance_le:order_seconds_bucket:rate5m"];
    assert_eq!(names, expected);
    for suggestion in &suggestions {
        let samples = |key: &str| suggestion[key].as_u64().expect("a number");
        assert!(samples("samples_now") >= 10 * samples("samples_then"), "{suggestion:#}");
    }

    let text = project.expect(&["suggest"], 0);
    let yaml = text.split("Write into the spec:\n\n").nth(1).expect("what to write");
    let yaml = yaml.split("\nor record").next().expect("its end");
    project.write("metrics-spec.yaml", &(SHARED.to_owned() + yaml));
    assert!(project.expect(&["suggest"], 0).starts_with("Nothing would pay"));
    project.expect(&["generate"], 0);
    let files = |project: &Project| {
        ["prometheus/alerts.yml", "prometheus/recordings.yml", "grafana/shop-dashboard.json"]
            .map(|file| project.read(&format!("monitoring/{file}")))
    };
    let pasted = files(&project);
    for name in expected {
        assert!(pasted[1].contains(&format!("record: {name}")), "{}", pasted[1]);
        assert!(pasted[2].contains(name), "{name} is not read");
    }
    assert!(pasted[0].contains("expr: sum(instance:orders:rate5m{job=\"shop\"}) < 1"), "{}", pasted[0]);

    // The key in the spec records the same.
    let policy = SHARED.replace("interval: 15s } }", "interval: 15s }, record: suggested }");
    project.write("metrics-spec.yaml", &policy);
    project.expect(&["generate"], 0);
    let chosen = files(&project);
    assert_eq!((&chosen[0], &chosen[2]), (&pasted[0], &pasted[2]));
    let rules = |text: &str| {
        let mut rules: Vec<String> = text
            .lines()
            .filter(|line| line.contains("record: ") || line.contains("expr: "))
            .map(str::to_owned)
            .collect();
        rules.sort();
        rules
    };
    assert_eq!(rules(&chosen[1]), rules(&pasted[1]));
}
