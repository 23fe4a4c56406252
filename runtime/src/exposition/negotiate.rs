//! What a client asks for: a format, and whether it may be compressed.

use std::borrow::Cow;

/// A format of the exposition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The Prometheus text format, version 0.0.4.
    #[default]
    Text,
    /// `OpenMetrics`, version 1.0.0.
    OpenMetrics,
}

impl Format {
    pub(crate) const ALL: [Self; 2] = [Self::Text, Self::OpenMetrics];

    /// The value of the header `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// The format that suits the value of a header `Accept` best. Who asks for neither gets text.
    pub fn accepted(accept: Option<&str>) -> Self {
        let accept = accept.unwrap_or_default();
        let openmetrics = accept.split(',').map(openmetrics_weight).max().unwrap_or(0);
        let text = accept.split(',').map(text_weight).max_by_key(|(precision, _)| *precision);
        let text = text.map_or(0, |(_, weight)| weight);
        // Only who names it gets OpenMetrics, a wildcard is not enough; on a tie the richer format wins.
        if openmetrics > 0 && openmetrics >= text { Self::OpenMetrics } else { Self::Text }
    }
}

/// A scrape's answer: what to put into an HTTP response. Whatever the server, it should say
/// `Vary: Accept, Accept-Encoding` too.
#[derive(Clone, Debug)]
pub struct Response {
    /// The value of the header `Content-Type`.
    pub content_type: &'static str,
    /// The value of the header `Content-Encoding`, if the body is compressed.
    pub content_encoding: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
}

/// Chooses the format, lets it be written, and compresses if the client likes that.
pub(crate) fn respond(
    accept: Option<&str>,
    accept_encoding: Option<&str>,
    encode: impl FnOnce(&mut Vec<u8>, Format),
) -> Response {
    let format = Format::accepted(accept);
    let mut body = Vec::new();
    encode(&mut body, format);
    let (body, content_encoding) = if wants_gzip(accept_encoding) { compress(body) } else { (body, None) };
    Response { content_type: format.content_type(), content_encoding, body }
}

#[cfg(feature = "gzip")]
fn compress(body: Vec<u8>) -> (Vec<u8>, Option<&'static str>) {
    use std::io::Write;
    let buffer = Vec::with_capacity(body.len() / 8);
    let mut encoder = flate2::write::GzEncoder::new(buffer, flate2::Compression::fast());
    // Writing to memory does not fail; if it did, the body as it is would be right too.
    match encoder.write_all(&body).and_then(|()| encoder.finish()) {
        Ok(compressed) => (compressed, Some("gzip")),
        Err(_) => (body, None),
    }
}

#[cfg(not(feature = "gzip"))]
fn compress(body: Vec<u8>) -> (Vec<u8>, Option<&'static str>) {
    (body, None)
}

/// Whether `Accept-Encoding` allows gzip.
pub(crate) fn wants_gzip(accept_encoding: Option<&str>) -> bool {
    let entries = || accept_encoding.unwrap_or_default().split(',').map(Entry::parse);
    let weight = |name: &str| entries().find(|entry| entry.name == name).map(|entry| entry.weight);
    weight("gzip").or_else(|| weight("x-gzip")).or_else(|| weight("*")).is_some_and(|weight| weight > 0)
}

fn openmetrics_weight(entry: &str) -> u16 {
    let parsed = Entry::parse(entry);
    let is_ours = parsed.name == "application/openmetrics-text"
        && parsed.version.is_none_or(|version| version.starts_with("1.") || version == "0.0.1")
        && parsed.speaks_utf8;
    if is_ours { parsed.weight } else { 0 }
}

/// How precisely the entry names our text format, and what weight it gives to it.
fn text_weight(entry: &str) -> (u8, u16) {
    let parsed = Entry::parse(entry);
    let precision = match &*parsed.name {
        "text/plain" if parsed.version == Some("0.0.4") => 4,
        "text/plain" if parsed.version.is_none() => 3,
        "text/*" => 2,
        "*/*" => 1,
        _ => 0,
    };
    (precision, if precision == 0 { 0 } else { parsed.weight })
}

/// An entry of `Accept` or `Accept-Encoding`.
struct Entry<'a> {
    /// In lower case.
    name: Cow<'a, str>,
    /// In thousandths.
    weight: u16,
    version: Option<&'a str>,
    speaks_utf8: bool,
}

impl<'a> Entry<'a> {
    fn parse(entry: &'a str) -> Self {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(name.to_ascii_lowercase())
        } else {
            Cow::Borrowed(name)
        };
        let mut parsed = Self { name, weight: 1000, version: None, speaks_utf8: true };
        for (key, value) in parts.filter_map(|part| part.split_once('=')) {
            let value = value.trim().trim_matches('"');
            match key.trim() {
                "q" | "Q" => parsed.weight = weight(value),
                "version" => parsed.version = Some(value),
                "charset" => parsed.speaks_utf8 = value.eq_ignore_ascii_case("utf-8"),
                _ => {}
            }
        }
        parsed
    }
}

/// A weight in thousandths. What is no weight is taken for none, which is what asks least of the client.
fn weight(text: &str) -> u16 {
    match text.parse::<f64>() {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a thousand")]
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0).round() as u16,
        _ => 0,
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{Format, wants_gzip};

    #[test]
    fn the_format_is_what_the_client_likes_best() {
        use Format::{OpenMetrics, Text};
        let prometheus = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
                          text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        let prometheus_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
                            application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,\
                            text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        for (accept, expected) in [
            ("", Text),
            ("*/*", Text),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Text),
            ("text/plain; version=0.0.4", Text),
            ("application/openmetrics-text; version=1.0.0; charset=utf-8", OpenMetrics),
            ("Application/OpenMetrics-Text", OpenMetrics),
            (prometheus, OpenMetrics),
            (prometheus_3, OpenMetrics),
            ("application/openmetrics-text;version=2.0.0", Text),
            ("application/openmetrics-text;q=0", Text),
            ("application/openmetrics-text;q=0.2,text/plain;q=0.9", Text),
            ("application/openmetrics-text;q=0.5,text/plain;q=0.2,*/*", OpenMetrics),
            ("application/openmetrics-text;q=often", Text),
        ] {
            assert_eq!(Format::accepted(Some(accept)), expected, "{accept}");
        }
        assert_eq!(Format::accepted(None), Text);
    }

    #[test]
    fn gzip_is_sent_to_whoever_allows_it() {
        for (accept, expected) in [
            ("gzip", true),
            ("deflate, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0, *", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(wants_gzip(Some(accept)), expected, "{accept}");
        }
        assert!(!wants_gzip(None));
    }
}
