//! A real Alertmanager, and the webhook that it tells.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::end_to_end::alertmanager_server::AlertmanagerServer;
use crate::end_to_end::tool;

/// What was told of alerts.
#[derive(Clone, Debug, Default)]
struct Told {
    /// Whether an alert fires, as it was told last: by its name and by what tells it from others of that name.
    firing: BTreeMap<String, BTreeMap<String, bool>>,
    /// The names of all that have begun to fire since it was asked last.
    begun: BTreeSet<String>,
    /// The names of all that have fired and ended.
    ended: BTreeSet<String>,
}

impl Told {
    fn hear(&mut self, alert: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (name, firing) = (text(&alert["labels"]["alertname"]), alert["status"] == "firing");
        let before = self.firing.entry(name.clone()).or_default().insert(text(&alert["fingerprint"]), firing);
        if firing && before != Some(true) {
            self.begun.insert(name);
        } else if before == Some(true) && self.fires(&name) == Some(false) {
            self.ended.insert(name);
        }
    }

    /// Whether any of that name fires; nothing if none ever has.
    fn fires(&self, name: &str) -> Option<bool> {
        self.firing.get(name).map(|each| each.values().any(|firing| *firing))
    }
}

/// A running server. Dropping it kills it.
pub(super) struct Alertmanager {
    _server: AlertmanagerServer,
    pub(super) address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

impl Alertmanager {
    pub(super) fn start(folder: &Path) -> Self {
        let told = Arc::<Mutex<Told>>::default();
        let hook = webhook(Arc::clone(&told));
        let config = json!({
            "route": { "receiver": "test", "group_by": ["..."], "group_wait": "0s", "group_interval": "1s", "repeat_interval": "1h" },
            "receivers": [{ "name": "test", "webhook_configs": [{ "url": format!("http://{hook}/"), "send_resolved": true }] }],
        });
        let config = tool::write(folder, "alertmanager.yml", config.to_string());
        let server = AlertmanagerServer::start(folder, &config, &[]);
        Self { address: server.address, _server: server, told }
    }

    /// Waits until each of these fires, or has since `begun` was asked last: growth is over before a share is too high.
    #[track_caller]
    pub(super) fn wait_for(&self, alerts: &[&str]) {
        self.wait(alerts, true);
    }

    /// Waits until none of these fires any more.
    #[track_caller]
    pub(super) fn wait_for_end_of(&self, alerts: &[&str]) {
        self.wait(alerts, false);
    }

    #[track_caller]
    fn wait(&self, alerts: &[&str], fires: bool) {
        let deadline = Instant::now() + tool::PATIENCE;
        loop {
            let told = self.told.lock().expect("nobody panics with it").clone();
            let is_so = |alert: &str| told.fires(alert) == Some(fires) || fires && told.begun.contains(alert);
            let waited: Vec<_> = alerts.iter().filter(|alert| !is_so(alert)).collect();
            if waited.is_empty() {
                return;
            }
            let what = if fires { "not firing" } else { "still firing" };
            assert!(Instant::now() < deadline, "{what}: {waited:?}\n{told:#?}");
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// The alerts that have begun to fire since this was asked last.
    pub(super) fn begun(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.told.lock().expect("nobody panics with it").begun)
    }

    /// The alerts that have fired and ended.
    pub(super) fn ended(&self) -> BTreeSet<String> {
        self.told.lock().expect("nobody panics with it").ended.clone()
    }
}

/// Listens for what Alertmanager tells.
fn webhook(told: Arc<Mutex<Told>>) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Some(message) = read(&stream) else { continue };
            let mut told = told.lock().expect("nobody panics with it");
            for alert in message["alerts"].as_array().into_iter().flatten() {
                told.hear(alert);
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
