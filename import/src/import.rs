//! What people have, as a spec that gives it back.

use std::collections::{BTreeMap, BTreeSet};

use gaugewright_spec::model::Spec;
use gaugewright_spec::parallel;

use crate::alertmanager::SecretFile;
use crate::boards;
use crate::choices::Choices;
use crate::exposition::Exposition;
use crate::inputs::{File, Inputs, Skipped};
use crate::originals::{Originals, Told};
use crate::proof::{self, Item, Reasons, Report, Shown, Sort, Verdict, asked, compare};
use crate::silence::LeftOut;

/// A spec that was made of files.
#[derive(Debug)]
pub struct Imported {
    /// Its text.
    pub text: String,
    /// What it was made of.
    pub inputs: Inputs,
    /// What no spec can say, or no Prometheus would take.
    pub left_out: Vec<LeftOut>,
    /// The files that hold what is secret.
    pub secrets: Vec<SecretFile>,
}

/// How often panels are told anew: with keys, with more beside them, and as they are.
const MAX_PASSES: usize = 3;

/// A spec that was made of files, and what became of everything in them.
pub type Proven = (Imported, Report);

/// Makes a spec of that name of files, with what scrapes say of metrics, and compares what is generated from it with them. What the keys of a
/// spec do not give back of a panel stands beside them as Grafana spells it; if that is not possible, the whole panel is kept as it is.
///
/// # Errors
/// Why no spec could be made, or nothing generated from it, in words.
pub fn import(
    files: &[File],
    scrapes: &[Exposition],
    name: &str,
    generate: impl Fn(&Spec) -> Result<Vec<File>, String> + Sync,
) -> Result<Proven, String> {
    let mut originals = Originals::read(files, scrapes)?;
    let shown = Shown::of(&originals.inputs);
    let mut choices = drafted(&originals, &shown, &generate)?;
    let mut passes = 0;
    loop {
        let Told { text, left_out, lost, spec } = originals.told(name, &choices)?;
        let generated = Inputs::read(&generate(&spec)?);
        let reasons = Reasons::new(originals.unread(), &originals.inputs.skipped, &left_out);
        let items = compare(&originals.inputs, &shown, &generated, &reasons);
        // Beside rules panels may say something else than in a draft.
        if passes == MAX_PASSES || choose(&originals.inputs, &items, &mut choices).is_empty() {
            originals.note(&left_out, lost);
            let report = reported(&originals, &generated, items, &left_out, &choices);
            let Originals { inputs, secrets, .. } = originals;
            return Ok((Imported { text, inputs, left_out, secrets }, report));
        }
        passes += 1;
    }
}

/// How many dashboards are drafted together: what is found in one of them has all of them read anew.
const DRAFTED: usize = 16;

/// How panels are told, found with dashboards alone: a part of them on each processor.
fn drafted(
    originals: &Originals,
    shown: &Shown,
    generate: &(impl Fn(&Spec) -> Result<Vec<File>, String> + Sync),
) -> Result<Choices, String> {
    let boards = boards::titled(&originals.inputs).into_iter();
    let all: Vec<String> = boards.map(|(_, title)| title.value).collect();
    let chunks: Vec<&[String]> = all.chunks(DRAFTED).collect();
    let mut choices = Choices::default();
    for found in parallel::map(&chunks, |titles| draft(originals, shown, titles, generate)) {
        let found = found?;
        choices.kept.extend(found.kept);
        choices.beside.extend(found.beside);
    }
    Ok(choices)
}

/// The same for the dashboards with these titles: with all of them, and then with those in which something is told otherwise.
fn draft(
    originals: &Originals,
    shown: &Shown,
    titles: &[String],
    generate: &impl Fn(&Spec) -> Result<Vec<File>, String>,
) -> Result<Choices, String> {
    let mut choices = Choices::default();
    let mut titles: BTreeSet<String> = titles.iter().cloned().collect();
    for _ in 0..MAX_PASSES {
        if titles.is_empty() {
            break;
        }
        let generated = Inputs::read(&generate(&originals.draft(&choices, &titles)?)?);
        let items = proof::compare_boards(shown, &generated, &titles);
        titles = choose(&originals.inputs, &items, &mut choices);
    }
    Ok(choices)
}

fn reported(
    originals: &Originals,
    generated: &Inputs,
    mut items: Vec<Item>,
    left_out: &[LeftOut],
    choices: &Choices,
) -> Report {
    let inputs = &originals.inputs;
    let raw = boards::raw(inputs, choices);
    for item in items.iter_mut().filter(|item| item.verdict == Verdict::Equal && raw.contains(&item.place)) {
        item.verdict = Verdict::Raw;
    }
    items.extend(proof::settings(inputs, generated));
    let mut skipped = inputs.skipped.clone();
    // What is no rule and no panel is missing from no list.
    let others = left_out.iter().filter(|left| !items.iter().any(|item| item.name == left.name));
    skipped.extend(others.map(|left| Skipped {
        file: left.name.clone(),
        line: None,
        reason: left.reason.clone(),
        is_other: false,
    }));
    let asked = asked(inputs, generated);
    let tests = proof::tests(inputs, generated, &items);
    let (secrets, broken) = (originals.secrets.clone(), inputs.broken.len());
    Report { items, skipped, asked, secrets, broken, tests }
}

/// Tells otherwise what was not given back. The titles of the dashboards in which something is.
fn choose(inputs: &Inputs, items: &[Item], choices: &mut Choices) -> BTreeSet<String> {
    let is_other = |item: &&Item| item.sort == Sort::Panel && !item.is_given_back();
    let mut differing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items.iter().filter(is_other) {
        if let (Verdict::Differs(differences), false) =
            (&item.verdict, choices.beside.contains_key(&item.place))
        {
            let keys = differences.iter().map(|difference| difference.key.clone()).collect();
            differing.insert(item.place.clone(), keys);
        }
    }
    let is_of_header = |item: &&Item| {
        matches!(item.sort, Sort::Dashboard | Sort::Variable | Sort::Link | Sort::Annotation)
            && !item.is_given_back()
    };
    let of_header = items.iter().filter(is_of_header).filter_map(|item| match &item.verdict {
        Verdict::Differs(differences) if !choices.beside.contains_key(&item.place) => {
            Some((item.place.clone(), (item.sort, differences.as_slice())))
        }
        _ => None,
    });
    let others: Vec<&Item> = items.iter().filter(|item| is_other(item) || is_of_header(item)).collect();
    let boards: BTreeSet<String> = others.iter().map(|item| item.group.clone()).collect();
    let mut beside = proof::beside_header(inputs, &boards, &of_header.collect());
    beside.extend(proof::beside(inputs, &boards, &differing));
    let mut titles = BTreeSet::new();
    for item in others {
        let is_new = match beside.get(&item.place) {
            Some(keys) => choices.beside.insert(item.place.clone(), keys.clone()).is_none(),
            None => choices.kept.insert(item.place.clone()),
        };
        if is_new {
            titles.insert(item.group.clone());
        }
    }
    titles
}
