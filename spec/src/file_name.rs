//! Names of the spec as names of files. Alerts are called as people like to call them, with spaces and slashes; a file has to have a
//! name that every file system takes, that leads nowhere, and that no other file has, whatever the case of its letters.

use std::collections::BTreeMap;

/// The longest stem, in bytes. With the endings that outputs add it stays below what file systems (255) and keys of `ConfigMaps` (253)
/// take, and pages with such names can still be read.
const LONGEST: usize = 100;

/// What Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The same, with a digit behind them.
const PORTS: [&str; 2] = ["com", "lpt"];

/// The stem of the files of each name: the name itself where it can be one, else what is left of it; and where that is not enough to
/// tell it from others, a checksum of the name behind it.
///
/// `taken` are stems that others have already, in lower case; `suffixes` are the endings with which an output makes a second file of a
/// stem. Stems are made of `[A-Za-z0-9._-]`, begin and end with a letter, a digit or `_`, and are at most 117 bytes long.
pub(crate) fn stems<'n>(
    names: impl IntoIterator<Item = &'n str>,
    taken: &[&str],
    suffixes: &[&str],
) -> Vec<String> {
    let names: Vec<(&str, String)> = names.into_iter().map(|name| (name, portable(name))).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, stem) in &names {
        *counts.entry(stem.to_ascii_lowercase()).or_default() += 1;
    }
    let is_free = |stem: &str| {
        let lower = stem.to_ascii_lowercase();
        counts.get(&lower) == Some(&1)
            && !is_device(&lower)
            && !taken.contains(&lower.as_str())
            && !suffixes.iter().any(|suffix| lower.ends_with(suffix))
    };
    let stem = |(name, stem): &(&str, String)| {
        if is_free(stem) && !looks_checked(stem) { stem.clone() } else { format!("{stem}-{:016x}", checksum(name)) }
    };
    names.iter().map(|name| stem(name)).collect()
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
    if stem.is_empty() { "unnamed".to_owned() } else { stem.to_owned() }
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default();
    let is_port = |port: &&str| {
        first.strip_prefix(**port).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    DEVICES.contains(&first) || PORTS.iter().any(|port| is_port(&port))
}

/// Whether it ends as if it had a checksum: then it gets one, so that it is not taken for another's.
fn looks_checked(stem: &str) -> bool {
    let end = stem.rsplit_once('-').map(|(_, end)| end);
    end.is_some_and(|end| end.len() == 16 && end.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// FNV-1a of 64 bits: <http://www.isthe.com/chongo/tech/comp/fnv/>. It tells names apart and protects against nothing.
fn checksum(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(names: &[&str]) -> Vec<String> {
        stems(names.iter().copied(), &["readme"], &["-authored"])
    }

    #[test]
    fn usual_names_stay() {
        assert_eq!(of(&["HighErrorRate", "api:slow", "a.b_c-d"]), ["HighErrorRate", "api-slow", "a.b_c-d"]);
        assert_eq!(of(&["High error rate (api)"]), ["High-error-rate-api"]);
    }

    #[test]
    fn names_that_lead_elsewhere_lead_nowhere() {
        assert_eq!(of(&["../../../../escaped"]), ["escaped"]);
        assert_eq!(of(&["/etc/passwd", "a\\b", ".hidden", "end."]), ["etc-passwd", "a-b", "hidden", "end"]);
    }

    #[test]
    fn what_is_taken_gets_a_checksum() {
        let names = ["README", "CON", "com1.x", "Lag-authored", "HighErrors", "Higherrors", "..", "…", "a b", "a/b"];
        let stems = of(&names);
        for (name, stem) in names.iter().zip(&stems) {
            assert!(looks_checked(stem), "{name}: {stem}");
        }
    }

    proptest! {
        #[test]
        fn stems_are_portable_and_no_two_are_one(names in proptest::collection::btree_set("\\PC{0,3}|[aA/ .-]{0,4}|[a-z./]{90,300}|README|con", 0..12)) {
            let stems = stems(names.iter().map(String::as_str), &["readme"], &["-authored"]);
            let lower: BTreeSet<String> = stems.iter().map(|stem| stem.to_ascii_lowercase()).collect();
            prop_assert_eq!(lower.len(), names.len());
            for stem in &stems {
                prop_assert!(stem.len() <= LONGEST + 17, "{}", stem);
                prop_assert!(stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)));
                prop_assert!(!stem.starts_with(['.', '-']) && !stem.ends_with(['.', '-']));
                prop_assert!(!is_device(&stem.to_ascii_lowercase()) && stem.to_ascii_lowercase() != "readme");
            }
        }
    }
}
