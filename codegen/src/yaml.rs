//! Writing YAML, and reading what a server answers in it. The only file of the generator that knows the YAML library.

use std::sync::Arc;

use gaugewright_spec::model::Command;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::RenderError;
use crate::generated;

/// The YAML text of a value: keys in the order of the type's fields, text of several lines as a block, no
/// anchors, and quotes around every string that some reader (YAML 1.1 ones included) would take for a number,
/// a boolean, a date or nothing.
pub fn to_yaml<T: Serialize>(value: &T) -> Result<String, RenderError> {
    let options = serde_saphyr::ser_options! {
        // The indentation that yamllint expects by default.
        compact_list_indent: false,
        // One long line stays one line: folded blocks are hard to search and to compare.
        folded_wrap_chars: usize::MAX,
    };
    serde_saphyr::to_string_with_options(value, options).map_err(|error| RenderError::Yaml(Arc::new(error)))
}

/// What a text in YAML says; nothing if it is none, or says something else.
pub(crate) fn from_yaml<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_saphyr::from_str(text).ok()
}

/// A generated file of one document: header and value.
pub fn file<T: Serialize>(command: &Command, value: &T) -> Result<String, RenderError> {
    let mut documents = Documents::new(command);
    documents.push(value)?;
    Ok(documents.finish())
}

/// A file of several documents, one behind the other.
#[derive(Debug)]
pub struct Documents {
    text: String,
}

impl Documents {
    /// A file with nothing but its header.
    pub fn new(command: &Command) -> Self {
        Self { text: header(command) }
    }

    /// Adds a document.
    pub fn push<T: Serialize>(&mut self, value: &T) -> Result<(), RenderError> {
        self.text.push_str("---\n");
        self.text.push_str(&to_yaml(value)?);
        Ok(())
    }

    /// The text of the file.
    pub fn finish(self) -> String {
        self.text
    }
}

/// The comment at the top of every generated YAML file.
fn header(command: &Command) -> String {
    let [what, how] = generated::lines(command);
    format!("# {what}\n# {how}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_indented_and_lines_kept() {
        #[derive(Serialize)]
        struct Doc {
            list: Vec<&'static str>,
            text: &'static str,
            long: String,
        }
        let doc = Doc { list: vec!["on", "plain"], text: "a\n  b\n", long: "word ".repeat(40).trim().into() };
        let text = to_yaml(&doc).unwrap();
        let long = &doc.long;
        assert_eq!(text, format!("list:\n  - \"on\"\n  - plain\ntext: |\n  a\n    b\nlong: {long}\n"));
    }

    #[test]
    fn documents_stand_behind_each_other() {
        let mut documents = Documents::new(&Command::default());
        documents.push(&["a"]).unwrap();
        documents.push(&["b"]).unwrap();
        let text = documents.finish();
        assert!(text.starts_with("# Generated from metrics-spec.yaml: do not edit.\n"), "{text}");
        assert!(text.ends_with("gaugewright generate\n---\n- a\n---\n- b\n"), "{text}");
    }
}
