//! Pictures of the derived tests of alerts, for their runbooks.

use super::Output;
use crate::files::Files;
use crate::picture;

pub(super) const OUTPUT: Output = Output {
    name: picture::OUTPUT,
    about: "Pictures of the derived tests of alerts, shown in runbooks",
    folder: "docs/runbooks",
    files: &["*.svg"],
    lacks: |spec| spec.alerts().next().is_none().then_some("alerts"),
    // Nobody else shows them.
    needs: &["runbooks"],
    yields_to: None,
    render: |input| {
        // That there is an error is said by the output that writes the tests.
        let Ok(tests) = input.rule_tests() else { return Ok(Files::default()) };
        let mut files = Files::default();
        for (stem, text) in &tests.pictures {
            files.insert(picture::file(stem), text.clone());
        }
        Ok(files)
    },
};
