//! How well the checker tells right from wrong. `tests/corpus` holds queries, alerts and panels that are right: of none
//! of them anything may be said. Then a mistake is made in each, one at a time, of every class that fits: it has to
//! be found. What came out stands in `docs/checker-strength.md`.

mod apart;
mod edits;
mod items;
mod report;
mod slips;
mod thresholds;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::thread;

use gaugewright_spec::promql::{Dialect, parse};
use serde_json::Value;

use items::{Item, check};

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Metric,
    Label,
    Value,
    Dropped,
    Window,
    Function,
    Scale,
    Percent,
    Unit,
    Quantile,
    Bool,
    Copied,
    Alternative,
    Literal,
    Apart,
    Range,
}

/// What became of a query with one mistake.
struct Outcome {
    class: Class,
    /// File and name of the query.
    item: String,
    /// What is written in place of what.
    change: String,
    fate: Fate,
    /// Whether all metrics of the query are those of catalogues.
    outside: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// The checker says something.
    Caught,
    /// It does not.
    Escaped,
    /// Nothing in the spec says that this is wrong.
    Invisible,
}

#[test]
fn right_queries_are_left_alone() {
    let mut wrong = String::new();
    for (name, text) in items::files() {
        let source = gaugewright_spec::source::Source::new(format!("{name}.yaml"), text);
        for finding in gaugewright_spec::load_on(&source, None).findings {
            let _ = writeln!(wrong, "{}\n", gaugewright_spec::render::human(&finding, &source, false));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let items = items::all();
    assert!(items.len() >= 500, "only {} queries", items.len());
}

#[test]
fn mistakes_are_caught() {
    let items = items::all();
    let half = items.len() / 2;
    let (left, right) = items.split_at(half);
    let outcomes = |items: &[Item]| items.iter().flat_map(mistakes).collect::<Vec<_>>();
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let other = scope.spawn(|| outcomes(right));
        let mut all = outcomes(left);
        all.extend(other.join().expect("no panic"));
        all
    });
    report::compare(items.len(), &outcomes);
}

/// Makes every mistake in one query.
fn mistakes(item: &Item) -> Vec<Outcome> {
    let sound = check(&item.spec);
    assert!(sound.findings.is_empty(), "{}: {:?}", item.name, sound.findings);
    let spec = sound.spec.expect("a sound spec");
    let text = item.text();
    let expr = parse(text, Dialect { variables: true }).expect("a sound query");
    // Of outside metrics without a unit nothing follows.
    let has_units = edits::metrics(&expr)
        .iter()
        .all(|series| edits::metric_of(&spec, series).is_some_and(|metric| metric.unit.is_some()));
    let of_catalogue =
        |series: &String| edits::metric_of(&spec, series).is_some_and(|metric| metric.span.is_none());
    let names = edits::metrics(&expr);
    let outside = !names.is_empty() && names.iter().all(of_catalogue);
    let around = edits::Surroundings {
        spec: &spec,
        named: placeholders(&item.spec),
        has_unit: thresholds::has_unit(item) && has_units,
    };
    let all = edits::of(&expr, &around).into_iter().chain(slips::of(&expr, &around)).chain(apart::of(&expr));
    let edits = all.map(|edit| {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let changed = format!("{}{}{}", &text[..start], edit.text, &text[end..]);
        let change = format!("`{}` → `{}`", &text[start..end], edit.text);
        (edit.class, change, item.with_text(&changed), edit.visible)
    });
    let outcome = |(class, change, spec, visible): (Class, String, Value, bool)| {
        let fate = match visible {
            // Were it found all the same, that would be no merit.
            false => Fate::Invisible,
            true if check(&spec).findings.is_empty() => Fate::Escaped,
            true => Fate::Caught,
        };
        Outcome { class, item: item.name.clone(), change, fate, outside }
    };
    edits.chain(thresholds::of(item, &spec, has_units)).map(outcome).collect()
}

/// The labels that legends and annotations name: `{{ provider }}`.
fn placeholders(spec: &Value) -> BTreeSet<String> {
    let text = format!("{} {}", spec["alerts"], spec["dashboards"]);
    let inside = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let names = inside.map(|name| name.trim().trim_start_matches("$labels.").to_owned());
    // An alert has these by itself.
    names.filter(|name| !matches!(name.as_str(), "component" | "severity")).collect()
}
