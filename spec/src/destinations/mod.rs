//! What Alertmanager can tell somebody by: one row of facts for each kind of destination. Reading, checking, the JSON Schema and the
//! printers all go by these; nobody else spells such a key.

mod table;

pub use table::*;

/// A release of Alertmanager.
pub type Release = (u16, u16);

/// The place of a kind among [`DESTINATIONS`], for constants.
///
/// # Panics
/// There is no such kind.
pub const fn place(key: &str) -> usize {
    let mut at = 0;
    while at < DESTINATIONS.len() {
        if is_same(DESTINATIONS[at].key.as_bytes(), key.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("there is no such kind of destination")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// A kind of destination.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its key in the spec; with `_configs` behind it, that of Alertmanager.
    pub key: &'static str,
    /// The name of its definition in the JSON Schema.
    pub schema: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The first release that has it.
    pub since: Release,
    /// What can be said of it.
    pub keys: &'static [Key],
    /// Keys of which exactly one must be there.
    pub one_of: &'static [&'static str],
    /// Secrets that Alertmanager reads from no file, and what to do instead.
    pub without_file: &'static [(&'static str, &'static str)],
    /// Whether its address is a secret that may lead anywhere.
    pub is_anywhere: bool,
}

/// A key of a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name in the spec.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What it takes.
    pub form: Form,
    /// Whether it must be there.
    pub need: Need,
    /// The first release that has it, where that is another than that of the kind.
    pub since: Release,
    /// Where it stands in Alertmanager's configuration, if not by its name: keys with dots between.
    pub at: &'static str,
    /// Where it stands in an `AlertmanagerConfig`; nothing where that has no such key.
    pub operator: Option<&'static str>,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The name of a file in the folder of secrets.
    File,
    /// An address on the web that is no secret.
    Url,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// A time.
    Duration,
    /// A list of texts.
    Texts,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be missing.
    Optional,
    /// It must be there.
    Required,
    /// It and this other key need each other.
    With(&'static str),
}

impl Key {
    const fn new(name: &'static str, form: Form, about: &'static str) -> Self {
        Self { name, about, form, need: Need::Optional, since: (0, 0), at: name, operator: None }
    }

    const fn need(self, need: Need) -> Self {
        Self { need, ..self }
    }

    const fn required(self) -> Self {
        self.need(Need::Required)
    }

    const fn since(self, minor: u16) -> Self {
        Self { since: (0, minor), ..self }
    }

    const fn at(self, at: &'static str) -> Self {
        Self { at, ..self }
    }

    const fn operator(self, operator: &'static str) -> Self {
        Self { operator: Some(operator), ..self }
    }
}

impl Kind {
    const fn new(
        key: &'static str,
        schema: &'static str,
        name: &'static str,
        minor: u16,
        about: &'static str,
    ) -> Self {
        let (keys, one_of, without_file): (&[Key], &[&str], &[(&str, &str)]) = (&[], &[], &[]);
        Self { key, schema, name, about, since: (0, minor), keys, one_of, without_file, is_anywhere: false }
    }

    const fn with(self, keys: &'static [Key]) -> Self {
        Self { keys, ..self }
    }

    /// A key of it by its name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_keys() {
        for (at, kind) in DESTINATIONS.iter().enumerate() {
            assert_eq!(place(kind.key), at, "{}", kind.key);
        }
    }

    #[test]
    fn rows_name_only_keys_that_there_are() {
        for kind in DESTINATIONS {
            for key in kind.keys {
                if let Need::With(other) = key.need {
                    assert!(kind.key(other).is_some(), "{other}");
                }
                assert_eq!(key.form == Form::File, key.name.ends_with("_file"), "{}", key.name);
            }
            assert!(kind.one_of.iter().all(|name| kind.key(name).is_some()), "{}", kind.key);
        }
    }
}
