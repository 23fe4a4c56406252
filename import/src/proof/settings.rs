//! What configurations of Prometheus say: how often it scrapes and evaluates is part of a spec, and the rest stays where it is.

use std::collections::BTreeSet;

use gaugewright_spec::source::{Source, Span};
use gaugewright_spec::yaml::Node;

use super::{Difference, Item, Sort, Verdict};
use crate::durations::milliseconds;
use crate::inputs::{Inputs, Kind};
use crate::tree::{entries, list, path, text, text_at};

/// The settings that a spec has.
pub(crate) const RHYTHM: [&str; 2] = ["scrape_interval", "evaluation_interval"];

/// What a configuration has that says nothing of these.
pub(crate) const USUAL: u64 = 60_000;

/// Every setting of every configuration, with what became of it.
pub(crate) fn settings(originals: &Inputs, generated: &Inputs) -> Vec<Item> {
    let documents: Vec<&Node> = originals.of(Kind::Prometheus).collect();
    let mut items = Vec::new();
    for document in &documents {
        let mut all = Settings { source: &originals.source, document, items: Vec::new() };
        for key in RHYTHM {
            let others = documents.iter().map(|other| interval(&originals.source, other, key));
            all.rhythm(key, others.collect(), generated);
        }
        all.others(originals);
        items.append(&mut all.items);
    }
    items
}

/// What a configuration says of an interval.
fn interval(source: &Source, document: &Node, key: &str) -> u64 {
    let said = path(document, &["global", key]).and_then(|said| text(source, said));
    said.and_then(|said| milliseconds(&said.value)).unwrap_or(USUAL)
}

/// The settings of one configuration.
struct Settings<'s> {
    source: &'s Source,
    document: &'s Node,
    items: Vec<Item>,
}

impl Settings<'_> {
    fn add(&mut self, name: String, place: Span, verdict: Verdict) {
        let place = crate::place(self.source, place);
        self.items.push(Item { sort: Sort::Setting, name, group: String::new(), place, verdict });
    }

    /// An interval, compared with the one that is generated.
    fn rhythm(&mut self, key: &str, others: Vec<u64>, generated: &Inputs) {
        let own = interval(self.source, self.document, key);
        let made = generated.of(Kind::Prometheus).next().map(|made| interval(&generated.source, made, key));
        let place = path(self.document, &["global", key]).map_or(self.document.span, |said| said.span);
        let verdict = if made == Some(own) {
            Verdict::Equal
        } else if others.into_iter().any(|other| other != own) {
            Verdict::Yours("another configuration says otherwise, and a spec has one interval".to_owned())
        } else {
            let shown = |time: u64| format!("{time}ms");
            let (was, is) = (Some(shown(own)), made.map(shown));
            Verdict::Differs(vec![Difference { key: key.to_owned(), was, is }])
        };
        self.add(key.to_owned(), place, verdict);
    }

    /// What no spec says, each with what there is to do.
    fn others(&mut self, inputs: &Inputs) {
        let document = self.document;
        let file = |rules: &Node| inputs.source.name_at(inputs.source.in_file(rules.span).start);
        let with_rules: BTreeSet<&str> = inputs.of(Kind::Rules).map(file).collect();
        for (key, value) in entries(document) {
            match key.value.as_str() {
                "global" => self.global(value),
                "scrape_configs" => {
                    for job in list(document, "scrape_configs") {
                        let name = text_at(self.source, job, "job_name").map(|name| name.value);
                        let name = format!("scrape job {}", name.unwrap_or_default());
                        self.add(name, job.span, yours("it says what is scraped"));
                    }
                }
                "rule_files" => {
                    for pattern in list(document, "rule_files") {
                        let Some(said) = text(self.source, pattern) else { continue };
                        let is_there = with_rules.iter().any(|name| is_named(&said.value, name));
                        let reason = if is_there {
                            "name the generated rule files in its place"
                        } else {
                            "no rules of such a file were read: nothing is generated for it"
                        };
                        self.add(format!("rule_files {}", said.value), pattern.span, yours(reason));
                    }
                }
                "alerting" => self.add(key.value.clone(), key.span, yours("it says who is told of alerts")),
                _ => self.add(key.value.clone(), key.span, yours("an imported spec does not say it")),
            }
        }
    }

    fn global(&mut self, global: &Node) {
        for (key, value) in entries(global).iter().filter(|(key, _)| !RHYTHM.contains(&key.value.as_str())) {
            if key.value != "external_labels" {
                self.add(key.value.clone(), key.span, yours("an imported spec does not say it"));
                continue;
            }
            for (label, _) in entries(value) {
                let reason = "Prometheus adds it to what it sends, such as alerts";
                self.add(format!("external label {}", label.value), label.span, yours(reason));
            }
        }
    }
}

fn yours(reason: &str) -> Verdict {
    Verdict::Yours(reason.to_owned())
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
