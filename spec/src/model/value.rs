/// A value in the configuration of another program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A text; of a secret of Alertmanager, the name of its file.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping, in its order.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}
