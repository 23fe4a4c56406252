//! `replay` and `why` on the command line: what they refuse, and how.

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
        assert!(text.contains("`soon` is no moment: write `2026-11-28T09:05:00Z`"), "{text}");
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
