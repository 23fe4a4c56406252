//! What `curl` is asked to fetch is fetched, from a real service and a real Prometheus.

use std::path::Path;

use super::calls::Call;
use crate::end_to_end::harvester::Harvester;
use crate::end_to_end::prometheus::Prometheus;
use crate::end_to_end::tool;

/// Addresses that nobody serves here, with the reason.
const ELSEWHERE: [(&str, &str); 3] = [
    ("http://localhost:3000/", "Grafana needs a container"),
    ("http://localhost:9093/-/ready", "`end_to_end::alertmanager` asks a real one for it"),
    (".example.com/", "an ingress of a cluster"),
];

/// The servers that stand for those on the pages.
pub(super) struct Servers {
    running: Option<(Harvester, Prometheus)>,
}

impl Servers {
    pub(super) fn start(folder: &Path) -> Self {
        let service = Harvester::start(folder);
        let config = tool::write(folder, "prometheus.yml", "scrape_configs: []\n");
        Self { running: Some((service, Prometheus::start(&config))) }
    }

    /// None, for calls of other programs.
    pub(super) fn none(_: &Path) -> Self {
        Self { running: None }
    }

    /// The same call, to the servers of this test; what is fetched has to be there.
    pub(super) fn judge(&self, call: &Call) -> Result<(), String> {
        let (service, prometheus) = self.running.as_ref().ok_or("no server runs")?;
        let is_address = |word: &&String| word.starts_with("http://") || word.starts_with("https://");
        let address = call.arguments.iter().find(is_address).ok_or("no address")?;
        if ELSEWHERE.iter().any(|(part, _)| address.contains(part)) {
            return Ok(());
        }
        let here = [
            (
                "http://localhost:8000/metrics/prometheus",
                format!("http://{}/metrics/prometheus", service.address),
            ),
            // The service of a guide, which has the path that services have by default.
            ("http://localhost:8000/metrics", format!("http://{}/metrics/prometheus", service.address)),
            ("http://localhost:9090", prometheus.url("")),
            ("http://127.0.0.1:PORT/faults", service.faults.clone()),
        ];
        let (there, here) = here
            .iter()
            .find(|(there, _)| address.starts_with(there))
            .ok_or("nobody serves this address: see `ELSEWHERE`")?;
        let arguments = call.arguments.iter().map(|word| word.replace(there, here));
        let mut curl = tool::command("curl");
        let output =
            tool::run(curl.args(["--fail", "--silent", "--show-error", "--noproxy", "*"]).args(arguments));
        if output.succeeded() { Ok(()) } else { Err(output.to_string()) }
    }
}
