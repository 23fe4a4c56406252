//! Queries that an alert asks, and another alert or a panel too: they get a name, so that they are said and changed once.

use std::collections::BTreeMap;

use gaugewright_spec::promql::{self, Dialect, Expr, print};
use gaugewright_spec::source::{Span, Spanned};
use gaugewright_spec::yaml::{Entry, Node, Value};

use crate::names::Names;
use crate::panels;
use crate::tree::{entries, get, word};

/// A query that is shorter says as much as a name does.
const MIN_LENGTH: usize = 30;

/// The longest title that is a name.
const MAX_TITLE: usize = 40;

/// Who asks a query.
struct Use {
    is_alert: bool,
    /// The alert's key, or the title of a panel that asks nothing else.
    name: Option<String>,
}

/// Names the queries of a spec that are shared. The names that were given.
pub(crate) fn named(spec: &mut Node) -> Vec<String> {
    let mut uses: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    let recorded: Vec<String> =
        get(spec, "queries").map_or(&[][..], entries).iter().filter_map(recorded).collect();
    each(spec, &mut |asked, by| {
        if let Some(query) = word(asked, "expr").and_then(shareable).filter(|query| !recorded.contains(query))
        {
            uses.entry(query).or_default().push(by);
        }
    });
    uses.retain(|_, uses| uses.len() > 1 && uses.iter().any(|by| by.is_alert));
    let mut taken = Names::default();
    for (key, _) in get(spec, "queries").map_or(&[][..], entries) {
        taken.free(std::slice::from_ref(&key.value));
    }
    let chosen: BTreeMap<String, String> =
        uses.iter().map(|(query, uses)| (query.clone(), taken.free_word(&name(uses)))).collect();
    let mut texts: Vec<(String, Node)> = Vec::new();
    each(spec, &mut |asked, _| {
        let name = word(asked, "expr").and_then(shareable).and_then(|query| chosen.get(&query));
        let (Some(name), Value::Map(entries)) = (name, &mut asked.value) else { return };
        if let Some((key, expr)) = entries.iter_mut().find(|(key, _)| key.value == "expr") {
            "query".clone_into(&mut key.value);
            let asked = Node { span: expr.span, value: Value::Text(name.clone()) };
            let text = std::mem::replace(expr, asked);
            if !texts.iter().any(|(known, _)| known == name) {
                texts.push((name.clone(), text));
            }
        }
    });
    put(spec, texts);
    chosen.into_values().collect()
}

/// The query of a recording rule.
fn recorded((_, query): &Entry) -> Option<String> {
    let expr = promql::parse(word(query, "expr")?, Dialect { variables: true }).ok()?;
    Some(print(&expr))
}

/// A query in one form, if a name says more than it does. Comments are part of how it is written, and variables of a dashboard mean nothing to an
/// alert.
fn shareable(query: &str) -> Option<String> {
    if query.contains(['#', '$']) {
        return None;
    }
    let expr = promql::parse(query, Dialect { variables: false }).ok()?;
    let is_bare = matches!(expr, Expr::Vector(_));
    let text = print(&expr);
    let is_sound = promql::type_check(&expr).is_ok();
    (!is_bare && is_sound && text.len() >= MIN_LENGTH).then_some(text)
}

/// What a person calls it: as the panel that shows nothing else, or as the alerts, by the words that all of them begin with.
fn name(uses: &[Use]) -> String {
    let titles = uses.iter().filter(|by| !by.is_alert).filter_map(|by| by.name.as_deref());
    let title = titles.map(words).find(|words| words.len() > 1 && words.concat().len() <= MAX_TITLE);
    let mut alerts = uses.iter().filter(|by| by.is_alert).filter_map(|by| by.name.as_deref()).map(words);
    let first = alerts.next().unwrap_or_default();
    let common = alerts.fold(first.clone(), |common, other| {
        common.into_iter().zip(other).take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
    });
    let of_alerts = if common.len() > 1 { common } else { first };
    title.unwrap_or(of_alerts).join("_")
}

/// `HighCPULoad (page)` is `high`, `cpu`, `load`, `page`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = text.chars().collect();
    let mut is_open = false;
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            is_open = false;
            continue;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        let is_next_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| !before.is_ascii_uppercase() || is_next_small);
        if !is_open || begins {
            words.push(String::new());
        }
        is_open = true;
        words.iter_mut().next_back().into_iter().for_each(|word| word.push(letter.to_ascii_lowercase()));
    }
    words
}

/// Calls with everything that asks a query: alerts, and panels or their queries.
fn each(spec: &mut Node, see: &mut impl FnMut(&mut Node, Use)) {
    for (section, node) in map(spec) {
        for (_, below) in map(node) {
            match section.value.as_str() {
                "alerts" => {
                    for (key, alert) in map(below) {
                        see(alert, Use { is_alert: true, name: Some(key.value.clone()) });
                    }
                }
                "dashboards" => each_panel(below, see),
                _ => {}
            }
        }
    }
}

fn each_panel(dashboard: &mut Node, see: &mut impl FnMut(&mut Node, Use)) {
    let Some((_, rows)) = map(dashboard).iter_mut().find(|(key, _)| key.value == "rows") else { return };
    for row in list(rows) {
        let panels = match &row.value {
            Value::Map(_) => {
                map(row).iter_mut().find(|(key, _)| key.value == "panels").map(|(_, panels)| panels)
            }
            _ => Some(row),
        };
        for panel in panels.map_or(&mut [][..], list) {
            let title = panels::told_title(panel).map(str::to_owned);
            see(panel, Use { is_alert: false, name: title });
            let queries = map(panel).iter_mut().find(|(key, _)| key.value == "queries");
            for query in queries.map_or(&mut [][..], |(_, queries)| list(queries)) {
                see(query, Use { is_alert: false, name: None });
            }
        }
    }
}

fn map(node: &mut Node) -> &mut [Entry] {
    match &mut node.value {
        Value::Map(entries) => entries,
        _ => &mut [],
    }
}

fn list(node: &mut Node) -> &mut [Node] {
    match &mut node.value {
        Value::List(items) => items,
        _ => &mut [],
    }
}

/// Puts named queries behind those that there are, above what asks them.
fn put(spec: &mut Node, texts: Vec<(String, Node)>) {
    let nowhere = Span::new(0, 0);
    let more = texts.into_iter().map(|(name, text)| (Spanned::new(name, nowhere), text));
    if let Some(Node { value: Value::Map(queries), .. }) = crate::tree::path_mut(spec, &["queries"]) {
        queries.extend(more);
        return;
    }
    let queries: Vec<Entry> = more.collect();
    let Value::Map(sections) = &mut spec.value else { return };
    let at = sections.iter().position(|(key, _)| ["severities", "alerts"].contains(&key.value.as_str()));
    if let (Some(at), false) = (at, queries.is_empty()) {
        let key = Spanned::new("queries".to_owned(), nowhere);
        sections.insert(at, (key, Node { span: nowhere, value: Value::Map(queries) }));
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_consist_of_words() {
        for (text, expected) in [
            ("HighCPULoad (page)", "high_cpu_load_page"),
            ("CPU usage, in %", "cpu_usage_in"),
            ("node_disk-full5m", "node_disk_full5m"),
            ("Übergröße", "bergr_e"),
            ("…", ""),
        ] {
            assert_eq!(words(text).join("_"), expected);
        }
    }
}
