//! The actions of a template, cut into tokens as Go's `text/template` does.

use crate::template::TemplateError;

/// What stands between `{{` and `}}`.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) tokens: Vec<Token>,
}

/// A token, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A function, a command, `true`, `false` or `nil`.
    Word,
    /// `.Labels`
    Field,
    /// `.`
    Dot,
    /// `$value`
    Variable,
    /// A text in quotes.
    Text,
    Number,
    /// `:=`
    Declare,
    /// `=`
    Assign,
    Comma,
    Pipe,
    Open,
    Close,
}

/// All actions of a text, without comments.
pub(super) fn actions(text: &str) -> Result<Vec<Action>, TemplateError> {
    let mut actions = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{{").map(|found| at + found) {
        let inner = start + 2;
        // `{{- ` takes the space before it away.
        let is_trimmed = text[inner..].starts_with('-') && text[inner + 1..].starts_with(is_space);
        let mut lexer = Lexer { text, start, at: if is_trimmed { inner + 2 } else { inner } };
        if lexer.rest().starts_with("/*") {
            at = lexer.comment()?;
            continue;
        }
        let tokens = lexer.tokens()?;
        at = lexer.at;
        actions.push(Action { start, end: at, tokens });
    }
    Ok(actions)
}

struct Lexer<'t> {
    text: &'t str,
    /// Where the action begins.
    start: usize,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn error<T>(&self, start: usize, message: impl Into<String>) -> Result<T, TemplateError> {
        let end = self.text[start..].chars().next().map_or(start, |letter| start + letter.len_utf8());
        Err(TemplateError { message: message.into(), start, end })
    }

    fn comment(&self) -> Result<usize, TemplateError> {
        let Some(end) = self.rest().find("*/").map(|found| self.at + found + 2) else {
            return self.error(self.start, "this comment is never closed: `*/}}` is missing");
        };
        match closing(&self.text[end..]) {
            Some(length) => Ok(end + length),
            None => self.error(end, "a comment fills all of its braces: `}}` is missing here"),
        }
    }

    fn tokens(&mut self) -> Result<Vec<Token>, TemplateError> {
        let mut tokens = Vec::new();
        loop {
            if let Some(length) = closing(self.rest()) {
                self.at += length;
                return Ok(tokens);
            }
            let start = self.at;
            let Some(letter) = self.rest().chars().next() else {
                return self.error(self.start, "this is never closed: `}}` is missing");
            };
            if is_space(letter) {
                self.at += letter.len_utf8();
                continue;
            }
            let kind = self.token(letter)?;
            tokens.push(Token { kind, start, end: self.at });
        }
    }

    /// Reads one token that begins with a letter.
    fn token(&mut self, letter: char) -> Result<Kind, TemplateError> {
        let next = self.rest()[letter.len_utf8()..].chars().next();
        match letter {
            '"' | '\'' | '`' => return self.quoted(letter),
            '$' => return self.name(Kind::Variable),
            '.' if next.is_some_and(|next| next.is_ascii_digit()) => return self.number(),
            '.' if next.is_some_and(is_word) => return self.name(Kind::Field),
            '+' | '-' | '0'..='9' => return self.number(),
            letter if is_word(letter) => return self.name(Kind::Word),
            _ => {}
        }
        let kind = match letter {
            '.' => Kind::Dot,
            '=' => Kind::Assign,
            ':' if next == Some('=') => Kind::Declare,
            ',' => Kind::Comma,
            '|' => Kind::Pipe,
            '(' => Kind::Open,
            ')' => Kind::Close,
            '}' => return self.error(self.at, "one brace closes nothing: write `}}`"),
            other => return self.error(self.at, format!("`{other}` cannot stand here")),
        };
        self.at += if kind == Kind::Declare { 2 } else { 1 };
        Ok(kind)
    }

    /// A text in quotes; one in `"` may not go over lines.
    fn quoted(&mut self, quote: char) -> Result<Kind, TemplateError> {
        let start = self.at;
        let mut is_escaped = false;
        for (at, letter) in self.rest().char_indices().skip(1) {
            match letter {
                '\n' if quote != '`' => break,
                _ if is_escaped => is_escaped = false,
                '\\' if quote != '`' => is_escaped = true,
                _ if letter == quote => {
                    self.at += at + 1;
                    return Ok(Kind::Text);
                }
                _ => {}
            }
        }
        self.error(start, format!("this text is never closed: `{quote}` is missing"))
    }

    fn number(&mut self) -> Result<Kind, TemplateError> {
        let start = self.at;
        let is_part = |(at, letter): &(usize, char)| {
            let before = self.rest()[..*at].chars().next_back();
            is_word(*letter)
                || *letter == '.'
                || matches!(letter, '+' | '-') && before.is_none_or(|before| matches!(before, 'e' | 'E'))
        };
        let length: usize =
            self.rest().char_indices().take_while(is_part).map(|(_, letter)| letter.len_utf8()).sum();
        self.at += length;
        let written = &self.text[start..self.at];
        let digits = written.trim_start_matches(['+', '-']).replace('_', "").to_ascii_lowercase();
        // Of numbers to another base, and imaginary ones, it is enough that they look like some.
        let is_based = ["0x", "0o", "0b"].iter().any(|prefix| digits.len() > 2 && digits.starts_with(prefix));
        let real = digits.strip_suffix('i').unwrap_or(&digits);
        let is_real = real.starts_with(|first: char| first.is_ascii_digit() || first == '.');
        if is_based || is_real && real.parse::<f64>().is_ok() {
            Ok(Kind::Number)
        } else {
            self.error(start, format!("`{written}` is not a valid number"))
        }
    }

    /// A name: what follows it has to end it.
    fn name(&mut self, kind: Kind) -> Result<Kind, TemplateError> {
        let letters = self.rest().char_indices().skip(1).find(|(_, letter)| !is_word(*letter));
        self.at += letters.map_or(self.rest().len(), |(length, _)| length);
        let is_end = |letter: char| is_space(letter) || ".,|:)(}".contains(letter);
        match self.rest().chars().next().filter(|letter| !is_end(*letter)) {
            Some(letter) => self.error(self.at, format!("`{letter}` cannot be part of a name")),
            None => Ok(kind),
        }
    }
}

/// The length of the braces that close an action, if the text begins with them: ` -}}` takes the space behind it away.
fn closing(text: &str) -> Option<usize> {
    let is_trimmed = text.starts_with(is_space) && text[1..].starts_with("-}}");
    if is_trimmed { Some(4) } else { text.starts_with("}}").then_some(2) }
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}
