//! Somebody who has read the README, and nothing else: what stands there gives the program, a crate outside of the workspace, and a
//! Prometheus in which the alert fires. Then the page that was generated is followed, until it fires in another one.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::reader::{self, Reader, blocks, section};
use super::{tool, workspace};

const SECTION: &str = "In a service of yours";

/// Somebody with this workspace in the place of what is cloned, whose ports are free, and who has no time to wait.
fn newcomer() -> (Reader, u16) {
    let mut reader = Reader::new();
    let (service, prometheus) = (reader::free_port(), reader::free_port());
    reader.instead("8000", service.to_string());
    reader.instead("for: 5m", "for: 1s");
    reader.instead("interval: 15s", "interval: 1s");
    reader.set("WORKSPACE", workspace::root().display().to_string());
    reader.script("git", r#"test "$1" = clone && exec ln -s "$WORKSPACE" gaugewright"#);
    reader.set("PROMETHEUS", tool::find("prometheus").display().to_string());
    let listen = format!("--log.level=error --web.listen-address=127.0.0.1:{prometheus}");
    reader.script("prometheus", &format!(r#"exec "$PROMETHEUS" "$@" {listen}"#));
    reader.set("CARGO_TARGET_DIR", workspace::path("target/newcomer").display().to_string());
    reader.set("CARGO_INSTALL_ROOT", reader.path("home").display().to_string());
    // The program has to work, not to be fast.
    reader.set("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
    (reader, prometheus)
}

/// The crate, as the README says.
fn write_crate(reader: &Reader, readme: &str) {
    let folder = reader.path("shop");
    let manifest = workspace::read(folder.join("Cargo.toml"));
    let manifest = manifest.replace("[dependencies]\n", blocks(section(readme, SECTION), "toml")[0]);
    tool::write(&folder, "Cargo.toml", manifest);
    tool::write(&folder, "metrics-spec.yaml", reader.read(blocks(readme, "yaml")[0]));
    // The call that stands in a sentence has to compile, too.
    let call = section(readme, SECTION).split("`metrics::llm_requests_total").nth(1).expect("a typed call");
    let call = call.split('`').next().unwrap_or_default();
    let typed = format!("\n#[allow(dead_code)]\nfn typed() {{ metrics::llm_requests_total{call}; }}\n");
    tool::write(&folder, "src/main.rs", reader.read(&blocks(readme, "rust").concat()) + &typed);
    // The versions that the workspace has been tested with.
    fs::copy(workspace::path("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
}

fn alerts(address: &str) -> Option<Value> {
    ureq::get(format!("{address}/api/v1/alerts")).call().ok()?.body_mut().read_json().ok()
}

/// Waits until the alert of the README fires.
#[track_caller]
fn assert_fires(address: &str) {
    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        let found = alerts(address).unwrap_or_default();
        let mut list = workspace::list(&found["data"], "alerts").iter();
        if let Some(alert) = list.find(|alert| alert["state"] == "firing") {
            assert_eq!(alert["labels"]["alertname"], "HighErrors");
            assert_eq!(alert["annotations"]["summary"], "openai fails: 50%");
            return;
        }
        assert!(Instant::now() < deadline, "nothing fires: {found}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_newcomer_sees_an_alert_fire() {
    let readme = workspace::read(workspace::path("README.md"));
    let (mut reader, port) = newcomer();
    let commands = blocks(section(&readme, SECTION), "sh");
    let [install, work] = commands[..] else { panic!("{commands:?}") };
    reader.run("", install);
    write_crate(&reader, &readme);
    // First alone, so that a mistake in it is shown.
    reader.run("shop", "cargo build --quiet");
    let _running = reader.start("shop", work);
    assert_fires(&format!("http://127.0.0.1:{port}"));
    assert_what_is_said_to_be_written_is_there(section(&readme, SECTION), &reader.path("shop"));
    follow_deployment(&mut reader);
}

fn assert_what_is_said_to_be_written_is_there(section: &str, folder: &Path) {
    let said = section.split("`generate` writes").nth(1).expect("what is written");
    for word in said.split('`').skip(1).step_by(2) {
        let there = folder.join(word).exists() || folder.join("docs").join(word).exists();
        assert!(there, "{word} is not written");
    }
}

/// The page that was generated, for somebody who has a Prometheus already.
fn follow_deployment(reader: &mut Reader) {
    let page = workspace::read(reader.path("shop/docs/DEPLOYMENT.md"));
    let config = json!({ "global": { "scrape_interval": "1s", "evaluation_interval": "1s" } });
    let prometheus = super::deployment::follow(reader, "shop", &page, &config);
    assert_fires(&prometheus.url(""));
}
