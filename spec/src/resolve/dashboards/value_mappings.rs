//! What a panel shows in place of some values: `{ 0: Down, 1: { text: Up, color: green }, 2..: Unknown }`.

use super::builder::Builder;
use crate::ast;
use crate::decode::{Map, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Special, ValueMapping, Values};
use crate::number::Number;
use crate::rules;
use crate::source::{Piece, Span};
use crate::unit::Unit;

impl Builder<'_, '_, '_> {
    /// The value mappings of a panel whose numbers are in this unit.
    pub(super) fn value_mappings(
        &mut self,
        given: &Map<ast::ValueMapping>,
        unit: Option<&Unit>,
    ) -> Vec<ValueMapping> {
        let mut found: Vec<(Span, ValueMapping)> = Vec::new();
        for (key, ast::ValueMapping(to)) in given.iter() {
            if to.text.is_none() && to.color.is_none() {
                let message = "this changes nothing".to_owned();
                self.bad_mapping(key.span, message, "write the text to show: `1: Up`");
            }
            let color = to.color.as_ref().and_then(|color| self.color(color.span, color));
            let Some(values) = self.mapped_values(key, unit) else { continue };
            // The same text twice is an error of its own.
            let twin = |other: &&(Span, ValueMapping)| other.1.values == values;
            if let Some((first, _)) = found.iter().find(twin) {
                let message = format!("`{}` is the same value once more", **key);
                let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, key.span, message);
                let diagnostic = diagnostic.also(*first, "first here").help("remove one of the two");
                self.uses.resolver.report(diagnostic);
                continue;
            }
            let text = to.text.as_ref().map(|text| text.value.clone());
            found.push((key.span, ValueMapping { values, text, color }));
        }
        found.into_iter().map(|(_, mapping)| mapping).collect()
    }

    fn mapped_values(&mut self, key: &Text, unit: Option<&Unit>) -> Option<Values> {
        if let Some((_, special)) = Special::ALL.iter().find(|row| row.0.eq_ignore_ascii_case(key)) {
            return Some(Values::Special(*special));
        }
        if key.len() > 2 && key.starts_with('/') && key[1..].contains('/') {
            return Some(Values::Regex(key.value.clone()));
        }
        // No number begins with a letter, and no range.
        if key.starts_with(|first: char| first.is_alphabetic()) {
            return Some(Values::Text(key.value.clone()));
        }
        let whole = Piece::whole(key);
        let Some((from, to)) = whole.split_once("..") else {
            return self.end(key, whole, unit).map(Values::One);
        };
        let is_open = |end: Piece<'_>| end.trim().is_empty();
        if is_open(from) && is_open(to) {
            let message = "this range has no end".to_owned();
            self.bad_mapping(key.span, message, "write `1..5`, `1..` or `..5`");
            return None;
        }
        let low = if is_open(from) { None } else { Some(self.end(key, from, unit)?) };
        let high = if is_open(to) { None } else { Some(self.end(key, to, unit)?) };
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            let message = format!("no value lies in `{}`", **key);
            self.bad_mapping(key.span, message, "write the smaller end first");
        }
        Some(Values::Range(low, high))
    }

    /// A value within the key of a mapping.
    fn end(&mut self, key: &Text, part: Piece<'_>, unit: Option<&Unit>) -> Option<Number> {
        let part = part.trim();
        let place = self.uses.resolver.place_in(key, part);
        self.uses.resolver.quantity_in(&QuantityText(Text::new(part.as_str().to_owned(), place)), unit)
    }

    fn bad_mapping(&mut self, place: Span, message: String, help: &str) {
        self.uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, place, message).help(help));
    }
}
