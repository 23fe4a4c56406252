//! `#[tracked]` on an `impl` block or a module: each of its public functions gets the attribute. Everything else in it stays the
//! tokens that it is.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Token, Visibility};

use super::angles::Angles;

/// An `impl` block: its public functions, or all of them if it implements a trait.
pub(super) fn implementation(arguments: &TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let (head, body) = parts(item);
    marked(arguments, &head, body.as_ref(), is_of_trait(&head))
}

/// A module with its body: its public functions.
pub(super) fn module(arguments: &TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let (head, body) = parts(item);
    if body.is_none() {
        let name = |input: ParseStream<'_>| {
            input.call(Attribute::parse_outer)?;
            input.parse::<Visibility>()?;
            input.parse::<Token![mod]>()?;
            let name: Ident = input.parse()?;
            input.parse::<TokenStream>()?;
            Ok(name)
        };
        let message = "this module is in another file: put `#[tracked]` on the functions there";
        return Err(syn::Error::new(name.parse2(head)?.span(), message));
    }
    marked(arguments, &head, body.as_ref(), false)
}

/// The body in braces, and what stands before it.
fn parts(item: TokenStream) -> (TokenStream, Option<Group>) {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    match tokens.pop() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            (tokens.into_iter().collect(), Some(group))
        }
        last => (tokens.into_iter().chain(last).collect(), None),
    }
}

/// Whether there is a `for` behind the trait; one in `<..>` or behind `where` belongs to a bound.
fn is_of_trait(head: &TokenStream) -> bool {
    let mut angles = Angles::default();
    head.clone().into_iter().take_while(|token| !is_word(token, "where")).any(|token| {
        angles.step(&token);
        angles.are_closed() && is_word(&token, "for")
    })
}

fn marked(
    arguments: &TokenStream,
    head: &TokenStream,
    body: Option<&Group>,
    all: bool,
) -> syn::Result<TokenStream> {
    let content = |input: ParseStream<'_>| {
        let mut content = TokenStream::new();
        content.extend(input.call(Attribute::parse_inner)?.iter().map(ToTokens::to_token_stream));
        while !input.is_empty() {
            content.extend(inner(arguments, all, input)?);
        }
        Ok(content)
    };
    let made = body.map(|body| {
        let mut made = Group::new(Delimiter::Brace, content.parse2(body.stream())?);
        made.set_span(body.span());
        Ok::<_, syn::Error>(made)
    });
    let made = made.transpose()?;
    Ok(quote!(#head #made))
}

/// One of the items, with the attribute if it is a function that gets one. A function with an attribute of its own keeps that one;
/// a `const fn` cannot be tracked.
fn inner(arguments: &TokenStream, all: bool, input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let attributes = input.call(Attribute::parse_outer)?;
    let visibility: Visibility = input.parse()?;
    let tokens = item(input)?;
    let named =
        |attribute: &Attribute| attribute.path().segments.last().is_some_and(|last| last.ident == "tracked");
    let public = all || matches!(visibility, Visibility::Public(_));
    let mark = public && is_function(&tokens) && !attributes.iter().any(named);
    let mark = mark.then(|| quote!(#[::gaugewright::tracked(#arguments)]));
    Ok(quote!(#(#attributes)* #mark #visibility #(#tokens)*))
}

/// Whether it is a function that can be tracked.
fn is_function(item: &[TokenTree]) -> bool {
    let before = item.iter().take_while(|token| !is_word(token, "fn"));
    let qualifiers = before.clone().all(|token| match token {
        TokenTree::Ident(word) => ["default", "async", "unsafe", "extern"].iter().any(|known| word == known),
        // `extern "C"`.
        TokenTree::Literal(_) => true,
        _ => false,
    });
    qualifiers && before.count() < item.len()
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// The tokens of one item, up to its end: a semicolon, or its braces where it has some. Those in `<..>` are arguments.
fn item(input: ParseStream<'_>) -> syn::Result<Vec<TokenTree>> {
    let mut tokens: Vec<TokenTree> = Vec::new();
    let mut angles = Angles::default();
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        angles.step(&token);
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => {
                group.delimiter() == Delimiter::Brace && angles.are_closed() && !ends_with_semicolon(&tokens)
            }
            _ => false,
        };
        tokens.push(token);
        if ends {
            break;
        }
    }
    Ok(tokens)
}

/// Whether an item that begins so ends with a semicolon, whatever it has in braces.
fn ends_with_semicolon(item: &[TokenTree]) -> bool {
    let is = |at: usize, word: &str| item.get(at).is_some_and(|token| is_word(token, word));
    let is_constant = is(0, "const") && !["fn", "async", "unsafe", "extern"].iter().any(|word| is(1, word));
    is_constant
        || ["static", "type", "use"].iter().any(|word| is(0, word))
        || is(0, "default") && is(1, "const")
}

#[cfg(test)]
mod tests {
    use super::item;
    use proc_macro2::TokenStream;
    use syn::parse::{ParseStream, Parser};

    #[test]
    fn a_trait_is_told_by_its_for() {
        for (head, of_trait) in [
            ("impl A", false),
            ("impl<F: for<'a> Fn(&'a u8) -> Vec<u8>> A<F>", false),
            ("impl<T> A<T> where for<'a> &'a T: B", false),
            ("unsafe impl<T> !A<T> for B<T>", true),
            ("impl<T: A<B = for<'a> fn(&'a u8)>> C<T> for D where T: E", true),
        ] {
            assert_eq!(super::is_of_trait(&head.parse().unwrap()), of_trait, "{head}");
        }
    }

    /// Where the items of a text end.
    fn items(text: &str) -> usize {
        let count = |input: ParseStream<'_>| {
            let mut count = 0;
            while !input.is_empty() {
                let tokens = item(input)?;
                assert!(!tokens.is_empty());
                count += 1;
            }
            Ok(count)
        };
        count.parse2(text.parse::<TokenStream>().unwrap()).unwrap()
    }

    #[test]
    fn items_end_where_they_end() {
        for text in [
            "fn a() {} fn b();",
            "fn a<const N: usize>() -> Array<{ N + 1 }> where [(); { N }]: Sized {} fn b() {}",
            "fn a(f: impl Fn(u8) -> Vec<u8>) -> Result<impl Fn() -> u8, ()> {} fn b() {}",
            "const A: Array<{ 1 }> = { Array::new() }; const fn b() {}",
            "const fn a() {} const unsafe extern \"C\" fn b() {}",
            "use a::{b, c}; use d;",
            "static A: u8 = if B < 3 { 1 } else { 2 }; type C = Array<{ 1 }>;",
            "struct A { b: u8 } struct B(u8);",
            "macro_rules! a { () => {} } a! {}",
            "impl A<{ 1 }> for B { fn c() {} } mod d { fn e() {} }",
            "extern \"C\" { fn a(); } extern crate b;",
        ] {
            assert_eq!(items(text), 2, "{text}");
        }
    }
}
