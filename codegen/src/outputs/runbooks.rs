//! A page for each alert.

use super::Output;
use crate::files::Files;
use crate::made::seen_from;
use crate::picture;
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
        let templates =
            Templates::new(input.own, spec, input.chosen().made()).map_err(|error| vec![error])?;
        let mut files = Files::default();
        // That there is an error is said by the output that writes the tests.
        let (tests, folder) = (input.rule_tests().ok(), input.chosen().folder(picture::OUTPUT));
        let drawn = tests.zip(folder).map(|(tests, folder)| {
            let path = |stem: &String| {
                let path = format!("{folder}/{}", picture::file(stem));
                (stem.clone(), seen_from(input.folder(&OUTPUT), &path))
            };
            tests.pictures.iter().map(|(stem, _)| path(stem)).collect()
        });
        let drawn = drawn.unwrap_or_default();
        for (name, text) in runbook::pages(spec, &templates, &drawn).map_err(|error| vec![error])? {
            files.insert(name, text);
        }
        Ok(files)
    },
};
