//! A series, as `records` of a track names it: `llm_tokens_total{token_type="prompt"}`. It is written like a selector of PromQL, and
//! says less: every label has one value.

use crate::decode::Text;
use crate::source::Span;

/// A metric, and labels with a fixed value.
pub(crate) struct Series {
    pub(crate) metric: Text,
    pub(crate) labels: Vec<(Text, Text)>,
}

/// Reads it; the places are in the text.
pub(crate) fn read(text: &str) -> Option<Series> {
    let mut rest = Rest { text, at: 0 };
    let metric = rest.name(|letter| letter == ':')?;
    let mut labels = Vec::new();
    if rest.take('{') {
        while !rest.take('}') {
            let label = rest.name(|_| false)?;
            rest.take('=').then_some(())?;
            labels.push((label, rest.quoted()?));
            if !rest.take(',') {
                rest.take('}').then_some(())?;
                break;
            }
        }
    }
    rest.skip_blanks();
    (rest.at == text.len()).then_some(Series { metric, labels })
}

/// What has not been read yet.
struct Rest<'t> {
    text: &'t str,
    at: usize,
}

impl Rest<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Reads a sign, if it is what comes next.
    fn take(&mut self, sign: char) -> bool {
        self.skip_blanks();
        let is_next = self.rest().starts_with(sign);
        if is_next {
            self.at += sign.len_utf8();
        }
        is_next
    }

    /// Letters, digits and underscores, and what else `also` takes.
    fn name(&mut self, also: impl Fn(char) -> bool) -> Option<Text> {
        self.skip_blanks();
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || also(letter);
        let rest = self.rest();
        let end = rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        let is_name = name.chars().next().is_some_and(|first| !first.is_ascii_digit());
        let start = self.at;
        self.at += end;
        is_name.then(|| Text::new(name, Span::new(start, start + end)))
    }

    /// A value in quotes of any kind, with their escapes. No value of a label needs one, but that of the quotes and of itself.
    fn quoted(&mut self) -> Option<Text> {
        self.skip_blanks();
        let start = self.at;
        let mut letters = self.rest().char_indices();
        let (_, quote) = letters.next().filter(|(_, first)| matches!(first, '"' | '\'' | '`'))?;
        let mut value = String::new();
        while let Some((at, letter)) = letters.next() {
            match letter {
                _ if letter == quote => {
                    self.at = start + at + letter.len_utf8();
                    return Some(Text::new(value, Span::new(start, self.at)));
                }
                '\\' if quote != '`' => {
                    let (_, escaped) = letters.next()?;
                    value.push(matches!(escaped, '\\' | '"' | '\'').then_some(escaped)?);
                }
                '\n' if quote != '`' => return None,
                _ => value.push(letter),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn words(text: &str) -> Option<String> {
        let series = read(text)?;
        let labels: Vec<_> =
            series.labels.iter().map(|(label, value)| format!("{}={}", **label, **value)).collect();
        for (part, span) in
            series.labels.iter().flat_map(|(label, value)| [(label, label.span), (value, value.span)])
        {
            assert!(text[span.range()].contains(part.as_str()) || text.contains('\\'), "{text}");
        }
        Some(format!("{} {}", *series.metric, labels.join(" ")))
    }

    #[test]
    fn a_metric_and_labels_with_one_value() {
        for (text, expected) in [
            ("a_total", "a_total "),
            (" a:total {} ", "a:total "),
            (r#"a{b="c"}"#, "a b=c"),
            (r"a { b = 'c' , d=`e\`, }", r"a b=c d=e\"),
            (r#"a{b="say \"x\" or \\"}"#, r#"a b=say "x" or \"#),
        ] {
            assert_eq!(words(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn whatever_says_more_is_none() {
        for text in [
            "",
            "{}",
            "1a",
            "a b",
            "a{",
            "a{b}",
            "a{b=c}",
            "a{b=\"c}",
            "a{b=~\"c\"}",
            "a{b!=\"c\"}",
            "a[5m]",
            "a offset 5m",
            "a{b=\"c\" d=\"e\"}",
            "a{,}",
            "rate(a[5m])",
            "a + b",
            "a{b=\"\\q\"}",
            "a{b=\"c\\",
            "ä",
            "a{b=\"\n\"}",
        ] {
            assert_eq!(words(text), None, "{text}");
        }
    }
}
