//! What a client is told when something fails.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::{llm, pipeline, store};

/// A status and one sentence.
pub(crate) struct Problem(pub(crate) StatusCode, pub(crate) String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

impl From<store::Failure> for Problem {
    fn from(failure: store::Failure) -> Self {
        let status = match failure {
            store::Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
            store::Failure::Full => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, format!("the database does not answer: {failure:?}"))
    }
}

impl From<llm::Failure> for Problem {
    fn from(failure: llm::Failure) -> Self {
        Self(StatusCode::BAD_GATEWAY, format!("the language model does not answer: {failure:?}"))
    }
}

impl From<pipeline::Failure> for Problem {
    fn from(step: pipeline::Failure) -> Self {
        Self(StatusCode::BAD_GATEWAY, format!("the run failed at {step:?}"))
    }
}
