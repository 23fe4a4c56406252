//! Asking what runs, over HTTP.

mod credentials;
mod error;
mod metrics;

use std::path::Path;
use std::time::{Duration, Instant};

use gaugewright_spec::model::Spec;
use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::disk;
use crate::shown;
use crate::verify::{self, Answer, Drift, Exposition, Found};
pub(crate) use error::LiveError;

/// Nobody wants to wait longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most that is read of an answer: a scrape of a hundred thousand series has a tenth of it.
const MAX: u64 = 256 << 20;
const TEXT: &str = "text/plain;version=0.0.4";
const OPENMETRICS: &str = "application/openmetrics-text";

/// Asks one server.
pub(crate) struct Client {
    agent: Agent,
    /// Where it is, without a slash at the end.
    address: String,
    /// How variables with its credentials begin.
    name: &'static str,
    authorization: Option<String>,
}

impl Client {
    /// A client for `address`; its credentials are in variables that begin with `name`. `ca` has the certificates that are
    /// trusted instead of the usual ones.
    pub(crate) fn new(address: &str, name: &'static str, ca: Option<&Path>) -> Result<Self, LiveError> {
        credentials::refuse_in(address, name)?;
        if !["http://", "https://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err(LiveError::NoScheme(address.to_owned()));
        }
        let roots = match ca {
            Some(path) => trusted(path)?,
            None => RootCerts::WebPki,
        };
        // A query that fails is answered with 422 and words: these are wanted.
        let config = Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false);
        Ok(Self {
            agent: config.tls_config(TlsConfig::builder().root_certs(roots).build()).build().into(),
            address: address.trim_end_matches('/').to_owned(),
            name,
            authorization: credentials::authorization(name)?,
        })
    }

    /// A scrape of the service in both formats, compared.
    pub(crate) fn target(&self, spec: &Spec) -> Result<Vec<Drift>, LiveError> {
        let (_, text) = self.scrape(TEXT)?;
        let mut drifts = verify::target(spec, &Exposition::parse(&text));
        let (format, text) = self.scrape(&format!("{OPENMETRICS};version=1.0.0"))?;
        if format.starts_with(OPENMETRICS) {
            let also = verify::target(spec, &Exposition::parse_openmetrics(&text));
            let known =
                |drift: &Drift| drifts.iter().any(|one| (one.kind, &one.name) == (drift.kind, &drift.name));
            let new: Vec<Drift> = also.into_iter().filter(|drift| !known(drift)).collect();
            drifts.extend(
                new.into_iter()
                    .map(|drift| Drift { message: format!("{} (OpenMetrics)", drift.message), ..drift }),
            );
        }
        Ok(drifts)
    }

    /// What a Prometheus has loaded and finds, compared.
    pub(crate) fn prometheus(&self, spec: &Spec, slow: Duration) -> Result<Found, String> {
        verify::prometheus(spec, slow, &mut |path, parameters| {
            let mut answer = self.json(path, parameters)?;
            answer.data = answer.data["data"].take();
            Ok(answer)
        })
    }

    /// What a Grafana shows, compared.
    pub(crate) fn grafana(&self, spec: &Spec) -> Result<Vec<Drift>, String> {
        verify::grafana(spec, &mut |path, parameters| Ok(self.json(path, parameters)?))
    }

    /// The type and the text of a scrape.
    fn scrape(&self, accept: &str) -> Result<(String, String), LiveError> {
        let mut answer = self.get("", &[], accept)?;
        if !answer.status().is_success() {
            return Err(LiveError::NoScrape { address: self.address.clone(), status: answer.status() });
        }
        let format = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
        let format = format.unwrap_or_default().to_owned();
        let text = answer.body_mut().with_config().limit(MAX).read_to_string();
        Ok((format, text.map_err(|error| no_answer(self.address.clone(), error))?))
    }

    /// The whole answer of a query, for whoever shows it.
    pub(crate) fn ask(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Value, LiveError> {
        self.json(path, parameters).map(|answer| answer.data)
    }

    pub(super) fn json(&self, path: &str, parameters: &[(&str, &str)]) -> Result<Answer, LiveError> {
        let begun = Instant::now();
        let mut answer = self.get(path, parameters, "application/json")?;
        let status = answer.status();
        let data = answer.body_mut().with_config().limit(MAX).read_json::<Value>();
        let took = begun.elapsed();
        let address = || format!("{}{path}", self.address);
        match data {
            Ok(data) => {
                match data["error"].as_str().or(data["message"].as_str().filter(|_| !status.is_success())) {
                    Some(error) => Err(LiveError::Said(shown::line(error).into_owned())),
                    None => Ok(Answer { data, took }),
                }
            }
            Err(_) if !status.is_success() => Err(LiveError::Status { address: address(), status }),
            Err(error) => Err(no_answer(address(), error)),
        }
    }

    fn get(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        accept: &str,
    ) -> Result<Response<ureq::Body>, LiveError> {
        let address = format!("{}{path}", self.address);
        let mut request =
            self.agent.get(&address).query_pairs(parameters.iter().copied()).header("accept", accept);
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let answer = request.call().map_err(|error| no_answer(address.clone(), error))?;
        if matches!(answer.status().as_u16(), 401 | 403) {
            return Err(LiveError::Unauthorized { address, status: answer.status(), name: self.name });
        }
        Ok(answer)
    }
}

/// Whether somebody on this machine or in its network answers with success, within a second.
#[cfg(unix)]
pub(crate) fn answers(address: &str) -> bool {
    let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(1))).proxy(None);
    let agent: Agent = config.build().into();
    agent.get(address).call().is_ok()
}

fn no_answer(address: String, error: ureq::Error) -> LiveError {
    LiveError::NoAnswer { address, source: Box::new(error) }
}

/// The certificates of a file.
fn trusted(path: &Path) -> Result<RootCerts, LiveError> {
    let text = disk::read_certificates(path)?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        let item =
            item.map_err(|error| LiveError::Certificates { path: path.to_owned(), source: Box::new(error) })?;
        if let PemItem::Certificate(certificate) = item {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(LiveError::NoCertificate(path.to_owned()));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}
