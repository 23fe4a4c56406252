//! A real Alertmanager, and the webhook that it tells.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::end_to_end::tool;

/// The state of each alert, as it was told last.
type Told = Arc<Mutex<BTreeMap<String, String>>>;

/// A running server. Dropping it kills it.
pub(super) struct Alertmanager {
    child: Child,
    pub(super) address: SocketAddr,
    told: Told,
}

impl Alertmanager {
    pub(super) fn start(folder: &Path) -> Self {
        let told = Told::default();
        let hook = webhook(Arc::clone(&told));
        let config = json!({
            "route": { "receiver": "test", "group_by": ["..."], "group_wait": "0s", "group_interval": "1s", "repeat_interval": "1h" },
            "receivers": [{ "name": "test", "webhook_configs": [{ "url": format!("http://{hook}/"), "send_resolved": true }] }],
        });
        let config = tool::write(folder, "alertmanager.yml", config.to_string());
        let address =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port");
        let log = File::create(folder.join("alertmanager.log")).expect("a log");
        let child = tool::command("prometheus-alertmanager")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.path={}", folder.join("alertmanager").display()))
            .arg(format!("--web.listen-address={address}"))
            .args(["--cluster.listen-address=", "--log.level=warn"])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle"))
            .stderr(log)
            .spawn()
            .expect("Alertmanager starts");
        Self { child, address, told }
    }

    /// Waits until an alert is told to be so: `firing` or `resolved`.
    #[track_caller]
    pub(super) fn wait(&self, alert: &str, state: &str, limit: Duration) {
        let deadline = Instant::now() + limit;
        loop {
            let told = self.told.lock().expect("nobody panics with it").clone();
            if told.get(alert).is_some_and(|told| told == state) {
                return;
            }
            assert!(Instant::now() < deadline, "{alert} is not {state}: {told:?}");
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Alertmanager {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Listens for what Alertmanager tells.
fn webhook(told: Told) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Some(message) = read(&stream) else { continue };
            let mut told = told.lock().expect("nobody panics with it");
            for alert in message["alerts"].as_array().into_iter().flatten() {
                let name = alert["labels"]["alertname"].as_str().unwrap_or_default().to_owned();
                told.insert(name, alert["status"].as_str().unwrap_or_default().to_owned());
            }
        }
    });
    address
}

/// Reads one request, and answers it.
fn read(mut stream: &TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").ok()?;
    serde_json::from_slice(&body).ok()
}
