//! What goes wrong in the world, done to the running service.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use codegen::verify::Exposition;

use super::Harvester;
use crate::end_to_end::tool;

/// How many requests of a stranger are on their way at once, one after the other on one connection.
const AT_ONCE: usize = 100;
const PATHS: usize = 100_000;

/// The samples of one series name, added up where the labels are these.
fn total(scrape: &str, name: &str, labels: &[(&str, &str)]) -> f64 {
    let scrape = Exposition::parse(scrape);
    assert!(scrape.malformed.is_empty(), "{:?}", scrape.malformed);
    let fits = |label: &str, value: &str, sample: &codegen::verify::Sample| {
        sample.labels.get(label).is_some_and(|found| found == value)
    };
    let samples = scrape.samples.iter().filter(|sample| sample.name == name);
    samples
        .filter(|sample| labels.iter().all(|(label, value)| fits(label, value, sample)))
        .map(|sample| sample.value)
        .sum()
}

#[test]
fn a_hundred_thousand_paths_that_nobody_serves_are_one_series() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let service = Harvester::start(folder.path());
    let mut stream = TcpStream::connect(&service.address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time limit");
    let mut answered = 0;
    for round in 0..PATHS / AT_ONCE {
        let requests: String = (0..AT_ONCE)
            .map(|index| format!("GET /stranger/{round}/{index} HTTP/1.1\r\nhost: a\r\n\r\n"))
            .collect();
        stream.write_all(requests.as_bytes()).expect("it listens");
        answered += answers(&mut stream, AT_ONCE);
    }
    assert_eq!(answered, PATHS);
    let scrape = service.scrape();
    let unmatched = [("endpoint", "unmatched"), ("status", "404")];
    assert!(total(&scrape, "http_requests_total", &unmatched) >= 100_000.0, "{scrape}");
    let series = scrape.lines().filter(|line| line.starts_with("http_requests_total{")).count();
    assert!(series < 40 && !scrape.contains("stranger"), "{series} series");
}

/// Reads until so many answers have come.
fn answers(stream: &mut TcpStream, expected: usize) -> usize {
    let (mut text, mut part) = (Vec::new(), [0; 8192]);
    loop {
        let read = stream.read(&mut part).expect("it answers");
        assert!(read > 0, "it closed the connection");
        text.extend_from_slice(&part[..read]);
        let begun = text.windows(9).filter(|window| window == b"HTTP/1.1 ").count();
        if begun >= expected && text.ends_with(b"\r\n\r\n") {
            return begun;
        }
    }
}

#[test]
fn a_disk_that_takes_no_more_is_counted_and_the_service_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // The limit of the size of a file stands in for a full disk: no test may fill a real one.
    let service = Harvester::start_by(folder.path(), "127.0.0.1:0", |program| {
        let mut shell = Command::new("sh");
        let words = "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\"";
        shell.args(["-c", words]).arg(program);
        shell
    });
    let deadline = Instant::now() + tool::PATIENCE;
    loop {
        let scrape = service.scrape();
        let failed = |kind| total(&scrape, "db_query_errors_total", &[("error_type", kind)]);
        if failed("io") + failed("full") > 0.0 {
            break;
        }
        assert!(Instant::now() < deadline, "no query has failed: {scrape}");
        std::thread::sleep(Duration::from_millis(200));
    }
    // Reading goes on, and runs that could not store are counted as failed.
    let listed = ureq::get(format!("http://{}/discoveries", service.address)).call();
    assert!(listed.is_ok_and(|answer| answer.status() == 200));
    let scrape = service.scrape();
    assert!(total(&scrape, "pipeline_errors_total", &[("error_type", "store")]) > 0.0, "{scrape}");
    assert!(service.stop(), "it does not end well");
}
