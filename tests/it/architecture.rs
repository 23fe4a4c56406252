//! The arrows between crates and rooms run one way.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests stand in the workspace").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The keys of `[dependencies]` of a member.
fn dependencies(member: &str) -> Vec<String> {
    let manifest = read(&format!("{member}/Cargo.toml"));
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let keys = section.lines().filter_map(|line| line.split(['.', '=', ' ']).next());
    keys.filter(|key| !key.is_empty() && !key.starts_with('#')).map(str::to_owned).collect()
}

fn all_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            all_files(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The files below a folder that contain one of the texts, relative to the workspace.
fn files_with(folder: &str, texts: &[&str]) -> Vec<String> {
    let mut files = Vec::new();
    all_files(&root().join(folder), &mut files);
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let mut found: Vec<String> = files
        .into_iter()
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            texts.iter().any(|wanted| text.contains(wanted))
        })
        .map(|path| path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().into_owned())
        .collect();
    found.sort();
    found
}

#[test]
fn arrows_between_crates_run_one_way() {
    let ours = |member: &str| {
        let mut found = dependencies(member);
        found.retain(|name| name.starts_with("gaugewright") || name == "codegen");
        found
    };
    assert!(ours("base").is_empty());
    assert_eq!(ours("promql"), ["gaugewright-base"]);
    assert_eq!(ours("check"), ["gaugewright-base", "gaugewright-promql"]);
    assert_eq!(ours("collectors"), ["gaugewright-base"]);
    assert_eq!(
        ours("spec"),
        ["gaugewright-base", "gaugewright-check", "gaugewright-collectors", "gaugewright-promql"]
    );
    // A program with collectors compiles no query, unless it wants the whole spec to be checked.
    assert_eq!(ours("macros"), ["gaugewright-collectors", "gaugewright-spec"]);
    assert!(read("macros/Cargo.toml").contains("gaugewright-spec = { workspace = true, optional = true }"));
    assert_eq!(ours("runtime"), ["gaugewright-clock", "gaugewright-macros"]);
    assert!(ours("clock").is_empty());
    assert_eq!(ours("import"), ["gaugewright-spec"]);
    assert_eq!(ours("diff"), ["gaugewright-spec"]);
    assert_eq!(ours("codegen"), ["gaugewright-diff", "gaugewright-import", "gaugewright-spec"]);
}

/// The crates above the language.
const ABOVE: [&str; 7] =
    ["check/src", "collectors/src", "spec/src", "import/src", "diff/src", "codegen/src", "macros/src"];

/// What the functions of the language do is known in one place; who names one elsewhere names its variant.
#[test]
fn no_other_crate_spells_the_name_of_a_function() {
    // Words that mean something else, too.
    const WORDS: &[&str] = &[
        "end",
        "hour",
        "info",
        "minute",
        "month",
        "range",
        "scalar",
        "sort",
        "start",
        "step",
        "time",
        "timestamp",
        "vector",
        "year",
    ];
    for function in
        gaugewright_spec::promql::FUNCTIONS.iter().filter(|function| !WORDS.contains(&function.name))
    {
        let spelled = format!("\"{}\"", function.name);
        let found: Vec<String> = ABOVE
            .into_iter()
            .flat_map(|folder| files_with(folder, &[&spelled]))
            .filter(|file| {
                read(file).split("#[cfg(test)]").next().is_some_and(|text| text.contains(&spelled))
            })
            .collect();
        assert!(found.is_empty(), "{spelled}: write `Func::{:?}` in {found:?}", function.func);
    }
}

/// Series are looked up, trees made and `$window` replaced in one place each.
#[test]
fn what_everybody_needs_is_written_once() {
    for (text, home) in [
        ("Expr::Binary(Box::new(Binary {", "promql/src/build.rs"),
        ("Expr::Call(Box::new(Call {", "promql/src/build.rs"),
        ("self.get(name.strip_suffix(part.suffix)?)", "base/src/series.rs"),
        ("\"_bucket\"", "base/src/kind/histogram.rs"),
        ("== \"window\"", "promql/src/rewrite.rs"),
    ] {
        let found: Vec<String> = ["base/src", "promql/src"]
            .into_iter()
            .chain(ABOVE)
            .flat_map(|folder| files_with(folder, &[text]))
            .filter(|file| !file.starts_with("promql/src/parse/"))
            .collect();
        assert!(found.len() == 1 && found[0].starts_with(home), "`{text}` belongs into {home}: {found:?}");
    }
}

/// What others ask, too, is a question in `promql/src/query.rs` or a change in `promql/src/rewrite.rs`. Each of these
/// walks over a query for something that only its file wants to know.
#[test]
fn nobody_above_the_language_walks_over_a_query_for_a_common_question() {
    let walkers: Vec<String> =
        ABOVE.into_iter().flat_map(|folder| files_with(folder, &["impl Visit"])).collect();
    assert_eq!(
        walkers,
        [
            "spec/src/recording/cost.rs",
            "spec/src/recording/read.rs",
            "spec/src/recording/suggest.rs",
            "spec/src/resolve/autoscaling.rs",
            "spec/src/rules/fixed_rate_window.rs",
            "spec/src/rules/fragile_alert.rs",
            "codegen/src/prometheus/rule_tests/selector.rs",
        ],
        "ask `promql/src/query.rs`, or add the question there"
    );
}

/// A part of a text knows its place (`Piece`), and a tree is kept: neither is found again by an address or by a parser.
#[test]
fn what_was_known_is_not_found_again() {
    for text in ["as_ptr()", "parse(&print(", "parse(&pretty(", "parse(&normal("] {
        let found: Vec<String> =
            ["base/src"].into_iter().chain(ABOVE).flat_map(|folder| files_with(folder, &[text])).collect();
        assert!(found.is_empty(), "`{text}` in {found:?}");
    }
}

#[test]
fn the_runtime_has_no_unsafe_code() {
    for crate_root in [
        "base/src/lib.rs",
        "promql/src/lib.rs",
        "check/src/lib.rs",
        "collectors/src/lib.rs",
        "spec/src/lib.rs",
        "import/src/lib.rs",
        "diff/src/lib.rs",
        "macros/src/lib.rs",
        "runtime/src/lib.rs",
        "codegen/src/lib.rs",
        "codegen/src/main.rs",
        "codegen/run/src/main.rs",
        "examples/harvester/src/lib.rs",
        "examples/harvester/src/main.rs",
        "examples/moving/src/main.rs",
    ] {
        assert!(read(crate_root).contains("#![forbid(unsafe_code)]"), "{crate_root}");
    }
    // Reading the counter of the processor is the only thing that we cannot say otherwise.
    let clock = ["lib.rs", "counter.rs", "trust.rs"].map(|file| read(&format!("clock/src/{file}"))).concat();
    assert_eq!(clock.matches("unsafe {").count(), 1);
}

#[test]
fn the_spec_is_pure() {
    for folder in ["base/src", "promql/src", "check/src", "collectors/src", "spec/src", "diff/src"] {
        let impure =
            files_with(folder, &["std::fs", "std::time::Instant", "SystemTime", "std::env", "HashMap"]);
        assert!(impure.is_empty(), "no files, clocks, environment or hash order in: {impure:?}");
    }
}

#[test]
fn one_room_a_crate_knows_the_yaml_library() {
    let libraries = ["granit_parser", "serde_saphyr"];
    let readers = files_with("collectors/src", &libraries);
    assert!(
        !readers.is_empty() && readers.iter().all(|file| file.starts_with("collectors/src/yaml/")),
        "{readers:?}"
    );
    assert!(files_with("spec/src", &libraries).is_empty());
    assert_eq!(files_with("codegen/src", &["serde_saphyr"]), ["codegen/src/yaml.rs"]);
}

#[test]
fn all_file_access_is_in_one_room() {
    let elsewhere = files_with("codegen/src", &["std::fs", "fs::"]);
    let elsewhere: Vec<_> = elsewhere.iter().filter(|file| !file.starts_with("codegen/src/disk/")).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

/// What one alone needs stands in its folder, what several need in a room beside `outputs`.
#[test]
fn an_output_never_imports_another() {
    // What is not of one output but of all.
    let shared = ["mod", "chosen", "folders", "problems"];
    let folder = root().join("codegen/src/outputs");
    let mut files = Vec::new();
    all_files(&folder, &mut files);
    let output_of = |file: &PathBuf| {
        let below = file.strip_prefix(&folder).expect("a file of an output");
        let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        first.trim_end_matches(".rs").to_owned()
    };
    let outputs: Vec<String> =
        files.iter().map(output_of).filter(|name| !shared.contains(&name.as_str())).collect();
    assert!(outputs.len() > 10, "{outputs:?}");
    for file in &files {
        let (own, text) = (output_of(file), fs::read_to_string(file).expect("a file"));
        for other in outputs.iter().filter(|other| **other != own && own != "mod") {
            for path in
                [format!("outputs::{other}"), format!("super::{other}::"), format!("use super::{other};")]
            {
                let is_inner = file.parent() != Some(&folder) && path.starts_with("super::");
                assert!(is_inner || !text.contains(&path), "{} imports {other}", file.display());
            }
        }
    }
    let elsewhere: Vec<String> = outputs.iter().map(|name| format!("outputs::{name}")).collect();
    let elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
    assert_eq!(
        files_with("codegen/src", &elsewhere),
        Vec::<String>::new(),
        "only the table knows single outputs"
    );
}

/// What each room of the generator makes, those behind it may use.
#[test]
fn rooms_of_outputs_look_one_way() {
    let rooms = ["alertmanager", "prometheus", "kubernetes", "grafana", "prose", "verify"];
    for (at, room) in rooms.iter().enumerate() {
        let behind: Vec<String> = rooms[at + 1..].iter().map(|room| format!("crate::{room}")).collect();
        let found = files_with(
            &format!("codegen/src/{room}"),
            &behind.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        assert!(found.is_empty(), "{found:?} look at one of {behind:?}");
    }
}

/// How the generator is started stands in the spec: who has installed it has no package of ours.
#[test]
fn nothing_that_is_generated_knows_how_this_repository_starts_the_generator() {
    let found = files_with("codegen/src", &["cargo run"]);
    assert!(found.is_empty(), "{found:?}");
    let mut templates = Vec::new();
    all_files(&root().join("codegen/templates"), &mut templates);
    assert!(templates.len() > 10, "{templates:?}");
    let text = |path: &PathBuf| fs::read_to_string(path).expect("a template");
    let found: Vec<_> = templates.iter().filter(|path| text(path).contains("cargo run")).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// No name of the first customer stands in the tool.
#[test]
fn the_first_customer_is_no_special_case() {
    let names = ["signal-harvester", "signal_harvester", "SignalHarvester"];
    for folder in ["base/src", "collectors/src", "spec/src", "diff/src", "codegen/src"] {
        let found = files_with(folder, &names);
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let rules: Vec<&str> = gaugewright_spec::rules::ALL.iter().map(|rule| rule.code).collect();
    for code in &rules {
        let page =
            gaugewright_spec::rules::page(code).unwrap_or_else(|| panic!("`explain {code}` has no page"));
        assert!(
            page.starts_with(&format!("# {code}\n")) && page.lines().count() > 8,
            "docs/lints/{code}.md is a stub"
        );
    }
    let pages = fs::read_dir(root().join("docs/lints")).expect("docs/lints");
    for page in pages {
        let name = page.expect("a readable folder").file_name().to_string_lossy().into_owned();
        let code = name.trim_end_matches(".md");
        assert!(rules.contains(&code), "docs/lints/{name} explains a rule that does not exist");
    }
}

/// A rule of the spec is found in the file of its name. Those of the form of a text are where that is read.
#[test]
fn every_rule_of_the_spec_has_a_file() {
    const OF_FORMS: [&str; 3] = ["promql-syntax", "bad-template", "bad-panel"];
    let table = read("spec/src/rules/table.rs");
    let declared =
        |line: &str| Some((line.split_once(" = ")?.0.trim().to_owned(), line.split('"').nth(1)?.to_owned()));
    let own: Vec<(String, String)> =
        table.lines().filter(|line| line.matches('"').count() == 4).filter_map(declared).collect();
    assert!(own.len() > 40, "{own:?}");
    for (name, code) in own.iter().filter(|(_, code)| !OF_FORMS.contains(&code.as_str())) {
        let stem = code.replace('-', "_");
        let files = [format!("spec/src/rules/{stem}.rs"), format!("spec/src/rules/routing/{stem}.rs")];
        let file = files.iter().find(|path| root().join(path).exists());
        let file = file.unwrap_or_else(|| panic!("`{code}` has no file: {}", files[0]));
        let others = files_with("spec/src", &[&format!("rules::{name},"), &format!("rules::{name} ")]);
        assert!(others.iter().all(|other| other == file), "`{code}` is found in {others:?}, too");
    }
}

/// Versions and features of what we depend on stand in one place.
#[test]
fn every_dependency_goes_through_the_workspace() {
    let workspace = read("Cargo.toml");
    let members = workspace.split("members = [").nth(1).and_then(|rest| rest.split(']').next());
    let members: Vec<&str> = members.expect("members").split('"').skip(1).step_by(2).collect();
    assert!(members.len() > 5, "{members:?}");
    for member in members {
        let manifest = read(&format!("{member}/Cargo.toml"));
        let sections = manifest.split("\n[").filter(|section| {
            section.lines().next().is_some_and(|heading| heading.ends_with("dependencies]"))
        });
        let lines = sections.flat_map(|section| section.lines().skip(1));
        let mut named = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(named.find(|line| !line.contains("workspace = true")), None, "{member}/Cargo.toml");
    }
}

/// What the pages of packages show has been tried where the README shows it.
#[test]
fn packages_show_what_the_readme_shows() {
    let readme = read("README.md");
    for package in ["runtime", "macros"] {
        let page = read(&format!("{package}/README.md"));
        let blocks: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
        assert!(!blocks.is_empty(), "{package}/README.md");
        for block in blocks {
            let (_, text) = block.split_once('\n').expect("a language");
            assert!(readme.contains(text), "{package}/README.md shows something else:\n{text}");
        }
    }
}
