//! Rust on pages: what is shown stands in a file that is compiled, and the block says in which.

use super::markdown::{blocks, pages};
use crate::end_to_end::workspace;

#[test]
fn rust_stands_in_a_file_that_is_compiled() {
    let pages = pages();
    let mut shown = 0;
    // The README's service is built by `a_newcomer_sees_an_alert_fire`.
    for block in blocks(&pages, "rust").iter().filter(|block| !block.is_on("README.md")) {
        let (heading, code) = block.text.split_once('\n').unwrap_or_default();
        let file = heading.strip_prefix("// examples/moving/src/");
        let file = file.unwrap_or_else(|| {
            panic!("{block}: it begins with the file that it is from: `// examples/moving/src/…`")
        });
        let source = workspace::read(workspace::path("examples/moving/src").join(file));
        for passage in code.trim_end().split("\n\n") {
            assert!(source.contains(passage), "{block}: {file} has no such passage:\n{passage}");
            shown += 1;
        }
    }
    assert!(shown > 8, "{shown} passages");
}
