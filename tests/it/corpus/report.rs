//! What came out, as a page of the docs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Class, Fate, Outcome};

/// Writes the page, if it is not as it should be.
const UPDATE: &str = "UPDATE_EXPECTED=1 cargo test -p gaugewright-tests corpus";

/// The least share of the mistakes of a class that has to be caught, in percent.
const LEAST: usize = 95;

const CLASSES: [(Class, &str); 16] = [
    (Class::Metric, "a metric is misspelt"),
    (Class::Label, "a label is misspelt: in a matcher, a grouping, `on`, `group_left`"),
    (Class::Value, "a matcher has a value that does not occur"),
    (Class::Dropped, "a label is left out of `by`"),
    (Class::Window, "a window is as short as the time between two scrapes"),
    (Class::Function, "a function is another: `rate`, `increase`, `delta`, `avg_over_time`, `quantile`"),
    (Class::Scale, "a conversion is left out: `* 3600`, `* 100`, `/ 1024`"),
    (Class::Percent, "a share is compared with a percentage"),
    (Class::Unit, "a threshold has another unit"),
    (Class::Quantile, "a quantile is written in percent"),
    (Class::Bool, "`bool` where only the series that are left count"),
    (Class::Copied, "the dividend is a copy of the divisor"),
    (Class::Alternative, "one alternative of a regular expression is misspelt"),
    (Class::Literal, "a regular expression stands behind `=`"),
    (Class::Apart, "the two sides of an operator fix one label to different values"),
    (Class::Range, "a number that no value ever reaches"),
];

/// Compares the page with what came out, and each class with what it has to reach.
pub(super) fn compare(queries: usize, outcomes: &[Outcome]) {
    let page = page(queries, outcomes);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/checker-strength.md");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    for (class, name) in CLASSES {
        let (caught, escaped) = (count(outcomes, class, Fate::Caught), count(outcomes, class, Fate::Escaped));
        assert!(
            caught * 100 >= LEAST * (caught + escaped),
            "{name}: {caught} caught, {escaped} escaped\n{page}"
        );
        assert!(caught > 10, "{name}: only {caught}");
    }
    let outside = |fate| outcomes.iter().filter(|outcome| outcome.outside && outcome.fate == fate).count();
    let (caught, escaped) = (outside(Fate::Caught), outside(Fate::Escaped));
    assert!(caught * 100 >= LEAST * (caught + escaped), "of catalogues: {caught} caught, {escaped} escaped");
    assert_eq!(
        fs::read_to_string(path).unwrap_or_default(),
        page,
        "if this is as it should be, run\n    {UPDATE}"
    );
}

fn count(outcomes: &[Outcome], class: Class, fate: Fate) -> usize {
    outcomes.iter().filter(|outcome| outcome.class == class && outcome.fate == fate).count()
}

/// A row for each class, and one for all.
fn rows<'o>(page: &mut String, outcomes: impl IntoIterator<Item = &'o Outcome>) {
    let outcomes: Vec<&Outcome> = outcomes.into_iter().collect();
    let mut row = |name: &str, class: Option<Class>| {
        let of = |fate: Fate| {
            let all = outcomes.iter().filter(|outcome| class.is_none_or(|class| class == outcome.class));
            all.filter(|outcome| outcome.fate == fate).count()
        };
        let (caught, made) = (of(Fate::Caught), of(Fate::Caught) + of(Fate::Escaped));
        if let Some(tenths) = (caught * 1000).checked_div(made) {
            let (whole, tenth, invisible) = (tenths / 10, tenths % 10, of(Fate::Invisible));
            let _ = writeln!(page, "| {name} | {made} | {caught} | {whole}.{tenth} % | {invisible} |");
        }
    };
    for (class, name) in CLASSES {
        row(name, Some(class));
    }
    row("all", None);
}

fn page(queries: usize, outcomes: &[Outcome]) -> String {
    let mut page = format!(
        "<!-- Written by the tests (tests/it/corpus); not to be edited. -->\n\n\
         # How strong the checker is\n\n\
         `tests/corpus` holds {queries} queries, alerts and panels that are right, in the shapes that people write. The checker says \
         nothing\nabout any of them. Then each gets one mistake at a time, {} in all, and the checker has to notice.\n\n\
         Not counted is what no reader of the spec could know to be wrong: another value of an open label, a label \
         that nothing\nfurther out needs, `increase` for `rate` where nobody says a unit, any unit of outside metrics that have none.\n\n\
         | mistake | made | caught | share | not counted |\n|---|---|---|---|---|\n",
        outcomes.iter().filter(|outcome| outcome.fate != Fate::Invisible).count()
    );
    rows(&mut page, outcomes);
    let outside: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.outside).collect();
    let queries: BTreeSet<&str> = outside.iter().map(|outcome| outcome.item.as_str()).collect();
    let _ = write!(
        page,
        "\n## Over metrics of catalogues alone\n\n\
         Of these {} queries nobody has declared anything: what is known of their metrics is what the catalogues say. A class is left \
         out\nwhere nothing can be known to be wrong.\n\n\
         | mistake | made | caught | share | not counted |\n|---|---|---|---|---|\n",
        queries.len()
    );
    rows(&mut page, outside);
    page.push_str(
        "\n## What it promises\n\n\
         Whatever the checker says of a part of a query is compared with the answers of a real Prometheus, by random queries about \
         random\nspecs with random samples (`tests/it/end_to_end/promises.rs`): the labels that series can have and must have, what \
         these hold, the\nbounds of values, and that there is nothing at all. 400 queries are part of the tests. In a run of 150,000 on \
         2026-11-24 all of the\n557,823 parts kept their promises: 361,018 gave series, 38,155 were said to give none and gave none. \
         The dozen that had not, before,\nare kept as cases in `tests/promises`.\n",
    );
    page.push_str("\n## What escapes\n\n");
    let escaped = outcomes.iter().filter(|outcome| outcome.fate == Fate::Escaped);
    let mut lines: Vec<String> =
        escaped.map(|outcome| format!("- {}: {}\n", outcome.item, outcome.change)).collect();
    lines.sort();
    lines.dedup();
    if lines.is_empty() {
        page.push_str("Nothing.\n");
    }
    page.extend(lines);
    page
}
