//! `repeated-unit`: a text with the word for a unit behind a value that brings it along: "5% % of the requests".

use super::context::Found;
use crate::check::spoken::{spoken, words_for};
use crate::model::Condition;
use crate::rules;
use crate::source::Span;
use crate::template::{Part, Template};
use crate::unit::Unit;

/// Finds words behind the placeholders of a text that say their unit once more.
pub(crate) fn find(
    text: &str,
    template: &Template,
    unit: Option<&Unit>,
    condition: Option<&Condition>,
) -> Vec<Found> {
    let behind = |span: Span| {
        let rest = text.get(span.end as usize..)?;
        Some(span.end as usize + rest.find("}}")? + 2)
    };
    let one = |part: &Part| {
        let (name, span, shown, words) = match (part, condition) {
            (Part::Value(span), _) => {
                let spoken = spoken(unit);
                ("value", *span, spoken.example(), spoken.words())
            }
            (Part::Threshold(span), Some(Condition::Threshold(threshold))) => {
                let quantity = &threshold.quantity;
                ("threshold", *span, quantity.text.clone(), words_for(&quantity.unit_text()))
            }
            _ => return None,
        };
        let start = behind(span)?;
        let (at, word) = repeated(text.get(start..)?, &words)?;
        let span = Span::new(start + at, start + at + word.len());
        let read = format!("{shown}{}{word}", &text[start..start + at]);
        Some(Found {
            rule: &rules::REPEATED_UNIT,
            span,
            message: format!("`{{{{ {name} }}}}` says its unit itself"),
            note: Some(format!("people would read `{read}`")),
            help: format!("leave `{word}` out"),
        })
    };
    template.parts.iter().filter_map(one).collect()
}

/// The longest of the words that a text begins with, and where: behind a gap, and not as the beginning of a longer word.
fn repeated<'t>(text: &'t str, words: &[String]) -> Option<(usize, &'t str)> {
    let trimmed = text.trim_start();
    let at = text.len() - trimmed.len();
    let is_whole = |word: &&String| {
        let behind = trimmed.get(word.len()..).and_then(|rest| rest.chars().next());
        let joins = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
        let is_symbol = !word.ends_with(char::is_alphanumeric);
        trimmed.starts_with(word.as_str()) && (is_symbol || !behind.is_some_and(joins))
    };
    let word = words.iter().filter(is_whole).max_by_key(|word| word.len())?;
    Some((at, &trimmed[..word.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Units;

    #[track_caller]
    fn check(unit: &str, text: &str, expected: Option<&str>) {
        let mut units = Units::default();
        units.declare("jobs");
        let unit = units.parse(unit).unwrap();
        let template = Template::parse(text).unwrap();
        let found = find(text, &template, Some(&unit), None);
        let words: Vec<&str> = found.iter().map(|found| &text[found.span.range()]).collect();
        assert_eq!(words, expected.into_iter().collect::<Vec<_>>(), "{unit}: {text}");
    }

    #[test]
    fn words_for_the_unit_are_found_right_behind_the_value() {
        for (unit, text, expected) in [
            ("jobs", "{{ value }} jobs wait", Some("jobs")),
            ("jobs", "{{ value }} job(s)", Some("job(s)")),
            ("jobs/s", "{{value}}  jobs per second", Some("jobs")),
            ("jobs/s", "{{ value }} jobs/s", Some("jobs/s")),
            ("ratio", "{{ value }}% fail", Some("%")),
            ("percent", "{{ value }} percent", Some("percent")),
            ("s", "{{ value }}s", Some("s")),
            ("s", "{{ value }} minutes", Some("minutes")),
            ("B", "{{ value }} bytes", Some("bytes")),
            ("GB", "{{ value }}GB", Some("GB")),
        ] {
            check(unit, text, expected);
        }
    }

    #[test]
    fn other_words_stay() {
        for (unit, text) in [
            ("jobs", "{{ value }} wait for jobs"),
            ("jobs", "{{ value }} jobs-of-others"),
            ("jobs", "jobs: {{ value }}"),
            ("1", "{{ value }} jobs"),
            ("ratio", "{{ value }} of the percents"),
            ("s", "{{ value }} since"),
            ("B", "{{ value }} Bytes of {{ jobs }}"),
            ("timestamp", "{{ value }} s"),
        ] {
            check(unit, text, None);
        }
    }
}
