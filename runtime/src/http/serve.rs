use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, VARY};
use http::{HeaderMap, HeaderValue};

use crate::registry::Exposition;

impl Exposition {
    /// Routes scrapes at the path that the spec says, `GET` and `HEAD`.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        let path = self.path();
        Router::new().route(path, get(move |headers: HeaderMap| async move { self.answer(&headers) }))
    }

    /// The answer to a scrape with these headers, for a route of your own.
    pub fn answer(&self, headers: &HeaderMap) -> Response {
        let (accept, encoding) = (joined(headers, ACCEPT), joined(headers, ACCEPT_ENCODING));
        self.respond(accept.as_deref(), encoding.as_deref()).into_response()
    }
}

impl IntoResponse for crate::exposition::Response {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(VARY, HeaderValue::from_static("accept, accept-encoding"));
        if let Some(encoding) = self.content_encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

/// All values of a header that may be there several times.
fn joined(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!values.is_empty()).then(|| values.join(","))
}
