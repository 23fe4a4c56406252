//! `stale-interval`: samples so far apart that a series is gone in between.

use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::rules;
use crate::source::Spanned;

/// How long Prometheus takes a sample for the present value of its series (`--query.lookback-delta`).
const LOOKBACK: Duration = Duration::from_secs(300);

/// Looks at the time between two of something.
pub(crate) fn find(interval: &Spanned<Duration>, between: &str) -> Option<Diagnostic> {
    if interval.value < LOOKBACK {
        return None;
    }
    let message = format!(
        "between {between} {} pass, and Prometheus forgets a sample after {LOOKBACK}",
        interval.value
    );
    let diagnostic = Diagnostic::new(&rules::STALE_INTERVAL, interval.span, message);
    Some(diagnostic.help("take two minutes at most, so that one may fail: `interval: 1m`"))
}
