//! The arrows between the files of each crate, drawn from the sources: who names whom. They must not run in circles, or a reader
//! who opens one file has to know them all.
//!
//! To mend a circle, look which of its arrows is the odd one: mostly a type that stands in the file of its first user, and
//! belongs into one of its own that both name; or a function that asks back what it could have been given.
//!
//! A file and the folder of its name are one room: that it calls what stands in there, `step::of(…)` without a `use`, is no arrow.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

const CRATES: &[&str] =
    &["base", "promql", "check", "collectors", "spec", "macros", "runtime", "import", "diff", "codegen"];

/// Other crates under the names that a root hands them on by.
const OTHERS: &[&str] = &[
    "gaugewright_promql",
    "gaugewright_check",
    "promql",
    "check",
    "kind",
    "unit",
    "duration",
    "number",
    "suggest",
];

/// A module: the names that lead to it from the root of its crate.
type Module = Vec<String>;

/// The modules of a crate with a file each.
struct Crate {
    /// The paths that each file names, and those that it gives other names with `pub use`.
    files: BTreeMap<Module, File>,
}

#[derive(Default)]
struct File {
    paths: Vec<Vec<String>>,
    /// Items that it hands on, and where they come from.
    handed_on: BTreeMap<String, Vec<String>>,
}

impl Crate {
    fn read(name: &str) -> Self {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").join(name).join("src");
        let mut files = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs")
                    && !path.ends_with("main.rs")
                {
                    files.insert(module(&root, &path), path);
                }
            }
        }
        let read = |(module, path): (Module, PathBuf)| {
            let text = fs::read_to_string(&path).expect("a source");
            let tokens: TokenStream =
                text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let mut file = File::default();
            walk(tokens, &module, &mut file);
            (module, file)
        };
        Self { files: files.into_iter().map(read).collect() }
    }

    /// The file that has what a path names: what others only hand on is followed to where it is.
    fn target(&self, path: &[String]) -> Option<Module> {
        let mut path = path.to_vec();
        // An item is handed on a few times at most.
        for _ in 0..8 {
            if self.is_foreign(&path) {
                return None;
            }
            let longest = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
            let (module, item) = (path[..longest].to_vec(), path.get(longest));
            match item.and_then(|item| self.files[&module].handed_on.get(item)) {
                Some(from) => path = from.iter().chain(&path[longest + 1..]).cloned().collect(),
                None => return Some(module),
            }
        }
        None
    }

    /// Whether a path leads out of the crate.
    fn is_foreign(&self, path: &[String]) -> bool {
        let is_own = |name: &String| self.files.contains_key(std::slice::from_ref(name));
        path.iter().any(|name| name.starts_with("gaugewright_"))
            || path.first().is_some_and(|name| OTHERS.contains(&name.as_str()) && !is_own(name))
    }

    fn arrows(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let of_file = |(module, file): (&'_ Module, &File)| {
            let targets = file.paths.iter().filter_map(|path| self.target(path));
            targets.filter(|target| target != module).collect::<BTreeSet<_>>()
        };
        self.files.iter().map(|(module, file)| (module, of_file((module, file)))).collect()
    }
}

fn module(root: &Path, path: &Path) -> Module {
    let inside = path.strip_prefix(root).expect("below the root").with_extension("");
    let mut names: Vec<String> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib")) {
        names.pop();
    }
    names
}

/// Collects the paths of a file; tests may look wherever they like.
fn walk(tokens: TokenStream, module: &Module, file: &mut File) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let (mut at, mut is_public, mut is_use, mut is_test) = (0, false, false, false);
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                if is_use || matches!(word.as_str(), "crate" | "super") {
                    let mut found = Vec::new();
                    at = tree(&tokens, at, &[], &mut found);
                    for path in found {
                        let path = absolute(path, module);
                        if let (true, true, Some(name)) = (is_use, is_public, path.last()) {
                            file.handed_on.insert(name.clone(), path);
                        } else {
                            file.paths.push(path);
                        }
                    }
                    is_use = false;
                    continue;
                }
                is_use = word == "use";
                // `pub(crate) use`: the group in between is no word.
                is_public = word == "pub" || is_public && word == "use";
                // `pub(super)` and `pub(in crate::a)` name nobody.
                let behind = tokens.get(at + 1);
                if word == "pub"
                    && matches!(behind, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
                {
                    at += 1;
                }
                if word == "mod" && is_test {
                    at += 2;
                }
                if word != "mod" {
                    is_test = false;
                }
            }
            TokenTree::Group(group) => {
                let text = group.stream().to_string();
                if group.delimiter() == Delimiter::Bracket && is_for_tests(&text) {
                    is_test = true;
                } else if !(is_public && is_visibility(&text)) {
                    walk(group.stream(), module, file);
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        at += 1;
    }
}

/// Whether an attribute keeps an item for tests: `cfg(test)`, or `cfg(all(test, not(loom)))`.
fn is_for_tests(text: &str) -> bool {
    ["cfg (test)", "cfg (all (test"].iter().any(|start| text.starts_with(start))
}

/// What may stand behind `pub`: it says who sees the item, and leads nowhere.
fn is_visibility(text: &str) -> bool {
    matches!(text, "crate" | "self" | "super") || text.starts_with("in ")
}

/// Reads `a::b::{c, d as e}`; gives the place behind it.
fn tree(tokens: &[TokenTree], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => path.push(ident.to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && !path.is_empty() => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in
                    inner.split(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
                {
                    if !part.is_empty() {
                        tree(part, 0, &path, found);
                    }
                }
                return at + 1;
            }
            _ => break,
        }
        at += 1;
        let is_colon =
            |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
        if !(is_colon(at) && is_colon(at + 1)) {
            break;
        }
        at += 2;
    }
    // Another name: `a as b`.
    if matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if *ident == "as") {
        at += 2;
    }
    found.push(path);
    at
}

/// The path from the root of the crate.
fn absolute(path: Vec<String>, module: &Module) -> Vec<String> {
    let mut base = module.clone();
    let mut rest = path.into_iter().filter(|name| name != "self").peekable();
    if rest.peek().is_some_and(|first| first == "crate") {
        base.clear();
        rest.next();
    }
    while rest.peek().is_some_and(|first| first == "super") {
        base.pop();
        rest.next();
    }
    base.into_iter().chain(rest).collect()
}

/// The groups of files that lead to each other.
fn circles(arrows: &BTreeMap<&Module, BTreeSet<Module>>) -> Vec<Vec<String>> {
    let reached = |from: &Module| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(next) = open.pop() {
            for target in arrows.get(&next).into_iter().flatten() {
                if seen.insert(target.clone()) {
                    open.push(target.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        arrows.keys().map(|module| (*module, reached(module))).collect();
    let mut groups = BTreeSet::new();
    for (module, targets) in &reached {
        let group: Vec<String> = targets
            .iter()
            .filter(|target| targets.contains(*module) && reached[target].contains(*module))
            .map(|target| target.join("::"))
            .collect();
        if group.len() > 1 {
            groups.insert(group);
        }
    }
    groups.into_iter().collect()
}

/// The arrows between the rooms of a crate: the modules below its root, each with all that stands in it.
fn of_rooms(arrows: &BTreeMap<&Module, BTreeSet<Module>>) -> BTreeMap<Module, BTreeSet<Module>> {
    let room = |module: &Module| module.iter().take(1).cloned().collect::<Module>();
    let mut rooms: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, targets) in arrows.iter().filter(|(module, _)| !module.is_empty()) {
        let from = room(module);
        let others = targets.iter().map(room).filter(|to| *to != from && !to.is_empty());
        rooms.entry(from.clone()).or_default().extend(others);
    }
    rooms
}

/// The arrows between modules of which `room` gives different names, if both are in a circle.
fn between(
    arrows: &BTreeMap<&Module, BTreeSet<Module>>,
    circle: &[String],
    room: fn(&Module) -> String,
) -> Vec<String> {
    let is_in = |module: &Module| circle.contains(&room(module));
    let inside = arrows.iter().filter(|(module, _)| is_in(module));
    let pairs = inside.flat_map(|(module, targets)| {
        let others = targets.iter().filter(|to| is_in(to) && room(to) != room(module));
        others.map(|to| format!("{} -> {}", module.join("::"), to.join("::")))
    });
    pairs.collect()
}

#[test]
fn no_rooms_lead_to_each_other() {
    let mut found = Vec::new();
    for name in CRATES {
        let files = Crate::read(name);
        let arrows = files.arrows();
        let rooms = of_rooms(&arrows);
        let rooms = rooms.iter().map(|(room, targets)| (room, targets.clone())).collect();
        let room = |module: &Module| module.first().cloned().unwrap_or_default();
        found.extend(circles(&rooms).into_iter().map(|circle| (*name, between(&arrows, &circle, room))));
    }
    assert!(
        found.is_empty(),
        "rooms that lead to each other; the head of this file says how to mend that: {found:#?}"
    );
}

#[test]
fn no_files_lead_to_each_other() {
    let mut found = Vec::new();
    for name in CRATES {
        let files = Crate::read(name);
        assert!(files.files.len() > 5, "{name}");
        let arrows = files.arrows();
        let file = |module: &Module| module.join("::");
        found.extend(circles(&arrows).into_iter().map(|circle| (*name, between(&arrows, &circle, file))));
    }
    assert!(
        found.is_empty(),
        "files that lead to each other; the head of this file says how to mend that: {found:#?}"
    );
}
