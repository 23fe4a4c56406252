//! Which series of a panel an override may be for.

use crate::ast::{self, Match};
use crate::model::{FieldType, SeriesMatch, Target};
use crate::promql::Pattern;
use crate::template::{Part, Template};

/// Whether an override may give the series of a query an axis of their own: another side, or another unit.
pub(super) fn is_apart(ast: &ast::Panel, targets: &[Target], at: usize) -> bool {
    ast.overrides.iter().any(|written| {
        let matches = match &written.match_ {
            Match::Name(text) => is_meant(text, targets[at].legend.as_ref()),
            Match::Other(keys) => keys.query.as_ref().is_none_or(|query| {
                targets[at].query.as_deref() == Some(query.as_str()) || targets[at].letter(at) == query.value
            }),
        };
        matches && (written.axis.is_some() || written.unit.is_some() || written.raw.is_some())
    })
}

/// Whether this is a regular expression, as Grafana writes them.
pub(super) fn is_regex(text: &str) -> bool {
    text.len() > 2 && text.starts_with('/') && text[1..].contains('/')
}

/// Whether some series of a query may be meant.
pub(super) fn may_match(series: &SeriesMatch, target: &Target, at: usize) -> bool {
    match series {
        SeriesMatch::Name(name) => is_meant(name, target.legend.as_ref()),
        SeriesMatch::Regex(pattern) => is_meant(pattern, target.legend.as_ref()),
        SeriesMatch::Query(of) => *of == at,
        // Only Grafana knows.
        SeriesMatch::Raw(..) => true,
        SeriesMatch::Type(of) => *of == FieldType::Number,
    }
}

/// Whether a name, or a regular expression for names, may mean a series with this legend; without one nobody knows its name.
fn is_meant(text: &str, legend: Option<&Template>) -> bool {
    let Some(legend) = legend else { return true };
    if !is_regex(text) {
        return can_be(legend, text);
    }
    let body = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let pattern = body.and_then(|body| Pattern::new(&[".*(?:", body, ").*"].concat()));
    match (legend.parts.as_slice(), pattern) {
        ([Part::Text(name)], Some(pattern)) => pattern.is_match(name),
        _ => true,
    }
}

/// Whether a series with this legend can have that name: Grafana numbers series of the same name.
pub(super) fn can_be(legend: &Template, name: &str) -> bool {
    let has_variable = |text: &str| text.contains('$') || text.contains("[[");
    let is_open = |part: &Part| matches!(part, Part::Text(text) if has_variable(text));
    // What a variable stands for is known to Grafana; and so it calls fields whatever they hold.
    if legend.parts.iter().any(is_open) || has_variable(name) || name == "Time" || name.starts_with("Value") {
        return true;
    }
    let mut rest = name;
    let mut is_free = false;
    for (at, part) in legend.parts.iter().enumerate() {
        let Part::Text(text) = part else {
            is_free = true;
            continue;
        };
        let found = if is_free && at + 1 == legend.parts.len() {
            rest.rfind(text.as_str())
        } else {
            rest.find(text.as_str())
        };
        match found {
            Some(start) if is_free || start == 0 => rest = &rest[start + text.len()..],
            _ => return false,
        }
        is_free = false;
    }
    let number = |rest: &str| {
        rest.strip_prefix(' ').is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()))
    };
    is_free || rest.is_empty() || number(rest)
}

#[cfg(test)]
mod tests {
    use super::{can_be, is_meant};
    use crate::template::Template;

    #[test]
    fn names_are_met_by_legends() {
        for (legend, name, expected) in [
            ("errors", "errors", true),
            ("errors", "errors 2", true),
            ("errors", "error", false),
            ("errors", "errors of all", false),
            ("{{ code }}", "anything", true),
            ("{{ code }} of {{ host }}", "200 of a of b", true),
            ("{{ code }} of {{ host }}", "200", false),
            ("all {{ code }}", "200 all", false),
            ("{{ code }} s", "a s s", true),
            ("{{ code }} s", "a s x", false),
            ("$host", "web", true),
            ("errors of ${host}", "errors of web", true),
            ("errors", "$host", true),
            ("errors", "Value", true),
        ] {
            let legend = Template::parse(legend).unwrap();
            assert_eq!(can_be(&legend, name), expected, "{name}");
        }
    }
    #[test]
    fn regular_expressions_are_tried_on_names_that_are_known() {
        for (legend, text, expected) in [
            ("fill", "/^fi/", true),
            ("size", "/^fi/", false),
            ("size", "/iz|f/", true),
            ("size", "/(?=no)/", true),
            ("size", "/^FI/i", true),
            ("{{ code }}", "/^fi/", true),
        ] {
            let legend = Template::parse(legend).unwrap();
            assert_eq!(is_meant(text, Some(&legend)), expected, "{text}");
        }
    }
}
