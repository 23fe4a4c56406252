//! What is known of the series that a panel draws: how many there are, and the colors that their labels give them.

use std::collections::BTreeMap;

use gaugewright_spec::check::{Labels, Values};
use gaugewright_spec::model::{Domain, Panel, PanelKind, Stacking, Target};
use gaugewright_spec::template::{Part, Template};
use serde_json::json;

use super::model::{Matcher, Override, Property};

/// From so many series on, a legend is a table.
const MANY: u64 = 4;

/// More series than have colors of their own are left to Grafana.
const MAX_COLORS: usize = 12;

/// Values that mean the same wherever they stand, and their colors.
const MEANINGS: [(&str, &[&str]); 4] = [
    ("green", &["success", "ok", "succeeded", "healthy", "hit"]),
    ("red", &["error", "failed", "failure", "fatal", "panic"]),
    ("orange", &["timeout", "rejected", "warning", "retry"]),
    ("purple", &["cancelled", "canceled", "aborted"]),
];

/// Colors that mean nothing, for all other values in their order.
const NEUTRAL: [&str; 8] = [
    "blue",
    "yellow",
    "purple",
    "dark-green",
    "dark-orange",
    "light-blue",
    "dark-purple",
    "super-light-green",
];

/// Colors of status codes by their first digit, and the code that most have of these. Its siblings are lighter or darker.
const CODES: [(char, &str, &str); 5] = [
    ('1', "light-blue", "100"),
    ('2', "green", "200"),
    ('3', "blue", "302"),
    ('4', "yellow", "404"),
    ('5', "red", "500"),
];

/// How many series a panel draws.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drawn {
    /// More than one, so areas below them would cover each other.
    pub(super) several: bool,
    /// So many that names in a line are hard to read.
    pub(super) many: bool,
}

/// How many series a panel draws, as far as that is known.
pub(super) fn drawn(panel: &Panel) -> Drawn {
    let seen: Vec<&Target> = panel.targets().iter().filter(|target| !target.hidden).collect();
    let counts: Vec<Option<u64>> = seen.iter().copied().map(of_target).collect();
    // A legend names the labels in which series differ; without one nobody has said that there is only one.
    let names_labels =
        |target: &&&Target| target.legend.as_ref().is_none_or(|legend| legend.labels().next().is_some());
    let unknown =
        seen.iter().zip(&counts).filter(|(target, count)| count.is_none() && names_labels(target)).count();
    let known: u64 = counts.iter().map(|count| count.unwrap_or(1)).fold(0, u64::saturating_add);
    Drawn { several: unknown > 0 || known > 1, many: known >= MANY }
}

/// How many series a query has, if all labels are known that its legend names.
fn of_target(target: &Target) -> Option<u64> {
    let labels = &target.ty.labels;
    let named: Vec<&str> =
        target.legend.iter().flat_map(Template::labels).map(|label| label.value.as_str()).collect();
    if named.iter().any(|label| labels.get(label).is_none()) { None } else { count(labels, &named) }
}

/// The product of the values of all labels; nothing if one may have any. A label that nobody has named and that may not be there is
/// one of other series of that name: objectives record series of one name with different labels.
fn count(labels: &Labels, named: &[&str]) -> Option<u64> {
    if labels.is_open() {
        return None;
    }
    let present = labels.names().filter_map(|name| Some((name, labels.get(name)?)));
    let counted = present.filter(|(name, presence)| presence.certain || named.contains(name));
    let mut sizes = counted.map(|(_, presence)| match &presence.values {
        Values::One => Some(1),
        Values::Only(only) => u64::try_from(only.len()).ok(),
        Values::Domain(domain) => domain.size(),
        Values::Any => None,
    });
    sizes.try_fold(1_u64, |all, size| Some(all.saturating_mul(size?)))
}

/// Colors by meaning, and the same color for a value of a label everywhere. Queries of one label, quantiles say, share them, and all but the
/// last are dashed.
pub(super) fn colors(panel: &Panel) -> Vec<Override> {
    if !matches!(panel.kind, PanelKind::Timeseries | PanelKind::Piechart) {
        return Vec::new();
    }
    let named: Vec<Named<'_>> =
        panel.targets().iter().filter(|target| !target.hidden).filter_map(Named::of).collect();
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, named) in named.iter().enumerate() {
        last.insert(named.label, at);
    }
    let can_dash = panel.kind == PanelKind::Timeseries && panel.stacking == Stacking::None;
    let of_each = named.iter().enumerate().flat_map(|(at, named)| {
        let is_dashed = can_dash && last[named.label] != at;
        named.colors(is_dashed)
    });
    of_each.collect()
}

/// A query whose series are called by the value of one label, with text around it.
struct Named<'p> {
    target: &'p Target,
    before: &'p str,
    label: &'p str,
    behind: &'p str,
}

impl<'p> Named<'p> {
    fn of(target: &'p Target) -> Option<Self> {
        let parts = target.legend.as_ref()?.parts.as_slice();
        let (before, label, behind) = match parts {
            [Part::Label(label)] => ("", label, ""),
            [Part::Text(before), Part::Label(label)] => (before.as_str(), label, ""),
            [Part::Label(label), Part::Text(behind)] => ("", label, behind.as_str()),
            [Part::Text(before), Part::Label(label), Part::Text(behind)] => {
                (before.as_str(), label, behind.as_str())
            }
            _ => return None,
        };
        Some(Self { target, before, label: label.value.as_str(), behind })
    }

    fn colors(&self, is_dashed: bool) -> Vec<Override> {
        let labels = &self.target.ty.labels;
        let Some(Values::Domain(domain)) = labels.get(self.label).map(|presence| &presence.values) else {
            return Vec::new();
        };
        match &**domain {
            Domain::Codes(..) => {
                let of_code = |code: &str, color: &str| {
                    let pattern = format!("/^{}{code}{}$/", escaped(self.before), escaped(self.behind));
                    colored(Matcher { id: "byRegexp".into(), options: pattern.into() }, color, is_dashed)
                };
                let of_class = |(digit, color, usual): (char, &'static str, &'static str)| {
                    let hue = color.strip_prefix("light-").unwrap_or(color);
                    [
                        of_code(&format!("{digit}\\d[02468]"), &format!("super-light-{hue}")),
                        of_code(&format!("{digit}\\d[13579]"), &format!("dark-{hue}")),
                        // What comes later goes before.
                        of_code(usual, color),
                    ]
                };
                CODES.into_iter().flat_map(of_class).collect()
            }
            Domain::Closed(values) if (2..=MAX_COLORS).contains(&values.len()) => {
                let name = |value: &str| [self.before, value, self.behind].concat();
                let of_value = |(value, color): (&String, &'static str)| {
                    colored(Matcher { id: "byName".into(), options: name(value).into() }, color, is_dashed)
                };
                values.iter().zip(colors_of(values)).map(of_value).collect()
            }
            Domain::Closed(_) | Domain::Open { .. } => Vec::new(),
        }
    }
}

/// The colors of values: those that mean something have the color of that, all others follow their order.
fn colors_of(values: &[String]) -> Vec<&'static str> {
    let mut neutral = NEUTRAL.iter().cycle();
    let meaning =
        |value: &str| MEANINGS.iter().find(|(_, words)| words.contains(&value)).map(|(color, _)| *color);
    values.iter().map(|value| meaning(value).or_else(|| neutral.next().copied()).unwrap_or("blue")).collect()
}

fn colored(matcher: Matcher, color: &str, is_dashed: bool) -> Override {
    let color = Property { id: "color".into(), value: json!({ "mode": "fixed", "fixedColor": color }) };
    let dashes =
        || Property { id: "custom.lineStyle".into(), value: json!({ "fill": "dash", "dash": [6, 4] }) };
    Override { matcher, properties: std::iter::once(color).chain(is_dashed.then(dashes)).collect() }
}

/// A text as a part of a regular expression of JavaScript.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if "\\/^$.|?*+()[]{}".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{colors_of, escaped};

    #[test]
    fn what_means_something_has_its_color() {
        let of =
            |values: &[&str]| colors_of(&values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["success", "error", "timeout"]), ["green", "red", "orange"]);
        assert_eq!(of(&["openai", "anthropic", "error"]), ["blue", "yellow", "red"]);
    }

    #[test]
    fn texts_are_no_expressions() {
        assert_eq!(escaped("p50 (a/b) "), "p50 \\(a\\/b\\) ");
    }
}
