//! Texts of alerts, in one form.

use crate::templates::{each_placeholder, piped};

/// A text with its placeholders in one form: that of a pipe, with single spaces. What is around them stays as it is.
pub(super) fn normal(text: &str) -> String {
    each_placeholder(text, |inner| {
        let spaced = || inner.split_whitespace().collect::<Vec<_>>().join(" ");
        // `printf "%.2f" $value` is `$value | printf "%.2f"`.
        format!(" {} ", piped(inner).unwrap_or_else(spaced))
    })
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn placeholders_have_one_form() {
        assert_eq!(normal("a {{$value}} b"), "a {{ $value }} b");
        assert_eq!(normal("{{ humanize $value}}%"), normal("{{ $value | humanize }}%"));
        assert_eq!(normal("{{ printf \"%.2f\" $value }}"), normal("{{ $value|printf \"%.2f\" }}"));
        assert_ne!(normal("{{ $value }}"), normal("{{ $value | humanize }}"));
        assert_eq!(normal("{{ with  $x }}a {{ end"), "{{ with $x }}a {{ end");
    }
}
