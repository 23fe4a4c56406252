//! Where discoveries and signals are found.

mod arxiv;
mod github;
mod posts;

use std::time::Duration;

use gaugewright::{LabelFrom as _, LabelValue, tracked};

use crate::args::Args;
use crate::metrics::{self, FetchError, Source};

pub(crate) use posts::Post;

const PATIENCE: Duration = Duration::from_secs(30);

/// Why a fetch failed.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(metrics::FetchError)]
pub(crate) enum Failure {
    Timeout,
    RateLimited,
    Unauthorized,
    Unreachable,
    BadResponse,
    Other,
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        match error.status().map(|status| status.as_u16()) {
            _ if error.is_timeout() => Self::Timeout,
            _ if error.is_connect() => Self::Unreachable,
            _ if error.is_decode() || error.is_body() => Self::BadResponse,
            Some(401 | 403) => Self::Unauthorized,
            Some(429) => Self::RateLimited,
            Some(500..) => Self::Unreachable,
            _ => Self::Other,
        }
    }
}

/// Something that was found: a paper, a repository.
#[derive(Clone, Debug)]
pub(crate) struct Artifact {
    pub(crate) source: Source,
    pub(crate) address: String,
    pub(crate) title: String,
    pub(crate) authors: Vec<String>,
    pub(crate) summary: String,
}

/// The sources.
#[derive(Clone)]
pub(crate) struct Sources {
    client: reqwest::Client,
    arxiv: String,
    github: String,
    posts: String,
}

/// The sources of discoveries that are asked.
pub(crate) const ASKED: [Source; 2] = [Source::Arxiv, Source::Github];

impl Sources {
    pub(crate) fn new(client: reqwest::Client, args: &Args) -> Self {
        // From now on it counts if they deliver nothing.
        for source in ASKED {
            metrics::discoveries_fetched_total(source).add(0);
        }
        Self { client, arxiv: args.arxiv.clone(), github: args.github.clone(), posts: args.posts.clone() }
    }

    /// What is new in a source of discoveries.
    #[tracked(discovery_fetch, source, record(discoveries = |found| found.len() as u64))]
    pub(crate) async fn discoveries(&self, source: Source) -> Result<Vec<Artifact>, Failure> {
        match source {
            Source::Arxiv => {
                arxiv::read(&self.text(&self.arxiv, &[("search_query", "all:observability")]).await?)
            }
            Source::Github => github::read(&self.text(&self.github, &[("q", "observability")]).await?),
            _ => Ok(Vec::new()),
        }
    }

    /// The newest posts: signals before they are scored.
    pub(crate) async fn signals(&self) -> Result<Vec<Post>, Failure> {
        let read = async { posts::read(&self.text(&self.posts, &[]).await?) };
        let found: Result<Vec<Post>, Failure> = read.await;
        match &found {
            Ok(posts) => metrics::signals_fetched_total("posts").add(posts.len() as u64),
            Err(failure) => {
                metrics::signals_fetch_errors_total("posts", FetchError::label_from(failure)).inc();
            }
        }
        found
    }

    async fn text(&self, address: &str, query: &[(&str, &str)]) -> Result<String, Failure> {
        let request =
            self.client.get(address).query(query).header("user-agent", "signal-harvester").timeout(PATIENCE);
        Ok(request.send().await?.error_for_status()?.text().await?)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use gaugewright::Format;

    use super::{ASKED, Sources};
    use crate::args::Args;
    use crate::metrics::{self, Source};

    /// `NoDiscoveriesFetched` and `DiscoverySourceFailing` compare with 0, so a source that never delivered anything must be
    /// there; and one that nobody asks must not.
    #[tokio::test]
    async fn a_source_that_delivers_nothing_reads_0() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Nobody listens where somebody has just listened.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let nowhere = format!("http://{}", listener.local_addr().expect("bound"));
        drop(listener);
        let args = Args::parse_from(["harvester", "--arxiv", &nowhere, "--github", &nowhere]);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let sources = Sources::new(client, &args);
        for source in ASKED {
            assert!(sources.discoveries(source).await.is_err(), "{source}");
        }

        let mut out = Vec::new();
        metrics::encode(&mut out, Format::Text);
        let text = String::from_utf8(out).expect("an exposition is text");
        for source in Source::ALL {
            let series = format!("discoveries_fetched_total{{source=\"{source}\"}}");
            let value = text.lines().find_map(|line| line.strip_prefix(&series));
            assert_eq!(value, ASKED.contains(source).then_some(" 0"), "{source}");
        }
    }
}
