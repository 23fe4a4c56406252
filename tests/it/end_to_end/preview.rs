//! The pages of `preview` in a real browser: drawn without an error, read by keyboard and by ear, the same each time. And the
//! guard that they read every key that a dashboard can have.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::thread;

use codegen::preview::Preview;
use gaugewright_spec::source::Source;
use serde_json::Value;

use super::{tool, workspace};
use crate::golden_grafana;
use crate::pages::{repacked, unpacked};
use crate::served::{Served, ask};

const LOOK: &str = include_str!("../../preview/look.js");
const REPORT: &str = include_str!("../../preview/report.js");
const PICTURE: &str = include_str!("../../preview/picture.js");
/// Keys that no page reads, with the reasons.
const UNREAD: &str = include_str!("../../preview/unread.txt");

/// Chromium, whatever it is called here.
fn chromium() -> Command {
    let names = ["chromium", "google-chrome", "chromium-browser"];
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&on_path).collect();
    let is_there = |name: &&&str| folders.iter().any(|folder| folder.join(name).is_file());
    let mut command = tool::command(names.iter().find(is_there).unwrap_or(&names[0]));
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]);
    command.args(["--force-color-profile=srgb", "--window-size=1400,1600"]);
    // Nobody is reached, whatever is asked.
    command.arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    command
}

/// A page with somebody before and behind it who looks at what it does.
fn watched(page: &str) -> String {
    let (head, body) = page.split_once("<title>").expect("a title");
    behind(&format!("{head}<script>{LOOK}</script>\n<title>{body}"), REPORT)
}

/// A page with a script behind it.
fn behind(page: &str, script: &str) -> String {
    let (body, end) = page.rsplit_once("</body>").expect("an end");
    format!("{body}<script type=\"module\">{script}</script></body>{end}")
}

/// What a page shows and does, by its text.
fn looked_at(folder: &Path, page: &str) -> Value {
    let path = tool::write(folder, "watched.html", watched(page));
    report(&format!("file://{}", path.display()))
}

#[track_caller]
fn report(address: &str) -> Value {
    let profile = tempfile::tempdir().expect("a temporary folder");
    let mut command = chromium();
    command.arg(format!("--user-data-dir={}", profile.path().display()));
    let output = tool::run(command.args(["--virtual-time-budget=30000", "--dump-dom", address]));
    let start = output.stdout.split("id=\"report\">").nth(1).unwrap_or_else(|| panic!("no report: {output}"));
    serde_json::from_str(start.split("</script>").next().unwrap_or_default()).expect("JSON")
}

/// The pages of a spec, without the list of them.
fn pages(source: &Source) -> BTreeMap<String, String> {
    let (spec, _) = codegen::load(source).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let files = Preview::new(&spec, source).files();
    let files = files.iter().map(|(name, text)| (name.to_owned(), text.to_owned()));
    files.filter(|(name, _)| name != "index.html").collect()
}

fn sample() -> Source {
    Source::new("metrics-spec.yaml", workspace::read(workspace::path("metrics-spec.yaml")))
}

#[track_caller]
fn assert_sound(name: &str, report: &Value) {
    let always = ["errors", "failures", "requests", "nameless", "faint"].as_slice();
    // Where there is no panel, nothing is opened.
    let used = ["namelessDetails", "faintDetails", "faintInOther"];
    let used = if report["panels"] == 0 { &[][..] } else { &used[..] };
    for problems in always.iter().chain(used) {
        assert_eq!(report[*problems], Value::Array(Vec::new()), "{name}: {problems}");
    }
    assert_eq!(report["panels"], report["count"], "{name}");
    assert_eq!(report["blank"], 0, "{name}");
}

#[test]
fn every_panel_of_the_sample_is_drawn() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, page) in pages(&sample()) {
        let report = looked_at(folder.path(), &page);
        assert_sound(&name, &report);
        assert_eq!(report["empty"], Value::Array(Vec::new()), "{name}: all data are invented");
        assert!(report["panels"].as_u64().is_some_and(|panels| panels > 5), "{name}: {report}");
    }
}

/// Stands between a browser and a preview: pages are watched, and wait for no news, for the browser's clock runs on meanwhile.
fn passed_on(served: String) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 16384];
            let length = stream.read(&mut asked).unwrap_or(0);
            let asked = String::from_utf8_lossy(&asked[..length]);
            let path = asked.split(' ').nth(1).unwrap_or_default();
            let (status, body) = ask(&served, "GET", path, "localhost");
            let is_page = path.starts_with("/d/");
            let still = |told: String| told.replace("\"served\":true", "\"served\":false");
            let body = if is_page { watched(&repacked(&body, "data", still)) } else { body };
            let kind = if is_page { "text/html; charset=utf-8" } else { "application/json" };
            let head = format!(
                "{status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    address
}

/// Every dashboard of the sample from a Prometheus that has data of the service: no panel fails, and nobody else is asked.
#[track_caller]
pub(super) fn assert_drawn_from(prometheus: &str) {
    let served = Served::new(&workspace::root(), &["--prometheus", prometheus], "");
    let address = passed_on(served.address.clone());
    let mut drawn = 0;
    for uid in [
        "api-performance",
        "discovery-pipeline",
        "llm-usage",
        "system-resources",
        "signal-harvester-slos",
        "signal-harvester-overview",
    ] {
        let mut report = report(&format!("{address}/d/{uid}"));
        let requests = report["requests"].take();
        let requests = requests.as_array().expect("a list");
        let is_ours = |one: &Value| one.as_str().is_some_and(|one| one.starts_with(&address));
        assert!(requests.iter().all(is_ours), "{requests:?}");
        report["requests"] = Value::Array(Vec::new());
        assert_sound(uid, &report);
        drawn +=
            report["count"].as_u64().unwrap_or(0) - report["empty"].as_array().map_or(0, Vec::len) as u64;
    }
    assert!(drawn > 20, "only {drawn} panels have data");
}

/// Whatever a spec can say of a dashboard is read by the page, or is on the list of what needs not be.
#[test]
fn the_page_reads_every_key_that_a_dashboard_can_have() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut keys, mut read) = (BTreeSet::new(), BTreeSet::new());
    for name in golden_grafana::names() {
        let source = golden_grafana::source(&name);
        for (file, page) in pages(&source) {
            let report = looked_at(folder.path(), &page);
            assert_sound(&format!("{name}: {file}"), &report);
            let all = |what: &str| {
                let list = report[what].as_array().expect("a list").clone().into_iter();
                list.map(|key| key.as_str().expect("a text").to_owned()).collect::<Vec<_>>()
            };
            keys.extend(all("keys"));
            read.extend(all("read"));
        }
    }
    let reasons: BTreeMap<&str, &str> = UNREAD
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once("  ").unwrap_or_else(|| panic!("{line}: without a reason")))
        .collect();
    let unread: BTreeSet<&str> = keys.difference(&read).map(String::as_str).collect();
    let excused: BTreeSet<&str> = reasons.keys().copied().collect();
    assert!(keys.len() > 150, "{keys:#?}");
    assert_eq!(
        unread.difference(&excused).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "Grafana gets these keys, and the preview does not read them: codegen/src/preview/page"
    );
    let stale: Vec<_> = excused.difference(&unread).collect();
    assert_eq!(stale, Vec::<&&str>::new(), "these are read, or no longer written: tests/preview/unread.txt");
}

/// What the tests above look for is found where it is.
#[test]
fn mistakes_in_a_page_are_seen() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, page) = pages(&golden_grafana::source("stat")).into_iter().next().expect("a page");
    for (right, wrong, what) in [
        ("dim: \"#5c6168\"", "dim: \"#c8c8c8\"", "faint"),
        ("\"aria-label\": label, title: label, onclick", "onclick", "nameless"),
        ("const FONT = ", "undefined.x; const FONT = ", "errors"),
        (
            "function stat(panel, all, context, box, width, height) {",
            "function stat() { throw new Error(); ",
            "failures",
        ),
        (
            "<link rel=\"icon\" href=\"data:,\">",
            "<img src=\"http://elsewhere.example/a.png\" alt=\"\">",
            "errors",
        ),
    ] {
        let wrong_page = if page.contains(right) {
            page.replacen(right, wrong, 1)
        } else {
            assert!(unpacked(&page, "program").contains(right), "{right}");
            repacked(&page, "program", |program| program.replacen(right, wrong, 1))
        };
        let report = looked_at(folder.path(), &wrong_page);
        assert_ne!(report[what], Value::Array(Vec::new()), "{what} after {wrong}: {report}");
    }
}

#[test]
fn a_page_is_the_same_picture_each_time() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, page) in pages(&sample()) {
        let path = tool::write(folder.path(), &name, behind(&page, PICTURE));
        let address = format!("file://{}", path.display());
        let [one, other] = [1, 2].map(|_| report(&address));
        assert!(one == other, "{name}");
        let drawn: usize =
            one["canvases"].as_array().expect("canvases").iter().map(|data| data.to_string().len()).sum();
        assert!(drawn > 20_000, "{name}: nothing is drawn");
    }
}

/// Numbers are written as Grafana 13.2.3 writes them: its own functions have written the file.
#[test]
fn numbers_are_written_as_grafana_writes_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let module = workspace::path("codegen/src/preview/page/format.js");
    tool::write(folder.path(), "format.mjs", workspace::read(&module));
    let script = "import { format } from './format.mjs';\n\
        import fs from 'node:fs';\n\
        const { values, units } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));\n\
        const written = Object.keys(units).map((unit) => [unit, values.map((value) => format(value, unit))]);\n\
        console.log(JSON.stringify(Object.fromEntries(written)));\n";
    let script = tool::write(folder.path(), "main.mjs", script);
    let numbers = workspace::path("tests/preview/numbers.json");
    let output = tool::run(tool::command("node").arg(script).arg(&numbers)).expect_success();
    let ours: Value = serde_json::from_str(&output.stdout).expect("JSON");
    let theirs = workspace::read_json(numbers);
    for (unit, texts) in theirs["units"].as_object().expect("units") {
        assert_eq!(ours[unit], *texts, "{unit}");
    }
}

/// Axes end, and colors are, as those of Grafana 13.2.3 (`UPlotConfigBuilder`, `getDisplayProcessor`): its own functions have given
/// the file's values.
#[test]
fn axes_and_colors_are_those_of_grafana() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let modules = ["axes.js", "theme.js", "model.js", "reducers.js", "format.js", "time.js", "dom.js"];
    copy_modules(folder.path(), &modules);
    let script = tool::write(folder.path(), "main.js", include_str!("../../preview/scales.js"));
    let values = workspace::path("tests/preview/scales.json");
    let plot = workspace::path("codegen/src/preview/vendor/uPlot.iife.min.js");
    let output = tool::run(tool::command("node").arg(script).arg(values).arg(plot)).expect_success();
    assert_eq!(output.stdout.trim(), "310 values", "{output}");
}

/// Series are stacked, axes and legends written, as by Grafana 13.2.3 (`TimeSeries`, `PlotLegend`), which has given the file's values;
/// names with labels and variables in them are what its documentation says.
#[test]
fn graphs_stack_and_say_what_grafana_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let modules = [
        "stacking.js",
        "legend.js",
        "variables.js",
        "time.js",
        "reducers.js",
        "model.js",
        "format.js",
        "dom.js",
    ];
    copy_modules(folder.path(), &modules);
    let script = tool::write(folder.path(), "main.js", include_str!("../../preview/graphs.js"));
    let values = workspace::path("tests/preview/graphs.json");
    let output = tool::run(tool::command("node").arg(script).arg(values)).expect_success();
    assert_eq!(output.stdout.trim(), "171 values", "{output}");
}

/// Some modules of the page, for a script beside them.
fn copy_modules(folder: &Path, names: &[&str]) {
    tool::write(folder, "package.json", r#"{ "type": "module" }"#);
    for name in names {
        let module = workspace::path(format!("codegen/src/preview/page/{name}"));
        tool::write(folder, name, workspace::read(module));
    }
}

/// Answers are transformed as Grafana transforms them: each case says what comes of which tables.
#[test]
fn answers_are_transformed_as_grafana_transforms_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let modules = ["transform.js", "reshape.js", "frames.js", "reducers.js", "model.js", "format.js"];
    copy_modules(folder.path(), &modules);
    let script = tool::write(folder.path(), "main.js", include_str!("../../preview/transformations.js"));
    let cases = workspace::path("tests/preview/transformations.json");
    let reducers = workspace::path("tests/preview/reducers.json");
    let output = tool::run(tool::command("node").arg(script).arg(cases).arg(reducers)).expect_success();
    assert_eq!(output.stdout.trim(), "41 cases, 32 reducers", "{output}");
}

/// What can be chosen of variables, and what queries get of it, from a Prometheus that knows a few series.
#[test]
fn variables_are_what_grafana_makes_of_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let modules = ["variables.js", "prometheus.js", "time.js", "reducers.js", "model.js", "format.js"];
    copy_modules(folder.path(), &modules);
    let script = tool::write(folder.path(), "cases.js", include_str!("../../preview/variables.js"));
    let cases = workspace::path("tests/preview/variables.json");
    let output = tool::run(tool::command("node").arg(script).arg(cases)).expect_success();
    assert_eq!(output.stdout.trim(), "9 cases", "{output}");
}
