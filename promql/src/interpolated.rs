//! Variables inside of quoted texts and names, which only Grafana fills in.

use crate::ast::Expr;
use crate::error::ParseError;

/// The query, if its variables stand for numbers and durations only: for whoever puts in values and not texts.
pub fn values_only(expr: Expr) -> Result<Expr, ParseError> {
    let found = expr.names().find_map(|name| Some((name.span, name.variables.first()?)));
    let Some((span, variable)) = found else { return Ok(expr) };
    let message = format!("the variable `{}` cannot stand for a name here", variable.name);
    let help = "variables stand for numbers and durations, and may be part of quoted label values";
    Err(ParseError::new(span, message).with_help(help))
}

/// The names of the variables that Grafana finds in a text: `$name`, `${name}`, `${name:format}`, `[[name]]`.
pub fn variables_in(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices(['$', '[']).map(|(at, _)| &text[at..]);
    starts.filter_map(|rest| {
        if let Some(rest) = rest.strip_prefix("${") {
            return enclosed(rest, "}");
        }
        match (rest.strip_prefix('$'), rest.strip_prefix("[[")) {
            (Some(rest), _) => name(rest).filter(|name| !name.is_empty()),
            (None, Some(rest)) => enclosed(rest, "]]"),
            (None, None) => None,
        }
    })
}

/// The variable that is the whole text.
pub fn whole_variable(text: &str) -> Option<&str> {
    let name = variables_in(text).next()?;
    let is_whole = match text.strip_prefix('$') {
        Some(rest) if rest.starts_with('{') => rest.find('}') == Some(rest.len() - 1),
        Some(rest) => rest == name,
        None => false,
    };
    is_whole.then_some(name)
}

/// The letters, digits and underscores that a text begins with.
fn name(text: &str) -> Option<&str> {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    text.get(..end.unwrap_or(text.len()))
}

/// The name before the end, and before what says how its value is written.
fn enclosed<'t>(rest: &'t str, end: &str) -> Option<&'t str> {
    let name = name(rest)?;
    let behind = &rest[name.len()..];
    let is_variable = behind.starts_with(end) || behind.starts_with([':', '.']) && behind.contains(end);
    (is_variable && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{variables_in, whole_variable};

    #[test]
    fn variables_are_found_as_grafana_finds_them() {
        for (text, expected) in [
            ("$route", vec!["route"]),
            ("/api/$route/${id:regex}[[code]]", vec!["route", "id", "code"]),
            ("${a.b:raw}", vec!["a"]),
            ("$", vec![]),
            ("^a$|b$", vec![]),
            ("[[:digit:]]+", vec![]),
            ("[a-z]${", vec![]),
            ("größe $größe", vec!["gr"]),
        ] {
            assert_eq!(variables_in(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_variable_can_be_the_whole_text() {
        for (text, expected) in [
            ("$route", Some("route")),
            ("${route}", Some("route")),
            ("${route:regex}", Some("route")),
            ("$route/x", None),
            ("${a}${b}", None),
            ("[[route]]", None),
            ("a", None),
        ] {
            assert_eq!(whole_variable(text), expected, "{text}");
        }
    }
}
