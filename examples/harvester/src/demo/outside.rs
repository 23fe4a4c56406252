//! Stand-ins of arXiv, GitHub, a feed of posts and three providers of models.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::faults::{Faults, Shared};
use crate::Fatal;
use crate::args::Args;

/// Time between two runs of the pipelines.
const EVERY: Duration = Duration::from_secs(3);
const SUBJECTS: [&str; 6] = ["metrics", "tracing", "profiling", "alerting", "sampling", "logging"];
const PEOPLE: [&str; 6] =
    ["Ada Lovelace", "A. Lovelace", "Grace Hopper", "Alan Turing", "K. Johnson", "Katherine Johnson"];

/// Serves the stand-ins until it is cancelled, and points the service at them.
pub(crate) async fn outside(args: &mut Args, stop: CancellationToken) -> Result<(), Fatal> {
    let listener = TcpListener::bind(args.demo_listen)
        .await
        .map_err(|error| format!("{}: {error}", args.demo_listen))?;
    let base = format!("http://{}", listener.local_addr()?);
    args.arxiv = format!("{base}/arxiv");
    args.github = format!("{base}/github");
    args.posts = format!("{base}/posts");
    args.openai = format!("{base}/v1");
    args.anthropic.clone_from(&args.openai);
    args.xai.clone_from(&args.openai);
    args.every = EVERY;
    println!("harvester: faults of the outside services at {base}/faults");
    let router = Router::new()
        .route("/arxiv", get(arxiv))
        .route("/github", get(github))
        .route("/posts", get(posts))
        .route("/v1/chat/completions", post(chat))
        .route("/v1/embeddings", post(embeddings))
        .route("/faults", get(faults).put(set_faults))
        .with_state(Shared::default());
    tokio::spawn(async move {
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
    });
    Ok(())
}

async fn faults(State(shared): State<Shared>) -> Json<Faults> {
    Json(shared.now())
}

async fn set_faults(State(shared): State<Shared>, Json(new): Json<Faults>) -> StatusCode {
    shared.set(new);
    StatusCode::NO_CONTENT
}

async fn arxiv(State(shared): State<Shared>) -> Response {
    let faults = shared.now();
    if faults.arxiv_down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let entries: String = (0..news(&faults))
        .map(|_| {
            let (id, subject) = (fastrand::u32(..), fastrand::choice(SUBJECTS).unwrap_or_default());
            let author = fastrand::choice(PEOPLE).unwrap_or_default();
            let crowd: String =
                (0..faults.crowd).map(|_| format!("<author><name>{:x}</name></author>", fastrand::u64(..))).collect();
            format!(
                "<entry><id>http://arxiv.org/abs/{id}</id><title>On {subject} at scale, {id}</title>\
                 <summary>What {subject} costs.</summary><author><name>{author}</name></author>{crowd}</entry>"
            )
        })
        .collect();
    let feed = format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>found</title>{entries}</feed>");
    ([("content-type", "application/atom+xml")], feed).into_response()
}

async fn github(State(shared): State<Shared>) -> Response {
    let faults = shared.now();
    if faults.github_down {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    let repository = |_| {
        let (id, subject) = (fastrand::u32(..), fastrand::choice(SUBJECTS).unwrap_or_default());
        let owner = fastrand::choice(PEOPLE).unwrap_or_default();
        json!({
            "html_url": format!("https://github.com/demo/{subject}-{id}"),
            "full_name": format!("demo/{subject}-{id}"),
            "description": format!("A library for {subject}"),
            "owner": { "login": owner },
        })
    };
    let items: Vec<Value> = (0..news(&faults)).map(repository).collect();
    Json(json!({ "total_count": items.len(), "items": items })).into_response()
}

async fn posts(State(shared): State<Shared>) -> Json<Value> {
    /// Posts are numbered, as real ones are.
    static POSTS: AtomicI64 = AtomicI64::new(1);
    let post = |_| {
        let subject = fastrand::choice(SUBJECTS).unwrap_or_default();
        json!({ "id": POSTS.fetch_add(1, Ordering::Relaxed), "author": fastrand::choice(PEOPLE), "text": format!("News of {subject}, {}", fastrand::u8(..)) })
    };
    let faults = shared.now();
    Json((0..news(&faults) + faults.flood).map(post).collect())
}

/// How many things are new.
fn news(faults: &Faults) -> usize {
    if faults.nothing_new { 0 } else { 1 + fastrand::usize(..4) }
}

async fn chat(State(shared): State<Shared>, Json(question): Json<Value>) -> Response {
    let faults = shared.now();
    wait(0.02 + faults.llm_delay_seconds).await;
    if fastrand::f64() < faults.llm_error_share {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let prompt = question["messages"][0]["content"].as_str().unwrap_or_default().len() as u64 / 4;
    let answer = json!({
        "model": question["model"],
        "choices": [{ "message": { "role": "assistant", "content": format!("{:.2} It depends.", fastrand::f64()) } }],
        "usage": { "prompt_tokens": prompt, "completion_tokens": 20 * faults.llm_verbosity.max(1) },
    });
    Json(answer).into_response()
}

async fn embeddings(State(shared): State<Shared>) -> Response {
    wait(0.005).await;
    if fastrand::f64() < shared.now().llm_error_share {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let vector: Vec<f32> = (0..8).map(|_| fastrand::f32()).collect();
    Json(json!({ "data": [{ "embedding": vector }], "usage": { "prompt_tokens": 8 } })).into_response()
}

async fn wait(seconds: f64) {
    tokio::time::sleep(Duration::try_from_secs_f64(seconds).unwrap_or_default() + jitter()).await;
}

fn jitter() -> Duration {
    Duration::from_millis(fastrand::u64(..20))
}
