//! Secrets. A spec names the files that hold them; what stands in a configuration itself has to be put into one.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Node, Value};

use crate::tree::{entries, items, said, text};

/// A file that must be there, and what is put into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFile {
    /// Its name in the folder of secrets.
    pub name: String,
    /// The key of the original that has it: `slack_api_url`.
    pub key: String,
    /// Where that stands.
    pub place: String,
    /// The file in which it is today; nothing if it stands in the configuration.
    pub from: Option<String>,
}

/// The folder that a spec has if it names none.
const USUAL: &str = "/etc/alertmanager/secrets";

/// All files so far.
pub(super) struct Files<'s> {
    source: &'s Source,
    /// The folder of all files that the configuration names, if they lie in one.
    folder: Option<String>,
    /// Every file, and whether it is in its place already.
    all: Vec<(SecretFile, bool)>,
    /// Names by what they hold.
    known: BTreeMap<Held, String>,
}

/// What a file holds.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    /// What is in another file.
    Path(String),
    /// The secret itself, and what it is for.
    Text(String, String),
}

impl<'s> Files<'s> {
    pub(super) fn new(source: &'s Source, config: &Node) -> Self {
        let mut paths = Vec::new();
        named(source, config, &mut paths);
        let folders: BTreeSet<&str> =
            paths.iter().map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        let mut folders = folders.into_iter();
        let folder = match (folders.next(), folders.next()) {
            (Some(folder), None) if folder.starts_with('/') => Some(folder.to_owned()),
            _ => None,
        };
        Self { source, folder, all: Vec::new(), known: BTreeMap::new() }
    }

    /// The folder, where it is not the usual one.
    pub(super) fn folder(&self) -> Option<Node> {
        let folder = self.folder.as_deref().filter(|folder| *folder != USUAL && !self.all.is_empty())?;
        Some(said(Spanned::new(folder.to_owned(), Span::new(0, 0))))
    }

    /// The path of a file, as Alertmanager sees it.
    pub(super) fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.folder.as_deref().unwrap_or(USUAL))
    }

    /// The name for a file of the configuration.
    pub(super) fn named(&mut self, key: &str, path: &Node) -> String {
        let held = text(self.source, path).map(|path| path.value).unwrap_or_default();
        let name = held.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(key).to_owned();
        self.add(Held::Path(held.clone()), &name, (key, path.span), Some(held))
    }

    /// The name for a file with a secret that stands in the configuration.
    pub(super) fn of(&mut self, (kind, key): (&str, &str), secret: &Node, wanted: &str) -> String {
        let value = text(self.source, secret).map(|text| text.value).unwrap_or_default();
        self.add(Held::Text(value, format!("{kind}.{key}")), wanted, (key, secret.span), None)
    }

    fn add(&mut self, held: Held, wanted: &str, (key, span): (&str, Span), from: Option<String>) -> String {
        if let Some(name) = self.known.get(&held) {
            return name.clone();
        }
        let base = file_name(wanted);
        let is_taken = |name: &String| self.all.iter().any(|(file, _)| file.name == *name);
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let name =
            std::iter::once(base.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default();
        let stays = from.as_ref().is_some_and(|from| *from == self.path(&name));
        self.known.insert(held, name.clone());
        let place = crate::place(self.source, span);
        self.all.push((SecretFile { name: name.clone(), key: key.to_owned(), place, from }, stays));
        name
    }

    /// Those that have to be written, or put somewhere else.
    pub(super) fn all(self) -> Vec<SecretFile> {
        self.all.into_iter().filter(|(_, stays)| !stays).map(|(file, _)| file).collect()
    }
}

/// The paths of all files with secrets.
fn named(source: &Source, node: &Node, paths: &mut Vec<String>) {
    for (key, value) in entries(node) {
        let is_file = key.value.ends_with("_file") && !NO_SECRETS.contains(&key.value.as_str());
        paths.extend(text(source, value).filter(|_| is_file).map(|path| path.value));
        named(source, value, paths);
    }
    for item in items(node) {
        named(source, item, paths);
    }
}

/// Files that hold no secret.
pub(crate) const NO_SECRETS: [&str; 2] = ["ca_file", "cert_file"];

/// A name of letters, digits and dashes.
fn file_name(text: &str) -> String {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let name: String = text.chars().map(|letter| if fits(letter) { letter } else { '-' }).collect();
    let name: String = name.trim_matches(['-', '.']).chars().take(200).collect();
    if name.is_empty() { "secret".to_owned() } else { name }
}

/// Whether a node holds something.
pub(super) fn is_said(node: &Node) -> bool {
    !matches!(&node.value, Value::Null) && !matches!(&node.value, Value::Text(text) if text.is_empty())
}
