//! Whether what a spec generates is what people had, rule by rule.
//!
//! Both sides are read anew and compared by what they say: queries in their normal form, texts as Prometheus fills them in. That two
//! queries are written differently is no difference; that a group is called otherwise is told.

mod asked;
mod facts;
mod header;
mod panels;
mod receivers;
mod report;
mod routes;
mod settings;
mod tests;
mod texts;

pub(crate) use asked::asked;
pub use asked::{Asked, Heard};
pub use facts::Sort;
pub(crate) use header::beside_header;
pub(crate) use panels::beside;
pub use report::{Report, json, markdown};
pub(crate) use routes::count_routes;
pub(crate) use settings::{RHYTHM, USUAL, settings};
pub(crate) use tests::of as tests;
pub use tests::{RuleTests, TestFile};

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::source::Source;
use gaugewright_spec::yaml::Node;

use crate::inputs::{Inputs, Skipped};
use crate::silence::LeftOut;
use facts::Fact;

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It says the same.
    Equal,
    /// Another rule says just that; one of the two is generated.
    Twice {
        /// Where that other one stands.
        first: String,
    },
    /// It says the same, for it is kept as it was.
    Raw,
    /// It says something else.
    Differs(Vec<Difference>),
    /// It stays where it is, and why: an imported spec does not say such things.
    Yours(String),
    /// It is not generated, and why.
    Missing(String),
}

/// A difference between a rule and what is generated for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key: `expr`, `labels.team`.
    pub key: String,
    /// What the file says; nothing if it has no such key.
    pub was: Option<String>,
    /// What is generated; nothing if that has no such key.
    pub is: Option<String>,
}

/// A rule, and what became of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub sort: Sort,
    /// Its name.
    pub name: String,
    /// Its group.
    pub group: String,
    /// Where it stands: `rules.yaml:12`.
    pub place: String,
    /// What became of it.
    pub verdict: Verdict,
}

/// Why a rule is missing that should not be.
pub const UNEXPLAINED: &str = "nothing of that name is generated";

/// All that a rule says, equal for those that say the same.
pub(crate) fn says(source: &Source, rule: &Node, group: &Node) -> Option<String> {
    facts::fact(source, rule, group).map(|fact| fact.key())
}

/// What dashboards say. Those that people have are read once, and compared again and again.
pub(crate) struct Shown(Vec<Fact>);

impl Shown {
    /// All that dashboards say.
    pub(crate) fn of(inputs: &Inputs) -> Self {
        Self(panels::of(inputs).into_iter().chain(header::of(inputs)).collect())
    }
}

/// Compares all rules of files, and what their dashboards say, with those that were generated from a spec.
pub(crate) fn compare(
    originals: &Inputs,
    shown: &Shown,
    generated: &Inputs,
    reasons: &Reasons<'_>,
) -> Vec<Item> {
    let routes = &routes::names(originals) & &routes::names(generated);
    let (rules, of_alertmanager) = (facts::of(originals), of_alertmanager(originals, &routes));
    let originals = rules.iter().chain(&shown.0).chain(&of_alertmanager);
    let made = facts::of(generated).into_iter().chain(Shown::of(generated).0);
    compared(originals.collect(), made.chain(self::of_alertmanager(generated, &routes)), reasons)
}

/// Compares the dashboards with these titles alone: their panels, and what stands above these.
pub(crate) fn compare_boards(shown: &Shown, generated: &Inputs, titles: &BTreeSet<String>) -> Vec<Item> {
    let reasons = Reasons::default();
    let asked = shown.0.iter().filter(|fact| titles.contains(&fact.group));
    compared(asked.collect(), Shown::of(generated).0, &reasons)
}

/// Why something is not generated.
#[derive(Default)]
pub(crate) struct Reasons<'r> {
    /// Of rules, by their places.
    of_rules: BTreeMap<&'r str, &'r str>,
    by_place: BTreeMap<String, &'r str>,
    by_name: BTreeMap<&'r str, &'r str>,
}

impl<'r> Reasons<'r> {
    /// Of rules that are not told, by their places, of all that was not read, and of what was left out.
    pub(crate) fn new(
        rules: &'r BTreeMap<String, String>,
        skipped: &'r [Skipped],
        left_out: &'r [LeftOut],
    ) -> Self {
        let unread = skipped.iter();
        let unread =
            unread.filter_map(|one| Some((format!("{}:{}", one.file, one.line?), one.reason.as_str())));
        let rules = rules.iter().map(|(place, reason)| (place.as_str(), reason.as_str()));
        let others = left_out.iter().filter_map(|left| Some((left.place.as_deref()?, left.reason.as_str())));
        let by_name = left_out.iter().map(|left| (left.name.as_str(), left.reason.as_str()));
        Self {
            of_rules: rules.chain(others).collect(),
            by_place: unread.collect(),
            by_name: by_name.collect(),
        }
    }

    fn of(&self, fact: &Fact) -> String {
        let name = match fact.sort {
            Sort::Route => "routes",
            Sort::Inhibition => "inhibit",
            _ => &fact.name,
        };
        let of_board = || self.by_name.get(fact.group.as_str()).filter(|_| fact.sort.is_of_dashboard());
        let by_place = self.of_rules.get(fact.place.as_str()).or_else(|| self.by_place.get(&fact.place));
        let reason = by_place.or_else(|| self.by_name.get(name)).or_else(of_board);
        reason.copied().unwrap_or(UNEXPLAINED).to_owned()
    }
}

fn compared(
    originals: Vec<&Fact>,
    generated: impl IntoIterator<Item = Fact>,
    reasons: &Reasons<'_>,
) -> Vec<Item> {
    let mut made: BTreeMap<(Sort, String), Vec<Fact>> = BTreeMap::new();
    for fact in generated {
        made.entry((fact.sort, fact.name.clone())).or_default().push(fact);
    }
    // Panels and headings of one title follow each other as they did, unless one is missing.
    let mut there: BTreeMap<(Sort, String), usize> = BTreeMap::new();
    for fact in originals.iter().filter(|fact| fact.sort.has_order()) {
        *there.entry((fact.sort, fact.name.clone())).or_default() += 1;
    }
    let is_rule = |fact: &Fact| matches!(fact.sort, Sort::Alert | Sort::Recording);
    let rules: BTreeSet<String> =
        originals.iter().filter(|fact| is_rule(fact)).map(|fact| fact.key()).collect();
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let mut items = Vec::new();
    for fact in originals {
        // A dashboard may show the same twice, and a tree ask it.
        let is_rule = is_rule(fact);
        let twin = first.get(&fact.key()).filter(|_| is_rule).cloned();
        let key = (fact.sort, fact.name.clone());
        // Another rule of its name is not what became of it.
        let is_left_out = is_rule && reasons.of_rules.contains_key(fact.place.as_str());
        let candidates = made.get_mut(&key).filter(|_| !is_left_out);
        let is_complete = candidates.as_ref().map(|all| all.len()) == there.get(&key).copied();
        let differences = match candidates {
            Some(all) if is_complete && fact.sort.has_order() => {
                there.entry(key).and_modify(|left| *left -= 1);
                Some(fact.differences(&all.remove(0)))
            }
            // What is generated for another rule of that name is not for this one.
            candidates => best(fact, candidates, |other| !is_rule || !rules.contains(&other.key())),
        };
        let verdict = match (differences, twin) {
            (Some(differences), None) if differences.is_empty() => Verdict::Equal,
            (_, Some(first)) => Verdict::Twice { first },
            (Some(differences), None) => Verdict::Differs(differences),
            (None, None) => Verdict::Missing(reasons.of(fact)),
        };
        if verdict == Verdict::Equal {
            first.insert(fact.key(), fact.place.clone());
        }
        let (name, group, place) = (fact.name.clone(), fact.group.clone(), fact.place.clone());
        items.push(Item { sort: fact.sort, name, group, place, verdict });
    }
    items
}

/// What an Alertmanager is told.
fn of_alertmanager(inputs: &Inputs, routes: &BTreeSet<String>) -> Vec<Fact> {
    routes::of(inputs, routes).into_iter().chain(receivers::of(inputs)).collect()
}

/// The differences from the candidate with the fewest, which is taken if there are none.
fn best(
    fact: &Fact,
    candidates: Option<&mut Vec<Fact>>,
    is_free: impl Fn(&Fact) -> bool,
) -> Option<Vec<Difference>> {
    let candidates = candidates?;
    let all = candidates.iter().map(|candidate| (fact.differences(candidate), candidate));
    let all = all.enumerate().map(|(at, (differences, candidate))| (at, differences, candidate));
    let mine = all.filter(|(_, differences, candidate)| differences.is_empty() || is_free(candidate));
    let (at, differences, _) = mine.min_by_key(|(_, differences, _)| differences.len())?;
    if differences.is_empty() {
        candidates.remove(at);
    }
    Some(differences)
}
