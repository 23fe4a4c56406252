use crate::decode::{Decode, Reader, Text, record};
use crate::source::Spanned;
use crate::yaml::{Node, Value};

record! {
    /// Where the files of an output stand.
    pub(crate) struct OutputPlace {
        /// The folder of its files: `ops/grafana`, below the folder in which `monitoring` and `docs` are.
        folder: Text,
    }
}

/// Whether an output is made, or where.
pub(crate) enum OutputChoice {
    /// Whether it is made, in its usual folder.
    Is(Spanned<bool>),
    /// It is made, there.
    In(OutputPlace),
}

impl Decode for OutputChoice {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) | Value::Null => OutputPlace::decode(node, reader).map(Self::In),
            Value::Bool(_) | Value::Text(_) => Spanned::<bool>::decode(node, reader).map(Self::Is),
            _ => {
                reader.wrong_type(node, "`true`, `false`, or a mapping with the key `folder`");
                None
            }
        }
    }
}
