//! Tests of alerts as authors write them. `promtool` reads the series and samples: what it would refuse is said here.

use super::queries::QueryContext;
use crate::ast;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::AlertTest;
use crate::rules;
use crate::source::{Piece, Spanned};

pub(super) fn read(uses: &mut QueryContext<'_, '_>, ast: &[ast::AlertTest]) -> Vec<AlertTest> {
    ast.iter().map(|ast| one(uses, ast)).collect()
}

fn one(uses: &mut QueryContext<'_, '_>, ast: &ast::AlertTest) -> AlertTest {
    if ast.fires.is_empty() && ast.silent.is_empty() {
        let diagnostic = Diagnostic::new(&rules::MISSING_KEY, ast.name.span, "this test expects nothing");
        let help = "say when the alert fires, `fires: [10m]`, or when it does not, `silent: [1m]`";
        uses.resolver.report(diagnostic.help(help));
    }
    let mut series = Vec::new();
    for (written, values) in ast.series.iter() {
        series.push((uses.one_series(written), values.value.clone()));
        samples(uses, values);
    }
    let times = |times: &[Spanned<Duration>]| times.iter().map(|time| time.value).collect();
    AlertTest { name: ast.name.value.clone(), series, fires: times(&ast.fires), silent: times(&ast.silent) }
}

/// Reports the first part of a text that is no sample.
fn samples(uses: &mut QueryContext<'_, '_>, text: &Text) {
    // Native histograms have a notation of their own, with spaces in it.
    if text.contains("{{") {
        return;
    }
    let mut parts = Piece::whole(text).words().peekable();
    let (message, place) = if parts.peek().is_none() {
        ("there is no sample".to_owned(), text.span)
    } else if let Some(wrong) = parts.find(|part| !is_sample(part)) {
        (format!("`{}` is not a valid sample", wrong.as_str()), uses.resolver.place_in(text, wrong))
    } else {
        return;
    };
    let help = "write a value for each scrape, or none, `_`: `1 2 _ 3`; `1x40` is 1 and then 40 more of it, `0+5x40` grows by 5";
    uses.resolver.report(Diagnostic::new(&rules::BAD_VALUE, place, message).help(help));
}

/// Whether promtool reads a part as samples: `1`, `_`, `stale`, `1x4`, `_x4`, `0+5x4`.
/// The grammar is `series_item` in `promql/parser/generated_parser.y` of Prometheus.
fn is_sample(part: &str) -> bool {
    let repeated = part.rsplit_once('x').filter(|(_, times)| is_count(times));
    match repeated {
        Some(("_", _)) => true,
        Some((value, _)) => is_number(value) || is_slope(value),
        None => matches!(part, "_" | "stale") || is_number(part),
    }
}

fn is_count(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok()
}

/// A first value and what is added each time.
fn is_slope(text: &str) -> bool {
    let signs = text.char_indices().skip(1).filter(|(_, char)| matches!(char, '+' | '-'));
    let mut parts = signs.map(|(at, _)| text.split_at(at));
    parts.any(|(first, step)| is_number(first) && is_number(step))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_word = digits.eq_ignore_ascii_case("inf") || digits.eq_ignore_ascii_case("nan");
    is_word
        || (digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
            && digits.parse::<f64>().is_ok())
}
