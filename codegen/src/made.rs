//! Which outputs are made and where, for those who name files of others. Which outputs there are, nobody has to know for that.

use std::collections::BTreeMap;

/// The folder of each output by its name, below the output folder, and whether it is made.
#[derive(Clone, Debug, Default)]
pub struct Made(BTreeMap<&'static str, (String, bool)>);

impl Made {
    /// The folder of an output, if it is made.
    pub fn folder(&self, name: &str) -> Option<&str> {
        self.0.get(name).filter(|(_, is_on)| *is_on).map(|(folder, _)| folder.as_str())
    }

    /// Whether an output is made.
    pub fn is_on(&self, name: &str) -> bool {
        self.folder(name).is_some()
    }

    /// The folders of all outputs, nothing for those that are not made.
    pub fn folders(&self) -> BTreeMap<&'static str, Option<&str>> {
        self.0.keys().map(|name| (*name, self.folder(name))).collect()
    }

    /// A file of an output that is made, as the files of another see it, whether or not that is made.
    pub fn file(&self, from: &str, output: &str, file: &str) -> Option<String> {
        let (from, _) = self.0.get(from)?;
        Some(seen_from(from, &format!("{}/{file}", self.folder(output)?)))
    }
}

impl FromIterator<(&'static str, String, bool)> for Made {
    fn from_iter<I: IntoIterator<Item = (&'static str, String, bool)>>(outputs: I) -> Self {
        Self(outputs.into_iter().map(|(name, folder, is_on)| (name, (folder, is_on))).collect())
    }
}

/// A path as it is seen from a folder, both below the output folder: `../monitoring/grafana` from `docs`.
pub(crate) fn seen_from(folder: &str, path: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (folder.split('/').collect(), path.split('/').collect());
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[shared..].iter().map(|_| "..");
    let seen = up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/");
    if seen.is_empty() { ".".to_owned() } else { seen }
}

#[cfg(test)]
mod tests {
    use super::seen_from;

    #[test]
    fn paths_are_seen_from_folders() {
        assert_eq!(seen_from("docs", "monitoring/grafana/x.json"), "../monitoring/grafana/x.json");
        assert_eq!(seen_from("docs", "docs/runbooks"), "runbooks");
        assert_eq!(seen_from("docs", "docs"), ".");
        assert_eq!(seen_from("monitoring", "ops/a"), "../ops/a");
        assert_eq!(seen_from("a/b", "a/c/d"), "../c/d");
    }
}
