//! The text format of a scrape, version 0.0.4, as far as it can be read: what cannot be read is said, with its line.

use std::collections::BTreeMap;

/// A scrape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposition {
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
    /// Reads a scrape.
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
        _ => text.parse().map_err(|_| format!("`{text}` is no number"))?,
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
    fn what_is_no_sample_is_said_with_its_line() {
        let read =
            Exposition::parse("a{b=\"1\"} 1\na{b=1} 1\na{b=\"1} 1\na\na one\na{b=\"1\",b=\"2\"} 1\n<html>\n");
        let lines: Vec<usize> = read.malformed.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7]);
    }
}
