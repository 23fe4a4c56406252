//! What a cluster exports about the service's pod, under the real exporters' names: a test has no cluster.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Instant;

/// Serves on a free port until the test ends.
pub(super) fn start() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    let begun = Instant::now();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let body = exposition(begun.elapsed().as_secs_f64());
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: {}",
                body.len()
            );
            let _ = write!(stream, "{head}\r\nconnection: close\r\n\r\n{body}");
        }
    });
    address
}

fn exposition(seconds: f64) -> String {
    const POD: &str = "namespace=\"signal-harvester\",pod=\"signal-harvester-0\",container=\"harvester\"";
    let mut text = String::new();
    let mut line = |name: &str, labels: &str, value: f64| {
        let _ = writeln!(text, "{name}{{{POD}{labels}}} {value}");
    };
    line("container_cpu_usage_seconds_total", "", seconds * 0.2);
    line("container_memory_working_set_bytes", "", 150e6);
    line("container_spec_memory_limit_bytes", "", 500e6);
    line("container_network_receive_bytes_total", ",interface=\"eth0\"", seconds * 1000.0);
    line("container_network_transmit_bytes_total", ",interface=\"eth0\"", seconds * 2000.0);
    line("container_fs_reads_bytes_total", ",device=\"sda\"", seconds * 10.0);
    line("container_fs_writes_bytes_total", ",device=\"sda\"", seconds * 20.0);
    line("container_fs_usage_bytes", ",device=\"sda\"", 1e9);
    line("kube_pod_container_status_restarts_total", "", 1.0);
    line("kube_pod_container_resource_limits", ",resource=\"cpu\",unit=\"core\"", 2.0);
    text
}
