//! `gaugewright verify` against a Prometheus that speaks TLS and wants to know who asks.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rcgen::generate_simple_self_signed;
use serde_json::json;

use super::tool::{self, Output};
use super::workspace;
use crate::programs;

const PASSWORD: &str = "sesame";
const HASH: &str = "$2b$05$DpwBOB80Cgr1lrLBq/9Ane6Etz04vvNeJkjAVX.pOPQBdGVzUZyA.";
/// The certificates, the variables, and what is said against them.
type Case<'c> = (Option<&'c str>, &'c [(&'c str, &'c str)], &'c str);

/// A Prometheus without rules. Dropping it kills it.
struct Secured {
    child: Child,
    address: String,
}

impl Secured {
    fn start(folder: &Path) -> Self {
        let pair = generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        tool::write(folder, "ca.pem", pair.cert.pem());
        tool::write(folder, "key.pem", pair.signing_key.serialize_pem());
        let web = json!({
            "tls_server_config": { "cert_file": "ca.pem", "key_file": "key.pem" },
            "basic_auth_users": { "me": HASH },
        });
        tool::write(folder, "web.yml", web.to_string());
        tool::write(folder, "prometheus.yml", "scrape_configs: []\n");
        let free =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a free port");
        let child = tool::command("prometheus")
            .args(["--config.file=prometheus.yml", "--web.config.file=web.yml", "--storage.tsdb.path=data"])
            .arg(format!("--web.listen-address={free}"))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Prometheus starts");
        Self { child, address: format!("https://localhost:{}", free.port()) }
    }
}

impl Drop for Secured {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn verify(folder: &Path, address: &str, ca: Option<&str>, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(programs::gaugewright());
    command.current_dir(folder).arg("--spec").arg(workspace::path("metrics-spec.yaml"));
    command.args(["verify", "--prometheus", address]).args(ca.map(|ca| ["--ca", ca]).into_iter().flatten());
    tool::run(command.envs(variables.iter().copied()))
}

#[test]
fn credentials_come_from_the_environment_or_a_file_and_certificates_are_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    tool::write(folder, "password", format!("{PASSWORD}\n"));
    let server = Secured::start(folder);
    let (user, password) = (("PROMETHEUS_USER", "me"), ("PROMETHEUS_PASSWORD", PASSWORD));

    // It has none of the rules: that it can say so proves that it was let in.
    let deadline = Instant::now() + tool::PATIENCE;
    let let_in = loop {
        let output = verify(folder, &server.address, Some("ca.pem"), &[user, password]);
        if output.stdout.contains("HighErrorRate") {
            break output;
        }
        assert!(Instant::now() < deadline, "{output}");
        thread::sleep(Duration::from_millis(100));
    };
    assert!(let_in.stdout.contains("Prometheus has not loaded this alert"), "{let_in}");
    let file =
        verify(folder, &server.address, Some("ca.pem"), &[user, ("PROMETHEUS_PASSWORD_FILE", "password")]);
    assert!(file.stdout.contains("HighErrorRate"), "{file}");

    let refused: [Case<'_>; 5] = [
        (Some("ca.pem"), &[], "set PROMETHEUS_TOKEN, or PROMETHEUS_USER and PROMETHEUS_PASSWORD"),
        (Some("ca.pem"), &[user], "neither PROMETHEUS_PASSWORD nor PROMETHEUS_PASSWORD_FILE"),
        (Some("ca.pem"), &[user, ("PROMETHEUS_PASSWORD", "open")], "401"),
        (None, &[user, password], "certificate"),
        (Some("password"), &[user, password], "no certificate in PEM form"),
    ];
    for (ca, variables, words) in refused {
        let output = verify(folder, &server.address, ca, variables);
        assert!(output.stderr.contains(words), "no `{words}`: {output}");
        assert!(!output.succeeded() && output.stdout.is_empty(), "{output}");
        assert!(!output.stderr.contains(PASSWORD), "{output}");
    }
}
