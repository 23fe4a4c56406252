//! The order in which things begin and end.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::args::Args;
use crate::llm::Llm;
use crate::pipeline::Pipelines;
use crate::sources::Sources;
use crate::store::Store;
use crate::{Fatal, api, demo, levels};

/// Time between two looks at how much there is.
const LOOK: Duration = Duration::from_secs(5);

/// Serves until it is told to stop, and answers what has begun.
///
/// # Errors
/// A port that is taken, a database that cannot be opened.
pub async fn run(mut args: Args) -> Result<(), Fatal> {
    // Which of them is used is decided once a process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let stop = CancellationToken::new();
    if args.demo {
        demo::outside(&mut args, stop.clone()).await?;
    }
    let client = reqwest::Client::builder().no_proxy().build()?;
    // A demo leaves nothing behind.
    let temporary = (args.demo && args.database.is_none()).then(tempfile::tempdir).transpose()?;
    let folder = temporary.as_ref().map_or(Path::new(""), TempDir::path);
    let database = args.database.clone().unwrap_or_else(|| folder.join("harvester.db"));
    let store = Store::open(&database).await?;
    let (llm, sources) = (Llm::new(client.clone(), &args), Sources::new(client.clone(), &args));
    let pipelines = Pipelines::new(store, llm, sources, args.cached_entities);
    let router = api::router(pipelines.clone())?;
    let listener =
        TcpListener::bind(args.listen).await.map_err(|error| format!("{}: {error}", args.listen))?;
    let address = listener.local_addr()?;
    println!("harvester: API and metrics at http://{address}, metrics at /metrics/prometheus");

    let look = if args.demo { Duration::from_secs(1) } else { LOOK };
    let work =
        [tokio::spawn(levels::keep(pipelines.clone(), look)), tokio::spawn(pipelines.schedule(args.every))];
    let users = args.demo.then(|| tokio::spawn(demo::users(client, address, args.demo_load)));
    let told = stop.clone();
    axum::serve(listener, router)
        .with_graceful_shutdown(async move {
            told_to_stop().await;
            if let Some(users) = users {
                users.abort();
            }
            told.cancel();
        })
        .await?;
    work.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

/// Ctrl-C, or what Kubernetes sends.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
