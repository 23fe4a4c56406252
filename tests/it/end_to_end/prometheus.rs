//! A real Prometheus on a loopback port, for as long as one test needs it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use ureq::Agent;

use super::{tool, workspace};

/// A running server. Dropping it stops the server and removes its data.
pub(super) struct Prometheus {
    child: Child,
    config: PathBuf,
    address: String,
    agent: Agent,
    // Dropped after the server has ended, so that nothing is written to a folder that is gone.
    folder: TempDir,
}

impl Prometheus {
    /// Starts Prometheus on a config file and waits until it serves queries.
    #[track_caller]
    pub(super) fn start(config: &Path) -> Self {
        Self::start_with(config, |_| {})
    }

    /// The same on samples that `fill` puts into its data folder.
    #[track_caller]
    pub(super) fn start_with(config: &Path, fill: impl Fn(&Path)) -> Self {
        // Somebody may take the free port between its choice and its use: then choose once more.
        for _ in 0..3 {
            if let Some(server) = Self::try_start(config, &fill) {
                return server;
            }
        }
        panic!("Prometheus found no free port, three times in a row");
    }

    /// Kills it, and starts it again where it was, on what it has written.
    #[track_caller]
    pub(super) fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.child = spawn(&self.config, self.folder.path(), &self.address);
        assert!(self.wait_until_ready(), "somebody has taken its port");
    }

    fn try_start(config: &Path, fill: impl Fn(&Path)) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fill(&folder.path().join("data"));
        let address = free_address();
        let child = spawn(config, folder.path(), &address);
        let agent = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(10)))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let mut server = Self { child, config: config.to_owned(), address, agent, folder };
        server.wait_until_ready().then_some(server)
    }

    /// False if its port was taken meanwhile. Panics with the log on any other failure.
    #[track_caller]
    fn wait_until_ready(&mut self) -> bool {
        let deadline = Instant::now() + tool::PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the server is ours to wait for") {
                let log = self.log();
                assert!(log.contains("address already in use"), "Prometheus ended with {status}\n{log}");
                return false;
            }
            let ready = self.agent.get(self.url("/-/ready")).call();
            if ready.is_ok_and(|response| response.status().is_success()) {
                return true;
            }
            assert!(Instant::now() < deadline, "not ready after {:?}\n{}", tool::PATIENCE, self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the server has logged: warnings and errors only.
    pub(super) fn log(&self) -> String {
        workspace::read(self.folder.path().join("log"))
    }

    /// The `data` of an API answer, or the server's own words against the request.
    pub(super) fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Value, String> {
        let response = self.agent.get(self.url(path)).query_pairs(parameters.iter().copied()).call();
        let mut answer: Value = response
            .and_then(|mut response| response.body_mut().read_json())
            .unwrap_or_else(|error| panic!("{path}: {error}\n{}", self.log()));
        if answer["status"] == "success" {
            Ok(answer["data"].take())
        } else {
            Err(answer["error"].as_str().unwrap_or("an answer without an error").to_owned())
        }
    }

    /// The result of an instant query.
    pub(super) fn query(&self, expression: &str) -> Result<Value, String> {
        self.get("/api/v1/query", &[("query", expression)])
    }

    /// The address of one of its pages.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // Killed, not asked: its data is thrown away, and a failing test must not wait.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(config: &Path, folder: &Path, address: &str) -> Child {
    let log = std::fs::File::create(folder.join("log")).expect("a log file");
    tool::command("prometheus")
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
        .arg(format!("--web.listen-address={address}"))
        // Samples that a test brings along may be of any age.
        .arg("--storage.tsdb.retention.time=100y")
        .arg("--log.level=warn")
        .arg("--web.enable-lifecycle")
        .arg("--enable-feature=exemplar-storage")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a file handle"))
        .stderr(log)
        .spawn()
        .expect("Prometheus starts")
}

fn free_address() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free loopback port");
    listener.local_addr().expect("a bound socket has an address").to_string()
}

#[test]
fn a_server_answers_queries_refuses_bad_ones_and_is_gone_after_its_drop() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = tool::write(folder.path(), "prometheus.yml", "scrape_configs: []\n");
    let server = Prometheus::start(&config);
    let sum = server.query("1 + 1").expect("a valid query");
    assert_eq!(sum["result"][1], "2");
    let refusal = server.query("rate(").expect_err("an invalid query");
    assert!(refusal.contains("parse error"), "{refusal}");

    let (address, data) = (server.address.clone(), server.folder.path().to_path_buf());
    drop(server);
    assert!(std::net::TcpStream::connect(address).is_err(), "still listening");
    assert!(!data.exists(), "left {} behind", data.display());
}
