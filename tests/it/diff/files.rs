//! Rules and dashboards that people have: `diff/files/<case>/old` and `new`, and what is said of them.

use std::path::Path;

use codegen::report::changes::Compared;
use gaugewright_diff::diff;
use gaugewright_import::read;

use crate::audit::{cases, compare, files};

/// What is said of two folders, in each form.
fn said(old: &Path, new: &Path) -> [(&'static str, String); 3] {
    let model = |folder: &Path| {
        read(&files(folder)).unwrap_or_else(|words| panic!("{}: {words}", folder.display())).spec
    };
    let changes = diff(&model(old), &model(new));
    let compared = Compared { old: "old", new: "new", changes: &changes, left_out: &[] };
    [
        ("expected.txt", compared.text()),
        ("expected.json", compared.json()),
        ("expected.md", compared.markdown()),
    ]
}

#[test]
fn what_people_have_is_compared_as_expected() {
    let mut wrong = Vec::new();
    for case in cases("diff/files") {
        for (name, text) in said(&case.join("old"), &case.join("new")) {
            wrong.extend(compare(&case, name, &text).err());
        }
    }
    assert!(wrong.is_empty(), "{}\nto accept: {}", wrong.join("\n\n"), super::UPDATE);
}

/// What was audited and imported is equal to itself, and to what it becomes when it is read twice.
#[test]
fn what_people_have_is_equal_to_itself() {
    let mut compared = 0;
    for case in
        cases("import").into_iter().chain(cases("audit").into_iter().filter(|case| !case.ends_with("broken")))
    {
        let files = files(&case);
        let (Ok(old), Ok(new)) = (read(&files), read(&files)) else { continue };
        let changes = diff(&old.spec, &new.spec);
        let words: Vec<String> = changes.iter().map(|change| change.sentence().to_string()).collect();
        assert!(words.is_empty(), "{}: {words:#?}", case.display());
        compared += 1;
    }
    assert!(compared > 5, "{compared}");
}
