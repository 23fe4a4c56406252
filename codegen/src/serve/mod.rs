//! The server of `preview`: pages out of memory, news of the spec, and the answers of a Prometheus. It listens on this machine
//! alone, and changes nothing anywhere.

mod request;
mod shown;

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use self::request::{Refused, Request};
pub(crate) use self::shown::Shown;
use crate::live::Client;
use crate::preview;

/// A browser has six connections to a server, and somebody may have some browsers.
const MAX_CONNECTIONS: usize = 64;
/// Nobody takes longer to say what he wants.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long somebody waits for news, until he asks again.
const NEWS: Duration = Duration::from_secs(5);
/// What is asked of a Prometheus: nothing that changes it, and nothing else.
const ASKED: [&str; 2] = ["query", "query_range"];
const PARAMETERS: [&str; 6] = ["query", "time", "start", "end", "step", "match[]"];

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const SVG: &str = "image/svg+xml";
const TEXT: &str = "text/plain; charset=utf-8";

struct Answer {
    status: &'static str,
    kind: &'static str,
    body: String,
}

/// Serves what is shown, and watches the spec, until the program ends. `say` is told where.
pub(crate) fn serve(
    shown: &Shown,
    first: String,
    (port, prometheus): (u16, Option<&Client>),
    say: &mut dyn FnMut(&str),
) -> Result<(), String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("port {port} cannot be used: {error}; choose another one with --port"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    say(&format!("http://{address}/\n"));
    let open = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| shown.watch(first));
        for stream in listener.incoming().flatten() {
            if open.fetch_add(1, Ordering::Relaxed) >= MAX_CONNECTIONS {
                open.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            let open = &open;
            scope.spawn(move || {
                // Whoever has gone away needs no answer.
                let _ = answer(&stream, shown, prometheus);
                open.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    Ok(())
}

fn answer(mut stream: &TcpStream, shown: &Shown, prometheus: Option<&Client>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let text = |status, words: &str| Answer { status, kind: TEXT, body: format!("{words}\n") };
    let Answer { status, kind, body } = match Request::read(stream) {
        Ok(request) => answered(&request, shown, prometheus)
            .unwrap_or_else(|| text("404 Not Found", "There is no such dashboard.")),
        Err(Refused::Unreadable) => text("400 Bad Request", "This is not a valid request."),
        Err(Refused::Method) => text("405 Method Not Allowed", "Everything here is only looked at."),
        Err(Refused::Host) => text("421 Misdirected Request", "This is served on 127.0.0.1 alone."),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         content-security-policy: {}\r\nx-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
         cross-origin-resource-policy: same-origin\r\nconnection: close\r\n\r\n",
        body.len(),
        preview::POLICY,
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

fn answered(request: &Request, shown: &Shown, prometheus: Option<&Client>) -> Option<Answer> {
    let ok = |kind, body| Answer { status: "200 OK", kind, body };
    let path = request.path.as_str();
    if path == "/" || path.starts_with("/d/") {
        let now = shown.now();
        let page = now.preview.served(
            path.strip_prefix("/d/"),
            (now.version, &now.findings, now.failed),
            prometheus.is_some(),
        )?;
        return Some(ok(HTML, page));
    }
    if let Some(uid) = path.strip_prefix("/sheet/") {
        return Some(ok(JSON, shown.now().preview.sheet(uid)?));
    }
    if let Some(stem) = path.strip_prefix("/picture/") {
        // Whoever derives tests must not keep others waiting.
        let pictures = shown.now().preview.pictures();
        return Some(ok(SVG, pictures.get(stem)?.to_owned()));
    }
    if path == "/changes" {
        let since = request.parameter("since").and_then(|since| since.parse().ok()).unwrap_or(0);
        let now = shown.after(since, NEWS);
        let news = json!({ "version": now.version, "findings": now.findings, "failed": now.failed });
        return Some(ok(JSON, news.to_string()));
    }
    passed_on(path.strip_prefix("/prometheus/api/v1/")?, request, prometheus?)
}

/// Asks the Prometheus in the place of the page.
fn passed_on(what: &str, request: &Request, prometheus: &Client) -> Option<Answer> {
    let label = what.strip_prefix("label/").and_then(|rest| rest.strip_suffix("/values"));
    let is_label = label.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if !is_label && !ASKED.contains(&what) {
        return None;
    }
    let known = request.parameters.iter().filter(|pair| PARAMETERS.contains(&pair.0.as_str()));
    let pairs: Vec<(&str, &str)> = known.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Some(match prometheus.ask(&format!("/api/v1/{what}"), &pairs) {
        Ok(data) => Answer { status: "200 OK", kind: JSON, body: data.to_string() },
        Err(error) => {
            let body: Value = json!({ "status": "error", "error": error.to_string() });
            Answer { status: "502 Bad Gateway", kind: JSON, body: body.to_string() }
        }
    })
}
