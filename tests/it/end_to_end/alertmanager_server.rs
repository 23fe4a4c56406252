//! An Alertmanager on a free port of loopback.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Stdio};

use super::tool;

/// A running server. Dropping it kills it.
pub(super) struct AlertmanagerServer {
    child: Child,
    pub(super) address: SocketAddr,
}

impl AlertmanagerServer {
    /// Starts it with a configuration. Its data and its log, `alertmanager.log`, stand in the folder.
    pub(super) fn start(folder: &Path, config: &Path, arguments: &[&str]) -> Self {
        let address =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port");
        let log = File::create(folder.join("alertmanager.log")).expect("a log");
        let child = tool::command("prometheus-alertmanager")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.path={}", folder.join("alertmanager").display()))
            .arg(format!("--web.listen-address={address}"))
            .args(["--cluster.listen-address=", "--log.level=warn"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file handle"))
            .stderr(log)
            .spawn()
            .expect("Alertmanager starts");
        Self { child, address }
    }
}

impl Drop for AlertmanagerServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
