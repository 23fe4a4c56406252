use super::Raw;
use crate::decode::{Decode, Placed, Reader, Text, Word, keywords, record};
use crate::duration::Duration;
use crate::model::{Hide, Refresh, Sort};
use crate::source::Spanned;
use crate::yaml::{Node, Value};

record! {
    /// A variable of a dashboard: what can be chosen in its header. It has exactly one of `metric`, `values`, `interval`,
    /// `constant`, `textbox` and `datasource`, or is all `raw`.
    pub(crate) struct Variable {
        /// Its name for people.
        label: Option<Text>,
        /// Lists the values of a label of this metric: its name, or a selector, also with other variables:
        /// `requests_total{cluster=~"$cluster"}`.
        metric: Option<Text>,
        /// The label whose values are listed. By default the one with the variable's name.
        of: Option<Text>,
        /// Lists these values: `[a, b]`, or `[{ text: Europe, value: eu }]`.
        values: Option<Placed<Vec<Choice>>>,
        /// Lists these durations, for ranges of queries: `[1m, 5m, 1h]`.
        interval: Option<Placed<Vec<Spanned<Duration>>>>,
        /// Has this value, and is not shown.
        constant: Option<Word>,
        /// Takes any text; this is the first.
        textbox: Option<Word>,
        /// Lists the data sources of this type: `prometheus`.
        datasource: Option<Text>,
        /// Whether several values can be chosen: by default yes, if it lists values of a label.
        multi: Option<Spanned<bool>>,
        /// Whether all values can be chosen at once: by default if several can.
        all: Option<Spanned<bool>>,
        /// What queries get if all values are chosen: by default `.*`, if it lists values of a label, several can be chosen, and the `scope` of
        /// the dashboard is not `none`; else the listed values.
        all_value: Option<Text>,
        /// What is chosen at first: by default all values if that can be chosen, else the first.
        default: Option<Word>,
        /// A regular expression of JavaScript, as Grafana takes it: which values are listed, and which part of them.
        regex: Option<Text>,
        /// The order of its values: `alphabetical` by default.
        sort: Option<Spanned<Sort>>,
        /// When its values are listed again: when the time range changes, by default.
        refresh: Option<Spanned<Refresh>>,
        /// What the header does not show of it: by default it shows everything.
        hide: Option<Spanned<Hide>>,
        /// Other keys of Grafana, as it spells them. Alone, they are all that Grafana is given, and queries may get anything.
        raw: Option<Raw>,
    }
}

/// A value that can be chosen: its text, or its text and what queries get.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) text: Option<Text>,
    pub(crate) value: Text,
}

record! {
    /// A value that can be chosen, with a text for people.
    pub(crate) struct NamedChoice {
        /// What people read.
        text: Text,
        /// What queries get.
        value: Word,
    }
}

impl Decode for Choice {
    const LISTED: Option<&str> = Some("[one, another]");

    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Map(_) = node.value {
            let named = NamedChoice::decode(node, reader)?;
            return Some(Self { text: Some(named.text), value: named.value.0 });
        }
        Word::decode(node, reader).map(|word| Self { text: None, value: word.0 })
    }
}

keywords! {
    /// The order of the values of a variable.
    Sort = &Sort::ALL
}

keywords! {
    /// When the values of a variable are listed.
    Refresh = &Refresh::ALL
}

keywords! {
    /// What the header of a dashboard does not show of a variable.
    Hide = &Hide::ALL
}
