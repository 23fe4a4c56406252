//! Registries of the crate `prometheus-client`.
//!
//! It writes `OpenMetrics` and gives its samples to nobody else, so they are read from there, and said in the text format for whoever asks
//! for that. Its help texts are not escaped; ours are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use prometheus_client::encoding::text::encode_registry;
use prometheus_client::registry::Registry;

use super::foreign::{Foreign, Sort};
use super::handmade::Handmade;

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus-client")))]
impl From<Registry> for Handmade {
    fn from(registry: Registry) -> Self {
        Self::new(move || gather(&registry))
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus-client")))]
impl From<&'static Registry> for Handmade {
    fn from(registry: &'static Registry) -> Self {
        Self::new(move || gather(registry))
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus-client")))]
impl From<Arc<Registry>> for Handmade {
    fn from(registry: Arc<Registry>) -> Self {
        Self::new(move || gather(&registry))
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "prometheus-client")))]
impl From<Arc<Mutex<Registry>>> for Handmade {
    fn from(registry: Arc<Mutex<Registry>>) -> Self {
        Self::new(move || gather(&registry.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn gather(registry: &Registry) -> Vec<Foreign> {
    let mut written = String::new();
    // Writing to memory does not fail. A metric of somebody's own may: then what was written up to there is what there is.
    encode_registry(&mut written, registry).unwrap_or_default();
    families(&written)
}

/// The families of an exposition without its end. What sub-registries with labels write apart is one family.
fn families(written: &str) -> Vec<Foreign> {
    let mut families: BTreeMap<String, Foreign> = BTreeMap::new();
    let mut rest = written.strip_prefix(HELP);
    while let Some(block) = rest {
        let Some((name, help, kind, below)) = header(block) else { break };
        // A family may have no samples.
        let end = if below.starts_with(HELP) {
            0
        } else {
            below.find("\n# HELP ").map_or(below.len(), |at| at + 1)
        };
        rest = below[end..].strip_prefix(HELP);
        let family = family(name, help, kind, &below[..end]);
        match families.get_mut(&family.name) {
            Some(known) if known.sort == family.sort => known.append(&family),
            Some(_) => {}
            None => {
                families.insert(family.name.clone(), family);
            }
        }
    }
    families.into_values().collect()
}

const HELP: &str = "# HELP ";

/// Name, help text and type of a family whose first line has begun, and what is below. A help text may have several lines.
fn header(block: &str) -> Option<(&str, &str, &str, &str)> {
    let (name, _) = block.split_once(' ')?;
    let (head, typed) = block.split_once(&format!("\n# TYPE {name} "))?;
    let (kind, below) = typed.split_once('\n').unwrap_or((typed, ""));
    Some((name, head.get(name.len() + 1..).unwrap_or_default(), kind, below))
}

fn family(name: &str, help: &str, kind: &str, below: &str) -> Foreign {
    let (sort, suffix) = match kind {
        "counter" => (Sort::Counter, "_total"),
        "gauge" => (Sort::Gauge, ""),
        "histogram" => (Sort::Histogram, ""),
        "info" => (Sort::Info, "_info"),
        _ => (Sort::Unknown, ""),
    };
    let unit = below.strip_prefix("# UNIT ").and_then(|unit| unit.lines().next()?.rsplit(' ').next());
    let samples: Vec<&str> = below.lines().filter(|line| !line.starts_with('#')).collect();
    let lines = |line: fn(&str) -> &str| samples.iter().flat_map(|sample| [line(sample), "\n"]).collect();
    Foreign {
        name: format!("{name}{suffix}"),
        sort,
        help: help.to_owned(),
        unit: unit.filter(|unit| !unit.is_empty()).map(str::to_owned),
        text: lines(without_exemplar),
        openmetrics: Some(lines(|sample| sample)),
        keeps_suffix: false,
    }
}

impl Foreign {
    fn append(&mut self, more: &Self) {
        self.text += &more.text;
        if let (Some(lines), Some(more)) = (&mut self.openmetrics, &more.openmetrics) {
            *lines += more;
        }
    }
}

/// A sample without its exemplar, which the text format does not know.
fn without_exemplar(sample: &str) -> &str {
    let (mut in_quotes, mut is_escaped) = (false, false);
    for (at, letter) in sample.bytes().enumerate() {
        match letter {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_quotes => is_escaped = true,
            b'"' => in_quotes = !in_quotes,
            b'#' if !in_quotes => return sample[..at].trim_end(),
            _ => {}
        }
    }
    sample
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::families;

    #[test]
    fn families_are_read_whatever_stands_in_them() {
        let written = "# HELP a Some \"help\"\n# TYPE it is.\n# TYPE a counter\na_total{b=\" # {x} \\\" \"} 1 # {id=\"#\"} 1 2\n\
                       # HELP t_seconds T.\n# TYPE t_seconds gauge\n# UNIT t_seconds seconds\nt_seconds 2\n\
                       # HELP a Again.\n# TYPE a counter\na_total{c=\"\"} 3\n# HELP a_total Other.\n# TYPE a_total gauge\na_total 4\n";
        let [counter, gauge] = &families(written)[..] else { panic!("two families") };
        assert_eq!(
            (counter.name.as_str(), counter.help.as_str()),
            ("a_total", "Some \"help\"\n# TYPE it is.")
        );
        assert_eq!(counter.text, "a_total{b=\" # {x} \\\" \"} 1\na_total{c=\"\"} 3\n");
        assert!(counter.openmetrics.as_deref().is_some_and(|lines| lines.contains("1 # {id=\"#\"} 1 2\n")));
        assert_eq!((gauge.unit.as_deref(), gauge.text.as_str()), (Some("seconds"), "t_seconds 2\n"));
        for broken in
            ["", "a 1\n", "# HELP a", "# HELP a b\n", "# HELP a b\n# TYPE a counter", "# HELP \n# TYPE  \n"]
        {
            assert!(families(broken).len() <= 1, "{broken}");
        }
    }
}
