use std::io::Read;

use axum::routing::get;
use gaugewright::Format;

use super::{Server, shop};

/// The end of a module that `metrics!` makes.
mod metrics {
    gaugewright::__backend!(Served, super::shop::schema());
    gaugewright::__exposition!(Served);
}
use metrics::Served;

struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

fn ask(server: &Server, request: &str, headers: &str) -> Answer {
    let answer = server.ask(request, headers);
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("an ASCII head");
    Answer { head, body: answer[end + 4..].to_vec() }
}

#[test]
fn a_scrape_gets_what_it_asks_for() {
    shop::http_requests_total::<Served>("/", 200).inc();
    let server = Server::start(metrics::router().route("/elsewhere", get(metrics::handler)));
    let expected = |format| {
        let mut out = Vec::new();
        metrics::encode(&mut out, format);
        out
    };

    let text = ask(&server, "GET /metrics", "");
    assert!(text.head.starts_with("HTTP/1.1 200"), "{}", text.head);
    assert_eq!(text.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(text.header("vary"), Some("accept, accept-encoding"));
    assert_eq!(text.header("content-encoding"), None);
    assert_eq!(text.body, expected(Format::Text));

    assert_eq!(ask(&server, "GET /elsewhere", "").body, text.body);

    // Lists may be spread over several headers.
    let accept = "Accept: text/plain;q=0.5\r\nAccept: application/openmetrics-text;version=1.0.0\r\n";
    let openmetrics = ask(&server, "GET /metrics", accept);
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(openmetrics.header("content-type"), Some(content_type));
    assert_eq!(openmetrics.body, expected(Format::OpenMetrics));

    let zipped = ask(&server, "GET /metrics", "Accept-Encoding: gzip\r\n");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(&*zipped.body).read_to_end(&mut unzipped).expect("a gzip stream");
    assert_eq!(unzipped, expected(Format::Text));

    let head = ask(&server, "HEAD /metrics", "");
    assert_eq!(head.header("content-length"), Some(&*expected(Format::Text).len().to_string()));
    assert!(head.body.is_empty());
    assert!(ask(&server, "POST /metrics", "").head.starts_with("HTTP/1.1 405"));
}

#[test]
fn a_spec_goes_into_a_registry_or_takes_one_in() {
    let registry = prometheus::Registry::new();
    registry.register(Box::new(metrics::collector())).expect("nothing else is there");
    assert!(registry.gather().iter().any(|family| family.name() == "orders_total"));
    // Both at once would be every sample twice.
    let collision = metrics::exposition().with(registry).expect_err("the same names");
    assert!(collision.to_string().contains("rename one of the two"), "{collision}");
    let response = metrics::exposition().with_process().expect("no collision").respond(None, None);
    let text = String::from_utf8(response.body).expect("text");
    assert_eq!(text.contains("\nprocess_open_fds "), cfg!(target_os = "linux"), "{text}");
}
