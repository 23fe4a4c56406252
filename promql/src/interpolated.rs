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

/// Whether a text is no query because a variable stands for a part of its syntax: an operator, a matcher, the number of a duration. What it
/// comes to only Grafana knows.
pub fn stands_for_syntax(text: &str, error: &ParseError) -> bool {
    let (before, behind) = text.split_at(error.span.range().start);
    is_variable(behind) || is_matcher(before, behind) || is_unit(before, behind)
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

fn is_variable(text: &str) -> bool {
    text.starts_with('$') || text.starts_with("[[")
}

/// Whether a variable in the place of a whole matcher stands between two parts of a query: `up{$filter}`.
fn is_matcher(before: &str, behind: &str) -> bool {
    let before = before.trim_end();
    let Some(start) = before.rfind('$').max(before.rfind("[[")) else { return false };
    let (head, variable) = before.split_at(start);
    let name = variable.trim_start_matches(['$', '{', '[']).trim_end_matches(['}', ']']);
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:.".contains(&byte))
        && head.trim_end().ends_with(['{', ','])
        && behind.starts_with(['}', ','])
}

/// Whether a unit stands behind a variable in a range: `x[${seconds}s]`.
fn is_unit(before: &str, behind: &str) -> bool {
    let unit = behind.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_unit = ["ms", "s", "m", "h", "d", "w", "y"].contains(&unit);
    is_unit
        && before.rfind('$').max(before.rfind("[[")).is_some_and(|start| {
            let name = before[start..].trim_start_matches(['$', '{', '[']);
            let inside = name.strip_suffix('}').or_else(|| name.strip_suffix("]]"));
            inside.is_some_and(|name| {
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:.".contains(&byte))
            })
        })
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
