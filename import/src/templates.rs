//! Texts of alerts in the template language of Prometheus, told with the placeholders of a spec where these say the same.

use gaugewright_spec::template::{Part, Template};
use gaugewright_spec::yaml::Node;

use crate::tree::{Made, Text, said};

/// Tells a text: with placeholders, or as a template of Prometheus where it is more than that.
pub(crate) fn told(text: Text) -> Node {
    let piped = with_pipes(&text.value);
    if is_simple(&piped) {
        return said(Text::new(piped, text.span));
    }
    template(text)
}

/// Tells a text of a label, in which a spec has no value.
pub(crate) fn of_label(text: Text) -> Node {
    let has_value = Template::parse(&with_pipes(&text.value))
        .is_ok_and(|template| template.parts.iter().any(|part| matches!(part, Part::Number(_))));
    if has_value { template(text) } else { told(text) }
}

/// What only the template language of Prometheus says.
pub(crate) fn template(text: Text) -> Node {
    let mut template = Made::new(text.span);
    template.put("template", said(text));
    template.node()
}

/// The text with calls of functions on the value written as pipes, which a spec knows.
fn with_pipes(text: &str) -> String {
    each_placeholder(text, |inner| {
        piped(inner).map_or_else(|| inner.to_owned(), |piped| format!(" {piped} "))
    })
}

/// The text with what stands between each `{{` and `}}` replaced.
pub(crate) fn each_placeholder(text: &str, replaced: impl Fn(&str) -> String) -> String {
    let mut told = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((inner, after)) = behind.split_once("}}") else { break };
        told.push_str(&[before, "{{", &replaced(inner), "}}"].concat());
        rest = after;
    }
    told + rest
}

/// A placeholder of the value that one function prints, as a pipe: `humanize $value` and `$value | humanize`, `printf "%.2f" $value`.
pub(crate) fn piped(inner: &str) -> Option<String> {
    let inner = inner.trim();
    if let Some((value, function)) = inner.split_once('|') {
        let function = function.trim();
        return (value.trim() == "$value" && is_call(function)).then(|| format!("$value | {function}"));
    }
    let function = inner.strip_suffix("$value")?;
    let is_apart = function.ends_with(char::is_whitespace);
    let function = function.trim();
    (is_apart && is_call(function)).then(|| format!("$value | {function}"))
}

/// Whether it is one function, and a format if that is `printf`.
fn is_call(function: &str) -> bool {
    match function.strip_prefix("printf").map(str::trim) {
        Some(format) => {
            format.len() > 1
                && format.starts_with('"')
                && format.ends_with('"')
                && format.matches('"').count() == 2
        }
        None => !function.is_empty() && function.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    }
}

/// Whether a text has placeholders only that mean the same in a spec and in a rule file.
fn is_simple(text: &str) -> bool {
    let Ok(template) = Template::parse(text) else { return false };
    // Of all that a spec has, only these begin with a dollar.
    let written = text.match_indices("{{").all(|(at, _)| text[at + 2..].trim_start().starts_with('$'));
    written && !template.parts.iter().any(|part| matches!(part, Part::Value(_) | Part::Threshold(_)))
}
