//! How long a window has to be: what rules ask for, and what a suggestion assumes.

use crate::duration::Duration;

/// About as many points as a panel of half a screen draws.
const POINTS: u64 = 1000;
/// One scrape may fail and the ends of a window never fall on a sample: with four, two are sure to be left.
const SCRAPES: u64 = 4;

/// The time between two points when this much time is shown.
pub(crate) fn step(shown: Duration) -> Duration {
    let seconds = shown.as_millis() / POINTS / 1000;
    Duration::from_secs(seconds.max(1))
}

/// The shortest window for that time between two scrapes.
pub(crate) fn least(scrape: Duration) -> Duration {
    Duration::from_millis(scrape.as_millis().saturating_mul(SCRAPES))
}
