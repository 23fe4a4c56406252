//! What a server answers to `verify` is shown and never acts: on the terminal, on memory, on whoever waits.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use codegen::shown;

use crate::project::Project;

const SPEC: &str = r"
spec: 1
service: { name: shop, scrape: { port: 8000, interval: 15s } }
metrics: { shop: { orders_total: { type: counter, help: Orders } } }
";

/// Somebody who answers everything with this, again and again if it never ends.
fn serve(head: &str, body: &[u8], endless: bool) -> String {
    answer("200 OK", head, body, endless)
}

fn answer(status: &str, head: &str, body: &[u8], endless: bool) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let length = if endless { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n{head}{length}\r\n");
    let body = body.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let mut sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            while endless && sent.is_ok() {
                sent = stream.write_all(&body);
            }
        }
    });
    address
}

/// What is said of it, which does nothing to a terminal.
#[track_caller]
fn said(args: &[&str], code: i32) -> String {
    let text = Project::new(SPEC).expect(&[&["verify"], args].concat(), code);
    let acts = text.chars().find(|letter| shown::is_hidden(*letter) && *letter != '\n');
    assert_eq!(acts, None, "{text:?}");
    text
}

#[test]
fn what_a_server_says_does_not_act_on_a_terminal() {
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let scrape = format!(
        "# HELP orders_total {evil}\n# TYPE orders_total {evil}gauge\norders_total{{{evil}x=\"{evil}\"}} 1\n\
         # TYPE other_{evil} counter\nother_{evil} 1\nbad{{provider=\"{evil}\"}} 1\n"
    );
    let target = serve("content-type: text/plain; version=0.0.4\r\n", scrape.as_bytes(), false);
    assert!(said(&["--target", &target], 1).contains(r"\u{1b}"));
    let json = serde_json::json!({ "status": "error", "error": format!("{evil}\nerror: another line") });
    let prometheus = serve("content-type: application/json\r\n", json.to_string().as_bytes(), false);
    let text = said(&["--prometheus", &prometheus], 2);
    assert!(text.contains(r"\u{1b}") && !text.contains("\nerror: another"), "{text}");
    for format in ["json", "human"] {
        said(&["--target", &target, "--format", format], 1);
    }
}

#[test]
fn an_answer_without_end_has_one() {
    let line = "other_total{a=\"b\"} 1\n".repeat(50_000);
    let target = serve("content-type: text/plain; version=0.0.4\r\n", line.as_bytes(), true);
    assert!(said(&["--target", &target], 2).contains("the answer has more than 256 MiB"));
}

#[test]
fn redirects_end_and_lead_to_no_file() {
    for location in ["/again", "file:///etc/passwd", "gopher://127.0.0.1/"] {
        let target = answer("302 Found", &format!("location: {location}\r\n"), b"", false);
        let text = said(&["--target", &target], 2);
        assert!(text.starts_with("error: ") && !text.contains("root:"), "{text}");
    }
}

/// A kilobyte that would be a gigabyte.
#[test]
fn a_compressed_answer_is_not_unpacked() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        packed.write_all(&vec![b'a'; 1 << 24]).expect("memory");
    }
    let packed = packed.finish().expect("memory");
    let head = "content-type: text/plain; version=0.0.4\r\ncontent-encoding: gzip\r\n";
    let text = said(&["--target", &serve(head, &packed, false)], 2);
    assert!(text.starts_with("error: ") && text.len() < 1000, "{text}");
}
