//! Trees of routes that were imported: what the proof says of each set of labels is what `amtool` says, of both trees.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gaugewright_import::{File, import};
use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;

use super::running::readable;
use crate::audit::cases;
use crate::end_to_end::tool;

/// The receivers that Alertmanager would tell, in its order.
fn asked(config: &Path, labels: &[(String, String)]) -> Vec<String> {
    let mut amtool = tool::command("amtool");
    amtool.args(["config", "routes", "test"]);
    amtool.arg(format!("--config.file={}", config.display()));
    amtool.args(
        labels.iter().map(|(name, value)| format!("{name}={}", serde_json::Value::from(value.as_str()))),
    );
    let output = tool::run(&mut amtool).expect_success();
    output.stdout.trim().split(',').map(str::to_owned).collect()
}

/// The configuration that a spec generates.
fn generated(text: &str) -> Vec<File> {
    let (spec, _) = codegen::load(&Source::new("metrics-spec.yaml", text))
        .unwrap_or_else(|findings| panic!("{findings:#?}"));
    of_spec(&spec)
}

fn of_spec(spec: &Spec) -> Vec<File> {
    let config = codegen::alertmanager::config(spec).expect("a configuration").expect("notifications");
    vec![File { name: "alertmanager.yml".into(), text: config }]
}

#[test]
fn both_trees_are_asked_as_amtool_asks_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case =
        |of: &str, name: &str| cases(of).into_iter().find(|case| case.ends_with(name)).expect("the case");
    let mut told = BTreeSet::new();
    for (path, number) in [
        (case("import", "routes").join("alertmanager.yml"), 20),
        (case("audit", "alertmanager").join("alertmanager.yml"), 8),
        (case("audit", "alertmanager").join("right.yml"), 8),
    ] {
        let text = fs::read_to_string(&path).expect("text");
        let mut files = vec![File { name: "alertmanager.yml".into(), text: text.clone() }];
        let rules = path.with_file_name("rules.yaml");
        files.extend(fs::read_to_string(rules).map(|text| File { name: "rules.yaml".into(), text }));
        let (imported, report) = import(&files, &[], "shop", |spec| Ok(of_spec(spec))).expect("a spec");
        let original = if text.contains("url_file") { readable(&text) } else { text };
        let was = tool::write(folder.path(), "was.yml", original);
        let is = tool::write(folder.path(), "is.yml", readable(&generated(&imported.text)[0].text));
        assert!(report.asked.sets.len() >= number, "{}: {:#?}", path.display(), report.asked);
        for heard in &report.asked.sets {
            let labels: Vec<(String, String)> = heard.labels.clone().into_iter().collect();
            assert_eq!(asked(&was, &labels), heard.was, "{labels:?}");
            assert_eq!(asked(&is, &labels), heard.is, "{labels:?}");
            told.insert(heard.was.join(","));
        }
    }
    for receivers in ["web,on-call", "nobody", "everybody", "null", "team,pager"] {
        assert!(told.contains(receivers), "{told:?}");
    }
}
