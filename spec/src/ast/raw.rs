use crate::decode::{Decode, Reader, Text};
use crate::yaml::{Node, Value};

/// Keys of another program, as it spells them.
#[derive(Clone, Debug)]
pub(crate) struct Raw(pub(crate) Vec<(Text, Node)>);

impl Decode for Raw {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            reader.wrong_type(node, "a mapping of keys, as they are spelt there");
            return None;
        };
        Some(Self(entries.clone()))
    }
}
