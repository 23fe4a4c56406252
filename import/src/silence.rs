//! What today's originals get wrong stays as it is, and is silenced where it stands, with a reason that says so.

mod dashboards;
mod notifications;

pub(crate) use notifications::without_others;

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value};

use crate::tree::{Made, made};

/// What is not part of the spec, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Where it stands, if it is a rule: `rules.yaml:12`.
    pub place: Option<String>,
    /// Its key, if it is a rule.
    pub(crate) key: Option<String>,
}

impl LeftOut {
    fn new(name: String, finding: &Diagnostic) -> Self {
        Self { name, reason: finding.message.clone(), place: None, key: None }
    }
}

/// The reason that silenced findings have.
const REASON: &str = "imported";

/// Silences all that was found in a spec, or takes it out where that cannot be.
pub(crate) fn silence(
    root: &mut Node,
    findings: &[Diagnostic],
    left_out: &mut Vec<LeftOut>,
) -> Result<(), String> {
    let others_come = crate::tree::path(root, &["notifications", notifications::OTHERS]).is_some();
    findings.iter().try_for_each(|finding| one(root, finding, others_come, left_out))
}

fn one(
    root: &mut Node,
    finding: &Diagnostic,
    others_come: bool,
    left_out: &mut Vec<LeftOut>,
) -> Result<(), String> {
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
        if is_panel && dashboards::as_text_box(&mut entries[at].1, place) {
            let name = format!("a variable of {}", entries[at].0.value);
            left_out.push(LeftOut::new(name, finding));
            return Ok(());
        }
        let of_header = if is_panel { dashboards::without_header(&mut entries[at].1, place) } else { None };
        if let Some(name) = of_header {
            left_out.push(LeftOut::new(name, finding));
            return Ok(());
        }
        let panel = if is_panel { dashboards::without_panel(&mut entries[at].1, place) } else { None };
        if is_panel && panel.is_none() && dashboards::is_in_rows(&entries[at].1, place) {
            // It was taken out for another reason.
            return Ok(());
        }
        if let Some(name) = panel {
            left_out.push(LeftOut::new(name, finding));
        } else if let Some(name) =
            is_panel.then(|| dashboards::without_setting(&mut entries[at].1, place)).flatten()
        {
            left_out.push(LeftOut::new(name, finding));
        } else if finding.rule.is_fixed {
            let entry = entries.remove(at);
            left_out
                .push(LeftOut { key: Some(entry.0.value.clone()), ..LeftOut::new(called(&entry), finding) });
        } else if finding.rule == &gaugewright_spec::rules::UNUSED_ALLOW {
            disallow(&mut entries[at].1, place);
        } else {
            allow(&mut entries[at].1, finding.rule.code);
        }
        return Ok(());
    }
    if notifications::mended(sections, finding, others_come, left_out) {
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

/// What the rule is called that an entry tells: its key may be another one.
fn called((key, node): &Entry) -> String {
    let record = crate::tree::get(node, "record").and_then(|record| crate::tree::word(record, "name"));
    let own = || ["name", "record", "title"].into_iter().find_map(|name| crate::tree::word(node, name));
    record.or_else(own).unwrap_or(&key.value).to_owned()
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
