//! Pages about the monitoring as a whole, and the reference of the spec.

use super::Output;
use crate::files::Files;
use crate::prose::{Templates, deployment, monitoring, reference};

pub(super) const OUTPUT: Output = Output {
    name: "docs",
    about: "MONITORING.md, DEPLOYMENT.md and the reference of the spec",
    folder: "docs",
    files: &["DEPLOYMENT.md", "MONITORING.md", "spec-reference.md"],
    lacks: |_| None,
    needs: &[],
    yields_to: None,
    render: |input| {
        let spec = input.spec;
        let templates =
            Templates::new(input.own, spec, input.chosen().made()).map_err(|error| vec![error])?;
        // That there is an error is said by the output that writes them.
        let has_tests = input.rule_tests().is_ok_and(|tests| !tests.files.is_empty());
        let mut files = Files::default();
        let mut errors = Vec::new();
        for (name, text) in [
            ("MONITORING.md", monitoring::page(spec, &templates)),
            ("DEPLOYMENT.md", deployment::page(spec, &templates, has_tests)),
            ("spec-reference.md", reference::page(&templates)),
        ] {
            match text {
                Ok(text) => files.insert(name, text),
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(files) } else { Err(errors) }
    },
};
