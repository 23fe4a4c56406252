//! Pictures as SVG, built from elements: texts and values are escaped when they are written.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

/// An element.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
}

#[derive(Clone, Debug)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new() }
    }

    /// With an attribute.
    pub(crate) fn set(mut self, name: &'static str, value: impl Display) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// With attributes that are lengths or places: a tenth of a pixel is fine enough, and keeps files small.
    pub(crate) fn at<const N: usize>(mut self, places: [(&'static str, f64); N]) -> Self {
        self.attributes.extend(places.map(|(name, place)| (name, short(place))));
        self
    }

    /// With an element inside.
    pub(crate) fn with(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// With elements inside.
    pub(crate) fn all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// With a text inside.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// The document of which it is the root, a comment before it.
    pub(crate) fn document(&self, comment: &[String]) -> String {
        // Two dashes would end the comment.
        let comment = comment.join("\n     ").replace("--", "- -");
        let mut text = format!("<!-- {} -->\n", escaped(&comment));
        self.write(&mut text);
        text.push('\n');
        text
    }

    fn write(&self, out: &mut String) {
        let _ = write!(out, "<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{}\"", escaped(value));
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => {
                    // A line each: differences are read.
                    out.push('\n');
                    element.write(out);
                }
                Node::Text(text) => out.push_str(&escaped(text)),
            }
        }
        let _ = write!(out, "</{}>", self.name);
    }
}

/// A place on the picture.
pub(crate) fn short(place: f64) -> String {
    let mut text = format!("{place:.1}");
    if text.ends_with(".0") {
        text.truncate(text.len() - 2);
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// A text that is no markup. XML has no other control characters than these, not even escaped.
fn escaped(text: &str) -> Cow<'_, str> {
    // Nearly all are numbers and names.
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .-#_".contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::Element;

    #[test]
    fn no_text_is_markup() {
        let evil = "</text><script>alert(1)</script>\"&\u{1}";
        let root = Element::new("svg")
            .set("aria-label", evil)
            .at([("x", 1.04), ("y", -0.01)])
            .with(Element::new("text").text(evil))
            .all([Element::new("path")]);
        let text = root.document(&[format!("{evil} --> <svg>")]);
        assert_eq!(
            text,
            "<!-- &lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;\u{fffd} - -&gt; &lt;svg&gt; -->\n\
             <svg aria-label=\"&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;\u{fffd}\" x=\"1\" y=\"0\">\n\
             <text>&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;\u{fffd}</text>\n<path/></svg>\n"
        );
    }
}
