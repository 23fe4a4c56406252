//! Pages and the blocks in them.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::end_to_end::workspace;

/// A page by its path below the root of the project.
pub(super) struct Page {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// A fenced block.
pub(super) struct Block<'p> {
    page: &'p Page,
    line: usize,
    pub(super) language: String,
    pub(super) text: String,
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.page.path.display(), self.line)
    }
}

impl Block<'_> {
    pub(super) fn is_on(&self, path: &str) -> bool {
        self.page.path.starts_with(path)
    }
}

/// The README, and everything below `docs`.
pub(super) fn pages() -> Vec<Page> {
    let docs = workspace::files_below(&workspace::path("docs"));
    let pages = docs.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let below =
        |path: PathBuf| Page::read(path.strip_prefix(workspace::root()).expect("a page below the root"));
    [workspace::path("README.md")].into_iter().chain(pages).map(below).collect()
}

impl Page {
    /// The page at a path below the root of the project.
    pub(super) fn read(path: impl AsRef<Path>) -> Self {
        Self { path: path.as_ref().to_owned(), text: workspace::read(workspace::path(path)) }
    }

    /// Its blocks, in their order.
    pub(super) fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut open: Option<Block<'_>> = None;
        for (index, line) in self.text.lines().enumerate() {
            let fence = line.trim_start().strip_prefix("```");
            match (&mut open, fence) {
                (None, Some(language)) => {
                    let language = language.trim().to_owned();
                    open = Some(Block { page: self, line: index + 1, language, text: String::new() });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => {
                    block.text += line;
                    block.text.push('\n');
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a block does not end", self.path.display());
        blocks
    }

    /// Its lines outside of blocks, with their numbers.
    pub(super) fn prose(&self) -> Vec<(usize, &str)> {
        let mut inside = false;
        let mut lines = Vec::new();
        for (index, line) in self.text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                inside = !inside;
            } else if !inside {
                lines.push((index + 1, line));
            }
        }
        lines
    }
}

/// The blocks of all pages in a language.
pub(super) fn blocks<'p>(pages: &'p [Page], language: &str) -> Vec<Block<'p>> {
    pages.iter().flat_map(Page::blocks).filter(|block| block.language == language).collect()
}

#[test]
fn blocks_are_told_from_prose() {
    let text = "a\n```sh\nb\n\nc\n```\nd\n".to_owned();
    let page = Page { path: PathBuf::from("x.md"), text };
    let blocks = page.blocks();
    assert_eq!((blocks.len(), blocks[0].text.as_str(), blocks[0].line), (1, "b\n\nc\n", 2));
    assert_eq!(page.prose(), [(1, "a"), (7, "d")]);
}

/// Each language is one that a test reads, or has a reason why none does.
#[test]
fn no_language_is_left_out() {
    const TESTED: [&str; 5] = ["mermaid", "promql", "rust", "sh", "yaml"];
    const UNTESTED: [(&str, &str); 2] = [
        ("text", "output and formulas"),
        ("toml", "the README's manifest is the one of `a_newcomer_sees_an_alert_fire`"),
    ];
    let pages = pages();
    for block in pages.iter().flat_map(Page::blocks) {
        let language = block.language.as_str();
        let known = TESTED.contains(&language) || UNTESTED.iter().any(|(name, _)| *name == language);
        // Pages of rules end with a plain block now and then: a part of an answer.
        assert!(known, "{block}: nobody tests a block in `{language}`");
    }
}
