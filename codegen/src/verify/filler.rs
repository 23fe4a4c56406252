//! Queries as somebody would ask them who looks at a panel at its usual zoom.

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{self, Spec, VariableSource};
use gaugewright_spec::number::Number;
use gaugewright_spec::promql::build::matcher;
use gaugewright_spec::promql::rewrite::{self, Value, substitute};
use gaugewright_spec::promql::{Expr, MatchOp, Matcher};

/// The window of a query that has none of its own.
const WINDOW: Duration = Duration::from_secs(300);
/// What a panel shows when nobody has chosen a time: a day.
const RANGE: Duration = Duration::from_secs(86_400);
/// What a variable of a dashboard stands for as long as nobody has chosen: every value, and none.
const ALL: &str = ".*";

/// The query with values in place of variables; nothing if it has one whose value only somebody at the dashboard knows.
pub(super) fn filled(
    spec: &Spec,
    expr: &Expr,
    window: Option<Duration>,
    variables: &[model::Variable],
) -> Option<Expr> {
    let window = window.unwrap_or_else(|| WINDOW.max(interval(spec)));
    let filler = Filler { spec, window, variables };
    let mut expr = substitute(expr, |name| filler.value(name));
    let mut is_known = expr.variables().next().is_none();
    rewrite::matchers(&mut expr, |matcher| is_known &= filler.fill(matcher));
    is_known.then_some(expr)
}

/// The shortest time over which Grafana computes a rate.
fn interval(spec: &Spec) -> Duration {
    Duration::from_millis(spec.service.scrape.interval.as_millis() * 4)
}

struct Filler<'s> {
    spec: &'s Spec,
    window: Duration,
    /// Those of the dashboard.
    variables: &'s [model::Variable],
}

impl Filler<'_> {
    /// The value of a variable outside of texts.
    fn value(&self, name: &str) -> Option<Value> {
        if let Some(constant) = self.spec.vocabulary.constants.get(name) {
            return Some(Value::Number(constant.value));
        }
        if let Some(own) = self.own(name) {
            let VariableSource::Interval(values) = &own.source else { return None };
            let first = own.first()?;
            return values.iter().find(|value| value.to_string() == first).copied().map(Value::Duration);
        }
        let seconds = |name| Some(self.length(name)?.as_seconds());
        match (name.strip_suffix("_ms"), name.strip_suffix("_s")) {
            (Some(name), _) => Some(Value::Number(seconds(name)?.times(Number::integer(1000))?)),
            (None, Some(name)) => Some(Value::Number(seconds(name)?)),
            (None, None) => Some(Value::Duration(self.length(name)?)),
        }
    }

    fn length(&self, name: &str) -> Option<Duration> {
        match name {
            rewrite::WINDOW | "__rate_interval" => Some(self.window),
            "__interval" => Some(interval(self.spec)),
            "__range" => Some(RANGE),
            _ => None,
        }
    }

    /// The variable of the dashboard that has this name.
    fn own(&self, name: &str) -> Option<&model::Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }

    /// What stands in a condition for a variable before anybody has chosen.
    fn text(&self, name: &str, op: MatchOp) -> Option<String> {
        // Compared in any other way, the choice of everything means nothing.
        let all = |text: &str| (op == MatchOp::Regex).then(|| text.to_owned());
        let Some(own) = self.own(name) else {
            return all(ALL).filter(|_| ["job", "instance"].contains(&name));
        };
        if let Some(value) = own.first() {
            // Where several can be chosen, Grafana escapes what it puts into a pattern.
            return Some(if own.multi && op.is_regex() { model::escaped(&value) } else { value });
        }
        match (&own.source, &own.all_value) {
            _ if !own.all => None,
            (_, Some(value)) => all(value),
            (VariableSource::Values(values), None) => {
                let each: Vec<_> = values.iter().map(|choice| model::escaped(&choice.value)).collect();
                all(&["(", &each.join("|"), ")"].concat())
            }
            (_, None) => all(ALL),
        }
    }

    /// Puts values into the text of a condition; says whether all of them are known.
    fn fill(&self, found: &mut Matcher) -> bool {
        let parts = parts(&found.value.value);
        if parts.iter().all(|part| matches!(part, Part::Text(_))) {
            return true;
        }
        let op = found.op.value;
        let texts = parts.iter().map(|part| match part {
            Part::Text(text) => Some((*text).to_owned()),
            Part::Variable(name) => self.text(name, op),
        });
        let Some(value) = texts.collect::<Option<String>>() else { return false };
        *found = matcher(&found.label.value, op, &value);
        true
    }
}

/// A part of a text that Grafana fills variables into.
#[derive(Debug, PartialEq)]
enum Part<'t> {
    Text(&'t str),
    Variable(&'t str),
}

/// The parts of a text: `a-$name`, `${name}`, `${name:regex}`, `[[name]]`. A dollar sign at the end of a pattern is none.
fn parts(text: &str) -> Vec<Part<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let braced = |rest: &'_ str, end: &str| rest.find(end).map(|at| (at, at + end.len()));
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['$', '['])).map(|next| at + next) {
        let rest = &text[next..];
        let found = if let Some(inner) = rest.strip_prefix("${") {
            braced(inner, "}").map(|(name, end)| (&inner[..name], 2 + end))
        } else if let Some(inner) = rest.strip_prefix("[[") {
            braced(inner, "]]").map(|(name, end)| (&inner[..name], 2 + end))
        } else {
            let inner = rest.strip_prefix('$').unwrap_or_default();
            let end = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
            Some((&inner[..end], 1 + end))
        };
        let name = found.map(|(name, length)| (name.split(':').next().unwrap_or(name), length));
        match name.filter(|(name, _)| !name.is_empty() && name.chars().all(is_name)) {
            Some((name, length)) => {
                parts.extend((from < next).then(|| Part::Text(&text[from..next])));
                parts.push(Part::Variable(name));
                at = next + length;
                from = at;
            }
            None => at = next + 1,
        }
    }
    parts.extend((from < text.len()).then(|| Part::Text(&text[from..])));
    parts
}

#[cfg(test)]
mod tests {
    use super::Part::{Text, Variable};
    use super::parts;

    #[test]
    fn variables_are_found_in_texts() {
        for (text, expected) in [
            ("", vec![]),
            ("plain", vec![Text("plain")]),
            ("$tenant", vec![Variable("tenant")]),
            ("${tenant}", vec![Variable("tenant")]),
            ("${tenant:regex}", vec![Variable("tenant")]),
            ("[[tenant]]", vec![Variable("tenant")]),
            ("a-$tenant-b", vec![Text("a-"), Variable("tenant"), Text("-b")]),
            ("($a|${b})", vec![Text("("), Variable("a"), Text("|"), Variable("b"), Text(")")]),
            ("2..$", vec![Text("2..$")]),
            ("[a-z]+$|é$x", vec![Text("[a-z]+$|é"), Variable("x")]),
            ("${open", vec![Text("${open")]),
            ("[[:alpha:]]", vec![Text("[[:alpha:]]")]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
