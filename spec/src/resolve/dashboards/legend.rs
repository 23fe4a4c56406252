//! What a panel calls its series.

use super::builder::Builder;
use crate::decode::Text;
use crate::model::{Legend, PanelKind, Style, Target};
use crate::resolve::queries::Parsed;
use crate::rules::ambiguous_legend::{self, Named};

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
            Some(Named { written, legend, labels: &parsed.ty.labels, expr: &parsed.expr })
        });
        // A label that is not there has been reported.
        let is_sound = |named: &Named<'_>| named.legend.labels().all(|label| named.labels.may_have(label));
        let all: Vec<Named<'_>> = all.filter(is_sound).collect();
        self.uses.resolver.sink.extend(ambiguous_legend::find(&all));
    }
}

/// Whether a panel of this type shows what its series are called: tables have columns for labels, and the rows of heatmaps are bounds.
fn shows_names(kind: PanelKind) -> bool {
    !matches!(
        kind,
        PanelKind::Table | PanelKind::Barchart | PanelKind::Heatmap | PanelKind::Text | PanelKind::Raw
    )
}
