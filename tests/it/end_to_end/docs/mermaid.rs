//! Diagrams, read by Mermaid's own parser.

use std::path::Path;

use super::markdown::{Page, blocks, pages};
use crate::end_to_end::{tool, workspace};

#[test]
fn diagrams_are_understood() {
    let pages = pages();
    let folder = tempfile::tempdir().expect("a temporary folder");
    // The second has a title full of marks that mean something to Mermaid.
    let golden = Page::read("tests/golden/docs/bare--MONITORING.md.snap");
    let mut diagrams = blocks(&pages, "mermaid");
    diagrams.extend(golden.blocks().into_iter().filter(|block| block.language == "mermaid"));
    assert!(diagrams.len() > 1, "{} diagrams", diagrams.len());
    for block in &diagrams {
        let file = tool::write(folder.path(), "diagram.mmd", &block.text);
        let output = parse(&file);
        assert!(output.succeeded(), "{block}: {output}");
    }
}

#[test]
fn a_broken_diagram_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = tool::write(folder.path(), "diagram.mmd", "flowchart LR\n    a[\"unclosed] --> b\n");
    assert!(!parse(&file).succeeded());
}

/// The program is not run as a file but handed over, so that it finds the modules of the folder that it runs in.
fn parse(file: &Path) -> tool::Output {
    let program = workspace::read(workspace::path("tests/tools/diagram.mjs"));
    let mut node = tool::command("node");
    node.current_dir(workspace::path(".tools/npm")).args(["--input-type=module", "--eval", &program]);
    tool::run(node.arg(file))
}
