//! Stand-ins for those who are told: a server that takes whatever is posted, and one that takes mail. Both remember.

use std::io::{BufRead, BufReader, Read as _, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// What was posted.
#[derive(Clone, Debug)]
pub(super) struct Posted {
    pub(super) path: String,
    pub(super) authorization: Option<String>,
    pub(super) body: Value,
}

/// A server, and what it has taken.
pub(super) struct Sink<T> {
    pub(super) address: SocketAddr,
    taken: Arc<Mutex<Vec<T>>>,
}

impl<T: Clone + Send + 'static> Sink<T> {
    fn start(take: fn(&TcpStream) -> Option<T>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let taken = Arc::<Mutex<Vec<T>>>::default();
        let kept = Arc::clone(&taken);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                kept.lock().expect("nobody panics with it").extend(take(&stream));
            }
        });
        Self { address, taken }
    }

    /// All that it has taken so far.
    pub(super) fn taken(&self) -> Vec<T> {
        self.taken.lock().expect("nobody panics with it").clone()
    }
}

/// Takes what is posted.
pub(super) fn http() -> Sink<Posted> {
    Sink::start(posted)
}

fn posted(mut stream: &TcpStream) -> Option<Posted> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let (mut length, mut authorization) = (0, None);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => authorization = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").ok()?;
    Some(Posted { path, authorization, body: serde_json::from_slice(&body).ok()? })
}

/// A mail, and the name and password that it was sent with.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub(super) login: String,
    pub(super) to: String,
    pub(super) data: String,
}

/// Takes mail.
pub(super) fn smtp() -> Sink<Mail> {
    Sink::start(mail)
}

fn mail(mut stream: &TcpStream) -> Option<Mail> {
    let mut reader = BufReader::new(stream);
    let mut say = |line: &str| stream.write_all(format!("{line}\r\n").as_bytes()).ok();
    let mut mail = Mail { login: String::new(), to: String::new(), data: String::new() };
    say("220 mail.example.com ESMTP")?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        match line.split([' ', ':']).next()?.to_ascii_uppercase().as_str() {
            "EHLO" => say("250-mail.example.com\r\n250 AUTH PLAIN")?,
            "AUTH" => {
                line.split(' ').nth(2)?.clone_into(&mut mail.login);
                say("235 welcome")?;
            }
            "RCPT" => {
                line.clone_into(&mut mail.to);
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                mail.data = until_dot(&mut reader)?;
                say("250 taken")?;
            }
            "QUIT" => {
                say("221 bye")?;
                return Some(mail);
            }
            _ => say("250 ok")?,
        }
    }
}

fn until_dot(reader: &mut impl BufRead) -> Option<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line == ".\r\n" {
            return Some(data);
        }
        data.push_str(&line);
    }
}

impl Mail {
    /// The subject, and the part of a type.
    pub(super) fn shown(&self, content_type: &str) -> String {
        let subject = self.data.lines().find(|line| line.starts_with("Subject: ")).unwrap_or_default();
        let part = self.data.split(&format!("Content-Type: {content_type}")).nth(1).unwrap_or_default();
        let body = part.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let body = body.split("\r\n--").next().unwrap_or_default();
        format!("{subject}\n\n{}", printable(body).trim_end())
    }
}

/// Quoted-printable text, read.
fn printable(text: &str) -> String {
    let text = text.replace("=\r\n", "").replace("\r\n", "\n");
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or(("", part));
        bytes.extend(u8::from_str_radix(code, 16).ok());
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
