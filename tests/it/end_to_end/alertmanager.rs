//! Who is told: the generated configuration, judged by `amtool`, and delivered by a real Alertmanager to stand-ins for everybody whom it can tell.

mod delivery;
mod destinations;
mod imported;
mod routes;
mod running;
mod sinks;
mod told;

use gaugewright_spec::model::Spec;
use gaugewright_spec::source::Source;

use super::{tool, workspace};

/// The workspace's own spec.
fn spec() -> Spec {
    let text = workspace::read(workspace::path("metrics-spec.yaml"));
    match gaugewright_spec::load(&Source::new("metrics-spec.yaml", text)) {
        Ok((spec, _)) => spec,
        Err(findings) => panic!("{findings:#?}"),
    }
}

#[test]
fn amtool_accepts_the_configuration_and_its_templates() {
    let config = workspace::path("monitoring/alertmanager/alertmanager.yml");
    let output = tool::run(tool::command("amtool").arg("check-config").arg(config)).expect_success();
    assert!(output.stdout.contains("1 templates\n  SUCCESS"), "the template was not read:\n{output}");
}

#[test]
fn amtool_refuses_what_no_release_knows() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = workspace::read(workspace::path("monitoring/alertmanager/alertmanager.yml"));
    let config = tool::write(folder.path(), "alertmanager.yml", config.replace("channel:", "chanel:"));
    assert!(!tool::run(tool::command("amtool").arg("check-config").arg(config)).succeeded());
}
