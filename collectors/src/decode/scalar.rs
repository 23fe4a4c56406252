//! Single values.

use super::{BOOL, Decode, Reader, TEXT, WHOLE_NUMBER};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::number::Number;
use crate::quantity::Quantity;
use crate::rules;
use crate::source::Spanned;
use crate::unit::Units;
use crate::yaml::{Node, Value};

/// Text.
pub type Text = Spanned<String>;

impl Decode for Text {
    const LISTED: Option<&str> = Some("[one, another]");

    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self::new(text.clone(), node.span)),
            _ => {
                reader.wrong_type(node, TEXT);
                None
            }
        }
    }
}

/// A whole number.
pub type Spanned64 = Spanned<u64>;

/// A name or value where the type does not matter: `404`, `true` and `openai` are all words.
#[derive(Clone, Debug)]
pub struct Word(pub Text);

impl Decode for Word {
    const LISTED: Option<&str> = Some("[one, another]");

    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) | Value::Number(text) => Some(Self(Spanned::new(text.clone(), node.span))),
            Value::Bool(_) => Some(Self(Spanned::new(reader.source.slice(node.span).to_owned(), node.span))),
            _ => {
                reader.wrong_type(node, "a word");
                None
            }
        }
    }
}

/// A quantity as written; what it means is known once all units are.
#[derive(Clone, Debug)]
pub struct QuantityText(pub Text);

impl Decode for QuantityText {
    const LISTED: Option<&str> = Some("[100ms, 500ms, 1s]");

    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) | Value::Number(text) => Some(Self(Spanned::new(text.clone(), node.span))),
            _ => {
                reader.wrong_type(node, "a quantity such as `5%`, `10s` or `50GB`");
                None
            }
        }
    }
}

/// A duration that may be zero: how long something is waited for.
#[derive(Clone, Debug)]
pub struct Hold(pub Spanned<Duration>);

impl std::ops::Deref for Hold {
    type Target = Spanned<Duration>;
    fn deref(&self) -> &Spanned<Duration> {
        &self.0
    }
}

impl Decode for Hold {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        duration(node, reader, true).map(Self)
    }
}

impl Decode for Spanned<Duration> {
    const LISTED: Option<&str> = Some("[5m, 1h]");

    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        duration(node, reader, false)
    }
}

fn duration(node: &Node, reader: &mut Reader<'_>, may_be_zero: bool) -> Option<Spanned<Duration>> {
    let QuantityText(text) = QuantityText::decode(node, reader)?;
    let quantity = Quantity::parse(&text, &Units::default()).ok();
    let unit = quantity.as_ref().and_then(|quantity| quantity.unit.clone());
    let seconds =
        quantity.filter(|_| unit.is_some_and(|unit| unit.is_comparable(&crate::unit::Unit::seconds())));
    let duration = seconds.and_then(|seconds| Duration::from_seconds(seconds.in_base_units()?));
    let duration = duration.filter(|duration| may_be_zero || !duration.is_zero());
    if duration.is_none() {
        let message = format!("`{}` is not a valid duration", *text);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, node.span, message);
        reader.sink.report(diagnostic.help("write a number with its unit: `15s`, `5m`, `1h30m`, `30d`"));
    }
    let duration = duration?;
    if duration > Duration::LONGEST {
        let message = format!("`{}` is longer than Prometheus supports", *text);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, node.span, message);
        reader.sink.report(diagnostic.help("take at most `106751d`, which is 292 years"));
        return None;
    }
    Some(Spanned::new(duration, node.span))
}

impl Decode for Spanned<bool> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(Self::new(value, node.span)),
            _ => {
                reader.wrong_type(node, BOOL);
                None
            }
        }
    }
}

impl Decode for Spanned<u64> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Number(text) = &node.value
            && let Ok(value) = text.parse()
            && i64::try_from(value).is_ok()
        {
            return Some(Self::new(value, node.span));
        }
        reader.wrong_type(node, WHOLE_NUMBER);
        None
    }
}

impl Decode for Spanned<Number> {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Number(text) = &node.value
            && let Some(value) = Number::parse(text)
        {
            return Some(Self::new(value, node.span));
        }
        reader.wrong_type(node, "a decimal number");
        None
    }
}
