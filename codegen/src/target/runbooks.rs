//! A page for each alert.

use super::Target;
use crate::files::Files;
use crate::prose::runbook;

pub(super) const TARGET: Target = Target {
    name: "runbooks",
    about: "Runbooks: a page for each alert",
    folder: "docs/runbooks",
    render: |spec| {
        let mut files = Files::default();
        for (name, text) in runbook::pages(spec).map_err(|error| vec![error])? {
            files.insert(name, text);
        }
        Ok(files)
    },
};
