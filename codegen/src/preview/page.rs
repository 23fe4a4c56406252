//! A page, which is one file: the program, packed; what it shows; and nothing from elsewhere.

use std::io::Write as _;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde::Serialize;

/// The library that draws curves, and its licence: see `vendor/README.md`.
const UPLOT: &str = include_str!("vendor/uPlot.iife.min.js");
const UPLOT_STYLE: &str = include_str!("vendor/uPlot.min.css");
const UPLOT_LICENSE: &str = include_str!("vendor/LICENSE");

const STYLE: &str = include_str!("page/style.css");

/// The modules of the page, each behind those that it imports.
const MODULES: &[&str] = &[
    include_str!("page/dom.js"),
    include_str!("page/format.js"),
    include_str!("page/time.js"),
    include_str!("page/reducers.js"),
    include_str!("page/theme.js"),
    include_str!("page/model.js"),
    include_str!("page/variables.js"),
    include_str!("page/state.js"),
    include_str!("page/answers.js"),
    include_str!("page/frames.js"),
    include_str!("page/reshape.js"),
    include_str!("page/transform.js"),
    include_str!("page/invented.js"),
    include_str!("page/prometheus.js"),
    include_str!("page/axes.js"),
    include_str!("page/legend.js"),
    include_str!("page/tooltip.js"),
    include_str!("page/thresholds.js"),
    include_str!("page/stacking.js"),
    include_str!("page/timeseries.js"),
    include_str!("page/heatmap.js"),
    include_str!("page/numbers.js"),
    include_str!("page/stat.js"),
    include_str!("page/bargauge.js"),
    include_str!("page/states.js"),
    include_str!("page/barchart.js"),
    include_str!("page/histogram.js"),
    include_str!("page/gauge.js"),
    include_str!("page/piechart.js"),
    include_str!("page/table.js"),
    include_str!("page/markdown.js"),
    include_str!("page/others.js"),
    include_str!("page/panel.js"),
    include_str!("page/layout.js"),
    include_str!("page/details.js"),
    include_str!("page/controls.js"),
    include_str!("page/board.js"),
    include_str!("page/live.js"),
    include_str!("page/main.js"),
];

/// Nothing is loaded from elsewhere, whatever stands in a spec; a page that is served may ask whoever serves it.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
     img-src data: 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// What every page says of itself: by it those of an earlier run are known.
pub(crate) const MARK: &str = "<meta name=\"generator\" content=\"gaugewright preview\">";

/// The program as each page has it.
static PROGRAM: LazyLock<String> = LazyLock::new(|| {
    let modules = MODULES.iter().map(|module| joined(module));
    packed(&[UPLOT.to_owned(), "\n".to_owned()].into_iter().chain(modules).collect::<String>())
});

/// A text as letters that mean nothing in a page. Packed it is a quarter as long, and so is an artifact with many pages.
fn packed(text: &str) -> String {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let done = packed.write_all(text.as_bytes()).and_then(|()| packed.finish());
    STANDARD.encode(done.unwrap_or_default())
}

/// What unpacks both, and starts the program.
const START: &str = "\
const unpacked = (id) => {
const letters = atob(document.getElementById(id).textContent);
const packed = new Uint8Array(letters.length);
for (let at = 0; at < packed.length; at++) packed[at] = letters.charCodeAt(at);
const { readable, writable } = new DecompressionStream(\"deflate-raw\");
const writer = writable.getWriter();
writer.write(packed);
writer.close();
return new Response(readable).text();
};
const [data, text] = await Promise.all([unpacked(\"data\"), unpacked(\"program\")]);
document.getElementById(\"data\").textContent = data;
const program = document.createElement(\"script\");
program.type = \"module\";
program.textContent = text;
document.head.append(program);
";

/// The whole text of a page.
pub(super) fn html(title: &str, data: &impl Serialize) -> String {
    let title = escaped(title);
    let data = packed(&json(data));
    [
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"",
        POLICY,
        "\">\n",
        MARK,
        "\n<link rel=\"icon\" href=\"data:,\">\n<title>",
        &title,
        "</title>\n<style>\n",
        UPLOT_STYLE,
        STYLE,
        "</style>\n</head>\n<body>\n<noscript>This page draws with JavaScript.</noscript>\n",
        "<script type=\"text/plain\" id=\"data\">",
        &data,
        "</script>\n<!-- The program has uPlot in it.\n",
        UPLOT_LICENSE,
        "-->\n<script type=\"text/plain\" id=\"program\">",
        &PROGRAM,
        "</script>\n<script type=\"module\">\n",
        START,
        "</script>\n</body>\n</html>\n",
    ]
    .concat()
}

/// A module as a part of one script: names are the same everywhere, so imports and exports say nothing more.
fn joined(module: &str) -> String {
    // No text of a module has several lines: what stands before a line is only there for readers of the source.
    let lines = module.lines().filter(|line| !line.starts_with("import ")).map(str::trim_start);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line.strip_prefix("export ").unwrap_or(line), "\n"]).collect()
}

/// What a page is told.
pub(super) fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_else(|_| "null".into())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_what_it_stands_in() {
        let page = html("</title><b>", &["</script><script>alert(1)</script>", "<!--"]);
        assert!(page.contains("<title>&lt;/title&gt;&lt;b&gt;</title>"));
        assert!(!page.contains("alert(1)"));
        assert_eq!(page.matches("</script>").count(), 3);
    }

    /// In one script there is one of each name.
    #[test]
    fn no_two_modules_declare_a_name() {
        let mut names = std::collections::BTreeSet::new();
        for module in MODULES {
            let declared = module.lines().filter_map(|line| {
                let line = line.strip_prefix("export ").unwrap_or(line);
                let line = line.strip_prefix("async ").unwrap_or(line);
                let kinds = ["function ", "const ", "let "];
                let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
                rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
            });
            for name in declared.filter(|name| !name.is_empty()) {
                assert!(names.insert(name), "two modules declare `{name}`");
            }
        }
        assert!(names.len() > 200);
    }

    /// A line that begins with `import` or `export` is a whole one.
    #[test]
    fn imports_have_one_line_and_name_modules_of_the_page() {
        for module in MODULES {
            for line in module.lines().filter(|line| line.starts_with("import ")) {
                assert!(line.starts_with("import { ") && line.ends_with(".js\";"), "{line}");
            }
            assert!(!joined(module).contains("\nimport ") && !joined(module).contains("\nexport "));
        }
    }
}
