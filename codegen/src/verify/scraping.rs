//! What has to be known of a Prometheus before its answers say something.

/// What the Prometheus scrapes that is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scraping {
    /// Whether it scrapes the service alone.
    pub(super) is_alone: bool,
    /// Whether it has targets that it has not scraped yet.
    pub(super) is_starting: bool,
}
