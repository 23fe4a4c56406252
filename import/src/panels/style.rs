//! How panels are drawn, in the words of a spec: what most panels of a dashboard have is said once.

use std::collections::BTreeMap;

use gaugewright_spec::model::{
    Calculation, Draw, Gradient, Interpolation, LegendPlacement, Points, ShowSteps, Stacking, TooltipMode,
    ValueColor,
};
use gaugewright_spec::source::Span;
use gaugewright_spec::yaml::{Node, Value};

use super::leaves::word_at;
use super::overrides::word_of;
use super::{canonical, key};
use crate::tree::{Made, as_number, flag, items, list, listed, made, number, path};

/// How one panel is drawn: each key with what it says, and whether that is what its type has anyway.
pub(crate) type Looks = BTreeMap<&'static str, (Node, bool)>;

/// How a panel in today's form is drawn, as far as a spec has words for it.
pub(crate) fn looks(panel: &Node) -> Looks {
    let mut looks = Looks::new();
    let span = panel.span;
    let mut say = |key, node: Option<Node>, usual: &str| {
        if let Some(node) = node {
            let is_usual = canonical(&node) == usual;
            looks.insert(key, (node, is_usual));
        }
    };
    let custom = |key: &str| path(panel, &["fieldConfig", "defaults", "custom", key]);
    let theirs = |key: &str, usual: &'static str| match custom(key).map(|node| &node.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => usual.to_owned(),
    };
    let option = |keys: &[&str], usual: &'static str| word_at(panel, keys).unwrap_or(usual).to_owned();
    let word = |word: Option<&'static str>| word.map(|word| made(span, word));
    let kind = key(panel).unwrap_or_default();
    if kind == "timeseries" {
        let size = |key: &str, usual: f64, most: f64| {
            let size = custom(key).and_then(as_number).unwrap_or(usual);
            (size.fract() == 0.0 && (0.0..=most).contains(&size)).then(|| number(span, size))
        };
        let mode = option(&["fieldConfig", "defaults", "custom", "stacking", "mode"], "none");
        say("draw", word(word_of(&Draw::ALL, Draw::id, &theirs("drawStyle", "line"))), "\"line\"");
        say("line_width", size("lineWidth", 1.0, 10.0), "1");
        say("fill", size("fillOpacity", 0.0, 100.0), if mode == "none" { "10" } else { "40" });
        say("points", word(word_of(&Points::ALL, Points::id, &theirs("showPoints", "auto"))), "\"auto\"");
        let way = word_of(&Interpolation::ALL, Interpolation::id, &theirs("lineInterpolation", "linear"));
        say("interpolation", word(way), "\"linear\"");
        say(
            "gradient",
            word(word_of(&Gradient::ALL, Gradient::id, &theirs("gradientMode", "none"))),
            "\"none\"",
        );
        let steps = option(&["fieldConfig", "defaults", "custom", "thresholdsStyle", "mode"], "off");
        say("show_steps", word(word_of(&ShowSteps::ALL, ShowSteps::id, &steps)), "\"off\"");
        // How long a gap may be, a spec does not say.
        let connects = match custom("spanNulls").map(|node| &node.value) {
            Some(Value::Bool(connects)) => Some(*connects),
            Some(_) => None,
            None => Some(false),
        };
        say("connect_nulls", connects.map(|connects| flag(span, connects)), "false");
        say("stack", word(word_of(&Stacking::ALL, Stacking::id, &mode)), "\"none\"");
        let is_table = legend(panel) == Some("table");
        let values = legend_values(panel);
        let values = values.filter(|_| legend(panel) != Some("hidden"));
        say("legend_values", values, if is_table { r#"["mean","max","last"]"# } else { "[]" });
    }
    if !matches!(kind, "" | "stat" | "gauge" | "bargauge" | "table" | "heatmap" | "text") {
        let mode = option(&["options", "tooltip", "mode"], "single");
        let usual = if kind == "timeseries" { "\"all\"" } else { "\"one\"" };
        say("tooltip", word(word_of(&TooltipMode::ALL, TooltipMode::id, &mode)), usual);
        say("legend_style", word(legend(panel)), "\"list\"");
        let usual = if kind == "piechart" { "right" } else { "bottom" };
        let place = option(&["options", "legend", "placement"], usual);
        let place = word(word_of(&LegendPlacement::ALL, LegendPlacement::id, &place));
        let place = place.filter(|_| legend(panel) != Some("hidden"));
        say("legend_placement", place, &["\"", usual, "\""].concat());
    }
    if kind == "heatmap" {
        let mode = option(&["options", "tooltip", "mode"], "single");
        say("tooltip", word(word_of(&TooltipMode::ALL, TooltipMode::id, &mode)), "\"one\"");
        let is_off =
            path(panel, &["options", "legend", "show"]).map(canonical).is_some_and(|shown| shown == "false");
        say("legend_style", word(Some(if is_off { "hidden" } else { "list" })), "\"list\"");
    }
    if kind == "stat" {
        let steps = path(panel, &["fieldConfig", "defaults", "thresholds"])
            .map_or(&[][..], |scale| list(scale, "steps"));
        let mappings =
            path(panel, &["fieldConfig", "defaults", "mappings"]).map(canonical).unwrap_or_default();
        let has_colors = !steps.is_empty() || mappings.contains("\"color\"");
        let mode = option(&["options", "colorMode"], "value");
        let usual = if has_colors { "\"value\"" } else { "\"none\"" };
        say("color_mode", word(word_of(&ValueColor::ALL, ValueColor::id, &mode)), usual);
        let is_drawn = option(&["options", "graphMode"], "area") == "area";
        say("sparkline", Some(flag(span, is_drawn)), "false");
    }
    looks
}

fn legend(panel: &Node) -> Option<&'static str> {
    let legend = path(panel, &["options", "legend"]);
    let is_off = legend
        .and_then(|legend| crate::tree::get(legend, "showLegend"))
        .map(canonical)
        .is_some_and(|shown| shown == "false");
    match word_at(panel, &["options", "legend", "displayMode"]) {
        _ if is_off => Some("hidden"),
        Some("table") => Some("table"),
        Some("list") | None => Some("list"),
        Some(_) => None,
    }
}

fn legend_values(panel: &Node) -> Option<Node> {
    let span = panel.span;
    let calculations = path(panel, &["options", "legend", "calcs"]).map_or(&[][..], items);
    let words: Option<Vec<Node>> = calculations
        .iter()
        .map(|id| match &id.value {
            // The last of a series that is drawn is the last that there is.
            Value::Text(id) if id == "last" => Some("last"),
            Value::Text(id) => word_of(&Calculation::ALL, Calculation::id, id),
            _ => None,
        })
        .map(|word| word.map(|word| made(span, word)))
        .collect();
    words.map(|words| listed(span, words))
}

/// What is said once for all panels of a dashboard: for each key the word that saves most.
pub(crate) fn common(all: &[Looks], span: Span) -> Made {
    let mut common = Made::new(span);
    let keys: std::collections::BTreeSet<&str> = all.iter().flat_map(Looks::keys).copied().collect();
    for key in keys {
        let of_key: Vec<&(Node, bool)> = all.iter().filter_map(|looks| looks.get(key)).collect();
        let mut counts: BTreeMap<String, (i64, &Node)> = BTreeMap::new();
        for (node, is_usual) in of_key.iter().filter(|(_, is_usual)| !is_usual) {
            counts.entry(canonical(node)).or_insert((0, node)).0 += i64::from(!is_usual);
        }
        let Some((word, (count, node))) = counts.into_iter().max_by_key(|(_, (count, _))| *count) else {
            continue;
        };
        // Whoever has what is usual has to say so then.
        let others = of_key.iter().filter(|(node, is_usual)| *is_usual && canonical(node) != word).count();
        if count - i64::try_from(others).unwrap_or(i64::MAX) >= 2 {
            common.put(key, node.clone());
        }
    }
    common
}

/// What a panel has to say of how it is drawn, where the dashboard says this.
pub(crate) fn own(looks: &Looks, common: &Node, span: Span) -> Made {
    let mut own = Made::new(span);
    for (key, (node, is_usual)) in looks {
        let is_said = match crate::tree::get(common, key) {
            Some(common) => canonical(common) == canonical(node),
            None => *is_usual,
        };
        if !is_said {
            own.put(key, node.clone());
        }
    }
    own
}
