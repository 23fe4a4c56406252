//! Legends that call two series of a panel by one name.

use super::builder::Builder;
use crate::check::Labels;
use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::model::{Legend, PanelKind, Style, Target};
use crate::resolve::queries::Parsed;
use crate::rules;
use crate::suggest;
use crate::template::{Part, Template};

/// A query of a panel, and what it calls its series.
struct Named<'a> {
    written: &'a Text,
    legend: &'a Template,
    labels: &'a Labels,
}

impl Builder<'_, '_, '_> {
    /// Looks at the legends of a panel, which has as many queries as texts for legends.
    pub(super) fn legends(
        &mut self,
        kind: PanelKind,
        style: &Style,
        (targets, parsed): (&[Target], &[Parsed]),
        written: &[Option<&Text>],
    ) {
        if !shows_names(kind) || style.legend == Some(Legend::Hidden) {
            return;
        }
        let seen = targets.iter().zip(parsed).zip(written).filter(|((target, _), _)| !target.hidden);
        let all = seen.filter_map(|((target, parsed), written)| {
            let (written, legend) = ((*written)?, target.legend.as_ref()?);
            Some(Named { written, legend, labels: &parsed.ty.labels })
        });
        // A label that is not there has been reported.
        let is_sound = |named: &Named<'_>| named.legend.labels().all(|label| named.labels.may_have(label));
        let all: Vec<Named<'_>> = all.filter(is_sound).collect();
        for (at, named) in all.iter().enumerate() {
            let of_one_query = self.alike_in_one_query(named);
            let other = all[..at].iter().find(|other| are_alike(other, named));
            if let Some(other) = other.filter(|_| !of_one_query) {
                let message = "two queries of this panel call their series by the same name";
                let diagnostic = Diagnostic::new(&rules::AMBIGUOUS_LEGEND, named.written.span, message);
                let diagnostic = diagnostic.also(other.written.span, "the other one");
                self.uses.resolver.report(diagnostic.help("say in the legend what this one shows"));
            }
        }
    }

    /// Reports a legend that leaves out a label in which series of its query differ.
    fn alike_in_one_query(&mut self, named: &Named<'_>) -> bool {
        let is_shown = |label: &str| named.legend.labels().any(|shown| shown.value == label);
        let lost = named.labels.lost_without(is_shown);
        // One target is usual: its own labels are left out on purpose unless the query asks for them.
        let lost: Vec<&str> =
            lost.filter(|(_, presence)| presence.varies || presence.named).map(|(label, _)| label).collect();
        let Some(first) = lost.first() else { return false };
        let message = format!(
            "series that differ in {} have the same name in this legend",
            suggest::list(lost.iter().copied())
        );
        let diagnostic = Diagnostic::new(&rules::AMBIGUOUS_LEGEND, named.written.span, message);
        let help = format!("add `{{{{ {first} }}}}` to the legend, or aggregate the label away");
        self.uses.resolver.report(diagnostic.help(help));
        true
    }
}

/// Whether a panel of this type shows what its series are called: tables have columns for labels, and the rows of heatmaps are bounds.
fn shows_names(kind: PanelKind) -> bool {
    !matches!(
        kind,
        PanelKind::Table | PanelKind::Barchart | PanelKind::Heatmap | PanelKind::Text | PanelKind::Raw
    )
}

/// Whether a series of each can have the same name.
fn are_alike(one: &Named<'_>, other: &Named<'_>) -> bool {
    let plain = |part: &Part| match part {
        Part::Text(text) => Some(text.clone()),
        _ => None,
    };
    let same = |(one, other): (&Part, &Part)| match (one, other) {
        (Part::Label(one), Part::Label(other)) => one.value == other.value,
        (one, other) => plain(one).is_some() && plain(one) == plain(other),
    };
    let (parts, others) = (&one.legend.parts, &other.legend.parts);
    let is_apart = |label: &str| {
        let values = one.labels.get(label).zip(other.labels.get(label));
        values.is_none_or(|(one, other)| one.values.is_disjoint(&other.values))
    };
    parts.len() == others.len()
        && parts.iter().zip(others).all(same)
        && !one.legend.labels().any(|label| is_apart(label))
}
