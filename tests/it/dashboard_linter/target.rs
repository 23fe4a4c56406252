//! Rules about the queries of panels.

use promql_parser::label::MatchOp;
use serde_json::Value;

use super::panel::panels;
use super::promql::{RATE_INTERVAL, Use, expand, parses, with_uses};
use super::{Finding, list_of, template, text_of};

/// What is wrong with the queries in one language.
fn told(dashboard: &Value, plugin: &str, problem: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for panel in panels(dashboard) {
        for target in list_of(panel, "/targets") {
            let own = text_of(target, "/datasource/type");
            let language = if own.is_empty() { template::plugin(dashboard) } else { own };
            if language == plugin {
                let place = text_of(panel, "/title").to_owned();
                let message = problem(text_of(target, "/expr"));
                findings.extend(message.map(|message| Finding { place, message }));
            }
        }
    }
    findings
}

/// The first selector of a query that a test finds fault with.
fn first(query: &str, dashboard: &Value, problem: impl Fn(&Use<'_>) -> Option<String>) -> Option<String> {
    let mut found = None;
    with_uses(query, dashboard, |selector| {
        if found.is_none() {
            found = problem(selector);
        }
    });
    found
}

/// A query is PromQL once the variables are put in.
pub(super) fn promql(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, "prometheus", |query| parses(&expand(query, dashboard)).err())
}

/// Growth per second is taken over a window that fits the zoom and the scrape interval.
pub(super) fn rate_interval(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, "prometheus", |query| {
        first(query, dashboard, |used| {
            let range = used.range.filter(|range| *range != RATE_INTERVAL)?;
            let function = used.function.filter(|name| matches!(*name, "rate" | "irate"))?;
            Some(format!("`{function}` over {range} s"))
        })
    })
}

/// Every selector is narrowed to the chosen job, or instance: its first condition on that label says so, or it fixes the label where
/// there is nothing to choose from. Unlike the original we leave recorded series alone: those labels have been added up.
pub(super) fn scope(dashboard: &Value, label: &str) -> Vec<Finding> {
    told(dashboard, "prometheus", |query| {
        first(query, dashboard, |used| {
            // What rules make.
            let recorded =
                used.selector.name.as_ref().is_some_and(|name| name.contains(':') || name == "ALERTS");
            let matcher = used.selector.matchers.matchers.iter().find(|matcher| matcher.name == label);
            let narrowed = matcher.is_some_and(|matcher| match matcher.op {
                MatchOp::Re(_) => matcher.value == format!("${label}"),
                MatchOp::Equal => !template::offers(dashboard, label),
                _ => false,
            });
            (!narrowed && !recorded).then(|| format!("{:?} is not narrowed by {label}", used.selector.name))
        })
    })
}

/// What is named like a counter is read by its growth.
pub(super) fn counter_aggregation(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, "prometheus", |query| {
        first(query, dashboard, |used| {
            let name = used.selector.name.as_deref().filter(|name| name.ends_with("_total"))?;
            let grows = matches!(used.function, Some("rate" | "irate" | "increase")) && used.range.is_some();
            (!grows).then(|| format!("{name} is read without its growth"))
        })
    })
}

/// A query to Loki is `LogQL`: as far as can be told without a parser for it, it selects streams, and its
/// brackets and quotes are closed.
pub(super) fn logql(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, "loki", |query| match unquoted(query) {
        None => Some("a quote is not closed".into()),
        Some(bare) if !balanced(&bare) => Some("brackets do not match".into()),
        Some(bare) if !selects_streams(&bare) => Some("no streams are selected".into()),
        Some(_) => None,
    })
}

/// Ranges in `LogQL` follow the zoom.
pub(super) fn logql_auto(dashboard: &Value) -> Vec<Finding> {
    told(dashboard, "loki", |query| {
        let bare = unquoted(query)?;
        let fixed = bare.split('[').skip(1).find(|rest| rest.split(']').next() != Some("$__auto"))?;
        Some(format!("a fixed range: [{fixed}"))
    })
}

/// The text without what stands in quotes; nothing if a quote is open at its end.
fn unquoted(query: &str) -> Option<String> {
    let mut bare = String::new();
    let mut open: Option<char> = None;
    let mut chars = query.chars();
    while let Some(c) = chars.next() {
        match open {
            Some('"') if c == '\\' => _ = chars.next(),
            Some(quote) if quote == c => open = None,
            Some(_) => {}
            None if matches!(c, '"' | '`') => open = Some(c),
            None => bare.push(c),
        }
    }
    open.is_none().then_some(bare)
}

fn balanced(bare: &str) -> bool {
    let mut open = Vec::new();
    for c in bare.chars() {
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

/// Streams have no name in front of their labels, and at least one label.
fn selects_streams(bare: &str) -> bool {
    let Some((before, rest)) = bare.split_once('{') else { return false };
    let named = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':');
    !named && rest.split('}').next().is_some_and(|labels| labels.contains(['=', '~']))
}
