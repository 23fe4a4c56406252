//! Templates that somebody has still to fill in: of Helm, of Ansible, of Ruby. What they come to is not known.

use gaugewright_spec::yaml::{Entry, Node, Value};

/// Where a text has a placeholder that neither Prometheus nor Grafana fills in; nothing if it has none.
pub(crate) fn placeholder(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#')
            && let Some(at) = in_line(line)
        {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// Where a dashboard has a text that is still to be filled in. What panels say to people may tell how that is done.
pub(crate) fn in_dashboard(node: &Node) -> Option<usize> {
    const FOR_PEOPLE: [&str; 2] = ["content", "description"];
    match &node.value {
        Value::Text(text) => placeholder(text).map(|_| node.span.start as usize),
        Value::List(nodes) => nodes.iter().find_map(in_dashboard),
        Value::Map(entries) => {
            let of_programs = |(key, _): &&Entry| !FOR_PEOPLE.contains(&key.value.as_str());
            entries.iter().filter(of_programs).find_map(|(_, value)| in_dashboard(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Whether a text that cannot be read is a template: there, a placeholder may be anything that no alert writes.
pub(crate) fn is_template(text: &str) -> bool {
    // Placeholders of alerts stand in quotes or behind a key; what fills in a template begins a line.
    let is_of_line =
        |line: &str| line.trim_start().starts_with("{{") || line.contains("{{-") || is_foreign(line);
    placeholder(text).is_some() || text.contains("<%") || text.contains("{% ") || text.lines().any(is_of_line)
}

fn in_line(line: &str) -> Option<usize> {
    let pair = |open: &str, close: &str| line.find(open).filter(|at| line[*at..].contains(close));
    let of_helm = || {
        inner(line).find_map(|(at, inner)| {
            let is_helm = [".Values.", ".Release.", ".Chart."].iter().any(|name| inner.contains(name));
            (is_helm || inner.starts_with("include ")).then_some(at)
        })
    };
    pair("<%", "%>").or_else(|| pair("{% ", "%}")).or_else(|| pair("{%- ", "%}")).or_else(of_helm)
}

/// Whether a value is a placeholder without quotes, and names nothing that alerts have.
fn is_foreign(line: &str) -> bool {
    let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
    let of_alerts = |inner: &str| {
        inner.contains('$')
            || [".Labels", ".Value", ".ExternalLabels", ".ExternalURL"]
                .iter()
                .any(|name| inner.contains(name))
    };
    value.starts_with("{{") && inner(value).next().is_some_and(|(_, inner)| !of_alerts(inner))
}

/// What stands between each `{{` and `}}` of a line, and where the braces open.
fn inner(line: &str) -> impl Iterator<Item = (usize, &str)> {
    line.match_indices("{{").filter_map(|(at, _)| {
        let (inner, _) = line[at + 2..].split_once("}}")?;
        Some((at, inner.trim_start_matches('-').trim_start()))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_template, placeholder};

    #[test]
    fn what_is_still_to_be_filled_in_is_found_and_what_alerts_write_is_not() {
        for text in [
            "for: <%= p('wait') %>",
            "{% for one in all %}\na: 1",
            "expr: up{job=\"{{ .Values.job }}\"} == 0",
            "name: \"{{ include \"a.b\" . }}\"",
        ] {
            assert!(placeholder(text).is_some() && is_template(text), "{text}");
        }
        for text in ["name: {{ chart }}-alerts", "name: {{ .Chart.Name }}-alerts", "  {{ range .all }}"] {
            assert!(is_template(text), "{text}");
        }
        for text in [
            "summary: {{ $labels.job }} is down",
            "summary: {{ .Labels.job }} has {{ .Value }}",
            "# set {{ .Values.job }}\nexpr: up == 0",
            "format: '{%s}'",
        ] {
            assert!(placeholder(text).is_none() && !is_template(text), "{text}");
        }
    }

    #[test]
    fn the_place_is_that_of_the_braces() {
        assert_eq!(placeholder("a: 1\nb: <%= x %>"), Some(8));
    }
}
