//! How parts of a model are put in words. Equal words mean the same.

use std::fmt::Display;

use gaugewright_spec::model::{Color, HeaderLink, Link, Matchers, Step, Value};
use gaugewright_spec::number::Number;
use gaugewright_spec::template::{NumberFormat, Part, Template};

/// A text with placeholders, as it is written.
pub(crate) fn template(template: &Template) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) | Part::Go(text) => text.clone(),
        Part::Label(label) => format!("{{{{ {} }}}}", label.value),
        Part::Value(_) => "{{ value }}".to_owned(),
        Part::Threshold(_) => "{{ threshold }}".to_owned(),
        Part::Labels(_) => "{{ labels }}".to_owned(),
        Part::Number(format) => match &format.value {
            NumberFormat::Raw => "{{ $value }}".to_owned(),
            NumberFormat::Printf(text) => format!("{{{{ $value | printf \"{text}\" }}}}"),
            NumberFormat::Function(form) => format!("{{{{ $value | {} }}}}", form.function()),
        },
    };
    template.parts.iter().map(part).collect()
}

/// Conditions on labels, as Alertmanager has them.
pub(crate) fn matchers(matchers: &Matchers) -> String {
    let one = |matcher: &gaugewright_spec::model::Matcher| {
        let (op, value) = matcher.test.written();
        format!("{}{op}\"{value}\"", matcher.label)
    };
    let all: Vec<String> = matchers.0.iter().map(one).collect();
    if all.is_empty() { "every alert".to_owned() } else { all.join(", ") }
}

/// Several things in a row.
pub(crate) fn list<T: Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}

/// A word for what is said in one of the words of a table.
pub(crate) fn word<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> &'static str {
    all.iter().find(|row| row.1 == *value).map_or("", |row| row.0)
}

/// Yes or no.
pub(crate) const fn flag(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// The ends of a range.
pub(crate) fn range(low: Option<Number>, high: Option<Number>) -> Option<String> {
    let end = |end: Option<Number>| end.map_or_else(String::new, |end| end.to_string());
    (low.is_some() || high.is_some()).then(|| format!("{}..{}", end(low), end(high)))
}

/// The values from which colors hold.
pub(crate) fn step_values(steps: &[Step]) -> String {
    list(steps.iter().filter_map(|step| step.from))
}

/// Their colors.
pub(crate) fn step_colors(steps: &[Step]) -> String {
    list(steps.iter().map(|step| step.color.name()))
}

/// The name of a color.
pub(crate) fn color(color: Color) -> String {
    color.name().into_owned()
}

/// A link.
pub(crate) fn link(link: &Link) -> String {
    match link {
        Link::Dashboard { title, uid } => format!("{title} ({uid})"),
        Link::Url { title, url } => format!("{title} ({url})"),
        Link::Tags { title, tags } => format!("{title} ({})", tags.join(", ")),
    }
}

/// A link in the header of a dashboard.
pub(crate) fn header_link(header: &HeaderLink) -> String {
    header.link.as_ref().map(link).unwrap_or_default() + &beside(&header.raw)
}

/// What stands beside the keys of a spec, as another program spells it.
pub(crate) fn beside(raw: &[(String, Value)]) -> String {
    raw.iter().map(|(key, said)| format!(" {key} {}", value(said))).collect()
}

/// A value in the configuration of another program, in one form.
pub(crate) fn value(value: &Value) -> String {
    json(value).to_string()
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Bool(flag) => (*flag).into(),
        // `5` and `5.0` are the same number.
        Value::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => whole(number).map_or_else(|| number.into(), Into::into),
            _ => text.as_str().into(),
        },
        Value::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), json(value))).collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            entries.into_iter().collect::<serde_json::Map<_, _>>().into()
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "it is a whole number of less than 53 bits"
)]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
