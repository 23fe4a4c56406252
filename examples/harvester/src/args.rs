//! What the program is told when it starts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

/// Finds signals and discoveries, scores them and tracks topics; serves them over HTTP.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Args {
    /// Where the API and the metrics are served.
    #[arg(long, default_value = "127.0.0.1:8000")]
    pub listen: SocketAddr,
    /// The file of the database; made if it is not there [default: harvester.db, with `--demo` a temporary one]
    #[arg(long)]
    pub database: Option<PathBuf>,
    /// How many entities are kept in memory.
    #[arg(long, default_value_t = 2000, value_name = "NUMBER")]
    pub cached_entities: u64,
    /// Time between two runs of each pipeline.
    #[arg(long, default_value = "3600", value_parser = seconds, value_name = "SECONDS")]
    pub every: Duration,
    /// The Atom feed of arXiv.
    #[arg(long, default_value = "https://export.arxiv.org/api/query")]
    pub arxiv: String,
    /// GitHub's search for repositories.
    #[arg(long, default_value = "https://api.github.com/search/repositories")]
    pub github: String,
    /// A feed of posts as JSON: where signals come from.
    #[arg(long, default_value = "https://hacker-news.firebaseio.com/v0/posts.json")]
    pub posts: String,
    /// The API of OpenAI; its key comes from the environment.
    #[arg(long, default_value = "https://api.openai.com/v1")]
    pub openai: String,
    /// An API of Anthropic that speaks OpenAI's protocol.
    #[arg(long, default_value = "https://api.anthropic.com/v1")]
    pub anthropic: String,
    /// The API of xAI.
    #[arg(long, default_value = "https://api.x.ai/v1")]
    pub xai: String,
    /// Starts stand-ins of all outside services and a load of users, and runs the pipelines every few seconds.
    #[arg(long)]
    pub demo: bool,
    /// How many requests users make a second.
    #[arg(long, default_value_t = 50.0, requires = "demo", value_name = "NUMBER")]
    pub demo_load: f64,
    /// Where the stand-ins of `--demo` are served, and their faults set.
    #[arg(long, default_value = "127.0.0.1:0", requires = "demo")]
    pub demo_listen: SocketAddr,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("`{text}` is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}
