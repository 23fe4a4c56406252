//! The recipes of CONTRIBUTING, followed: a copy of the tree gets what each says, in the files that it names, and has to compile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::architecture::root;

/// What somebody does who follows a recipe.
struct Followed {
    name: String,
    /// How CONTRIBUTING begins it.
    recipe: String,
    /// New files, with their texts.
    new: BTreeMap<String, String>,
    rows: Vec<Row>,
}

/// Lines that are put into a file.
struct Row {
    file: String,
    text: String,
    /// A part of the line that they stand before or behind.
    at: String,
    is_behind: bool,
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn followed() -> Vec<Followed> {
    let folder = root().join("tests/recipes");
    let mut all: Vec<Followed> = fs::read_dir(folder)
        .expect("recipes")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let read = fs::read_to_string(&path).expect("a recipe");
            let read: Value =
                serde_saphyr::from_str(&read).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let new = read["new"].as_object().into_iter().flatten();
            let row = |row: &Value| Row {
                file: text(&row["file"]),
                text: text(&row["text"]),
                at: text(if row["behind"].is_null() { &row["before"] } else { &row["behind"] }),
                is_behind: !row["behind"].is_null(),
            };
            Followed {
                name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
                recipe: text(&read["recipe"]),
                new: new.map(|(file, content)| (file.clone(), text(content))).collect(),
                rows: read["rows"].as_array().expect("rows").iter().map(row).collect(),
            }
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The recipes by how they begin: `A rule`.
fn written() -> BTreeMap<String, String> {
    let page = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("CONTRIBUTING");
    let (_, recipes) = page.split_once("## Adding things").expect("recipes");
    let (recipes, _) = recipes.split_once("\n## ").expect("an end");
    let paragraphs = recipes.split("\n\n").filter_map(|paragraph| paragraph.trim().strip_prefix("**"));
    paragraphs
        .filter_map(|text| text.split_once(".**"))
        .map(|(name, text)| (name.into(), text.into()))
        .collect()
}

#[test]
fn every_recipe_names_the_files_that_it_needs() {
    let written = written();
    let followed = followed();
    for one in &followed {
        let recipe =
            written.get(&one.recipe).unwrap_or_else(|| panic!("no recipe begins with {:?}", one.recipe));
        for file in one.new.keys().chain(one.rows.iter().map(|row| &row.file)) {
            let (folder, name) = file.rsplit_once('/').expect("a folder");
            let is_named = recipe.contains(file.as_str())
                || recipe.contains(folder) && (recipe.contains(name) || one.new.contains_key(file));
            assert!(is_named, "{} does not say that {file} is changed", one.recipe);
        }
    }
    let names: Vec<&String> = followed.iter().map(|one| &one.recipe).collect();
    let missing: Vec<&String> = written.keys().filter(|name| !names.contains(name)).collect();
    assert!(missing.is_empty(), "nothing in tests/recipes follows {missing:?}");
}

#[test]
fn what_follows_the_recipes_compiles() {
    let copy = tempfile::tempdir().expect("a folder");
    copy_tree(&root(), copy.path());
    for one in followed() {
        for (file, content) in &one.new {
            let path = copy.path().join(file);
            assert!(!path.exists(), "{}: there is {file} already", one.name);
            fs::write(path, content).expect("a new file");
        }
        one.rows.iter().for_each(|row| insert(copy.path(), row, &one.name));
    }
    // The libraries are those of the workspace.
    let target = root().join("target");
    let built = Command::new(env!("CARGO"))
        .current_dir(copy.path())
        .env("CARGO_TARGET_DIR", target)
        .args(["check", "--quiet", "--package", "gaugewright-cli"])
        .output()
        .expect("cargo starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

fn insert(tree: &Path, row: &Row, name: &str) {
    let path = tree.join(&row.file);
    let before = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {}: {error}", row.file));
    assert_eq!(before.matches(&row.at).count(), 1, "{name}: {:?} in {}", row.at, row.file);
    let mut after = String::new();
    for line in before.lines() {
        let is_here = line.contains(&row.at);
        let new = is_here.then(|| row.text.trim_end());
        let lines = if row.is_behind { [Some(line), new] } else { [new, Some(line)] };
        lines.into_iter().flatten().for_each(|line| after.extend([line, "\n"]));
    }
    fs::write(path, after).expect("a changed file");
}

/// Copies what is compiled.
fn copy_tree(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        let (from, to) = (entry.path(), to.join(&name));
        let is_left_out = name == "target" || name.to_string_lossy().starts_with('.');
        if is_left_out {
            continue;
        }
        if from.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&from).expect("a link"), &to).expect("a link");
        } else if from.is_dir() {
            fs::create_dir_all(&to).expect("a folder");
            copy_tree(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a copied file");
        }
    }
}
