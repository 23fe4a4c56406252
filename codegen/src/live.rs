//! Asking what runs, over HTTP.

use std::time::Duration;

use codegen::verify::{self, Drift, Exposition};
use gaugewright_spec::model::Spec;
use serde_json::Value;
use ureq::Agent;

/// Nobody wants to wait longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The least and the most that is read of an answer: a scrape of a hundred thousand series has a tenth of it.
const MOST: u64 = 256 << 20;

/// A scrape of the service, compared.
pub(crate) fn target(spec: &Spec, address: &str) -> Result<Vec<Drift>, String> {
    let request = agent().get(address).header("accept", "text/plain;version=0.0.4");
    let mut answer = request.call().map_err(|error| format!("{address}: {error}"))?;
    let text = answer.body_mut().with_config().limit(MOST).read_to_string();
    let text = text.map_err(|error| format!("{address}: {error}"))?;
    Ok(verify::target(spec, &Exposition::parse(&text)))
}

/// What a Prometheus has loaded and finds, compared.
pub(crate) fn prometheus(spec: &Spec, address: &str) -> Result<Vec<Drift>, String> {
    let (agent, address) = (agent(), address.trim_end_matches('/'));
    let authorization = std::env::var("PROMETHEUS_TOKEN").ok().map(|token| format!("Bearer {token}"));
    verify::prometheus(spec, &mut |path, parameters| {
        let mut request = agent.get(format!("{address}{path}")).query_pairs(parameters.iter().copied());
        if let Some(authorization) = &authorization {
            request = request.header("authorization", authorization);
        }
        let answer = request
            .call()
            .and_then(|mut answer| answer.body_mut().with_config().limit(MOST).read_json::<Value>());
        let mut answer = answer.map_err(|error| format!("{address}{path}: {error}"))?;
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(answer["data"].take()),
        }
    })
}

fn agent() -> Agent {
    // A query that fails is answered with 422 and words: these are wanted.
    Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build().into()
}
