//! The API. The layer around its router is all there is of instrumentation.

mod problem;
mod routes;

use axum::Router;
use axum::routing::{get, post};

use crate::metrics;
use crate::pipeline::Pipelines;

/// Every route, and the metrics.
pub(crate) fn router(pipelines: Pipelines) -> Router {
    Router::new()
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
        .merge(metrics::router())
        .layer(metrics::http_layer())
}
