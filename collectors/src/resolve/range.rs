//! The values that a gauge can have: `0..1`, `0..`, `-40..125`.

use super::Resolver;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::model::Range;
use crate::number::Number;
use crate::rules;
use crate::source::{Piece, Spanned};
use crate::unit::Unit;

/// Reads a range of quantities in a given unit; both ends are included, and one of them may be left out.
pub fn resolve(resolver: &mut Resolver<'_>, text: &Text, unit: Option<&Unit>) -> Option<Range> {
    let ends = Piece::whole(text).split_once("..").map(|(low, high)| (low.trim(), high.trim()));
    let Some((low, high)) = ends.filter(|(low, high)| !low.is_empty() || !high.is_empty()) else {
        let message = format!("`{}` is not a valid range", **text);
        let help = "write the smallest and the largest value: `0..1`, or one of them: `0..`";
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help));
        return None;
    };
    let ends = [low, high].map(|part| (!part.is_empty()).then(|| end(resolver, text, part, unit)));
    if ends.contains(&Some(None)) {
        return None;
    }
    let [low, high] = ends.map(Option::flatten);
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        let message = format!("the ends of `{}` are the wrong way round", **text);
        let help = "the smaller end comes first";
        resolver.report(Diagnostic::new(&rules::BAD_VALUE, text.span, message).help(help));
        return None;
    }
    Some(Range { low, high })
}

/// One end, which is part of the text.
fn end(resolver: &mut Resolver<'_>, text: &Text, part: Piece<'_>, unit: Option<&Unit>) -> Option<Number> {
    let place = resolver.place_in(text, part);
    resolver.quantity_in(&QuantityText(Spanned::new(part.as_str().to_owned(), place)), unit)
}
