//! Findings that their author has silenced, in a comment at a rule: `# gaugewright: allow(never-true) fires in tests only`.

use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::Node;

use crate::tree::{Made, Text, said};

/// What such a comment begins with.
const MARK: &str = "gaugewright: allow(";

/// A comment that silences findings.
struct Comment {
    place: Span,
    codes: Vec<Text>,
    reason: Text,
}

/// Whether a comment is for the checker.
pub(crate) fn is_silencing(comment: &str) -> bool {
    comment.starts_with(MARK)
}

/// What is silenced at a rule that comes behind `before`, as the `allow` of a spec. Comments stand inside of the rule, on its last
/// line, or between the rule before it and this one.
pub(crate) fn at(source: &Source, rule: &Node, before: u32) -> Made {
    let mut allow = Made::new(rule.span);
    let end = line_end(source, rule.span.end);
    // The last line of the rule before is not ours.
    let start = line_end(source, before).min(rule.span.start);
    let window = Span { start, end };
    for comment in comments(source, window) {
        for code in comment.codes {
            allow.put_at(Spanned::new(code.value, comment.place), said(comment.reason.clone()));
        }
    }
    allow
}

fn line_end(source: &Source, from: u32) -> u32 {
    let rest = source.text().get(from as usize..).unwrap_or_default();
    from + u32::try_from(rest.find('\n').unwrap_or(rest.len())).unwrap_or(0)
}

fn comments(source: &Source, window: Span) -> Vec<Comment> {
    let text = source.slice(window);
    text.match_indices(MARK)
        .filter_map(|(at, _)| {
            let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
            let hash = text[line_start..at].rfind('#')?;
            if !text[line_start + hash + 1..at].trim().is_empty() {
                return None;
            }
            let rest = &text[at + MARK.len()..];
            let line = rest.lines().next().unwrap_or_default();
            let (codes, reason) = line.split_once(')')?;
            let base = window.start as usize + at;
            let place = Span::new(
                window.start as usize + line_start + hash,
                base + MARK.len() + line.trim_end().len(),
            );
            let codes = codes.split(',').map(|code| Spanned::new(code.trim().to_owned(), place)).collect();
            let reason = reason.trim().trim_start_matches([':', '-']).trim().to_owned();
            Some(Comment { place, codes, reason: Spanned::new(reason, place) })
        })
        .collect()
}
