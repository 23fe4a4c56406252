//! Addresses, and secrets, which are names of files.

use super::super::Resolver;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::rules;

/// An address that is no secret.
pub(super) fn address(resolver: &mut Resolver<'_>, text: Option<&Text>) -> Option<String> {
    let text = text?;
    if !text.starts_with("https://") && !text.starts_with("http://") {
        let message = format!("`{}` is not a valid URL", **text);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.span, message);
        resolver.report(diagnostic.help("write it with its scheme: `https://example.com`"));
    }
    Some(text.value.clone())
}

/// The name of a file in the folder of secrets, which is also a key of the Secret in Kubernetes.
pub(super) fn file(resolver: &mut Resolver<'_>, name: &Text) -> String {
    const MAX: usize = 253;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if name.is_empty() || name.len() > MAX || !name.chars().all(fits) || name.starts_with('.') {
        // It may be the secret itself: it must not stand in a log.
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, name.span, "this is not a valid file name");
        let help = "write a name of letters, digits, `-`, `_` and `.`, and put the secret into a file of that name in \
                    the folder `secrets`: it never stands in the spec";
        resolver.report(diagnostic.help(help));
    }
    name.value.clone()
}
