//! YAML on pages: parts of specs are loaded by the checker, files of Prometheus are judged by promtool.

use std::collections::BTreeSet;

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::Source;

use super::markdown::{Block, blocks, pages};
use crate::end_to_end::{tool, workspace};

/// The guide whose parts make one spec.
const GUIDE: &str = "docs/from-hand-written-to-spec.md";

/// Blocks that are no spec and no file of Prometheus, by what they begin with: they only have to be YAML.
const OTHERS: [(&str, &str); 2] = [
    ("metadata:", "annotations of a Pod: `annotations_of_pods_say_whether_where_and_how_they_are_scraped`"),
    (
        "apiVersion: snapshot.storage.k8s.io",
        "a resource of the cluster's storage, whose schema is not Kubernetes' own",
    ),
];

/// Pages with resources of Kubernetes and its operators: their blocks only have to be YAML, if they are no parts of specs.
const RESOURCES: [&str; 5] = [
    "docs/alertmanager.md",
    "docs/at-scale.md",
    "docs/kubernetes-operator.md",
    "docs/recording-rules.md",
    "docs/slos.md",
];

/// What stands before a part of a spec that does not say which service it is for.
const HEAD: &str = "service: { name: shop, scrape: { port: 8000, interval: 15s } }\n";

/// Whether all of it are keys of a spec.
fn is_part_of_spec(text: &str) -> bool {
    let schema = serde_json::to_value(gaugewright_spec::schema::json()).expect("a schema");
    let part: Option<serde_json::Map<_, _>> =
        serde_saphyr::from_str::<serde_json::Value>(text).ok().and_then(|value| value.as_object().cloned());
    let known = |key: &String| key != "spec" && schema["properties"].get(key).is_some();
    part.is_some_and(|part| !part.is_empty() && part.keys().all(known))
}

/// What is wrong with the keys and values of a part, whatever it lacks and speaks of.
fn misread(text: &str) -> Vec<String> {
    const READING: [&str; 4] = ["unknown-key", "wrong-type", "yaml-syntax", "bad-quantity"];
    let head = if text.starts_with("service:") || text.contains("\nservice:") { "" } else { HEAD };
    let found = findings(&format!("spec: 1\n{head}{text}"));
    let wrong = found.into_iter().filter(|finding| READING.contains(&finding.rule.code));
    wrong.map(|finding| finding.message).collect()
}

fn findings(text: &str) -> Vec<Diagnostic> {
    gaugewright_spec::load_on(&Source::new("example.yaml", text), None).findings
}

fn codes(text: &str) -> BTreeSet<&'static str> {
    findings(text).iter().map(|finding| finding.rule.code).collect()
}

fn heading<'b>(block: &'b Block<'_>) -> &'b str {
    block.text.lines().next().unwrap_or_default()
}

/// What a workflow gives to our action that it does not take.
fn unknown_inputs(workflow: &str) -> Vec<String> {
    let read = |text: &str| -> serde_json::Value { serde_saphyr::from_str(text).expect("YAML") };
    let action = std::fs::read_to_string(workspace::path("action.yml")).expect("the action");
    let (action, workflow) = (read(&action), read(workflow));
    let jobs = workflow["jobs"].as_object().expect("jobs").values();
    let steps = jobs.flat_map(|job| job["steps"].as_array().expect("steps"));
    let is_ours = |step: &&serde_json::Value| {
        step["uses"].as_str().is_some_and(|uses| uses.starts_with("gaugewright/gaugewright@"))
    };
    let given =
        steps.filter(is_ours).filter_map(|step| step["with"].as_object()).flat_map(|with| with.keys());
    given.filter(|input| action["inputs"].get(*input).is_none()).cloned().collect()
}

#[test]
fn the_guide_builds_a_spec_step_by_step() {
    let pages = pages();
    let (mut spec, mut metrics) = (String::new(), String::new());
    let (mut steps, mut mistakes) = (0, 0);
    for block in blocks(&pages, "yaml").iter().filter(|block| block.is_on(GUIDE)) {
        if heading(block) == "# metrics-spec.yaml" {
            spec += &block.text;
            steps += 1;
            let wrong: Vec<_> = findings(&spec).into_iter().map(|finding| finding.message).collect();
            assert!(wrong.is_empty(), "{block}: {wrong:?}");
            if block.text.contains("\nmetrics:") {
                metrics.clone_from(&spec);
            }
        } else if let Some(code) = heading(block).strip_prefix("# wrong: ") {
            mistakes += 1;
            assert!(codes(&format!("{metrics}{}", block.text)).contains(code), "{block}");
        }
    }
    assert_eq!((steps, mistakes), (5, 2));
}

#[test]
fn yaml_is_what_it_says_it_is() {
    let pages = pages();
    let folder = tempfile::tempdir().expect("a temporary folder");
    // What configurations name: those of this project, and `alerts.yml` of guides.
    for rules in workspace::rule_files() {
        tool::write(
            folder.path(),
            rules.file_name().and_then(|name| name.to_str()).expect("a name"),
            "groups: []\n",
        );
    }
    for block in blocks(&pages, "yaml").iter().filter(|block| !block.is_on("docs/lints")) {
        let text = block.text.replace("/etc/prometheus/", "");
        let file = tool::write(folder.path(), "block.yml", &text);
        let promtool = |what: &str| {
            tool::run(tool::command("promtool").args(["check", what]).arg(&file)).expect_success();
        };
        match heading(block) {
            "# metrics-spec.yaml" => {}
            wrong if wrong.starts_with("# wrong: ") => {}
            "# alerts.yml" => promtool("rules"),
            _ if text.starts_with("spec: 1\n") => assert_eq!(codes(&text), BTreeSet::new(), "{block}"),
            _ if text.contains("scrape_configs:") => promtool("config"),
            // One rule of a file.
            rule if rule.starts_with("- alert: ") => {
                let indented = text.replace('\n', "\n    ");
                let rules = format!("groups:\n- name: block\n  rules:\n    {}", indented.trim_end());
                tool::write(folder.path(), "block.yml", rules);
                promtool("rules");
            }
            _ if text.contains("- uses: gaugewright/gaugewright@") => {
                let unknown = unknown_inputs(&text);
                assert!(unknown.is_empty(), "{block}: our action does not know {unknown:?}");
            }
            _ if is_part_of_spec(&text) => assert_eq!(misread(&text), Vec::<String>::new(), "{block}"),
            _ => {
                let is_resource = RESOURCES.iter().any(|page| block.is_on(page));
                let is_other = OTHERS.iter().any(|(begin, _)| text.starts_with(begin));
                assert!(is_resource || is_other, "{block}: what is it?");
                let documents: Result<Vec<serde_json::Value>, _> =
                    text.split("\n---\n").map(serde_saphyr::from_str).collect();
                documents.unwrap_or_else(|error| panic!("{block}: {error}"));
            }
        }
    }
}
