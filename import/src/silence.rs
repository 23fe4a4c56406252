//! What today's originals get wrong stays as it is, and is silenced where it stands, with a reason that says so.

use gaugewright_spec::diagnostic::{Diagnostic, Severity};
use gaugewright_spec::source::{Source, Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value, parse_documents};

use crate::tree::{Made, made};

/// What is not part of the spec, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// The reason that silenced findings have.
const REASON: &str = "imported";

/// The spec with all that was found silenced, or taken out where that cannot be; nothing if there is nothing to do.
pub(crate) fn silenced(
    source: &Source,
    findings: &[Diagnostic],
    left_out: &mut Vec<LeftOut>,
) -> Result<Option<Node>, String> {
    let worth = |finding: &&Diagnostic| finding.severity >= Severity::Warning;
    let findings: Vec<&Diagnostic> = findings.iter().filter(worth).collect();
    if findings.is_empty() {
        return Ok(None);
    }
    let whole = Span::new(0, source.text().len());
    let mut documents = parse_documents(source, whole).map_err(|error| error.message.clone())?;
    let mut root = documents.pop().ok_or("there is nothing in it")?;
    for finding in findings {
        one(&mut root, finding, left_out)?;
    }
    Ok(Some(root))
}

fn one(root: &mut Node, finding: &Diagnostic, left_out: &mut Vec<LeftOut>) -> Result<(), String> {
    let place = finding.span();
    let Value::Map(sections) = &mut root.value else { return Ok(()) };
    // Sections, and how many levels below them those are that findings can be silenced in.
    for (section, depth) in [("alerts", 1), ("queries", 0), ("dashboards", 0)] {
        let Some((_, node)) = sections.iter_mut().find(|(key, _)| key.value == section) else { continue };
        let is_here = node.span.start <= place.start && place.start <= node.span.end;
        let Some(entries) = entries_at(node, place, depth) else { continue };
        let Some(at) = entries.iter().position(|entry| covers(entry, place)) else {
            if is_here && finding.rule.is_fixed {
                // It was taken out for another reason.
                return Ok(());
            }
            continue;
        };
        let is_panel = finding.rule.is_fixed && section == "dashboards";
        if is_panel && as_text_box(&mut entries[at].1, place) {
            let name = format!("a variable of {}", entries[at].0.value);
            left_out.push(LeftOut { name, reason: finding.message.clone() });
            return Ok(());
        }
        let panel = if is_panel { without_panel(&mut entries[at].1, place) } else { None };
        if is_panel && panel.is_none() && is_in_rows(&entries[at].1, place) {
            // It was taken out for another reason.
            return Ok(());
        }
        if let Some(name) = panel {
            left_out.push(LeftOut { name, reason: finding.message.clone() });
        } else if finding.rule.is_fixed {
            let (name, _) = entries.remove(at);
            left_out.push(LeftOut { name: name.value, reason: finding.message.clone() });
        } else if finding.rule == &gaugewright_spec::rules::UNUSED_ALLOW {
            disallow(&mut entries[at].1, place);
        } else {
            allow(&mut entries[at].1, finding.rule.code);
        }
        return Ok(());
    }
    if finding.rule.is_fixed {
        let helps = finding.helps.iter().map(|help| format!(": {help}"));
        return Err(finding.message.clone() + &helps.collect::<String>());
    }
    let nowhere = Span::new(0, 0);
    let checks = sections.iter_mut().find(|(key, _)| key.value == "checks");
    let off = (Spanned::new(finding.rule.code.to_owned(), nowhere), made(nowhere, "off"));
    match checks {
        Some((_, Node { value: Value::Map(checks), .. }))
            if !checks.iter().any(|(code, _)| code.value == off.0.value) =>
        {
            checks.push(off);
        }
        _ => {}
    }
    Ok(())
}

/// Makes a text box of the variable at a place. Whether there is one.
fn as_text_box(dashboard: &mut Node, place: Span) -> bool {
    let Value::Map(keys) = &mut dashboard.value else { return false };
    let variables = keys.iter_mut().find(|(key, _)| key.value == "variables");
    let Some((_, Node { value: Value::Map(variables), .. })) = variables else { return false };
    let Some((_, variable)) = variables.iter_mut().find(|entry| covers(entry, place)) else { return false };
    let span = variable.span;
    *variable = crate::tree::object(span, [("textbox", made(span, ""))]);
    true
}

fn is_in_rows(dashboard: &Node, place: Span) -> bool {
    let rows = crate::tree::get(dashboard, "rows");
    rows.is_some_and(|rows| rows.span.start <= place.start && place.start <= rows.span.end)
}

/// Takes the panel at a place out of a dashboard, or the key of a row. Gives what it is called, if there is one.
fn without_panel(dashboard: &mut Node, place: Span) -> Option<String> {
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

/// The entries some levels below a mapping, on the way to a place.
fn entries_at(node: &mut Node, place: Span, depth: usize) -> Option<&mut Vec<Entry>> {
    let Value::Map(entries) = &mut node.value else { return None };
    if depth == 0 {
        return Some(entries);
    }
    let (_, below) = entries.iter_mut().find(|entry| covers(entry, place))?;
    entries_at(below, place, depth - 1)
}

fn covers((key, value): &Entry, place: Span) -> bool {
    key.span.start <= place.start && place.start <= value.span.end.max(key.span.end)
}

/// Takes out what silences nothing.
fn disallow(owner: &mut Node, place: Span) {
    let Value::Map(entries) = &mut owner.value else { return };
    for (_, allow) in entries.iter_mut().filter(|(key, _)| key.value == "allow") {
        if let Value::Map(codes) = &mut allow.value {
            codes.retain(|(code, _)| code.span != place);
        }
    }
    entries.retain(|(key, value)| key.value != "allow" || !crate::tree::entries(value).is_empty());
}

/// Silences a rule at an alert, a query or a dashboard.
fn allow(owner: &mut Node, code: &str) {
    let nowhere = Span::new(0, 0);
    if let Value::Text(_) = owner.value {
        // A query that is just its text.
        let mut query = Made::new(owner.span);
        query.put("expr", owner.clone());
        *owner = query.node();
    }
    let Value::Map(entries) = &mut owner.value else { return };
    let silence = (Spanned::new(code.to_owned(), nowhere), made(nowhere, REASON));
    match entries.iter_mut().find(|(key, _)| key.value == "allow") {
        Some((_, Node { value: Value::Map(codes), .. })) => {
            if !codes.iter().any(|(known, _)| known.value == code) {
                codes.push(silence);
            }
        }
        _ => {
            let allow = Node { span: nowhere, value: Value::Map(vec![silence]) };
            entries.push((Spanned::new("allow".to_owned(), nowhere), allow));
        }
    }
}
