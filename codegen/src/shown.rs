//! Words of others on a terminal and in pages. A control character would act on the terminal (its title, its clipboard, what it shows),
//! and one of Unicode's for the direction of writing makes a text look like another: both are shown as `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character is not seen, and changes what is.
pub fn is_hidden(letter: char) -> bool {
    // Unicode's Bidi_Control: <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>.
    let turns = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || turns
}

/// A text of several lines.
pub fn text(text: &str) -> Cow<'_, str> {
    escaped(
        text,
        |letter| is_hidden(letter) && !matches!(letter, '\n' | '\t'),
        |letter| letter.escape_unicode().to_string(),
    )
}

/// A text that has to stay on its line.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden, |letter| letter.escape_default().to_string())
}

/// The text of a JSON document, in which they stand in strings only.
pub fn json(text: &str) -> Cow<'_, str> {
    let escape = |letter: char| format!("\\u{:04x}", u32::from(letter));
    escaped(text, |letter| is_hidden(letter) && !letter.is_ascii_whitespace(), escape)
}

fn escaped(text: &str, is_meant: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(&is_meant) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_meant(letter) {
            let _ = write!(shown, "{}", escape(letter));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_shown() {
        assert_eq!(text("a\tb\n\u{1b}[2J\u{9b}\u{202e}\r\0"), "a\tb\n\\u{1b}[2J\\u{9b}\\u{202e}\\u{d}\\u{0}");
        assert_eq!(line("a\nb\u{1b}]52\u{7}\u{2066}ü"), "a\\nb\\u{1b}]52\\u{7}\\u{2066}ü");
        let text = format!("{:#}\n", serde_json::json!({ "a": "\u{1b}\u{9b}\u{202e}\n" }));
        let shown = json(&text);
        assert!(!shown.chars().any(|letter| is_hidden(letter) && letter != '\n'), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap()["a"], "\u{1b}\u{9b}\u{202e}\n");
    }
}
