//! The generated runbooks: what they ask is answered, what they link to is there.

use std::path::PathBuf;

use super::prometheus::Prometheus;
use super::{tool, workspace};

fn pages() -> Vec<PathBuf> {
    workspace::files_below(&workspace::path("docs/runbooks"))
}

/// What stands between a fence of this language and the next.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn prometheus_answers_every_query() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Prometheus::start(&tool::write(folder.path(), "prometheus.yml", "scrape_configs: []\n"));
    let mut asked = 0;
    for page in pages() {
        for query in blocks(&workspace::read(&page), "promql") {
            if let Err(error) = server.query(query) {
                panic!("{}: {error}\n{query}", page.display());
            }
            asked += 1;
        }
    }
    assert!(asked > 50, "{asked} queries");
}

#[test]
fn links_lead_to_pages_and_every_alert_has_one() {
    let pages = pages();
    assert_eq!(pages.len(), 35, "22 alerts of the seed, 12 of objectives, and a list of them");
    for page in &pages {
        let text = workspace::read(page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(page.with_file_name(link).is_file(), "{}: {link}", page.display());
        }
    }
}

/// The commands for Alertmanager are ones that its tool understands, up to there being no Alertmanager.
#[test]
fn silences_are_understood() {
    for page in pages().iter().filter(|page| !page.ends_with("README.md")) {
        for command in blocks(&workspace::read(page), "sh") {
            let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches('"')).collect();
            assert_eq!(words[0], "amtool");
            let mut amtool = tool::command("amtool");
            let output = tool::run(amtool.args(&words[1..]).arg("--alertmanager.url=http://127.0.0.1:1"));
            let refused = output.stderr.contains("connection refused");
            assert!(refused, "{}: {output}", page.display());
        }
    }
}
