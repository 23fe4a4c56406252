//! What is found in dashboards and cannot be silenced: the panel, or what else it is, is taken out.

use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use super::covers;
use crate::tree::made;

/// Makes a text box of the variable at a place. Whether there is one.
pub(super) fn as_text_box(dashboard: &mut Node, place: Span) -> bool {
    let Value::Map(keys) = &mut dashboard.value else { return false };
    let variables = keys.iter_mut().find(|(key, _)| key.value == "variables");
    let Some((_, Node { value: Value::Map(variables), .. })) = variables else { return false };
    let Some((_, variable)) = variables.iter_mut().find(|entry| covers(entry, place)) else { return false };
    let span = variable.span;
    *variable = crate::tree::object(span, [("textbox", made(span, ""))]);
    true
}

/// Takes a link of the header, or a mark over the panels, out of a dashboard. Gives what it is called, if there is one at the place.
pub(super) fn without_header(dashboard: &mut Node, place: Span) -> Option<String> {
    let board = crate::tree::word(dashboard, "title").unwrap_or_default().to_owned();
    let Value::Map(keys) = &mut dashboard.value else { return None };
    let of_header = keys.iter_mut().filter(|(key, _)| ["links", "annotations"].contains(&key.value.as_str()));
    for (_, node) in of_header {
        let Value::List(items) = &mut node.value else { continue };
        let is_at = |item: &Node| item.span.start <= place.start && place.start <= item.span.end;
        if let Some(at) = items.iter().position(is_at) {
            let item = items.remove(at);
            let name = ["name", "title", "url"].into_iter().find_map(|key| crate::tree::word(&item, key));
            return Some(format!("{board}: {}", name.unwrap_or_default()));
        }
    }
    None
}

/// Takes a key out that says something of a dashboard itself. Gives what it is called, if there is one at the place.
pub(super) fn without_setting(dashboard: &mut Node, place: Span) -> Option<String> {
    let board = crate::tree::word(dashboard, "title").unwrap_or_default().to_owned();
    let Value::Map(keys) = &mut dashboard.value else { return None };
    let is_setting =
        |key: &str| ["description", "tags", "refresh", "time", "timezone", "style", "raw"].contains(&key);
    let at = keys.iter().position(|entry| is_setting(&entry.0.value) && covers(entry, place))?;
    let (key, _) = keys.remove(at);
    Some(format!("{board}: `{}`", key.value))
}

/// Whether a place is within the rows of a dashboard.
pub(super) fn is_in_rows(dashboard: &Node, place: Span) -> bool {
    let rows = crate::tree::get(dashboard, "rows");
    rows.is_some_and(|rows| rows.span.start <= place.start && place.start <= rows.span.end)
}

/// Takes the panel at a place out of a dashboard, or the key of a row. Gives what it is called, if there is one.
pub(super) fn without_panel(dashboard: &mut Node, place: Span) -> Option<String> {
    let board = crate::tree::word(dashboard, "title").unwrap_or_default().to_owned();
    let is_at = |node: &Node| node.span.start <= place.start && place.start <= node.span.end;
    let Value::Map(keys) = &mut dashboard.value else { return None };
    let rows = keys.iter_mut().find(|(key, _)| key.value == "rows");
    let Some((_, Node { value: Value::List(rows), .. })) = rows else { return None };
    for row in rows {
        let is_row = is_at(row);
        let heading = crate::tree::word(row, "title").unwrap_or_default().to_owned();
        let panels = match &mut row.value {
            Value::List(panels) => Some(panels),
            Value::Map(keys) => keys.iter_mut().find_map(|(key, node)| match &mut node.value {
                Value::List(panels) if key.value == "panels" => Some(panels),
                _ => None,
            }),
            _ => None,
        };
        let Some(panels) = panels else { continue };
        if let Some(at) = panels.iter().position(is_at) {
            let panel = panels.remove(at);
            let raw = crate::tree::get(&panel, "raw").and_then(|raw| crate::tree::word(raw, "title"));
            let first =
                crate::tree::entries(&panel).first().and_then(|(key, _)| crate::tree::word(&panel, key));
            return Some(format!("{board}: {}", raw.or(first).unwrap_or_default()));
        }
        if let (true, Value::Map(keys)) = (is_row, &mut row.value)
            && let Some(at) = keys.iter().position(|entry| entry.0.value != "panels" && covers(entry, place))
        {
            let (key, _) = keys.remove(at);
            return Some(format!("{board}: `{}` of the row {heading}", key.value));
        }
    }
    None
}
