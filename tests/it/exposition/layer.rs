use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::routing::{any, get};
use gaugewright::{Exposition, HttpLayer, HttpTrack};
use http_body::Frame;
use tokio::sync::mpsc::{Receiver, channel};

use super::{Server, shop};

gaugewright::__backend!(Behind, shop::schema());

/// Counts by hand, for one test each: what began and has not ended, and what has ended.
#[derive(Clone, Copy, Debug)]
struct Requests {
    method: &'static str,
    endpoint: &'static str,
}

type Ended = (&'static str, &'static str, u16, Duration);
static BEGUN: Mutex<usize> = Mutex::new(0);
static ENDED: Mutex<Vec<Ended>> = Mutex::new(Vec::new());

// As `metrics!` writes it, which does not know whether the feature is on.
gaugewright::__if_axum! {
    impl HttpTrack for Requests {
        fn begin(method: &'static str, endpoint: &str) -> Self {
            *BEGUN.lock().expect("no panic") += 1;
            Self { method, endpoint: endpoint.to_owned().leak() }
        }

        fn end(self, status: u16, nanos: u64) {
            *BEGUN.lock().expect("no panic") -= 1;
            let ended = (self.method, self.endpoint, status, Duration::from_nanos(nanos));
            ENDED.lock().expect("no panic").push(ended);
        }
    }
}

/// What has been counted since the last call, once nothing is under way.
fn counted() -> Vec<(&'static str, &'static str, u16)> {
    settled().into_iter().map(|(method, endpoint, status, _)| (method, endpoint, status)).collect()
}

fn settled() -> Vec<Ended> {
    let deadline = Instant::now() + Duration::from_secs(20);
    while *BEGUN.lock().expect("no panic") > 0 {
        assert!(Instant::now() < deadline, "a request has not ended");
        thread::sleep(Duration::from_millis(2));
    }
    std::mem::take(&mut ENDED.lock().expect("no panic"))
}

fn wait_for_begin() {
    let deadline = Instant::now() + Duration::from_secs(20);
    while *BEGUN.lock().expect("no panic") == 0 {
        assert!(Instant::now() < deadline, "no request has begun");
        thread::sleep(Duration::from_millis(2));
    }
}

/// A body of what comes through a channel.
struct Stream(Receiver<&'static str>);

impl http_body::Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|text| match text {
            Some("panic") => panic!("on purpose"),
            text => text.map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes())))),
        })
    }
}

const PAUSE: Duration = Duration::from_millis(60);

/// A body whose second part comes late.
fn late(last: &'static str) -> Body {
    let (sender, receiver) = channel(1);
    tokio::spawn(async move {
        let _ = sender.send("first").await;
        tokio::time::sleep(PAUSE).await;
        let _ = sender.send(last).await;
    });
    Body::new(Stream(receiver))
}

fn server() -> Server {
    let router = Router::new()
        .route("/users/{id}", any(|| async { "a user" }))
        .route("/gone", get(|| async { StatusCode::NO_CONTENT }))
        .route("/stream", get(|| async { late("last") }))
        .route("/broken", get(|| async { late("panic") }))
        .route("/sized", get(|| async { ([("content-length", "9")], late("last")) }))
        .route("/endless", get(|| async { std::future::pending::<()>().await }))
        .route("/panic", get(|| async { panic!("on purpose") as () }))
        .nest("/api", Router::new().route("/deep/{at}", get(|| async { StatusCode::IM_A_TEAPOT })))
        .merge(Exposition::new::<Behind>().router())
        .layer(HttpLayer::<Requests>::new().skip(shop::schema().path));
    Server::start(router)
}

/// One test, because what it counts is in statics.
#[test]
fn every_request_is_counted_once_however_it_ends() {
    let server = server();
    server.ask("GET /users/7?token=secret", "");
    server.ask("DELETE /users/8", "");
    assert_eq!(counted(), [("GET", "/users/{id}", 200), ("DELETE", "/users/{id}", 200)]);

    // Neither paths nor methods of a client's own invention become labels.
    server.ask("GET /wp-admin/setup.php", "");
    server.ask("BREW /users/7", "");
    assert_eq!(counted(), [("GET", "unmatched", 404), ("other", "/users/{id}", 200)]);

    server.ask("GET /metrics", "");
    assert_eq!(counted(), []);

    server.ask("HEAD /stream", "");
    server.ask("GET /gone", "");
    server.ask("GET /api/deep/down", "");
    let expected = [("HEAD", "/stream", 200), ("GET", "/gone", 204), ("GET", "/api/deep/{at}", 418)];
    assert_eq!(counted(), expected);

    // To the end of the body, be it known before or not.
    for path in ["/stream", "/sized"] {
        let answer = String::from_utf8(server.ask(&format!("GET {path}"), "")).expect("text");
        assert!(answer.contains("last"), "{answer}");
        let ended = settled();
        assert!(matches!(ended[..], [("GET", at, 200, time)] if at == path && time >= PAUSE), "{ended:?}");
    }

    server.ask("GET /panic", "");
    assert_eq!(counted(), [("GET", "/panic", 500)]);
    server.ask("GET /broken", "");
    assert_eq!(counted(), [("GET", "/broken", 500)]);

    // The client loses patience: before the head, and in the midst of the body.
    let connection = server.send("GET /endless", "");
    wait_for_begin();
    drop(connection);
    assert_eq!(counted(), [("GET", "/endless", 499)]);
}
