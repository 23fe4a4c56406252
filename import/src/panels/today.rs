//! A panel in the form that Grafana has today, and each thing in one way: what is written differently and means the same is equal
//! afterwards.

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::{Entry, Node, Value};

use super::{canonical, graph, heatmap, is_instant, key, plain, singlestat};
use crate::tree::{flag, get, list, listed, made, object, path, path_mut, set, word};

/// The panel in today's form.
pub(crate) fn today(source: &Source, panel: &Node) -> Node {
    let converted = match word(panel, "type") {
        Some("graph") => graph::as_timeseries(source, panel),
        Some("heatmap") => heatmap::as_today(source, panel),
        Some("text") => text(panel),
        Some("singlestat") => singlestat::as_today(source, panel),
        _ => None,
    };
    let mut panel = converted.unwrap_or_else(|| panel.clone());
    of_options(&mut panel);
    let is_moment = list(&panel, "targets").iter().all(is_instant);
    let letters = super::names(&panel);
    repeated(&mut panel);
    if let Some(Node { value: Value::Map(keys), .. }) =
        path_mut(&mut panel, &["fieldConfig", "defaults", "color"])
        && !keys.iter().any(|(key, mode)| {
            key.value == "mode" && ["\"fixed\"", "\"shades\""].contains(&canonical(mode).as_str())
        })
    {
        // It is what the editor would take next.
        keys.retain(|(key, _)| key.value != "fixedColor");
    }
    if let Some(fields) = path_mut(&mut panel, &["fieldConfig"]) {
        plain::colors(fields);
        if let Some(mappings) = path_mut(fields, &["defaults", "mappings"]) {
            *mappings = plain::mappings(mappings);
        }
        if let Some(unit) = path_mut(fields, &["defaults", "unit"]) {
            plain::unit(unit);
        }
        if let Some(Node { value, .. }) = path_mut(fields, &["defaults", "noValue"])
            && let Value::Number(number) = value
        {
            *value = Value::Text(std::mem::take(number));
        }
        if let Some(links) = path_mut(fields, &["defaults", "links"]) {
            *links = plain::links(links);
        }
        if let Some(overrides) = path_mut(fields, &["overrides"]) {
            *overrides = plain::overrides(overrides, &letters);
        }
    }
    if let Some(Node { value: Value::Text(text), .. }) = path_mut(&mut panel, &["description"])
        && text.trim().is_empty()
    {
        text.clear();
    }
    if let Some(links) = path_mut(&mut panel, &["links"]) {
        *links = plain::links(links);
    }
    if key(&panel) == Some("heatmap") {
        heatmap::plain(&mut panel);
    }
    if let Some(Node { value: Value::List(calculations), .. }) =
        path_mut(&mut panel, &["options", "legend", "calcs"])
    {
        calculations.iter_mut().for_each(plain::last_of_series);
    }
    if let Some(legend) = path_mut(&mut panel, &["options", "legend"])
        && (word(legend, "displayMode") == Some("hidden")
            || matches!(get(legend, "showLegend"), Some(Node { value: Value::Bool(false), .. })))
    {
        let span = legend.span;
        set(legend, "displayMode", made(span, "list"));
        set(legend, "showLegend", flag(span, false));
        // Nothing is seen of where it would stand and what it would say.
        if let Value::Map(keys) = &mut legend.value {
            keys.retain(|(key, _)| ["displayMode", "showLegend"].contains(&key.value.as_str()));
        }
    }
    // Of one value, the last one is the last that there is.
    if let Some(calculations) = path_mut(&mut panel, &["options", "reduceOptions", "calcs"])
        && is_moment
        && canonical(calculations) == r#"["last"]"#
    {
        *calculations = listed(calculations.span, vec![made(calculations.span, "lastNotNull")]);
    }
    if let Some(thresholds) = path_mut(&mut panel, &["fieldConfig", "defaults", "thresholds"]) {
        *thresholds = plain::thresholds(thresholds);
    }
    let is_plain_table = key(&panel) == Some("table")
        && shows_thresholds(&panel)
        && path(&panel, &["fieldConfig", "defaults", "thresholds", "steps"])
            .is_none_or(|steps| crate::tree::items(steps).is_empty());
    if is_plain_table && let Some(defaults) = path_mut(&mut panel, &["fieldConfig", "defaults"]) {
        let span = defaults.span;
        let first =
            object(span, [("color", made(span, "green")), ("value", Node { span, value: Value::Null })]);
        set(
            defaults,
            "thresholds",
            object(span, [("mode", made(span, "absolute")), ("steps", listed(span, vec![first]))]),
        );
    }
    if !shows_thresholds(&panel)
        && let Some(Node { value: Value::Map(defaults), .. }) =
            path_mut(&mut panel, &["fieldConfig", "defaults"])
    {
        defaults.retain(|(key, _)| key.value != "thresholds");
    }
    panel
}

/// Nothing is seen of how a panel would be repeated that is not.
fn repeated(panel: &mut Node) {
    let is_repeated = word(panel, "repeat").is_some_and(|by| !by.trim().is_empty());
    if let Value::Map(keys) = &mut panel.value
        && !is_repeated
    {
        keys.retain(|(key, _)| !["repeat", "repeatDirection", "maxPerRow"].contains(&key.value.as_str()));
    }
}

/// What values look like stood among the options once.
fn of_options(panel: &mut Node) {
    let Some(old) = path(panel, &["options", "fieldOptions"]).cloned() else { return };
    let span = old.span;
    if get(panel, "fieldConfig").is_none() {
        let keep = |key: &str, empty: Value| get(&old, key).cloned().unwrap_or(Node { span, value: empty });
        let fields = [
            ("defaults", keep("defaults", Value::Map(Vec::new()))),
            ("overrides", keep("overrides", Value::List(Vec::new()))),
        ];
        set(panel, "fieldConfig", object(span, fields));
    }
    if let Some(options) = path_mut(panel, &["options"]) {
        if let (Some(calculations), None) = (get(&old, "calcs"), get(options, "reduceOptions")) {
            set(options, "reduceOptions", object(span, [("calcs", calculations.clone())]));
        }
        if let Value::Map(keys) = &mut options.value {
            keys.retain(|(key, _)| key.value != "fieldOptions");
        }
    }
}

/// Texts of old stood in the panel itself.
fn text(panel: &Node) -> Option<Node> {
    let Value::Map(keys) = &panel.value else { return None };
    get(panel, "content")?;
    let is_option = |key: &str| ["content", "mode"].contains(&key);
    let (options, others): (Vec<Entry>, Vec<Entry>) =
        keys.iter().cloned().partition(|(key, _)| is_option(key));
    let mut panel = Node { span: panel.span, value: Value::Map(others) };
    if path(&panel, &["options", "content"]).is_none() {
        let options = Node { span: panel.span, value: Value::Map(options) };
        set(&mut panel, "options", options);
    }
    Some(panel)
}

/// Whether anything has the colors of the thresholds: every new panel has some.
fn shows_thresholds(panel: &Node) -> bool {
    let defaults = path(panel, &["fieldConfig", "defaults"]);
    let of = |keys: &[&str]| defaults.and_then(|defaults| path(defaults, keys));
    let is_word = |node: Option<&Node>, words: &[&str]| {
        node.is_some_and(|node| matches!(&node.value, Value::Text(text) if words.contains(&text.as_str())))
    };
    let overrides = path(panel, &["fieldConfig", "overrides"]).map(canonical).unwrap_or_default();
    let by_some = ["\"thresholds\"", "color-", "\"gauge\"", "thresholdsStyle"]
        .iter()
        .any(|word| overrides.contains(word));
    let has_lines =
        of(&["custom", "thresholdsStyle", "mode"]).is_some_and(|mode| !is_word(Some(mode), &["off"]));
    let mode = of(&["color", "mode"]);
    let by_value = match key(panel) {
        Some("stat") => {
            let is_plain = is_word(path(panel, &["options", "colorMode"]), &["none"]);
            !is_plain && (mode.is_none() || is_word(mode, &["thresholds"]))
        }
        Some("gauge" | "bargauge") => mode.is_none() || is_word(mode, &["thresholds"]),
        Some("table") => {
            let cells = of(&["custom", "cellOptions"]).or_else(|| of(&["custom", "displayMode"]));
            cells
                .is_some_and(|cells| canonical(cells).contains("color") || canonical(cells).contains("gauge"))
        }
        Some(_) => is_word(mode, &["thresholds"]),
        None => true,
    };
    by_some || has_lines || by_value
}
