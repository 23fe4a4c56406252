//! The API. The layer around its router is all there is of instrumentation.

mod problem;
mod routes;

use axum::Router;
use axum::routing::{get, post};

use crate::pipeline::Pipelines;
use crate::{Fatal, metrics};

/// Every route, and the metrics with those of the process.
///
/// # Errors
/// A metric of the spec that has the name of one of the process.
pub(crate) fn router(pipelines: Pipelines) -> Result<Router, Fatal> {
    let metrics = metrics::exposition().with_process()?.router();
    let router = Router::new()
        .route("/health", get(routes::health))
        .route("/signals", get(routes::signals))
        .route("/signals/{id}", get(routes::signal))
        .route("/discoveries", get(routes::discoveries))
        .route("/discoveries/{id}", get(routes::discovery))
        .route("/discoveries/{id}/relationships", get(routes::relationships))
        .route("/topics", get(routes::topics))
        .route("/entities", get(routes::entities))
        .route("/ask", get(routes::ask))
        .route("/pipelines/{name}/runs", post(routes::run))
        .with_state(pipelines)
        .merge(metrics)
        .layer(metrics::http_layer());
    Ok(router)
}
