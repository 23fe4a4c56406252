//! Changes for a comment of a pull request. What others have written stands in code: nobody is mentioned there, and nothing is a tag.

use std::fmt::Write as _;

use gaugewright_diff::{Class, Part, Reader, Sentence};

use super::{Alike, Compared, MANY, cut, first, one_line};
use crate::shown;

/// GitHub takes comments of 65536 letters.
const LONGEST: usize = 60_000;

pub(super) fn of(compared: &Compared<'_>) -> String {
    let mut text = format!("### Monitoring: {}\n\n", compared.counts());
    let _ = writeln!(text, "From {} to {}.", code(compared.old), code(compared.new));
    let mut left = 0;
    for class in Class::ALL {
        let all = compared.of_class(class);
        if all.is_empty() {
            continue;
        }
        let is_folded = class == Class::Cosmetic;
        let head = match class {
            Class::Breaking => "**Breaking**".to_owned(),
            Class::Behaviour => "**Behaviour**".to_owned(),
            Class::Cosmetic => format!("<details><summary>Cosmetic ({})</summary>", compared.count(class)),
        };
        let _ = write!(text, "\n{head}\n\n");
        for alike in &all {
            let item = item(alike);
            if text.len() + item.len() > LONGEST {
                left += alike.all().count();
            } else {
                text.push_str(&item);
            }
        }
        text.push_str(if is_folded { "\n</details>\n" } else { "" });
    }
    if left > 0 {
        let _ = writeln!(text, "\n{left} more changes are not shown.");
    }
    if !compared.left_out.is_empty() {
        text.push_str("\nNot compared:\n\n");
        for left_out in compared.left_out.iter().take(MANY) {
            let _ = writeln!(text, "- {}", code(left_out));
        }
    }
    text
}

fn item(alike: &Alike<'_>) -> String {
    let mut item = format!("- {}", words(&alike.sentence()));
    if alike.first.class() > Class::Cosmetic {
        let _ = write!(item, " ({})", alike.first.effect.why);
    }
    item.push('\n');
    for (sign, value) in alike.values() {
        let _ = writeln!(item, "  - {} {}", if sign == '-' { "was" } else { "is" }, code(&value));
    }
    for (what, readers) in alike.readers() {
        let readers: Vec<String> = readers.into_iter().map(who).collect();
        let _ = writeln!(item, "  - {what} {}", first(&readers));
    }
    item
}

fn who(reader: &Reader) -> String {
    let of = reader.of.as_ref().map(|of| format!(" in {}", code(of))).unwrap_or_default();
    format!("{} {}{of}", reader.what, code(&reader.name))
}

fn words(sentence: &Sentence) -> String {
    let part = |part: &Part| match part {
        Part::Words(words) => words.clone().into_owned(),
        Part::Count(count) => count.to_string(),
        Part::Name(name) => code(name),
    };
    sentence.parts.iter().map(part).collect()
}

/// A text between backticks, more of them than it has itself, on one line.
fn code(text: &str) -> String {
    let line = cut(one_line(text));
    let line = shown::line(&line);
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if line.starts_with('`') || line.ends_with('`') || line.is_empty() { " " } else { "" };
    [&fence, space, &line, space, &fence].concat()
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn what_others_write_stays_code() {
        for (text, expected) in [
            ("a", "`a`"),
            ("`", "`` ` ``"),
            ("a``b", "```a``b```"),
            ("@all\n</details>", "`@all </details>`"),
            ("\u{202e}x", "`\\u{202e}x`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }
}
