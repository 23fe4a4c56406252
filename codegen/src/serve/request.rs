//! What a browser asks for: the first lines of HTTP, as far as a server needs them that gives pages to one person.

use std::io::{BufRead, BufReader, Read};

/// Long queries stand in addresses.
const MAX_HEAD: u64 = 64 << 10;

/// A request that can be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Its path, decoded.
    pub(super) path: String,
    /// Its parameters, decoded.
    pub(super) parameters: Vec<(String, String)>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is no HTTP, or too long.
    Unreadable,
    /// It wants to change something.
    Method,
    /// A page from elsewhere has led a browser here: its name for this machine is not ours.
    Host,
}

impl Request {
    /// Reads one.
    pub(super) fn read(from: impl Read) -> Result<Self, Refused> {
        let mut lines = BufReader::new(from.take(MAX_HEAD)).lines();
        let mut next = || lines.next().and_then(Result::ok).ok_or(Refused::Unreadable);
        let first = next()?;
        let mut words = first.split(' ');
        let (method, target) = (words.next(), words.next().ok_or(Refused::Unreadable)?);
        let mut host = None;
        loop {
            let line = next()?;
            match line.split_once(':') {
                None if line.is_empty() => break,
                Some((name, value)) if name.eq_ignore_ascii_case("host") => {
                    host = Some(value.trim().to_owned());
                }
                _ => {}
            }
        }
        if !host.as_deref().is_some_and(is_this_machine) {
            return Err(Refused::Host);
        }
        if method != Some("GET") {
            return Err(Refused::Method);
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let spaced = |text: &str| decoded(&text.replace('+', " "));
        let parameters = pairs.map(|(name, value)| Some((spaced(name)?, spaced(value)?)));
        let parameters = parameters.collect::<Option<Vec<_>>>().ok_or(Refused::Unreadable)?;
        Ok(Self { path: decoded(path).ok_or(Refused::Unreadable)?, parameters })
    }

    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|pair| pair.0 == name).map(|pair| pair.1.as_str())
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

/// `%20` is a space; nothing if it is no text then.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Request, Refused> {
        Request::read(text.as_bytes())
    }

    #[test]
    fn requests_are_read() {
        let found =
            read("GET /d/a%20b?q=rate(x%5B5m%5D)+%2B+1&e HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n").unwrap();
        assert_eq!(found.path, "/d/a b");
        assert_eq!(found.parameter("q"), Some("rate(x[5m]) + 1"));
        assert_eq!(found.parameter("e"), Some(""));
        assert!(read("GET / HTTP/1.1\r\nhost: localhost\r\nAccept: */*\r\n\r\n").is_ok());
    }

    #[test]
    fn others_are_refused() {
        let host = "\r\nHost: localhost:9\r\n\r\n";
        for (head, refused) in [
            ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(), Refused::Host),
            ("GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:80\r\n\r\n".to_owned(), Refused::Host),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), Refused::Host),
            (format!("POST / HTTP/1.1{host}"), Refused::Method),
            (format!("GET /%zz HTTP/1.1{host}"), Refused::Unreadable),
            (format!("GET /%ff HTTP/1.1{host}"), Refused::Unreadable),
            ("GET".to_owned(), Refused::Unreadable),
            ("GET / HTTP/1.1\r\nHost: localhost\r\n".to_owned(), Refused::Unreadable),
            (format!("GET /{} HTTP/1.1{host}", "a".repeat(70_000)), Refused::Unreadable),
        ] {
            assert_eq!(read(&head), Err(refused), "{}", &head[..head.len().min(60)]);
        }
    }
}
