//! An expression among the arguments of `#[tracked]`: the tokens up to the comma that ends it. What is wrong in it the compiler says
//! best; here only commas count that belong to it: those of `|a, b| ..` and of `<A, B>`. Groups in brackets are one token each.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::Token;
use syn::parse::ParseStream;

/// Reads it; there may be nothing.
pub(super) fn read(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let (mut value, mut state) = (TokenStream::new(), State::default());
    while !input.is_empty() && (state.is_inside() || !input.peek(Token![,])) {
        let token: TokenTree = input.parse()?;
        state.step(&token);
        value.extend([token]);
    }
    Ok(value)
}

/// What can come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value: at the start, and behind an operator.
    Value,
    /// An operator, behind a value.
    Operator,
    /// The arguments of a path, behind `::`.
    Arguments,
}

/// What is open, and what came last.
struct State {
    /// How many `<` of arguments are open.
    angles: usize,
    /// Whether the parameters of a closure are open.
    parameters: bool,
    next: Next,
    /// Whether a type goes on, behind `as` or `->`: a `<` begins arguments.
    is_type: bool,
    last: Option<char>,
}

impl Default for State {
    fn default() -> Self {
        Self { angles: 0, parameters: false, next: Next::Value, is_type: false, last: None }
    }
}

impl State {
    fn is_inside(&self) -> bool {
        self.angles > 0 || self.parameters
    }

    fn step(&mut self, token: &TokenTree) {
        let TokenTree::Punct(punct) = token else {
            let word = token.to_string();
            // Behind these a value follows, as behind an operator.
            let is_before_value =
                matches!(word.as_str(), "move" | "return" | "in" | "else" | "async" | "static");
            self.next = if is_before_value { Next::Value } else { Next::Operator };
            self.is_type = word == "as" || self.is_type && matches!(token, TokenTree::Ident(_));
            self.last = None;
            return;
        };
        let sign = punct.as_char();
        let is_arrow = sign == '>' && matches!(self.last, Some('-' | '='));
        match sign {
            '|' if self.parameters => self.parameters = false,
            // The second one of `a || b` opens nothing.
            '|' if self.next == Next::Value && self.last != Some('|') && !self.is_inside() => {
                self.parameters = true;
            }
            // Nor does the second one of `a << b`.
            '<' if self.is_inside()
                || self.is_type
                || self.next != Next::Operator && self.last != Some('<') =>
            {
                self.angles += 1;
            }
            '>' if !is_arrow => self.angles = self.angles.saturating_sub(1),
            _ => {}
        }
        self.is_type = is_arrow && self.last == Some('-') || self.is_type && matches!(sign, ':' | '&' | '*');
        self.next = match sign {
            ':' if self.last == Some(':') => Next::Arguments,
            '?' => Next::Operator,
            _ => Next::Value,
        };
        self.last = (punct.spacing() == Spacing::Joint).then_some(sign);
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use proc_macro2::TokenStream;
    use syn::Token;
    use syn::parse::{ParseStream, Parser};

    /// The values of a list.
    fn values(text: &str) -> usize {
        let count = |input: ParseStream<'_>| {
            let mut count = 0;
            while !input.is_empty() {
                assert!(!read(input)?.is_empty());
                input.parse::<Option<Token![,]>>()?;
                count += 1;
            }
            Ok(count)
        };
        count.parse2(text.parse::<TokenStream>().unwrap()).unwrap()
    }

    #[test]
    fn a_comma_may_belong_to_a_value() {
        for text in [
            "a, b",
            "a(b, c), [d, e]",
            "|a, b| a, c",
            "move |a, b| a | b, c",
            "|| a, b",
            "|a: Map<K, V>| -> Map<K, V> { a }, b",
            "|a: Map<K, V>, b| a < b, c",
            "a || b, c || d",
            "a | b, c | d",
            "a < b, c > d",
            "a::<B, C>(d), e",
            "a::<B, C<D, E>>::F, g",
            "A::<B, C>::D < e, f",
            "<A<B, C> as D>::e(f), g",
            "a as Map<B, C>, d",
            "a as u8, b",
            "|a| a.b.iter().map(|c, d| c).collect::<Vec<_, _>>(), e",
            "if a < b { c } else { d }, e",
            "match a { B => c, D => e }, f",
            "a.b()? < c, d",
            "&|a, b| a, c",
            "a >> b, c << d",
            "a << b, c",
            "<<A as B>::C as D<E, F>>::g(h), i",
            "-1, !a",
        ] {
            assert_eq!(values(text), 2, "{text}");
        }
    }
}
