//! Names of the spec as names of files. Alerts are called as people like to call them, with spaces and slashes; a file has to have a
//! name that every file system takes, that leads nowhere, and that no other file has, whatever the case of its letters.

use std::collections::BTreeMap;

use crate::checksum::fnv1a;
use crate::model::{Alert, Job, Spec, Table, is_device};

/// The list of all runbooks stands beside them.
const INDEX: &str = "readme";
/// What a second file of an alert has behind its stem: the tests of the author.
const SECOND: &str = "-authored";

/// The longest stem, in bytes. With the endings that outputs add it stays below what file systems (255) and keys of `ConfigMaps` (253)
/// take, and pages with such names can still be read.
const LONGEST: usize = 100;

/// The same of a name in Kubernetes, which is at most 63 bytes long.
const LONGEST_RESOURCE: usize = 40;

/// Chooses the names of the files of everything that has files of its own.
pub(super) fn choose(spec: &mut Spec) {
    name_alerts(spec);
    name_jobs(&mut spec.deploy.jobs);
    let names: Vec<String> = spec.slos.iter().map(|slo| slo.name.clone()).collect();
    spec.slos.rows_mut().zip(stems(&names)).for_each(|(slo, stem)| slo.file_stem = stem);
    let names: Vec<String> = spec.dashboards.iter().map(|dashboard| dashboard.uid.clone()).collect();
    spec.dashboards.rows_mut().zip(stems(&names)).for_each(|(dashboard, stem)| dashboard.file_stem = stem);
}

/// The names of the files of alerts: each rule has its tests, and those for several severities have one page.
fn name_alerts(spec: &mut Spec) {
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, alert) in spec.alerts() {
        *rules.entry(&alert.key).or_default() += 1;
    }
    let mut sharing: BTreeMap<String, usize> = BTreeMap::new();
    for (_, alert) in spec.alerts() {
        *sharing.entry(alert.name.clone()).or_default() += 1;
    }
    let own = |alert: &Alert| match rules.get(alert.key.as_str()) {
        Some(2..) => level_stem(alert),
        _ => alert.key.clone(),
    };
    let names: Vec<String> = spec.alerts().map(|(_, alert)| own(alert)).collect();
    let keys: Vec<String> = rules.keys().map(|key| (*key).to_owned()).collect();
    let pages: BTreeMap<String, String> = keys.iter().cloned().zip(stems(&keys)).collect();
    let alerts = spec.alert_groups.iter_mut().flat_map(|group| &mut group.alerts);
    for (alert, stem) in alerts.zip(stems(&names)) {
        alert.file_stem = stem;
        alert.shares_name = sharing.get(&alert.name).is_some_and(|count| *count > 1);
        alert.page_stem = pages.get(&alert.key).cloned().unwrap_or_default();
    }
}

/// What tells a rule from the others of its alert, as a name.
fn level_stem(alert: &Alert) -> String {
    let value = alert.portion.as_ref().map(|portion| portion.value.as_deref().unwrap_or("others"));
    let severity = Some(alert.severity_name()).filter(|name| !name.is_empty());
    let parts = [Some(alert.key.as_str()), severity, value];
    parts.into_iter().flatten().collect::<Vec<_>>().join("-")
}

/// The names that jobs have in Kubernetes.
fn name_jobs(jobs: &mut Table<Job>) {
    let names: Vec<String> = jobs.iter().map(|job| job.name.clone()).collect();
    jobs.rows_mut().zip(resources(&names)).for_each(|(job, name)| job.resource = name);
}

/// The stem of the files of each name: the name itself where it can be one, else what is left of it; and where that is not enough to
/// tell it from others, a checksum of the name behind it.
///
/// Stems are made of `[A-Za-z0-9._-]`, begin and end with a letter, a digit or `_`, and are at most 117 bytes long.
fn stems(names: &[String]) -> Vec<String> {
    unique(names, portable)
}

/// The same for objects of Kubernetes, whose names are DNS labels.
fn resources(names: &[String]) -> Vec<String> {
    unique(names, |name| {
        let mut stem = portable(name).to_ascii_lowercase().replace(['_', '.'], "-");
        stem.truncate(LONGEST_RESOURCE);
        let stem = stem.trim_matches('-');
        if stem.is_empty() { "unnamed".to_owned() } else { stem.to_owned() }
    })
}

fn unique(names: &[String], short: impl Fn(&str) -> String) -> Vec<String> {
    let names: Vec<(&String, String)> = names.iter().map(|name| (name, short(name))).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, stem) in &names {
        *counts.entry(stem.to_ascii_lowercase()).or_default() += 1;
    }
    let is_free = |stem: &str| {
        let lower = stem.to_ascii_lowercase();
        let is_taken = lower == INDEX || lower.ends_with(SECOND) || looks_checked(&lower);
        counts.get(&lower) == Some(&1) && !is_taken
    };
    let stem = |(name, stem): (&String, String)| {
        if is_free(&stem) { stem } else { format!("{stem}-{:016x}", fnv1a(name.bytes())) }
    };
    names.into_iter().map(stem).collect()
}

/// What every file system takes of a name.
fn portable(name: &str) -> String {
    let mut stem = String::new();
    for letter in name.chars() {
        let fits = letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
        if fits {
            stem.push(letter);
        } else if !stem.ends_with('-') {
            stem.push('-');
        }
    }
    stem.truncate(LONGEST);
    let stem = stem.trim_matches(['-', '.']);
    match stem {
        "" => "unnamed".to_owned(),
        stem if is_device(stem) => format!("_{stem}"),
        stem => stem.to_owned(),
    }
}

/// Whether it ends as if it had a checksum: then it gets one, so that it is not taken for another's.
fn looks_checked(stem: &str) -> bool {
    let end = stem.rsplit_once('-').map(|(_, end)| end);
    end.is_some_and(|end| end.len() == 16 && end.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn of(names: &[&str]) -> Vec<String> {
        stems(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn usual_names_stay() {
        assert_eq!(of(&["HighErrorRate", "api:slow", "a.b_c-d"]), ["HighErrorRate", "api-slow", "a.b_c-d"]);
        assert_eq!(of(&["CON", "com1.x", "Con-Air"]), ["_CON", "_com1.x", "Con-Air"]);
        assert_eq!(of(&["High error rate (api)"]), ["High-error-rate-api"]);
    }

    #[test]
    fn names_that_lead_elsewhere_lead_nowhere() {
        assert_eq!(of(&["../../../../escaped", "/etc/passwd"]), ["escaped", "etc-passwd"]);
        assert_eq!(of(&["a\\b", ".hidden", "end."]), ["a-b", "hidden", "end"]);
    }

    #[test]
    fn objects_have_names_that_kubernetes_takes() {
        let names =
            ["node", "Node", "node_exporter", "node-exporter", "&a", "../../x", "_", "x".repeat(90).as_str()]
                .map(str::to_owned);
        let made = resources(&names);
        assert_eq!([&made[4], &made[5], &made[6]], ["a", "x", "unnamed"]);
        let all: BTreeSet<&String> = made.iter().collect();
        assert_eq!(all.len(), names.len());
        for name in &made {
            assert!(crate::resolve::is_dns_label(name), "{name}");
        }
    }

    #[test]
    fn what_is_taken_gets_a_checksum() {
        let long = "x".repeat(300);
        let names = [
            "README",
            "Lag-authored",
            "HighErrors",
            "Higherrors",
            "..",
            "…",
            "a b",
            "a/b",
            "Lag-0123456789abcdef",
        ];
        let stems = of(&names);
        for (name, stem) in names.iter().zip(&stems) {
            assert!(looks_checked(stem), "{name}: {stem}");
        }
        assert_eq!(of(&[&long])[0].len(), LONGEST);
        assert_eq!(of(&[&long, &format!("{long}y")]).concat().len(), 2 * (LONGEST + 17));
    }

    /// Every text of up to three of some awkward letters.
    #[test]
    fn no_two_are_one() {
        let letters = ["a", "A", "/", ".", "-", " ", "é", "con", "\u{202e}", "\n"];
        let mut names: Vec<String> = vec![String::new()];
        for _ in 0..3 {
            let longer = |name: &String| letters.map(|letter| format!("{name}{letter}"));
            names.extend(names.clone().iter().flat_map(longer));
        }
        let names: Vec<String> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let stems = stems(&names);
        let lower: BTreeSet<String> = stems.iter().map(|stem| stem.to_ascii_lowercase()).collect();
        assert_eq!(lower.len(), names.len());
        for stem in &stems {
            assert!(
                stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)),
                "{stem}"
            );
            assert!(!stem.starts_with(['.', '-']) && !stem.ends_with(['.', '-']), "{stem}");
            assert!(!is_device(&stem.to_ascii_lowercase()), "{stem}");
        }
    }
}
