//! `replay` and `why` on the command line: what they refuse, and how.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use codegen::shown;

use super::SPEC;
use crate::project::Project;

/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:1";

#[test]
fn an_alert_that_is_not_there_is_an_error_with_the_one_that_was_meant() {
    let project = Project::new(SPEC);
    for command in ["replay", "why"] {
        let text = project.expect(&[command, "NoOrder", "--prometheus", NOBODY], 2);
        assert!(text.contains("there is no alert `NoOrder`: did you mean `NoOrders`?"), "{text}");
    }
}

#[test]
fn a_server_that_does_not_answer_is_an_error_at_once() {
    let project = Project::new(SPEC);
    for command in ["replay", "why"] {
        let text = project.expect(&[command, "NoOrders", "--prometheus", NOBODY], 2);
        assert!(text.contains("127.0.0.1:1"), "{text}");
        let text = project.expect(&[command, "NoOrders", "--prometheus", "localhost:9090"], 2);
        assert!(text.contains("write `http://localhost:9090`"), "{text}");
        let text = project.expect(&[command, "NoOrders", "--prometheus", "http://me:hunter2@localhost:1"], 2);
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn moments_and_thresholds_that_cannot_be_read_are_said_before_anybody_is_asked() {
    let project = Project::new(SPEC);
    let asked = |args: &[&str]| project.expect(&[args, &["--prometheus", NOBODY]].concat(), 2);
    for args in [["why", "NoOrders", "--at", "soon"], ["replay", "NoOrders", "--until", "soon"]] {
        let text = asked(&args);
        assert!(text.contains("`soon` is not a valid time: write `2026-11-28T09:05:00Z`"), "{text}");
    }
    assert!(asked(&["replay", "NoOrders", "--days", "0"]).contains("--days"));
    assert!(asked(&["replay", "NoOrders", "--above", "1", "--below", "2"]).contains("cannot be used with"));
}

#[test]
fn a_spec_with_errors_is_shown() {
    let project = Project::new(&SPEC.replace("rate(orders_total[5m])", "rate(order_total[5m])"));
    for command in ["replay", "why"] {
        let text = project.expect(&[command, "NoOrders", "--prometheus", NOBODY], 1);
        assert!(text.contains("did you mean `orders_total`?") && text.contains("^^^"), "{text}");
    }
}

/// Somebody who answers everything with this.
fn server(body: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 8192]);
            let _ =
                stream.write_all(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes());
        }
    });
    address
}

/// Whatever a server answers, nobody panics, and nothing acts on a terminal.
#[test]
fn what_a_server_says_stays_words() {
    let project = Project::new(SPEC);
    for body in [
        r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"\u001b]0;x":"\u001b[2J\u0007\n"},"values":[[1e300,"1"],[-1e300,"NaN"],[0,"2"],["x",1],[]],"value":[1e300,"+Inf"]}]}}"#,
        r#"{"status":"success","data":{"resultType":"scalar","result":[1,"\u001b[2J"]}}"#,
        r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"\u202e"},"value":[0,"1e308"]},{"metric":{"a":"\u202e"},"value":[0,"-Inf"]}]}}"#,
        r#"{"status":"success","data":[[],{},null]}"#,
        r#"{"status":"error","error":"\u001b[2J"}"#,
        "[]",
        "null",
    ] {
        let address = server(body);
        for args in [["replay", "NoOrders", "--days", "1"], ["why", "NoOrders", "--at", "2026-11-28"]] {
            let output = project.run(&[&args[..], &["--prometheus", &address]].concat());
            let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert!(matches!(output.status.code(), Some(0 | 2)), "{args:?} {body}: {text}");
            let acts = text.chars().find(|letter| shown::is_hidden(*letter) && *letter != '\n');
            assert_eq!(acts, None, "{args:?} {body}: {text:?}");
        }
    }
}
