//! A service whose hand-made collectors move into its spec, metric by metric, as the guide says: the series stay the same at each step.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use codegen::verify::Exposition;

use super::reader::{blocks, section};
use super::{tool, workspace};
use crate::programs;

const GUIDE: &str = "docs/from-hand-written-to-spec.md";
const SPEC: &str = "examples/moving/metrics-spec.yaml";

/// The running service. Dropping it kills it.
struct Shop {
    child: Child,
    url: String,
}

impl Shop {
    fn start(step: &str) -> Self {
        let mut child =
            Command::new(programs::moving()).arg(step).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
        Self { child, url: line.trim().to_owned() }
    }

    fn scrape(&self, accept: &str) -> String {
        let mut answer = ureq::get(&self.url).header("Accept", accept).call().expect("it answers");
        answer.body_mut().read_to_string().expect("text")
    }

    /// What `verify` says.
    fn verified(&self) -> tool::Output {
        let mut verify = Command::new(programs::gaugewright());
        verify.current_dir(workspace::root()).args(["--spec", SPEC, "verify", "--target", &self.url]);
        tool::run(&mut verify)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The series of the shop, but those of the bucket that the hand-made histogram lacks.
fn series(scrape: &str) -> BTreeSet<String> {
    let read = Exposition::read(scrape);
    assert_eq!(read.malformed, [], "{scrape}");
    let samples = read.samples.iter().filter(|sample| sample.name.starts_with("order"));
    let series = samples.map(|sample| {
        let mut labels = sample.labels.clone();
        if let Some(bound) = labels.get_mut("le") {
            *bound = bound.parse::<f64>().expect("a bound").to_string();
        }
        format!("{}{labels:?}", sample.name)
    });
    series.filter(|series| !series.contains("\"le\": \"30\"")).collect()
}

#[test]
fn collectors_move_metric_by_metric_and_the_series_stay() {
    let guide = workspace::read(workspace::path(GUIDE));
    let said = blocks(section(&guide, "8. Move the instrumentation"), "text");
    let before = Shop::start("prometheus");
    let expected = series(&before.scrape("*/*"));
    // Two shops: a counter of three series, and six buckets, a sum and a count for each shop.
    assert_eq!(expected.len(), 3 + 2 * 8, "{expected:?}");
    for step in ["prometheus", "prometheus::first", "client", "client::first", "moved"] {
        let shop = Shop::start(step);
        for accept in ["text/plain; version=0.0.4", "application/openmetrics-text; version=1.0.0"] {
            assert_eq!(series(&shop.scrape(accept)), expected, "{step}, {accept}");
        }
        if step.ends_with("first") {
            assert_eq!(shop.scrape("application/openmetrics-text").matches("# EOF").count(), 1, "{step}");
        }
        let verified = shop.verified();
        // The bucket that the hand-made histogram lacks is there in the end.
        assert_eq!(verified.succeeded(), step == "moved", "{step}: {verified}");
        assert_eq!(verified.stdout, if step == "moved" { "" } else { said[0] }, "{step}");
    }
}

#[test]
fn the_spec_is_that_of_the_guide() {
    let guide = workspace::read(workspace::path(GUIDE));
    let parts = blocks(&guide, "yaml").into_iter().filter(|block| block.starts_with("# metrics-spec.yaml\n"));
    assert_eq!(workspace::read(workspace::path(SPEC)), parts.collect::<String>());
}
