//! What the Prometheus output makes of a small spec, compared with what it made when somebody last looked.

use codegen::{Files, OUTPUTS, Spec};
use gaugewright_spec::source::Source;

#[test]
fn files_of_prometheus() {
    let spec = spec("prometheus/shop.yaml");
    for (path, text) in files(&spec, "prometheus").iter() {
        assert_golden("prometheus", path, text);
    }
}

#[test]
fn an_environment_has_its_own_labels() {
    let spec = spec("prometheus/shop.yaml");
    let staging = &spec.deploy.environments[0];
    let config = codegen::prometheus::config(&spec, Some(staging)).expect("a configuration");
    let labels = r#"  external_labels:
    cluster: a$$b
    environment: staging
    region: "off"
"#;
    assert!(config.contains(labels), "{config}");
}

/// The checked spec of a file below `golden`.
#[track_caller]
pub(crate) fn spec(path: &str) -> Spec {
    let file = format!("{}/golden/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
    match gaugewright_spec::load(&Source::new(path, text)) {
        Ok((spec, _)) => spec,
        Err(findings) => panic!("{path}: {findings:#?}"),
    }
}

/// Compares a text with the golden file of that path. `cargo insta review` shows and accepts what is new.
#[track_caller]
pub(crate) fn assert_golden(folder: &str, path: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../golden/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(path.replace('/', "--"), text));
}

#[track_caller]
fn files(spec: &Spec, name: &str) -> Files {
    let output = OUTPUTS.iter().find(|output| output.name == name).expect("an output of that name");
    (output.render)(&codegen::Input::new(spec, &codegen::Own::default()))
        .unwrap_or_else(|errors| panic!("{errors:#?}"))
}
