//! The future at the end of a body: `Box::pin(async move { .. })`, or an async block.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A body that ends in a future.
pub(super) struct Ending {
    /// The statements before it.
    before: Vec<TokenTree>,
    /// What it is boxed with, and the parentheses around it.
    boxed: Option<(Vec<TokenTree>, Group)>,
    /// Attributes of the block.
    attributes: Vec<TokenTree>,
    /// What runs when it is polled, in its braces.
    block: Group,
}

impl Ending {
    /// Looks at the end of a body; nothing if there stands something else.
    pub(super) fn of(body: &TokenStream) -> Option<Self> {
        let mut before: Vec<TokenTree> = body.clone().into_iter().collect();
        let TokenTree::Group(last) = before.last()? else { return None };
        let (boxed, attributes, block) = match last.delimiter() {
            Delimiter::Brace => {
                let (attributes, block) = block(&mut before)?;
                (None, attributes, block)
            }
            Delimiter::Parenthesis => {
                let parentheses = last.clone();
                before.pop();
                let path = path(&mut before)?;
                let mut inside: Vec<TokenTree> = parentheses.stream().into_iter().collect();
                if is_sign(inside.last(), ',') {
                    inside.pop();
                }
                let (attributes, block) = block(&mut inside)?;
                inside.is_empty().then_some(())?;
                (Some((path, parentheses)), attributes, block)
            }
            _ => return None,
        };
        // It has to be a value by itself: `let it = async {}` ends with a semicolon, `x + async {}` is something else.
        let is_alone = before.last().is_none_or(|last| match last {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            last => is_sign(Some(last), ';'),
        });
        is_alone.then_some(Self { before, boxed, attributes, block })
    }

    /// The future, which takes what it needs.
    pub(super) fn future(&self) -> TokenStream {
        let (attributes, block) = (&self.attributes, &self.block);
        quote::quote!(#(#attributes)* async move #block)
    }

    /// The body with another future in its place.
    pub(super) fn with(&self, future: &TokenStream) -> TokenStream {
        let before = &self.before;
        match &self.boxed {
            None => quote::quote!(#(#before)* #future),
            Some((path, parentheses)) => {
                let mut around = Group::new(Delimiter::Parenthesis, future.clone());
                around.set_span(parentheses.span());
                quote::quote!(#(#before)* #(#path)* #around)
            }
        }
    }
}

/// Takes `#[a] async move { .. }` from the end.
fn block(tokens: &mut Vec<TokenTree>) -> Option<(Vec<TokenTree>, Group)> {
    let Some(TokenTree::Group(block)) = tokens.pop() else { return None };
    (block.delimiter() == Delimiter::Brace).then_some(())?;
    if is_word(tokens.last(), "move") {
        tokens.pop();
    }
    is_word(tokens.last(), "async").then_some(())?;
    tokens.pop();
    let is_attribute = |tokens: &[TokenTree]| match tokens {
        [.., sign, TokenTree::Group(group)] => {
            group.delimiter() == Delimiter::Bracket && is_sign(Some(sign), '#')
        }
        _ => false,
    };
    let mut start = tokens.len();
    while is_attribute(&tokens[..start]) {
        start -= 2;
    }
    Some((tokens.split_off(start), block))
}

/// Takes `Box::pin` from the end, however it is spelled.
fn path(tokens: &mut Vec<TokenTree>) -> Option<Vec<TokenTree>> {
    is_word(tokens.last(), "pin").then_some(())?;
    let mut start = tokens.len() - 1;
    while start >= 2 && is_sign(tokens.get(start - 1), ':') && is_sign(tokens.get(start - 2), ':') {
        start -= 2;
        let is_segment = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word != "return");
        if start > 0 && is_segment(&tokens[start - 1]) {
            start -= 1;
        }
    }
    Some(tokens.split_off(start))
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use super::Ending;
    use quote::quote;

    #[test]
    fn a_body_may_end_in_a_future() {
        for (body, with) in [
            ("async move { 1 }", "it"),
            ("let a = 1; async { a }", "let a = 1 ; it"),
            ("if a { return b(); } Box::pin(async move { 1 })", "if a { return b () ; } Box :: pin (it)"),
            ("::std::boxed::Box::pin(async { 1 },)", ":: std :: boxed :: Box :: pin (it)"),
            ("#[allow(unused)] async { 1 }", "it"),
        ] {
            let found = Ending::of(&body.parse().unwrap()).unwrap_or_else(|| panic!("{body}"));
            assert_eq!(found.with(&quote!(it)).to_string(), with);
            assert!(found.future().to_string().contains("async move"));
        }
    }

    #[test]
    fn others_do_not() {
        for body in [
            "",
            "1",
            "let a = async { 1 };",
            "a + async { 1 }",
            "return Box::pin(async { 1 })",
            "return ::std::boxed::Box::pin(async { 1 })",
            "let a = Box::pin(async { 1 }); a",
            "a.pin(async { 1 })",
            "wrap(Box::pin(async { 1 }))",
            "Box::pin(wrap(async { 1 }))",
            "Box::pin(async { 1 }, 2)",
            "|| async { 1 }",
            "if a { b }",
        ] {
            assert!(Ending::of(&body.parse().unwrap()).is_none(), "{body}");
        }
    }
}
