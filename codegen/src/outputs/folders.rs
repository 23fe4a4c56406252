//! The folders of outputs, and which files can stand in them.

use std::collections::BTreeSet;

use gaugewright_spec::model::is_output_folder;

use super::OUTPUTS;

/// Folders that outputs have, or once had, beside their usual ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders(BTreeSet<(String, String)>);

impl Folders {
    /// Whether some output can have written a file: by its path below the output folder, with `/` between folders.
    pub fn can_have_written(&self, path: &str) -> bool {
        let named = self.iter();
        let usual = OUTPUTS.iter().map(|output| (output.name, output.folder));
        let mut all = usual.chain(named);
        all.any(|(name, folder)| {
            let below = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            let output = OUTPUTS.iter().find(|output| output.name == name);
            below
                .zip(output)
                .is_some_and(|(below, output)| output.files.iter().any(|pattern| is_named(below, pattern)))
        })
    }

    /// Adds a folder that something names which anybody may have written: nothing if there is no such output, or if it is no folder
    /// that the language allows.
    pub fn add(&mut self, name: &str, folder: &str) {
        let output = OUTPUTS.iter().find(|output| output.name == name);
        if output.is_some_and(|output| output.folder != folder) && is_output_folder(folder) {
            self.0.insert((name.to_owned(), folder.to_owned()));
        }
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// The names of outputs and their folders, usual ones left out.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, folder)| (name.as_str(), folder.as_str()))
    }
}

impl FromIterator<(String, String)> for Folders {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(folders: I) -> Self {
        let mut all = Self::default();
        folders.into_iter().for_each(|(name, folder)| all.add(&name, &folder));
        all
    }
}

/// Whether a path is one that a pattern stands for. What begins with a dot is not.
fn is_named(path: &str, pattern: &str) -> bool {
    let (mut parts, mut patterns) = (path.split('/'), pattern.split('/'));
    loop {
        match (parts.next(), patterns.next()) {
            (None, None) => return true,
            (Some(part), Some(pattern)) if part_is_named(part, pattern) => {}
            _ => return false,
        }
    }
}

fn part_is_named(part: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => part == pattern,
        Some((before, after)) => {
            let inner = part.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            inner.is_some_and(|inner| !inner.is_empty()) && !part.starts_with('.')
        }
    }
}

/// Whether files that two patterns stand for can be in each other's way: the same file, or one where the other needs a folder.
/// Letters that differ in case only are the same to some file systems.
pub(super) fn meet(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    one.split('/').zip(other.split('/')).all(|(one, other)| parts_meet(one, other))
}

fn parts_meet(one: &str, other: &str) -> bool {
    match (one.split_once('*'), other.split_once('*')) {
        (None, _) => part_is_named(one, other),
        (_, None) => part_is_named(other, one),
        (Some((before, after)), Some((other_before, other_after))) => {
            (before.starts_with(other_before) || other_before.starts_with(before))
                && (after.ends_with(other_after) || other_after.ends_with(after))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Folders, meet};

    #[test]
    fn only_what_an_output_writes_is_written_by_one() {
        let usual = Folders::default();
        for path in [
            "docs/MONITORING.md",
            "docs/runbooks/High.md",
            "monitoring/prometheus/tests/High.yml",
            "monitoring/k8s/overlays/staging/x.yaml",
            "monitoring/grafana/shop-dashboard.json",
        ] {
            assert!(usual.can_have_written(path), "{path}");
        }
        for path in [
            "metrics-spec.yaml",
            "Cargo.toml",
            ".git/config",
            "docs/slos.md",
            "docs/runbooks/../slos.md",
            "docs/runbooks/.md",
            "docs/runbooks/.x.md",
            "monitoring/link/data.txt",
            "monitoring/grafana/-dashboard.json",
            "/docs/MONITORING.md",
            "monitoring",
            "",
        ] {
            assert!(!usual.can_have_written(path), "{path}");
        }
    }

    #[test]
    fn a_folder_that_was_named_holds_the_files_of_its_output_and_no_others() {
        let of = |name: &str, folder: &str| Folders::from_iter([(name.to_owned(), folder.to_owned())]);
        let named = of("grafana", "ops/grafana");
        assert!(named.can_have_written("ops/grafana/shop-dashboard.json"));
        assert!(named.can_have_written("monitoring/grafana/shop-dashboard.json"), "where it was before");
        assert!(
            !named.can_have_written("ops/grafana/alerts.yml")
                && !named.can_have_written("ops/x-dashboard.json")
        );
        for (name, folder) in [("grafana", "../x"), ("grafana", "/x"), ("grafana", ".git"), ("grafan", "x")] {
            assert_eq!(of(name, folder), Folders::default(), "{name}: {folder}");
        }
    }

    #[test]
    fn files_that_are_in_each_others_way_are_found() {
        for (one, other) in [
            ("docs/*.md", "docs/MONITORING.md"),
            ("Docs/monitoring.md", "docs/MONITORING.md"),
            ("a/*.yaml", "a/x-*.yaml"),
            ("a/b.yaml", "a/b.yaml/c.yml"),
            ("a/*/x.yaml", "a/b/*.yaml"),
        ] {
            assert!(meet(one, other) && meet(other, one), "{one} {other}");
        }
        for (one, other) in [("a/*.yml", "a/*.yaml"), ("a/x.yaml", "a/y.yaml"), ("a/*.md", "a/b/x.md")] {
            assert!(!meet(one, other) && !meet(other, one), "{one} {other}");
        }
    }
}
