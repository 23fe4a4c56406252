//! Text to tokens. The state follows Prometheus: inside braces every word is a label name, inside
//! brackets there are only durations and a colon.

pub(crate) mod keyword;
pub(crate) mod number;
pub(crate) mod variable;

use self::keyword::{Keyword, is_number_word};
use crate::error::ParseError;
use crate::operator::{BinaryOp, MatchOp};
use crate::string;
use gaugewright_base::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name without colon that is no keyword.
    Word,
    /// A name with a colon: only metrics have such names.
    MetricWord,
    Keyword(Keyword),
    Number,
    Duration,
    String,
    Variable,
    /// A name with variables in it.
    Template,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    At,
    Op(BinaryOp),
    Match(MatchOp),
    /// The end of the text.
    End,
    /// Text that is no token; what is wrong stands in [`Lexed::error`].
    Broken,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

/// All tokens. The last one is `End`, or `Broken` if there is an error.
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) error: Option<ParseError>,
}

/// Splits a query into tokens.
pub(crate) fn lex(text: &str, variables: bool) -> Lexed {
    let mut lexer = Lexer { text, at: 0, mode: Mode::Plain, variables };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blank(tokens.last());
        let start = lexer.at;
        let (kind, error) = match lexer.token() {
            Ok(kind) => (kind, None),
            Err(error) => (TokenKind::Broken, Some(error)),
        };
        let span = error.as_ref().map_or(Span::new(start, lexer.at), |error| error.span);
        tokens.push(Token { kind, span });
        if matches!(kind, TokenKind::End | TokenKind::Broken) {
            return Lexed { tokens, error };
        }
    }
}

/// Where in a query the lexer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Plain,
    Braces,
    Brackets { had_colon: bool },
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    mode: Mode,
    variables: bool,
}

pub(crate) const fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

pub(crate) const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn error<T>(&self, start: usize, end: usize, message: impl Into<String>) -> Result<T, ParseError> {
        Err(ParseError::new(Span::new(start, end.min(self.text.len())), message))
    }

    /// Skips white space and comments. Right behind `[` Prometheus knows no comments.
    fn skip_blank(&mut self, before: Option<&Token>) {
        let comments = !matches!(before.map(|token| token.kind), Some(TokenKind::LeftBracket));
        loop {
            self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
            if !(comments && self.rest().starts_with('#')) {
                return;
            }
            self.take_while(|c| !matches!(c, '\n' | '\r'));
        }
    }

    fn token(&mut self) -> Result<TokenKind, ParseError> {
        let start = self.at;
        let Some(c) = self.peek() else { return self.end() };
        match c {
            '"' | '\'' | '`' => self.string(c),
            '$' | '[' if self.starts_variable() => self.variable(),
            _ if self.mode == Mode::Braces => self.in_braces(c),
            '0'..='9' => Ok(self.number()),
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => Ok(self.number()),
            _ if self.mode != Mode::Plain && (c == ':' || is_word_start(c)) => self.in_brackets(c),
            _ if c == ':' || is_word_start(c) => {
                let word = self.word();
                self.rest_of_name(word)
            }
            _ => {
                self.at += c.len_utf8();
                self.symbol(start, c)
            }
        }
    }

    fn end(&self) -> Result<TokenKind, ParseError> {
        let end = self.text.len();
        match self.mode {
            Mode::Plain => Ok(TokenKind::End),
            Mode::Braces => self.error(end, end, "the query ends inside braces: `}` is missing"),
            Mode::Brackets { .. } => self.error(end, end, "the query ends inside brackets: `]` is missing"),
        }
    }

    fn word(&mut self) -> TokenKind {
        let word = self.take_while(|c| is_word(c) || c == ':');
        if word.contains(':') {
            TokenKind::MetricWord
        } else if is_number_word(word) {
            TokenKind::Number
        } else {
            Keyword::of(word).map_or(TokenKind::Word, TokenKind::Keyword)
        }
    }

    /// A number, or a duration if letters follow. Whether it is well-formed is looked at later.
    fn number(&mut self) -> TokenKind {
        let rest = self.rest();
        if rest.starts_with("0x") || rest.starts_with("0X") {
            self.at += 2;
            self.take_while(|c| c.is_ascii_hexdigit() || c == '_');
        } else {
            let digit = |c: char| c.is_ascii_digit() || c == '_';
            self.take_while(digit);
            if self.rest().starts_with('.') {
                self.at += 1;
                self.take_while(digit);
            }
            if self.rest().starts_with(['e', 'E']) {
                self.at += 1;
                self.at += usize::from(self.rest().starts_with(['+', '-']));
                self.take_while(digit);
            }
        }
        if self.take_while(is_word).is_empty() { TokenKind::Number } else { TokenKind::Duration }
    }

    fn in_brackets(&mut self, c: char) -> Result<TokenKind, ParseError> {
        if c == ':' && self.mode == (Mode::Brackets { had_colon: false }) {
            self.mode = Mode::Brackets { had_colon: true };
            self.at += 1;
            return Ok(TokenKind::Colon);
        }
        let start = self.at;
        let word = self.take_while(is_word);
        if let Some(keyword) = Keyword::of(word).filter(|keyword| keyword.computes_durations()) {
            return Ok(TokenKind::Keyword(keyword));
        }
        self.at = start;
        let found = self.take_while(|c| is_word(c) || c == ':');
        let message = format!("expected a duration such as `5m` or `]` inside brackets, found `{found}`");
        self.error(start, self.at, message).map_err(|error| {
            error.with_help("the unit stands right behind the number; units are y, w, d, h, m, s, ms")
        })
    }

    fn in_braces(&mut self, c: char) -> Result<TokenKind, ParseError> {
        let start = self.at;
        if is_word_start(c) {
            self.take_while(is_word);
            return self.rest_of_name(TokenKind::Word);
        }
        self.at += c.len_utf8();
        Ok(match (c, self.peek()) {
            (',', _) => TokenKind::Comma,
            ('}', _) => {
                self.mode = Mode::Plain;
                TokenKind::RightBrace
            }
            ('=', Some('~')) => self.match_op(MatchOp::Regex),
            ('=', _) => TokenKind::Match(MatchOp::Equal),
            ('!', Some('~')) => self.match_op(MatchOp::NotRegex),
            ('!', Some('=')) => self.match_op(MatchOp::NotEqual),
            _ => return self.error(start, self.at, format!("unexpected `{c}` inside braces")),
        })
    }

    fn match_op(&mut self, op: MatchOp) -> TokenKind {
        self.at += 1;
        TokenKind::Match(op)
    }

    fn symbol(&mut self, start: usize, c: char) -> Result<TokenKind, ParseError> {
        let mut followed_by = |next: char| {
            let yes = self.rest().starts_with(next);
            self.at += usize::from(yes);
            yes
        };
        Ok(match c {
            '(' => TokenKind::LeftParen,
            ')' => TokenKind::RightParen,
            ',' => TokenKind::Comma,
            '@' => TokenKind::At,
            '+' => TokenKind::Op(BinaryOp::Add),
            '-' => TokenKind::Op(BinaryOp::Sub),
            '*' => TokenKind::Op(BinaryOp::Mul),
            '/' => TokenKind::Op(BinaryOp::Div),
            '%' => TokenKind::Op(BinaryOp::Mod),
            '^' => TokenKind::Op(BinaryOp::Pow),
            '<' if followed_by('=') => TokenKind::Op(BinaryOp::Le),
            '<' if followed_by('/') => TokenKind::Op(BinaryOp::TrimUpper),
            '<' => TokenKind::Op(BinaryOp::Lt),
            '>' if followed_by('=') => TokenKind::Op(BinaryOp::Ge),
            '>' if followed_by('/') => TokenKind::Op(BinaryOp::TrimLower),
            '>' => TokenKind::Op(BinaryOp::Gt),
            '=' if followed_by('=') => TokenKind::Op(BinaryOp::Eq),
            '!' if followed_by('=') => TokenKind::Op(BinaryOp::Ne),
            '{' => {
                self.mode = Mode::Braces;
                TokenKind::LeftBrace
            }
            '[' if self.mode == Mode::Plain => {
                self.mode = Mode::Brackets { had_colon: false };
                TokenKind::LeftBracket
            }
            ']' if self.mode != Mode::Plain => {
                self.mode = Mode::Plain;
                TokenKind::RightBracket
            }
            '=' | '!' => return self.lone_match_op(start, c),
            _ => return self.error(start, self.at, format!("unexpected character {c:?}")),
        })
    }

    fn lone_match_op(&mut self, start: usize, c: char) -> Result<TokenKind, ParseError> {
        self.at += usize::from(self.rest().starts_with('~'));
        let op = &self.text[start..self.at];
        let help = match (c, op) {
            ('=', "=") => "two values are compared with `==`",
            ('!', "!") => "`!=` is the operator for \"not equal\"",
            _ => "regular expressions compare label values, inside braces: `up{job=~\"api.*\"}`",
        };
        Err(ParseError::new(Span::new(start, self.at), format!("unexpected `{op}`")).with_help(help))
    }

    fn string(&mut self, quote: char) -> Result<TokenKind, ParseError> {
        let start = self.at;
        self.at += 1;
        loop {
            self.take_while(|c| c != quote && (quote == '`' || !matches!(c, '\\' | '\n')));
            let Some(c) = self.peek().filter(|c| *c != '\n' || quote == '`') else {
                return self.error(start, self.at, format!("the closing {quote} of this string is missing"));
            };
            self.at += 1;
            if c == quote {
                break;
            }
            self.at += self.peek().map_or(0, char::len_utf8);
        }
        match string::unquote(&self.text[start..self.at]) {
            Ok(_) => Ok(TokenKind::String),
            Err(wrong) => self.error(start + wrong.range.start, start + wrong.range.end, wrong.message),
        }
    }
}
