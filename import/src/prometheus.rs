//! A configuration of Prometheus: what a spec says of it, and what it leaves to whoever runs that Prometheus.

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::Node;

use crate::durations::milliseconds;
use crate::inputs::{Inputs, Kind};
use crate::tree::{Text, entries, list, path, text, text_at};

/// How often Prometheus scrapes and evaluates.
#[derive(Clone, Default)]
pub(crate) struct Rhythm {
    /// Time between two scrapes.
    pub(crate) scrape: Option<Text>,
    /// Time between two evaluations.
    pub(crate) evaluation: Option<Text>,
}

/// What a file without a rhythm of its own has.
const USUAL: u64 = 60_000;

/// The rhythm of all configurations, if it is one; notes everything else that they say.
pub(crate) fn told(inputs: &mut Inputs) -> Rhythm {
    let documents: Vec<Node> = inputs.of(Kind::Prometheus).cloned().collect();
    let source = &inputs.source;
    let [scrape, evaluation] =
        ["scrape_interval", "evaluation_interval"].map(|key| common(source, &documents, key));
    let mut unsaid = Vec::new();
    for document in &documents {
        each(inputs, document, &mut unsaid);
    }
    for (place, reason) in unsaid {
        inputs.skip_at(place, reason);
    }
    Rhythm { scrape, evaluation }
}

/// What all files say of a time, if they say the same.
fn common(source: &Source, documents: &[Node], key: &str) -> Option<Text> {
    let said = documents.iter().map(|document| {
        let said = path(document, &["global", key]).and_then(|said| text(source, said));
        let time = said.as_ref().map_or(Some(USUAL), |said| milliseconds(&said.value));
        let usual = || Text::new("1m".to_owned(), document.span);
        (time.filter(|time| *time > 0), said.unwrap_or_else(usual))
    });
    let said: Vec<(Option<u64>, Text)> = said.collect();
    let (first, words) = said.first()?;
    (first.is_some() && said.iter().all(|(time, _)| time == first)).then(|| words.clone())
}

/// Notes what a spec does not say of a configuration.
fn each(inputs: &Inputs, document: &Node, unsaid: &mut Vec<(Span, String)>) {
    let source = &inputs.source;
    for (key, value) in entries(document) {
        match key.value.as_str() {
            "global" => {
                let others = entries(value).iter().filter(|(key, _)| {
                    !["scrape_interval", "evaluation_interval"].contains(&key.value.as_str())
                });
                unsaid.extend(others.map(|(key, _)| (key.span, of_deploy(&format!("`{}`", key.value)))));
            }
            "scrape_configs" => unsaid.extend(list(document, "scrape_configs").iter().map(|job| {
                let name = text_at(source, job, "job_name").map(|name| name.value).unwrap_or_default();
                (job.span, of_deploy(&format!("the scrape job `{name}`")))
            })),
            "rule_files" => unsaid.extend(list(document, "rule_files").iter().filter_map(|pattern| {
                let pattern_text = text(source, pattern)?;
                let is_there = inputs.names().any(|name| is_named(&pattern_text.value, name));
                let reason = || format!("no file that was read is one of `{}`", pattern_text.value);
                (!is_there).then(|| (pattern.span, reason()))
            })),
            name => unsaid.push((key.span, of_deploy(&format!("`{name}`")))),
        }
    }
}

fn of_deploy(what: &str) -> String {
    format!("{what} is left to your own configuration of Prometheus")
}

/// Whether a file can be one of those that a pattern names: folders may be others here than there.
fn is_named(pattern: &str, name: &str) -> bool {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let (pattern, name) = (last(pattern), last(name));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((end, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn patterns_name_files() {
        assert!(is_named("/etc/prometheus/rules/*.yml", "rules/shop.yml"));
        assert!(is_named("alerts.yml", "here/alerts.yml") && !is_named("alerts.yml", "more-alerts.yml"));
        assert!(is_named("a*b*c.yml", "a-b-c.yml") && !is_named("a*b*c.yml", "a-c.yml"));
        assert!(!is_named("*.rules", "shop.yml"));
    }
}
