//! What matters here of a signature. The rest, and what its types say, is for the compiler.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use super::angles::Angles;

/// What a signature says that matters here.
pub(super) struct Signature {
    pub(super) name: Ident,
    pub(super) constness: Option<Span>,
    pub(super) is_async: bool,
    /// The type behind the arrow.
    pub(super) output: Option<TokenStream>,
}

impl Signature {
    /// Reads the tokens from the qualifiers to the `where` clause.
    pub(super) fn read(tokens: &[TokenTree]) -> syn::Result<Self> {
        let unreadable = || syn::Error::new(Span::call_site(), "expected a function");
        let start = tokens.iter().position(|token| is_word(token, "fn")).ok_or_else(unreadable)?;
        let qualifier = |word| tokens[..start].iter().find(|token| is_word(token, word));
        let Some(TokenTree::Ident(name)) = tokens.get(start + 1) else { return Err(unreadable()) };
        let mut rest = &tokens[start + 2..];
        let mut angles = Angles::default();
        // Parentheses in `<..>` are those of bounds.
        let parameters = rest.iter().position(|token| {
            angles.step(token);
            angles.are_closed() && is_parenthesis(token)
        });
        rest =
            &rest[parameters.ok_or_else(|| syn::Error::new(name.span(), "expected its parameters"))? + 1..];
        let output = match rest {
            [TokenTree::Punct(dash), TokenTree::Punct(end), output @ ..]
                if dash.as_char() == '-' && end.as_char() == '>' =>
            {
                let end = output.iter().position(|token| is_word(token, "where")).unwrap_or(output.len());
                Some(output[..end].iter().cloned().collect())
            }
            _ => None,
        };
        let constness = qualifier("const").map(TokenTree::span);
        Ok(Self { name: name.clone(), constness, is_async: qualifier("async").is_some(), output })
    }
}

/// A type with `_` for what only the body of its function knows: `impl Trait`.
pub(super) fn without_opaque(ty: &TokenStream) -> TokenStream {
    let mut made = TokenStream::new();
    let mut tokens = ty.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "impl" => {
                // Its bounds end with what it stands in.
                let mut angles = Angles::default();
                while let Some(next) = tokens.peek() {
                    let mut with_next = angles;
                    with_next.step(next);
                    let is_end =
                        matches!(next, TokenTree::Punct(sign) if matches!(sign.as_char(), ',' | ';'));
                    if angles.are_closed() && (is_end || with_next.has_closed_another()) {
                        break;
                    }
                    angles = with_next;
                    tokens.next();
                }
                made.extend([TokenTree::Ident(Ident::new("_", word.span()))]);
            }
            TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), without_opaque(&group.stream()));
                inner.set_span(group.span());
                made.extend([TokenTree::Group(inner)]);
            }
            other => made.extend([other]),
        }
    }
    made
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_parenthesis(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}

#[cfg(test)]
mod tests {
    use super::{Signature, without_opaque};
    use proc_macro2::{TokenStream, TokenTree};

    fn read(text: &str) -> Signature {
        let tokens: Vec<TokenTree> = text.parse::<TokenStream>().unwrap().into_iter().collect();
        Signature::read(&tokens).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn signatures_are_read() {
        for (text, name, output) in [
            ("fn a()", "a", ""),
            ("pub async unsafe fn r#in(self) -> u8", "r#in", "u8"),
            ("unsafe extern \"C\" fn a(b: u8) -> !", "a", "!"),
            ("fn a<F: Fn(u8) -> Vec<u8>>(f: F) -> Vec<u8> where F: Copy", "a", "Vec < u8 >"),
            ("fn a<'b, const N: usize>(b: &'b [u8; N]) -> Array<{ N + 1 }>", "a", "Array < { N + 1 } >"),
            (
                "fn a<'b, T>() -> impl Iterator<Item = u32> + use<'b, T> where T: 'b",
                "a",
                "impl Iterator < Item = u32 > + use < 'b , T >",
            ),
        ] {
            let found = read(text);
            assert_eq!(found.name.to_string(), name);
            let read = found.output.map(|output| output.to_string()).unwrap_or_default();
            assert_eq!(read.replace(' ', ""), output.replace(' ', ""));
            assert_eq!(found.is_async, text.contains("async"));
            assert!(found.constness.is_none());
        }
        assert!(read("const fn a()").constness.is_some());
    }

    #[test]
    fn what_only_the_body_knows_is_left_out() {
        for (text, expected) in [
            ("u8", "u8"),
            ("impl Iterator<Item = u32> + use<'a, T>", "_"),
            ("Result<impl Fn(u8) -> Vec<u8> + 'a, E>", "Result < _ , E >"),
            ("Option<impl A>", "Option < _ >"),
            ("Option<Box<impl A<B<C>>>>", "Option < Box < _ >>"),
            ("(impl A, [impl B; 2], &'a impl C)", "(_ , [_ ; 2] , & 'a _)"),
        ] {
            let spaceless = |text: &str| text.replace(' ', "");
            let made = without_opaque(&text.parse().unwrap()).to_string();
            assert_eq!(spaceless(&made), spaceless(expected), "{text}");
        }
    }
}
