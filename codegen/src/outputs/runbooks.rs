//! A page for each alert.

use super::Output;
use crate::files::Files;
use crate::prose::{Templates, runbook};

pub(super) const OUTPUT: Output = Output {
    name: "runbooks",
    about: "Runbooks: a page for each alert",
    folder: "docs/runbooks",
    files: &["*.md"],
    lacks: |spec| spec.alerts().next().is_none().then_some("alerts"),
    needs: &[],
    yields_to: None,
    render: |input| {
        let spec = input.spec;
        let templates = Templates::new(input.own, spec).map_err(|error| vec![error])?;
        let mut files = Files::default();
        for (name, text) in runbook::pages(spec, &templates).map_err(|error| vec![error])? {
            files.insert(name, text);
        }
        Ok(files)
    },
};
