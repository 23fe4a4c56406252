use std::io::Read;

use axum::Router;
use gaugewright::{Exposition, Format};

use super::{Server, shop};

gaugewright::__backend!(Served, shop::schema());

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
    let router: Router = Exposition::new::<Served>().router();
    let server = Server::start(router);
    let expected = |format| {
        let mut out = Vec::new();
        Exposition::new::<Served>().encode(&mut out, format);
        out
    };

    let text = ask(&server, "GET /metrics", "");
    assert!(text.head.starts_with("HTTP/1.1 200"), "{}", text.head);
    assert_eq!(text.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(text.header("vary"), Some("accept, accept-encoding"));
    assert_eq!(text.header("content-encoding"), None);
    assert_eq!(text.body, expected(Format::Text));

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
