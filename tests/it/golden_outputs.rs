//! What becomes of a spec that switches outputs off and moves others: which files there are, and what they say of each other.
//! Compared with what became of it when somebody last looked.

use std::path::{Component, Path};

use codegen::{Files, render};

use crate::golden_prometheus::{assert_golden, spec};

fn files(case: &str) -> Files {
    let files = render(&spec(&format!("outputs/{case}.yaml"))).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let paths: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    assert_golden("outputs", &format!("{case}--files"), &paths.join("\n"));
    files
}

#[test]
fn outputs_that_are_moved_name_each_other_where_they_are() {
    let files = files("moved");
    for path in
        ["handbook/pages/MONITORING.md", "handbook/pages/DEPLOYMENT.md", "ops/containers/compose.yaml"]
    {
        assert_golden("outputs", &format!("moved--{path}"), files.get(path).expect("a file"));
    }
    every_link_leads_to_a_file(&files);
    for (path, text) in files.iter() {
        // The list of generated files stays where it is, and is none of them.
        assert!(
            !text.contains("monitoring/") && !text.contains("docs/"),
            "{path} names a usual folder:\n{text}"
        );
    }
}

#[test]
fn nothing_is_said_of_outputs_that_are_off() {
    let files = files("off");
    for page in ["MONITORING.md", "DEPLOYMENT.md"] {
        assert_golden(
            "outputs",
            &format!("off--{page}"),
            files.get(&format!("docs/{page}")).expect("a page"),
        );
    }
    every_link_leads_to_a_file(&files);
}

fn every_link_leads_to_a_file(files: &Files) {
    let mut found = 0;
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "md");
    for (page, text) in files.iter().filter(|(path, _)| is_page(path)) {
        let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
            let target = resolved(Path::new(page).parent().expect("a folder"), link);
            assert!(files.get(&target).is_some(), "{page} leads to {link}, where {target} is not");
            found += 1;
        }
    }
    assert!(found > 0, "no page leads anywhere");
}

/// A path as it is seen from a folder, without steps upwards.
fn resolved(folder: &Path, link: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in folder.join(link).components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}
