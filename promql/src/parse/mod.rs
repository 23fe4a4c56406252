//! Tokens to syntax tree: recursive descent, with precedence climbing for the operators.

mod aggregate;
mod call;
mod duration;
mod expr;
mod literal;
mod matching;
mod postfix;
mod selector;
mod variable;

use crate::ast::Expr;
use crate::error::ParseError;
use crate::lex::keyword::Keyword;
use crate::lex::{Token, TokenKind, lex};
use gaugewright_base::Span;

/// What a query may contain beyond what Prometheus knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Dialect {
    /// Whether `$name`, `${name:format}` and `[[name]]` may stand for numbers and durations, and for names of metrics and
    /// labels or parts of them. A variable alone is a number, unless what follows it can only follow a metric.
    pub variables: bool,
}

/// Reads one query. Only the syntax is checked: see [`type_check`](crate::type_check) for the rest.
pub fn parse(text: &str, dialect: Dialect) -> Result<Expr, ParseError> {
    if u32::try_from(text.len()).is_err() {
        return Err(ParseError::new(Span::default(), "this query is too long"));
    }
    let lexed = lex(text, dialect.variables);
    let mut parser =
        Parser { text, tokens: &lexed.tokens, broken: lexed.error, next: 0, depth: 0, height: 0 };
    parser.query()
}

type Parsed<T> = Result<T, ParseError>;

/// How deep parentheses, calls and signs may nest. Keeps the parser within its stack.
const MAX_DEPTH: u32 = 128;

/// How high a tree may grow. Operators in a row nest to the left without depth in the parser, and
/// all later passes walk the tree recursively.
const MAX_HEIGHT: u32 = 256;

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// What is wrong with the last token, if that is `Broken`.
    broken: Option<ParseError>,
    next: usize,
    depth: u32,
    /// The height of the expression that was read last.
    height: u32,
}

impl<'a> Parser<'a> {
    fn query(&mut self) -> Parsed<Expr> {
        if self.kind() == TokenKind::End {
            return Err(ParseError::new(self.token().span, "expected a query, found nothing"));
        }
        let expr = self.expr(0)?;
        match self.kind() {
            TokenKind::End => Ok(expr),
            TokenKind::RightParen => self.fail("this `)` closes nothing"),
            _ => Err(self.expected("an operator or the end of the query")),
        }
    }

    /// The next token. Behind the end there is always the end.
    fn token(&self) -> Token {
        self.at(self.next)
    }

    fn at(&self, index: usize) -> Token {
        let last = || Token { kind: TokenKind::End, span: Span::new(self.text.len(), self.text.len()) };
        self.tokens.get(index).copied().unwrap_or_else(last)
    }

    fn kind(&self) -> TokenKind {
        self.token().kind
    }

    fn advance(&mut self) -> Token {
        let token = self.token();
        self.next += 1;
        token
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The bytes from `start` to the end of the last token taken.
    fn since(&self, start: Span) -> Span {
        let last = self.next.checked_sub(1).map_or(start, |last| self.at(last).span);
        start.to(last)
    }

    /// Takes the next token if it is of this kind.
    fn eat(&mut self, kind: TokenKind) -> Option<Span> {
        (self.kind() == kind).then(|| self.advance().span)
    }

    fn eat_keyword(&mut self, keyword: Keyword) -> Option<Span> {
        self.eat(TokenKind::Keyword(keyword))
    }

    fn expect(&mut self, kind: TokenKind, what: &str) -> Parsed<Span> {
        self.eat(kind).ok_or_else(|| self.expected(what))
    }

    /// The error that something else than `what` comes next.
    fn expected(&mut self, what: &str) -> ParseError {
        let token = self.token();
        match (token.kind, self.broken.take()) {
            (TokenKind::Broken, Some(error)) => error,
            (TokenKind::End, _) => {
                ParseError::new(token.span, format!("expected {what}, but the query ends here"))
            }
            _ => ParseError::new(token.span, format!("expected {what}, found `{}`", self.slice(token.span))),
        }
    }

    /// An error at the next token, unless that is broken in itself.
    fn fail<T>(&mut self, message: impl Into<String>) -> Parsed<T> {
        match (self.kind(), self.broken.take()) {
            (TokenKind::Broken, Some(error)) => Err(error),
            _ => Err(ParseError::new(self.token().span, message)),
        }
    }

    /// Runs `parse` one level deeper.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return self.fail(format!("this query nests more than {MAX_DEPTH} levels deep"));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Notes that a node stands on expressions of at most this height.
    fn grow(&mut self, below: u32, span: Span) -> Parsed<()> {
        self.height = below + 1;
        if self.height <= MAX_HEIGHT {
            return Ok(());
        }
        let message = format!("this query has more than {MAX_HEIGHT} operations inside each other");
        Err(ParseError::new(span, message).with_help("split it with parentheses, or into recording rules"))
    }
}
