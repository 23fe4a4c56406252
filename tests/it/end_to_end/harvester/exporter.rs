//! What a cluster exports about the service's pod, under the real exporters' names: a test has no cluster.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

/// How the pod does.
#[derive(Clone, Copy)]
pub(super) struct Pod {
    /// Cores that it uses, of two.
    pub(super) cores: f64,
    /// Memory that it uses, of 500 MB.
    pub(super) megabytes: f64,
    /// How often it restarts within a second.
    pub(super) restarts: f64,
}

impl Pod {
    pub(super) const WELL: Self = Self { cores: 0.2, megabytes: 150.0, restarts: 0.0 };
}

/// The exporters, on a free port until the test ends.
pub(super) struct Cluster {
    pub(super) address: SocketAddr,
    counts: Arc<Mutex<Counts>>,
}

/// Answers every request with what is exported at that moment, until the test ends.
pub(super) fn serve(exposition: impl Fn() -> String + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let body = exposition();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: {}",
                body.len()
            );
            let _ = write!(stream, "{head}\r\nconnection: close\r\n\r\n{body}");
        }
    });
    address
}

impl Cluster {
    pub(super) fn start() -> Self {
        let counts = Arc::new(Mutex::new(Counts::new()));
        let shared = Arc::clone(&counts);
        let address = serve(move || exposition(shared.lock().expect("nobody panics with it").now()));
        Self { address, counts }
    }

    /// How the pod does from now on.
    pub(super) fn set(&self, pod: Pod) {
        let mut counts = self.counts.lock().expect("nobody panics with it");
        counts.now();
        counts.pod = pod;
    }
}

/// Counters grow as the pod does.
struct Counts {
    pod: Pod,
    at: Instant,
    seconds: f64,
    cpu: f64,
    restarts: f64,
}

impl Counts {
    fn new() -> Self {
        Self { pod: Pod::WELL, at: Instant::now(), seconds: 0.0, cpu: 0.0, restarts: 1.0 }
    }

    fn now(&mut self) -> &Self {
        let passed = self.at.elapsed().as_secs_f64();
        self.at = Instant::now();
        self.seconds += passed;
        self.cpu += passed * self.pod.cores;
        self.restarts += passed * self.pod.restarts;
        self
    }
}

fn exposition(counts: &Counts) -> String {
    const POD: &str = "namespace=\"signal-harvester\",pod=\"signal-harvester-0\",container=\"harvester\"";
    let mut text = String::new();
    let mut line = |name: &str, labels: &str, value: f64| {
        let _ = writeln!(text, "{name}{{{POD}{labels}}} {value}");
    };
    let seconds = counts.seconds;
    line("container_cpu_usage_seconds_total", "", counts.cpu);
    line("container_memory_working_set_bytes", "", counts.pod.megabytes * 1e6);
    line("container_spec_memory_limit_bytes", "", 500e6);
    line("container_network_receive_bytes_total", ",interface=\"eth0\"", seconds * 1000.0);
    line("container_network_transmit_bytes_total", ",interface=\"eth0\"", seconds * 2000.0);
    line("container_fs_reads_bytes_total", ",device=\"sda\"", seconds * 10.0);
    line("container_fs_writes_bytes_total", ",device=\"sda\"", seconds * 20.0);
    line("container_fs_usage_bytes", ",device=\"sda\"", 1e9);
    line("kube_pod_container_status_restarts_total", "", counts.restarts.floor());
    line("kube_pod_container_resource_limits", ",resource=\"cpu\",unit=\"core\"", 2.0);
    text
}
