use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use gaugewright::{Exposition, Format, Push, PushError};

use super::{Server, shop};

gaugewright::__backend!(Pushed, shop::schema());

#[derive(Debug, PartialEq)]
struct Received {
    method: String,
    path: String,
    authorization: Option<String>,
    body: Vec<u8>,
}

type Log = Arc<Mutex<Vec<Received>>>;

/// A gateway that writes down what it gets and gives always the same answer.
fn gateway(status: StatusCode, words: &'static str) -> (Server, String, Log) {
    let log = Log::default();
    let writer = Arc::clone(&log);
    let router = Router::new().fallback(move |request: Request| async move {
        let authorization = request.headers().get("authorization");
        let authorization = authorization.map(|value| value.to_str().expect("ASCII").to_owned());
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body").to_vec();
        writer.lock().expect("no panic").push(Received { method, path, authorization, body });
        (status, words)
    });
    let server = Server::start(router);
    let address = format!("http://{}", server.address);
    (server, address, log)
}

#[test]
fn a_group_is_replaced_extended_and_removed() {
    let (_server, address, log) = gateway(StatusCode::OK, "");
    let exposition = Exposition::new::<Pushed>();
    let mut body = Vec::new();
    exposition.encode(&mut body, Format::Text);
    let plain = Push::new(format!("{address}/"), "nightly").grouping("shard", "eu-1");
    plain.replace(&exposition).expect("the gateway takes it");
    let odd = Push::new(&*address, "a/b").grouping("empty", "").basic_auth("user", "pass");
    odd.add(&exposition).expect("the gateway takes it");
    odd.delete().expect("the gateway takes it");

    let received = |method: &str, path: &str, authorization: Option<&str>, body: &[u8]| Received {
        method: method.to_owned(),
        path: path.to_owned(),
        authorization: authorization.map(str::to_owned),
        body: body.to_vec(),
    };
    let (path, authorization) = ("/metrics/job@base64/YS9i/empty@base64/=", Some("Basic dXNlcjpwYXNz"));
    let expected = [
        received("PUT", "/metrics/job/nightly/shard/eu-1", None, &body),
        received("POST", path, authorization, &body),
        received("DELETE", path, authorization, b""),
    ];
    assert_eq!(*log.lock().expect("no panic"), expected);
    assert!(!format!("{odd:?}").contains("pass"));
}

#[test]
fn what_goes_wrong_is_told_in_the_words_of_the_user() {
    let told = |push: Push| push.delete().expect_err("a mistake").to_string();
    let (_server, refusing, _) = gateway(StatusCode::BAD_REQUEST, "text format parsing error");
    assert_eq!(told(Push::new(refusing, "j")), "the Pushgateway answered 400: text format parsing error");
    let (_server, locked, _) = gateway(StatusCode::UNAUTHORIZED, "");
    assert_eq!(Push::new(locked, "j").delete(), Err(PushError::Unauthorized));
    // A port that was free a moment ago.
    let (server, closed, _) = gateway(StatusCode::OK, "");
    drop(server);
    let words = told(Push::new(&*closed, "j").timeout(Duration::from_secs(2)));
    assert!(words.starts_with(&format!("the Pushgateway at {closed} did not answer: ")), "{words}");

    let at = "http://localhost:1";
    assert_eq!(Push::new(at, "").delete(), Err(PushError::NoJob));
    for label in ["job", "a-b", "", "1a", "__name__"] {
        let push = Push::new(at, "j").grouping(label, "x");
        assert_eq!(push.delete(), Err(PushError::Label(label.to_owned())));
    }
    let words = told(Push::new("http://user:secret@localhost:1", "j"));
    assert!(words.contains("basic_auth") && !words.contains("secret"), "{words}");
    assert!(matches!(Push::new("no address at all", "j").delete(), Err(PushError::Address(_))));
}
