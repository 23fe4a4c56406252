//! `preview` on the command line and over HTTP: files, refusals, and what is served while the spec is written.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::SPEC;
use super::diff::{committed, git};
use crate::pages::unpacked;
use crate::project::Project;
use crate::served::Served;

#[test]
fn pages_are_the_same_bytes_each_time_and_stand_alone() {
    let project = Project::new(SPEC);
    assert!(project.expect(&["preview", "--out", "pages"], 0).contains("2 pages in pages"));
    let pages = ["pages/index.html", "pages/shop.html"].map(|page| project.read(page));
    assert!(project.expect(&["preview", "--out", "pages"], 0).contains("2 pages"));
    assert_eq!(pages, ["pages/index.html", "pages/shop.html"].map(|page| project.read(page)));
    for page in &pages {
        for reference in ["<script src", "<link rel=\"stylesheet\"", "@import", "url(http"] {
            assert!(!page.contains(reference), "{reference}");
        }
        assert!(page.contains("default-src 'none'") && page.contains("Permission is hereby granted"));
    }
    assert!(!project.path("monitoring").exists(), "nothing else is written");
}

#[test]
fn a_foreign_page_is_never_replaced() {
    let project = Project::new(SPEC);
    project.write("pages/index.html", "mine");
    assert!(project.expect(&["preview", "--out", "pages"], 2).contains("index.html is in the way"));
    assert_eq!(project.read("pages/index.html"), "mine");
    assert!(!project.path("pages/shop.html").exists());
}

#[test]
fn what_cannot_be_shown_is_said() {
    let project = Project::new(
        &SPEC.replace("sum(rate(orders_total[$__rate_interval]))", "sum(rate(order_total[5m]))"),
    );
    let text = project.expect(&["preview", "--out", "pages"], 1);
    assert!(text.contains("did you mean `orders_total`?") && text.contains("nothing to look at"), "{text}");
    let project = Project::new(SPEC);
    let both = ["preview", "--out", "pages", "--prometheus", "http://localhost:1"];
    assert!(project.expect(&both, 2).contains("invented data"));
    let secret = ["preview", "--prometheus", "http://me:hunter2@localhost:1"];
    assert!(!project.expect(&secret, 2).contains("hunter2"));
}

/// Texts of a spec stay texts.
#[test]
fn no_text_of_a_spec_is_markup() {
    let evil = "</script><img src=x onerror=alert(1)>";
    let project = Project::new(&SPEC.replace("title: Shop", &format!("title: \"{evil}\"")));
    project.expect(&["preview", "--out", "pages"], 0);
    for page in ["pages/index.html", "pages/shop.html"] {
        assert!(!project.read(page).contains(evil), "{page}");
        assert!(unpacked(&project.read(page), "data").contains("onerror"), "{page}");
    }
}

/// The titles of the panels of a page.
fn titles(project: &Project, page: &str) -> Vec<String> {
    let told: Value = serde_json::from_str(&unpacked(&project.read(page), "data")).expect("JSON");
    let panels = told["sheet"]["dashboard"]["panels"].as_array().expect("panels").clone();
    panels.iter().map(|panel| panel["title"].as_str().expect("a title").to_owned()).collect()
}

const TWO: &str = "[ { stat: Orders, expr: \"sum(rate(orders_total[$__rate_interval]))\", description: Orders per second }, \
    { stat: Sum, expr: \"sum(increase(orders_total[1d]))\", description: All orders } ]";

fn with_two(text: &str) -> String {
    let (head, _) = SPEC.split_once("    rows:").expect("rows");
    format!("{head}    rows: [ {text} ]\n")
}

#[test]
fn panels_that_differ_stand_side_by_side() {
    let project = Project::new(&with_two(TWO));
    project.write("old.yaml", &with_two(TWO));
    for (change, expected) in [
        (TWO.to_owned(), &[][..]),
        (TWO.replace("All orders", "Orders"), &["Sum (before)", "Sum (after)"]),
        // Its name is another, and it asks the same.
        (TWO.replace("stat: Sum", "stat: Total"), &["Sum (before)", "Total (after)"]),
        (
            TWO.replace("stat: Sum, expr: \"sum(", "stat: Most, expr: \"max("),
            &["Most (before)", "Most (after)", "Sum (before)", "Sum (after)"],
        ),
        // Only its place is another.
        (TWO.replace("per second }", "per second, width: 4 }"), &[]),
    ] {
        project.write("metrics-spec.yaml", &with_two(&change));
        let _ = std::fs::remove_dir_all(project.path("pages"));
        project.expect(&["preview", "--compare", "old.yaml", "--out", "pages"], 0);
        let index = unpacked(&project.read("pages/index.html"), "data");
        if expected.is_empty() {
            assert!(
                index.contains("No panel is drawn otherwise in metrics-spec.yaml than in old.yaml."),
                "{index}"
            );
            assert!(!project.path("pages/shop.html").exists(), "{change}");
        } else {
            assert_eq!(titles(&project, "pages/shop.html"), expected, "{change}");
        }
    }
}

#[test]
fn a_commit_and_files_that_people_have_are_compared_with_the_spec() {
    let project = committed();
    project.write("metrics-spec.yaml", &SPEC.replace("Orders per second", "Sales"));
    project.expect(&["preview", "--compare", "HEAD", "--out", "pages"], 0);
    assert_eq!(titles(&project, "pages/shop.html"), ["Orders (before)", "Orders (after)"]);
    git(&project, &["stash", "--quiet"]);
    project.expect(&[], 0);
    let of_files = ["preview", "--compare", "monitoring/grafana", "--out", "others"];
    project.expect(&of_files, 0);
    assert!(
        unpacked(&project.read("others/index.html"), "data").contains("No panel"),
        "what is generated is the same"
    );
    assert!(project.expect(&["preview", "--compare", "nowhere"], 2).contains("`nowhere` is neither a file"));
    project.write("old.yaml", &SPEC.replace("orders_total: {", "orders_total: { kind: x,"));
    let text = project.expect(&["preview", "--compare", "old.yaml", "--out", "pages"], 1);
    assert!(text.contains("old.yaml"), "{text}");
}

#[test]
fn what_is_compared_is_compared_anew_when_the_spec_is_saved() {
    let project = Project::new(SPEC);
    project.write("old.yaml", SPEC);
    let served = Served::new(&project.path(""), &["--compare", "old.yaml"], "");
    assert!(unpacked(&served.get("/"), "data").contains("No panel is drawn otherwise"));
    project.write("metrics-spec.yaml", &SPEC.replace("Orders per second", "Sales"));
    news_of(&served, 1);
    let told = unpacked(&served.get("/d/shop"), "data");
    assert!(
        told.contains("Orders (before)") && told.contains("1 panel: on the left as in old.yaml"),
        "{told}"
    );
}

#[test]
fn pictures_need_a_place_and_a_browser() {
    let project = Project::new(SPEC);
    assert!(project.expect(&["preview", "--png"], 2).contains("say where with `--out FOLDER`"));
    let nothing = project.path("nothing");
    let output = std::process::Command::new(crate::programs::gaugewright())
        .current_dir(project.path(""))
        .args(["preview", "--out", "pages", "--png"])
        .env("PATH", nothing)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("pictures need Chromium") && !project.path("pages").exists(), "{said}");
}

fn news_of(served: &Served, since: u64) -> Value {
    serde_json::from_str(&served.get(&format!("/changes?since={since}"))).expect("JSON")
}

#[test]
fn a_spec_that_is_saved_is_shown_within_a_second_and_its_findings_with_carets() {
    let project = Project::new(SPEC);
    let served = Served::new(&project.path(""), &[], "");
    assert!(unpacked(&served.get("/"), "data").contains("\"href\":\"/d/shop\""));
    assert!(unpacked(&served.get("/d/shop"), "data").contains("\"served\":true"));
    assert_eq!(news_of(&served, 0)["version"], 1);

    let saved = Instant::now();
    project.write("metrics-spec.yaml", &SPEC.replace("stat: Orders", "stat: Sales"));
    let news = news_of(&served, 1);
    assert!(saved.elapsed() < Duration::from_secs(1) || news["version"] != 1, "{:?}", saved.elapsed());
    assert_eq!((&news["version"], &news["failed"]), (&2.into(), &false.into()));
    assert!(served.get("/sheet/shop").contains("\"title\":\"Sales\""));

    project.write("metrics-spec.yaml", &SPEC.replace("sum(rate(orders", "sum(rate(order"));
    let news = news_of(&served, 2);
    let findings = news["findings"].as_str().expect("a text");
    assert!(findings.contains("did you mean `orders_total`?") && findings.contains("^^^"), "{findings}");
    assert_eq!(news["failed"], true);
    assert!(served.get("/sheet/shop").contains("\"title\":\"Sales\""), "the last sound one stays");

    project.write("metrics-spec.yaml", SPEC);
    assert_eq!(news_of(&served, 3)["failed"], false);
    assert!(served.get("/sheet/shop").contains("\"title\":\"Orders\""));
}

#[test]
fn alerts_are_shown_with_what_their_tests_expect() {
    let project = Project::new(SPEC);
    let served = Served::new(&project.path(""), &[], "");
    let picture = served.get("/picture/NoOrders");
    assert!(picture.contains("NoOrders (warning): below 1") && picture.contains("<svg "), "{picture}");
    assert_eq!(served.ask("GET", "/picture/Other", "localhost").0, "HTTP/1.1 404 Not Found");
    project.expect(&["preview", "--out", "pages"], 0);
    // In a page it is JSON within markup.
    assert!(!project.read("pages/shop.html").contains("<svg xmlns"));
}

#[test]
fn only_this_machine_is_served_and_only_looked_at() {
    let project = Project::new(SPEC);
    let served = Served::new(&project.path(""), &[], "");
    for (method, path, host, status) in [
        ("GET", "/", "shop.example", "421 Misdirected Request"),
        ("GET", "/", "127.0.0.1.shop.example:80", "421 Misdirected Request"),
        ("POST", "/", "localhost", "405 Method Not Allowed"),
        ("GET", "/d/other", "localhost", "404 Not Found"),
        ("GET", "/d/..%2fmetrics-spec.yaml", "localhost", "404 Not Found"),
        ("GET", "/metrics-spec.yaml", "localhost", "404 Not Found"),
        ("GET", "/prometheus/api/v1/query?query=up", "localhost", "404 Not Found"),
        ("GET", "/%", "localhost", "400 Bad Request"),
    ] {
        assert_eq!(served.ask(method, path, host).0, format!("HTTP/1.1 {status}"), "{method} {path} {host}");
    }
}

/// Somebody who stands for a Prometheus and says what he is asked.
fn echo() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap_or(0);
            let asked = String::from_utf8_lossy(&asked[..length]).into_owned();
            let body = serde_json::json!({ "status": "success", "data": asked }).to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    address
}

#[test]
fn a_prometheus_is_asked_with_the_credentials_of_verify_and_never_changed() {
    let project = Project::new(SPEC);
    let served = Served::new(&project.path(""), &["--prometheus", &echo()], "hush");
    let asked = |path: &str| {
        let answer: Value = serde_json::from_str(&served.get(path)).expect("JSON");
        answer["data"].as_str().expect("what was asked").to_lowercase()
    };
    let query =
        asked("/prometheus/api/v1/query_range?query=up%7Bjob%3D%22a%22%7D&start=1&end=2&step=1&dedup=x");
    assert!(query.starts_with("get /api/v1/query_range?"), "{query}");
    assert!(query.contains("authorization: bearer hush"), "{query}");
    assert!(query.contains("start=1") && !query.contains("dedup"), "{query}");
    assert!(
        asked("/prometheus/api/v1/label/instance/values?match[]=up")
            .contains("get /api/v1/label/instance/values")
    );
    for path in [
        "/prometheus/api/v1/admin/tsdb/delete_series?match[]=up",
        "/prometheus/-/quit",
        "/prometheus/api/v1/label/a%2fb/values",
        "/prometheus/api/v1/label/../values",
        "/prometheus/api/v1/status/config",
    ] {
        assert_eq!(served.ask("GET", path, "localhost").0, "HTTP/1.1 404 Not Found", "{path}");
    }
}
