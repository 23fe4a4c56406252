//! What a scrape reads. The specs are written by hand, the way `metrics!` would.

#[cfg(feature = "prometheus-client")]
mod client;
mod golden;
mod grow;
mod hostile;
#[cfg(feature = "prometheus")]
mod interop;
#[cfg(any(feature = "prometheus", feature = "prometheus-client"))]
mod samples;
mod shop;
mod threads;

use gaugewright::__private::Backend;
use gaugewright::{Exposition, Format};

/// The exposition of a spec.
fn scrape<B: Backend>(format: Format) -> String {
    let mut out = Vec::new();
    Exposition::new::<B>().encode(&mut out, format);
    String::from_utf8(out).expect("an exposition is text")
}

/// The value of the sample whose line begins like this.
fn sample(exposition: &str, line: &str) -> Option<f64> {
    let value = exposition.lines().find_map(|found| found.strip_prefix(line)?.strip_prefix(' '))?;
    Some(value.parse().expect("a number"))
}
