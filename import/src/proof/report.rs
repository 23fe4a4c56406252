//! What became of everything, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Asked, Item, RuleTests, Sort, Verdict};
use crate::alertmanager::SecretFile;
use crate::inputs::Skipped;

/// What became of everything in files.
#[derive(Debug)]
pub struct Report {
    /// Every rule, panel, variable, link, annotation, route, inhibition and receiver.
    pub items: Vec<Item>,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// Both trees of routes, asked.
    pub asked: Asked,
    /// The files that hold what is secret.
    pub secrets: Vec<SecretFile>,
    /// How many texts look like monitoring and are no YAML or JSON: nothing is known of what they say.
    pub broken: usize,
    /// Tests of rules, and how they are run against those that are generated.
    pub tests: RuleTests,
}

impl Sort {
    /// All of them, with their names for people.
    pub const ALL: [(Self, &'static str, &'static str); 12] = [
        (Self::Alert, "alert", "alerts"),
        (Self::Recording, "recording rule", "recording rules"),
        (Self::Dashboard, "dashboard", "dashboards"),
        (Self::Row, "row heading", "row headings"),
        (Self::Panel, "panel", "panels"),
        (Self::Variable, "variable", "variables"),
        (Self::Link, "link", "links"),
        (Self::Annotation, "annotation", "annotations"),
        (Self::Route, "route", "routes"),
        (Self::Inhibition, "inhibition", "inhibitions"),
        (Self::Receiver, "receiver", "receivers"),
        (Self::Setting, "setting of Prometheus", "settings of Prometheus"),
    ];

    /// The name of one.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(sort, ..)| *sort == self).map_or("", |(_, name, _)| name)
    }
}

impl Report {
    /// How many rules of a sort there are that a spec can have, and how many of them the spec gives back.
    pub fn count(&self, sort: Sort) -> (usize, usize) {
        let of_sort = || self.items.iter().filter(|item| item.sort == sort && !item.is_yours());
        (of_sort().count(), of_sort().filter(|item| item.is_given_back()).count())
    }

    /// Whether the spec gives back everything that was there.
    pub fn is_whole(&self) -> bool {
        self.broken == 0
            && self.items.iter().all(|item| item.is_given_back() || item.is_yours())
            && self.asked.differing.is_empty()
    }

    /// How many of a sort stay where they are.
    fn yours(&self, sort: Sort) -> usize {
        self.items.iter().filter(|item| item.sort == sort && item.is_yours()).count()
    }

    /// How many of a sort are kept raw.
    pub fn raw(&self, sort: Sort) -> usize {
        self.items.iter().filter(|item| item.sort == sort && item.verdict == Verdict::Raw).count()
    }
}

impl Item {
    /// Whether it stays where it is.
    fn is_yours(&self) -> bool {
        matches!(self.verdict, Verdict::Yours(_))
    }

    /// Whether the spec gives it back.
    pub fn is_given_back(&self) -> bool {
        matches!(self.verdict, Verdict::Equal | Verdict::Raw | Verdict::Twice { .. })
    }
}

/// The report as Markdown.
pub fn markdown(report: &Report) -> String {
    let mut text = "# What became of your monitoring\n\nEverything was compared with what the spec generates: queries in a normal form, labels, texts, times, and who is told.\n\n| | there were | the spec gives back |\n|---|---|---|\n".to_owned();
    for (sort, _, name) in Sort::ALL {
        let (all, given_back) = report.count(sort);
        let is_of_rules = matches!(sort, Sort::Alert | Sort::Recording | Sort::Panel);
        let yours = report.yours(sort);
        if all + yours > 0 || is_of_rules {
            let raw = match report.raw(sort) {
                0 => String::new(),
                raw => format!(", {raw} of them raw"),
            };
            let stay = if yours > 0 { format!(", {yours} stay as they are") } else { String::new() };
            let _ = writeln!(text, "| {name} | {} | {given_back}{raw}{stay} |", all + yours);
        }
    }
    if !report.asked.sets.is_empty() {
        let (sets, differing) = (report.asked.sets.len(), report.asked.differing.len());
        let same = if differing == 0 {
            "the same becomes of each".to_owned()
        } else {
            format!("what differs is listed below, {differing} kinds of it")
        };
        let _ = writeln!(
            text,
            "\nBoth trees of routes were asked for {sets} sets of labels, for every path and every alert on it: {same}."
        );
    }
    secrets(report, &mut text);
    rule_tests(&report.tests, &mut text);
    let all = report.items.iter().chain(&report.asked.differing);
    let others: Vec<&Item> = all.filter(|item| !item.is_given_back() && !item.is_yours()).collect();
    if !others.is_empty() {
        text.push_str("\n## Not given back\n\n");
        for item in others {
            let _ =
                writeln!(text, "- {} ({}): {}", code(&item.name), code(&item.place), reason(&item.verdict));
        }
    }
    let yours: Vec<&Item> = report.items.iter().filter(|item| item.is_yours()).collect();
    if !yours.is_empty() {
        text.push_str("\n## Stays in your own configuration of Prometheus\n\n");
        for item in yours {
            let _ =
                writeln!(text, "- {} ({}): {}", code(&item.name), code(&item.place), reason(&item.verdict));
        }
    }
    let unread: Vec<&Skipped> = report.skipped.iter().filter(|skipped| !skipped.is_other).collect();
    if !unread.is_empty() {
        text.push_str("\n## Not imported\n\n");
        for skipped in unread {
            let line = skipped.line.map(|line| format!(":{line}")).unwrap_or_default();
            let _ =
                writeln!(text, "- {}: {}", code(&format!("{}{line}", skipped.file)), plain(&skipped.reason));
        }
    }
    text.push_str("\n## Everything\n\n| what | where | |\n|---|---|---|\n");
    for item in &report.items {
        let _ = writeln!(text, "| {} | {} | {} |", code(&item.name), code(&item.place), word(&item.verdict));
    }
    text
}

/// Which files the spec names, and what has to be put into them.
fn secrets(report: &Report, text: &mut String) {
    if report.secrets.is_empty() {
        return;
    }
    text.push_str("\n## Secrets\n\nA spec holds no secrets. Write these files into the folder of secrets (`notifications.secrets`), where Alertmanager reads them:\n\n");
    for file in &report.secrets {
        let (name, key, place) = (code(&file.name), code(&file.key), code(&file.place));
        let holds = match &file.from {
            Some(from) => format!("what {} holds, which {key} names", code(from)),
            None => format!("the value of {key}"),
        };
        let _ = writeln!(text, "- {name}: {holds} ({place})");
    }
}

/// What became of tests, and how they are run.
fn rule_tests(tests: &RuleTests, text: &mut String) {
    if tests.files.is_empty() {
        return;
    }
    text.push_str("\n## Tests of rules\n\nA spec derives tests from its queries. Yours stay as they are: rules that are equal pass the same tests. To run them with `promtool test rules` against those that are generated, name these in `rule_files`, by their paths from the file of the test:\n\n");
    for file in &tests.rule_files {
        let _ = writeln!(text, "- {}", code(file));
    }
    text.push('\n');
    for file in &tests.files {
        let listed = |names: &[String]| names.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
        let (alerts, queries) = file.expects;
        let _ = write!(
            text,
            "- {}: {alerts} test{} of alerts, {queries} of queries",
            code(&file.place),
            if alerts == 1 { "" } else { "s" }
        );
        if !file.groups.is_empty() {
            let _ = write!(
                text,
                "; take its `group_eval_order` out, groups are called otherwise: {}",
                listed(&file.groups)
            );
        }
        if !file.lost.is_empty() {
            let _ = write!(text, "; these alerts are not given back: {}", listed(&file.lost));
        }
        text.push('\n');
    }
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Equal => "equal".to_owned(),
        Verdict::Raw => "equal, kept raw".to_owned(),
        Verdict::Twice { first } => format!("the same as {}", code(first)),
        Verdict::Differs(_) => "differs".to_owned(),
        Verdict::Yours(_) => "stays as it is".to_owned(),
        Verdict::Missing(_) => "missing".to_owned(),
    }
}

fn reason(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Differs(differences) => {
            let one = |difference: &super::Difference| {
                let side = |text: &Option<String>| {
                    text.as_ref().map_or_else(|| "nothing".to_owned(), |text| code(text))
                };
                format!(
                    "{} was {}, and is {}",
                    code(&difference.key),
                    side(&difference.was),
                    side(&difference.is)
                )
            };
            format!("differs: {}", differences.iter().map(one).collect::<Vec<_>>().join("; "))
        }
        Verdict::Yours(reason) => plain(reason),
        Verdict::Missing(reason) => format!("missing: {}", plain(reason)),
        other => word(other),
    }
}

/// A text of somebody else's between backticks, more of them than it has itself, on one line.
fn code(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    [&fence, space, &line, space, &fence].concat()
}

/// A sentence with what Markdown would read in it made harmless.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "\\<")
}

/// The report as JSON.
pub fn json(report: &Report) -> String {
    #[derive(Serialize)]
    struct Rule<'r> {
        kind: &'static str,
        name: &'r str,
        group: &'r str,
        place: &'r str,
        verdict: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'r str>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        differences: Vec<Difference<'r>>,
    }
    #[derive(Serialize)]
    struct Difference<'r> {
        key: &'r str,
        was: Option<&'r str>,
        is: Option<&'r str>,
    }
    let rules: Vec<Rule<'_>> = report
        .items
        .iter()
        .chain(&report.asked.differing)
        .map(|item| {
            let (verdict, reason, differences) = match &item.verdict {
                Verdict::Equal => ("equal", None, &[][..]),
                Verdict::Raw => ("raw", None, &[][..]),
                Verdict::Twice { first } => ("twice", Some(first.as_str()), &[][..]),
                Verdict::Differs(differences) => ("differs", None, differences.as_slice()),
                Verdict::Yours(reason) => ("yours", Some(reason.as_str()), &[][..]),
                Verdict::Missing(reason) => ("missing", Some(reason.as_str()), &[][..]),
            };
            Rule {
                kind: item.sort.name(),
                name: &item.name,
                group: &item.group,
                place: &item.place,
                verdict,
                reason,
                differences: differences
                    .iter()
                    .map(|one| Difference { key: &one.key, was: one.was.as_deref(), is: one.is.as_deref() })
                    .collect(),
            }
        })
        .collect();
    serde_json::to_string_pretty(&rules).unwrap_or_default() + "\n"
}
