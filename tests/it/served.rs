//! `preview` as somebody has it on his machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::programs;

/// A preview that is served, until it is dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

impl Served {
    /// Starts it in the folder of a project.
    pub(crate) fn new(folder: &Path, args: &[&str], token: &str) -> Self {
        let mut child = Command::new(programs::gaugewright())
            .current_dir(folder)
            .args([&["preview"], args].concat())
            .env("PROMETHEUS_TOKEN", token)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let said = child.stdout.take().expect("a pipe");
        BufReader::new(said).read_line(&mut line).expect("an address");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{line}");
        Self { child, address }
    }

    /// The first line and the body of an answer.
    pub(crate) fn ask(&self, method: &str, path: &str, host: &str) -> (String, String) {
        ask(&self.address, method, path, host)
    }

    /// The body of an answer that has to be there.
    pub(crate) fn get(&self, path: &str) -> String {
        let (status, body) = self.ask("GET", path, &self.address);
        assert_eq!(status, "HTTP/1.1 200 OK", "{path}: {body}");
        body
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first line and the body of what somebody answers.
pub(crate) fn ask(address: &str, method: &str, path: &str, host: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}
