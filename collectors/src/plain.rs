//! A finding as text without colors, for an error of the compiler: the lines it is about, with carets. It looks as `spec` renders
//! findings for a terminal, and needs no library for that, which every program with collectors would compile.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Label};
use crate::source::Source;

/// What a tab is shown as.
const TAB: &str = "    ";

/// The finding. Ends without a line break.
pub fn shown(finding: &Diagnostic, source: &Source) -> String {
    let mut labels: Vec<(usize, bool, &Label)> = Vec::new();
    for (index, label) in finding.labels.iter().enumerate() {
        labels.push((source.position(label.span.start).line, index == 0, label));
    }
    labels.sort_by_key(|(line, is_place, label)| (*line, !is_place, label.span));
    let width = labels.last().map_or(1, |(line, ..)| line.to_string().len());
    let margin = " ".repeat(width);
    let at = source.position(finding.span().start);
    let mut text = format!("{}[{}]: {}\n", finding.severity.name(), finding.rule.code, finding.message);
    let name = source.name_at(finding.span().start);
    let _ = writeln!(text, "{margin}--> {name}:{}:{}\n{margin} |", at.line, at.column);
    let mut last = None;
    for (line, is_place, label) in labels {
        let written = Line::of(label, source);
        if last != Some(line) {
            match last.map_or(0, |last: usize| line - last) {
                0 | 1 => {}
                // What is left out takes a line, too.
                2 => {
                    let between = source.line_of(label.span.start) - 1;
                    let _ = writeln!(
                        text,
                        "{:>width$} | {}",
                        line - 1,
                        line_text(between, source).trim_end().replace('\t', TAB)
                    );
                }
                _ => text += "...\n",
            }
            let _ = writeln!(text, "{line:>width$} | {}", written.text);
        }
        last = Some(line);
        let sign = if is_place { "^" } else { "-" };
        let mark = format!("{}{} {}", " ".repeat(written.start), sign.repeat(written.width), label.text);
        let _ = writeln!(text, "{margin} | {}", mark.trim_end());
    }
    let notes = finding.notes.iter().map(|note| ("note", note));
    let helps = finding.helps.iter().map(|help| ("help", help));
    for (index, (what, words)) in notes.chain(helps).enumerate() {
        if index == 0 {
            let _ = writeln!(text, "{margin} |");
        }
        // Further lines stand below the words.
        let words = words.replace('\n', &format!("\n{margin}   {}", " ".repeat(what.len() + 2)));
        let _ = writeln!(text, "{margin} = {what}: {words}");
    }
    text.trim_end().to_owned()
}

/// The line of a label, and what is marked in it.
struct Line {
    text: String,
    start: usize,
    width: usize,
}

/// Longer lines, which some program has written, are cut.
const LONGEST: usize = 300;

/// The text of a line, counted from 1 through all texts.
fn line_text(line: usize, source: &Source) -> &str {
    let rest = source.text().get(source.line_start(line)..).unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

impl Line {
    fn of(label: &Label, source: &Source) -> Self {
        let line = source.line_of(label.span.start);
        let (first, whole) = (source.line_start(line), line_text(line, source));
        let start = (label.span.start as usize).saturating_sub(first).min(whole.len());
        let end = (label.span.end as usize).saturating_sub(first).clamp(start, whole.len());
        let columns = |text: &str| text.replace('\t', TAB).chars().count();
        let (before, marked) =
            (whole.get(..start).unwrap_or_default(), whole.get(start..end).unwrap_or_default());
        let (mut start, width) = (columns(before), columns(marked).max(1));
        let mut text = whole.replace('\t', TAB);
        if text.chars().count() > LONGEST {
            let skipped = start.saturating_sub(LONGEST / 2);
            text = text.chars().skip(skipped).take(LONGEST).collect();
            start -= skipped;
        }
        let shown = text.chars().count();
        Self { start, width: width.min(shown.saturating_sub(start).max(1)), text: text.trim_end().to_owned() }
    }
}
