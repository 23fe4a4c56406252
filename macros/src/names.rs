//! From the words of a spec to Rust identifiers.

use proc_macro2::{Ident, Span};

/// `rate_limited`, `GET`, `gpt-4`: `RateLimited`, `Get`, `Gpt4`. Never empty, and never a keyword.
pub(crate) fn camel(text: &str) -> String {
    let mut name = String::new();
    for word in text.split(|character: char| !character.is_ascii_alphanumeric()) {
        let shouting = !word.bytes().any(|byte| byte.is_ascii_lowercase());
        let mut characters = word.chars();
        name.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        name.extend(characters.map(|rest| if shouting { rest.to_ascii_lowercase() } else { rest }));
    }
    match name.as_bytes().first() {
        None if text.is_empty() => "Empty".to_owned(),
        None => "Other".to_owned(),
        Some(b'0'..=b'9') => format!("V{name}"),
        Some(_) if name == "Self" => "Self_".to_owned(),
        Some(_) => name,
    }
}

/// An identifier for a name of letters, digits and underscores; keywords become raw ones.
pub(crate) fn ident(name: &str, span: Span) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(mut ident) => {
            ident.set_span(span);
            ident
        }
        // `self`, `super`, `crate` and `_` cannot be raw.
        Err(_) if matches!(name, "self" | "Self" | "super" | "crate" | "_") => {
            Ident::new(&format!("{name}_"), span)
        }
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
