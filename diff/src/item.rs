//! A thing of a model, taken apart into facts.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::aspect::Aspect;

/// A thing of a model.
#[derive(Debug)]
pub(crate) struct Item {
    /// What it is: the row of the thing itself.
    pub(crate) aspect: &'static Aspect,
    /// Its name, unlike all others of its sort.
    pub(crate) name: String,
    /// What it is called, which others may be, too.
    pub(crate) title: String,
    /// What people read: its name where others are called so.
    pub(crate) shown: String,
    /// What it says.
    pub(crate) facts: Vec<Fact>,
    /// What else has to be equal for it to be the same under another name, line by line.
    pub(crate) identity: String,
}

/// Something that it says.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) aspect: &'static Aspect,
    /// Which of several: the label, the annotation; empty if there is only one.
    pub(crate) element: String,
    pub(crate) value: Value,
}

/// What is said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A text, and what people read.
    Text { key: String, shown: String },
    /// Some texts, in an order that says nothing.
    Set(Vec<String>),
    /// A text that is too long to be shown.
    Unshown(String),
}

impl Item {
    pub(crate) fn new(aspect: &'static Aspect, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            aspect,
            title: name.clone(),
            shown: name.clone(),
            name,
            facts: Vec::new(),
            identity: String::new(),
        }
    }

    fn fact(&mut self, aspect: &'static Aspect, element: &str, value: Value) {
        self.facts.push(Fact { aspect, element: element.to_owned(), value });
    }

    /// Says something.
    pub(crate) fn put(&mut self, aspect: &'static Aspect, value: impl Display) {
        self.each(aspect, "", value);
    }

    /// Says something if there is something.
    pub(crate) fn put_if(&mut self, aspect: &'static Aspect, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(aspect, value);
        }
    }

    /// Says something that is compared otherwise than it is shown.
    pub(crate) fn put_as(
        &mut self,
        aspect: &'static Aspect,
        key: impl Into<String>,
        shown: impl Into<String>,
    ) {
        self.each_as(aspect, "", key, shown);
    }

    /// Says something of one of several that is compared otherwise than it is shown.
    pub(crate) fn each_as(
        &mut self,
        aspect: &'static Aspect,
        element: &str,
        key: impl Into<String>,
        shown: impl Into<String>,
    ) {
        self.fact(aspect, element, Value::Text { key: key.into(), shown: shown.into() });
    }

    /// Says something of one of several.
    pub(crate) fn each(&mut self, aspect: &'static Aspect, element: &str, value: impl Display) {
        let text = value.to_string();
        self.each_as(aspect, element, text.clone(), text);
    }

    /// Says that one of several is there.
    pub(crate) fn has(&mut self, aspect: &'static Aspect, element: &str) {
        self.fact(aspect, element, Value::Unshown(String::new()));
    }

    /// Says some things, in whatever order.
    pub(crate) fn set<T: Display>(&mut self, aspect: &'static Aspect, values: impl IntoIterator<Item = T>) {
        self.set_of(aspect, "", values);
    }

    /// Says some things of one of several.
    pub(crate) fn set_of<T: Display>(
        &mut self,
        aspect: &'static Aspect,
        element: &str,
        values: impl IntoIterator<Item = T>,
    ) {
        let values = values.into_iter().map(|value| value.to_string()).collect();
        self.fact(aspect, element, Value::Set(values));
    }

    /// Says something that is too long to be shown.
    pub(crate) fn unshown(&mut self, aspect: &'static Aspect, key: impl Into<String>) {
        self.unshown_of(aspect, "", key);
    }

    /// Says something of one of several that is too long to be shown.
    pub(crate) fn unshown_of(&mut self, aspect: &'static Aspect, element: &str, key: impl Into<String>) {
        self.fact(aspect, element, Value::Unshown(key.into()));
    }
}

/// Tells things of one name apart by their order.
pub(crate) fn number(items: &mut [Item]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        let count = seen.entry(item.name.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            item.name = format!("{} #{count}", item.name);
        }
    }
}
