//! From the words of a spec to Rust identifiers.

use gaugewright_collectors::rust_name;
pub(crate) use gaugewright_collectors::rust_name::camel;
use proc_macro2::{Ident, Span};

/// An identifier for a name of letters, digits and underscores; keywords become raw ones.
pub(crate) fn ident(name: &str, span: Span) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(mut ident) => {
            ident.set_span(span);
            ident
        }
        // Some cannot be raw.
        Err(_) if rust_name::snake(name) != name => Ident::new(&rust_name::snake(name), span),
        Err(_) => Ident::new_raw(name, span),
    }
}

#[cfg(test)]
mod tests {
    use super::{camel, ident};
    use proc_macro2::Span;

    #[test]
    fn values_become_variants() {
        let expected = [
            ("openai", "Openai"),
            ("rate_limited", "RateLimited"),
            ("GET", "Get"),
            ("gpt-4.1", "Gpt41"),
            ("GPT_4o", "Gpt4o"),
            ("5xx", "V5xx"),
            ("", "Empty"),
            ("日本", "Other"),
            ("self", "Self_"),
        ];
        for (value, variant) in expected {
            assert_eq!(camel(value), variant);
        }
    }

    #[test]
    fn keywords_become_raw() {
        let names = ["status", "type", "self"].map(|name| ident(name, Span::call_site()).to_string());
        assert_eq!(names, ["status", "r#type", "self_"]);
    }
}
