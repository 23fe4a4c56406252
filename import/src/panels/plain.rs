//! Each thing in one way: what is written differently and means the same is equal afterwards.

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Entry, Node, Value};

use crate::tree::{as_number, entries, get, items, list, listed, made, object, path_mut, set, word};

/// A unit that Grafana does not know stands behind each number as it is.
pub(super) fn unit(unit: &mut Node) {
    let Value::Text(id) = &mut unit.value else { return };
    if id.trim().is_empty() {
        "none".clone_into(id);
    } else if !gaugewright_spec::grafana_unit::is_known(id) {
        *id = format!("suffix:{id}");
    }
}

/// The last of a series that is drawn is the last that there is; the others are what they were called once.
pub(super) fn last_of_series(calculation: &mut Node) {
    const OLD: [(&str, &str); 4] =
        [("last", "lastNotNull"), ("current", "lastNotNull"), ("avg", "mean"), ("total", "sum")];
    if let Value::Text(id) = &mut calculation.value
        && let Some((_, new)) = OLD.iter().find(|(old, _)| *old == id.as_str())
    {
        *id = (*new).to_owned();
    }
}

/// Colors that are written as `rgba(…)` become those that a spec has.
pub(super) fn colors(node: &mut Node) {
    match &mut node.value {
        Value::Text(text) => {
            if let Some(hex) = hex(text) {
                *text = hex;
            }
        }
        Value::List(items) => items.iter_mut().for_each(colors),
        Value::Map(entries) => {
            for (key, value) in entries {
                let is_scalar = matches!(value.value, Value::Text(_));
                if !is_scalar || ["color", "fixedColor"].contains(&key.value.as_str()) {
                    colors(value);
                }
            }
        }
        _ => {}
    }
}

/// `rgba(237, 129, 40, 0.89)` and `#EAB839` as `#ed8128e3` and `#eab839`.
fn hex(color: &str) -> Option<String> {
    if let Some(digits) = color.strip_prefix('#') {
        return match digits.len() {
            3 => Some(
                ["#".to_owned()]
                    .into_iter()
                    .chain(digits.chars().map(|digit| [digit, digit].iter().collect()))
                    .collect::<String>()
                    .to_lowercase(),
            ),
            _ => Some(color.to_lowercase()),
        };
    }
    let inner = color.strip_prefix("rgba").or_else(|| color.strip_prefix("rgb"))?;
    let inner = inner.trim().strip_prefix('(')?.strip_suffix(')')?;
    let parts: Vec<f64> = inner.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    // Rounding to a byte cuts nothing off.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let byte = |value: f64| format!("{:02x}", value.round().clamp(0.0, 255.0) as u8);
    let (color, alpha) = parts.split_at_checked(3)?;
    let alpha = match alpha {
        [] => String::new(),
        [alpha] if *alpha >= 1.0 => String::new(),
        [alpha] => byte(alpha * 255.0),
        _ => return None,
    };
    Some(format!("#{}{alpha}", color.iter().map(|value| byte(*value)).collect::<String>()))
}

/// Links by what they say and where they lead.
pub(super) fn links(links: &Node) -> Node {
    let plain = items(links).iter().map(|link| {
        let keys = entries(link).iter().filter(|(key, _)| ["title", "url"].contains(&key.as_str()));
        Node { span: link.span, value: Value::Map(keys.cloned().collect()) }
    });
    listed(links.span, plain.collect())
}

/// Overrides with their settings in one order, those that say nothing left out.
pub(super) fn overrides(overrides: &Node, letters: &[String]) -> Node {
    let plain = items(overrides).iter().filter_map(|one| {
        let mut matcher = get(one, "matcher")?.clone();
        let is_regex = word(&matcher, "id") == Some("byRegexp");
        if word(&matcher, "id") == Some("byFrameRefID")
            && let Some(Node { value: Value::Text(letter), .. }) = path_mut(&mut matcher, &["options"])
            && let Some(at) = letters.iter().position(|known| known == letter)
        {
            // Whatever a query is called, its place says which it is.
            *letter = gaugewright_spec::model::ref_id(at);
        }
        if let Some(Node { value: Value::Text(pattern), .. }) = path_mut(&mut matcher, &["options"])
            && is_regex
            && !pattern.starts_with('/')
        {
            // Without slashes, it is for the whole name.
            *pattern = format!("/^{pattern}$/");
        }
        let mut properties: Vec<Node> = list(one, "properties")
            .iter()
            .filter_map(|property| {
                let id = word(property, "id")?;
                let value = get(property, "value")?;
                let value = match id {
                    "mappings" => mappings(value),
                    "links" => links(value),
                    "thresholds" => thresholds(value),
                    _ => value.clone(),
                };
                let mut value = value;
                if id == "unit" {
                    unit(&mut value);
                }
                let is_nothing = id == "links" && items(&value).is_empty();
                let property = [("id", made(property.span, id)), ("value", value)];
                (!is_nothing).then(|| object(one.span, property))
            })
            .collect();
        properties.sort_by_key(|property| word(property, "id").map(str::to_owned));
        // The last one holds.
        properties.reverse();
        properties.dedup_by(|later, earlier| word(later, "id") == word(earlier, "id"));
        properties.reverse();
        let properties = listed(one.span, properties);
        (!items(&properties).is_empty())
            .then(|| object(one.span, [("matcher", matcher), ("properties", properties)]))
    });
    listed(overrides.span, plain.collect())
}

/// Thresholds, of which the first holds for all values below the others, whatever it says.
pub(super) fn thresholds(thresholds: &Node) -> Node {
    let mut plain = thresholds.clone();
    let first = path_mut(&mut plain, &["steps"]).and_then(|steps| match &mut steps.value {
        Value::List(steps) => steps.first_mut(),
        _ => None,
    });
    if let Some(first) = first {
        let nothing = Node { span: first.span, value: Value::Null };
        set(first, "value", nothing);
    }
    plain
}

/// The place of a value in the editor.
fn place(to: &Node) -> f64 {
    get(to, "index").and_then(as_number).unwrap_or_default()
}

/// Value mappings, one object a value, in the order in which they hold.
pub(super) fn mappings(mappings: &Node) -> Node {
    let mut plain = Vec::new();
    for mapping in items(mappings) {
        let Some(options) = get(mapping, "options") else {
            plain.push(old_mapping(mapping).unwrap_or_else(|| mapping.clone()));
            continue;
        };
        if word(mapping, "type") == Some("value") {
            let mut values: Vec<&Entry> = entries(options).iter().collect();
            values.sort_by(|(_, one), (_, other)| place(one).total_cmp(&place(other)));
            for (value, to) in values {
                let keys = [("value", made(value.span, value)), ("result", shown(to))];
                plain.push(mapped(mapping.span, "value", object(mapping.span, keys)));
            }
            continue;
        }
        let mut options = options.clone();
        if word(mapping, "type") == Some("special") && get(&options, "match").is_none() {
            set(&mut options, "match", made(mapping.span, "null"));
        }
        if let Some(result) = path_mut(&mut options, &["result"]) {
            *result = shown(result);
        }
        plain.push(mapped(mapping.span, word(mapping, "type").unwrap_or_default(), options));
    }
    // What is no number, nothing else is for.
    let (special, mut plain): (Vec<Node>, Vec<Node>) =
        plain.into_iter().partition(|mapping| word(mapping, "type") == Some("special"));
    plain.extend(special);
    listed(mappings.span, plain)
}

fn mapped(span: Span, kind: &str, options: Node) -> Node {
    object(span, [("type", made(span, kind)), ("options", options)])
}

/// What is shown, without its place in the editor.
fn shown(result: &Node) -> Node {
    let keys = entries(result).iter().filter(|(key, _)| ["text", "color"].contains(&key.as_str()));
    Node { span: result.span, value: Value::Map(keys.cloned().collect()) }
}

/// A mapping of before Grafana 8: a value or a range, by numbers.
fn old_mapping(mapping: &Node) -> Option<Node> {
    let span = mapping.span;
    let result = object(span, [("text", get(mapping, "text")?.clone())]);
    let kind = get(mapping, "type").and_then(as_number).unwrap_or(1.0);
    if kind > 1.0 {
        let end = |key: &str| {
            let end = get(mapping, key).and_then(as_number);
            end.map_or(Node { span, value: Value::Null }, |end| crate::tree::number(span, end))
        };
        return Some(mapped(
            span,
            "range",
            object(span, [("from", end("from")), ("to", end("to")), ("result", result)]),
        ));
    }
    let value = match &get(mapping, "value")?.value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        _ => return None,
    };
    if value == "null" {
        let options = object(span, [("match", made(span, "null")), ("result", result)]);
        return Some(mapped(span, "special", options));
    }
    Some(mapped(span, "value", object(span, [("value", made(span, &value)), ("result", result)])))
}
