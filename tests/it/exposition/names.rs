//! A layer fills the labels of requests whatever the spec calls them.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;

use super::Server;

gaugewright::metrics!("diagnostics/clean/http-by-other-names.yaml");

#[test]
fn labels_of_requests_can_have_any_name() {
    let routes = |router: Router| router.route("/users/{id}", any(|| async { StatusCode::IM_A_TEAPOT }));
    let asked = |router: Router| {
        let server = Server::start(router);
        server.ask("POST /users/7", "");
        server.ask("BREW /elsewhere", "");
    };
    asked(routes(Router::new()).layer(metrics::http_layer()));
    asked(Router::new().route("/users/{id}", any(|| async { "" })).layer(metrics::internal_layer()));
    asked(routes(Router::new()).layer(metrics::plain_layer()));

    let mut text = Vec::new();
    metrics::encode(&mut text, gaugewright::Format::Text);
    let text = String::from_utf8(text).expect("text");
    for line in [
        "http_requests_total{method=\"POST\",route=\"/users/{id}\",code=\"418\"} 1",
        "http_requests_total{method=\"other\",route=\"unmatched\",code=\"404\"} 1",
        "http_seconds_count{method=\"POST\",route=\"/users/{id}\"} 1",
        "http_open{route=\"/users/{id}\"} 0",
        "internal_requests_total{verb=\"other\",handler=\"other\",answer=\"200\"} 1",
        "internal_requests_total{verb=\"other\",handler=\"other\",answer=\"404\"} 1",
        "internal_seconds_count{handler=\"other\",answer=\"200\"} 1",
        "plain_requests_total{code=\"418\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
}
