use crate::decode::{Decode, Reader, Text, record};
use crate::yaml::{Node, Value};

record! {
    /// What a panel shows in place of some values.
    pub(crate) struct MappedTo {
        /// The text. By default the value as it is.
        text: Option<Text>,
        /// Its color, one of those of `steps`.
        color: Option<Text>,
    }
}

/// What a panel shows in place of some values: a text, or a text and its color.
pub(crate) struct ValueMapping(pub(crate) MappedTo);

impl Decode for ValueMapping {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => MappedTo::decode(node, reader).map(Self),
            _ => Text::decode(node, reader).map(|text| Self(MappedTo { text: Some(text), color: None })),
        }
    }
}
