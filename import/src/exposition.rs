//! A scrape, as far as it can be read: what cannot be read is said, with its line. Both formats are: text 0.0.4 and
//! OpenMetrics 1.0.
#![allow(clippy::doc_markdown, reason = "OpenMetrics is a name")]

use std::collections::BTreeMap;

/// A scrape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposition {
    /// Where it was read, for people; empty if nobody has said it.
    pub from: String,
    /// What `# TYPE` lines say, by the name of the family.
    pub types: BTreeMap<String, String>,
    /// The samples, in the order of the text.
    pub samples: Vec<Sample>,
    /// Lines that are none: their number, from 1, and what is wrong.
    pub malformed: Vec<(usize, String)>,
}

/// A sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The name of its series.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its value.
    pub value: f64,
}

impl Exposition {
    /// Reads a scrape in the format that it is in.
    pub fn read(text: &str) -> Self {
        let is_open = text.trim_end().ends_with("# EOF");
        if is_open { Self::parse_openmetrics(text) } else { Self::parse(text) }
    }

    /// Reads OpenMetrics, and speaks of it as if it were text: families have the names of their series there.
    pub fn parse_openmetrics(text: &str) -> Self {
        const END: &str = "# EOF";
        let mut read = Self::parse(text);
        let lines = text.lines().count();
        match text.lines().position(|line| line == END) {
            None => read.malformed.push((lines, format!("it does not end with `{END}`"))),
            Some(at) if at + 1 < lines => read.malformed.push((at + 2, format!("this follows `{END}`"))),
            Some(_) => {}
        }
        read.types = std::mem::take(&mut read.types).into_iter().map(as_text).collect();
        // The times at which counters began are no series of the spec.
        let counts = |name: &str| {
            let family = name.strip_suffix("_created");
            family.is_none_or(|family| {
                !read.types.contains_key(family) && !read.types.contains_key(&format!("{family}_total"))
            })
        };
        read.samples.retain(|sample| counts(&sample.name));
        read
    }

    /// Reads text.
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                if let Some((name, kind)) = rest.split_once(' ') {
                    read.types.insert(name.to_owned(), kind.trim().to_owned());
                }
            } else if !line.is_empty() && !line.starts_with('#') {
                match sample(line) {
                    Ok(sample) => read.samples.push(sample),
                    Err(problem) => read.malformed.push((index + 1, problem)),
                }
            }
        }
        read
    }
}

/// The name and type of a family of OpenMetrics as they are in text.
fn as_text((name, kind): (String, String)) -> (String, String) {
    match kind.as_str() {
        "counter" => (format!("{name}_total"), kind),
        "info" => (format!("{name}_info"), "gauge".to_owned()),
        "stateset" => (name, "gauge".to_owned()),
        "unknown" => (name, "untyped".to_owned()),
        _ => (name, kind),
    }
}

fn sample(line: &str) -> Result<Sample, String> {
    let end = line.find(['{', ' ', '\t']).ok_or("there is no value")?;
    let (name, rest) = line.split_at(end);
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (BTreeMap::new(), rest),
    };
    let text = rest.split_whitespace().next().ok_or("there is no value")?;
    let value = match text {
        "+Inf" => f64::INFINITY,
        "-Inf" => f64::NEG_INFINITY,
        _ => text.parse().map_err(|_| format!("`{text}` is not a number"))?,
    };
    Ok(Sample { name: name.to_owned(), labels, value })
}

/// What stands between the braces, and what follows them.
fn labels(mut rest: &str) -> Result<(BTreeMap<String, String>, &str), String> {
    let mut labels = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches([' ', ',']);
        if let Some(after) = rest.strip_prefix('}') {
            return Ok((labels, after));
        }
        let (name, after) = rest.split_once('=').ok_or("the labels do not end")?;
        let after = after.trim_start().strip_prefix('"').ok_or("a value is not in quotes")?;
        let (value, after) = quoted(after).ok_or("a value does not end")?;
        if labels.insert(name.trim().to_owned(), value).is_some() {
            return Err(format!("the label `{}` is there twice", name.trim()));
        }
        rest = after;
    }
}

/// The text up to the closing quote, its escapes resolved, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Exposition;

    #[test]
    fn samples_are_read_with_escapes_and_times() {
        let read = Exposition::parse(
            "# TYPE a counter\na_total{b=\"x\\\"y\\n\\\\\",c=\"}\"} 1.5e3 1700000000\na_total 2\n\nbucket{le=\"+Inf\",} +Inf\n",
        );
        assert!(read.malformed.is_empty(), "{read:?}");
        assert_eq!(read.samples[0].labels["b"], "x\"y\n\\");
        assert_eq!(read.samples[0].labels["c"], "}");
        assert_eq!(
            read.samples.iter().map(|sample| sample.value).collect::<Vec<_>>(),
            [1500.0, 2.0, f64::INFINITY]
        );
        assert_eq!(read.types["a"], "counter");
    }

    #[test]
    fn openmetrics_is_read_as_text_is() {
        let text = "# TYPE a counter\na_total 2 # {trace_id=\"x\"} 1 1700000000\na_created 1.7e9\n\
                    # TYPE build info\nbuild_info{version=\"1\"} 1\n# EOF\n";
        let read = Exposition::parse_openmetrics(text);
        assert!(read.malformed.is_empty(), "{read:?}");
        assert_eq!(read.samples.len(), 2, "{read:?}");
        assert_eq!((read.types["a_total"].as_str(), read.types["build_info"].as_str()), ("counter", "gauge"));
        let cut = Exposition::parse_openmetrics("# TYPE a counter\na_total 2\n");
        assert_eq!(cut.malformed.len(), 1);
        assert_eq!(Exposition::parse_openmetrics("# EOF\na 1\n").malformed.len(), 1);
    }

    #[test]
    fn what_is_no_sample_is_said_with_its_line() {
        let read =
            Exposition::parse("a{b=\"1\"} 1\na{b=1} 1\na{b=\"1} 1\na\na one\na{b=\"1\",b=\"2\"} 1\n<html>\n");
        let lines: Vec<usize> = read.malformed.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7]);
    }
}
