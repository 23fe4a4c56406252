//! `raised-burn`: a burn of an objective that is raised to 1, as its window is short. Over such a window the usual share of the budget is
//! used up while nothing is wrong: at a burn below 1 the budget lasts. Of a ticket that may be meant.

use crate::ast;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Burn, BurnRow, SloAlert};
use crate::number::Number;
use crate::rules;

/// Looks at a burn over this window.
pub(crate) fn find(ast: &ast::Slo, row: &BurnRow, window: Duration, burn: &Burn) -> Option<Diagnostic> {
    let usual = Number::fraction(row.percent.into(), 100)?;
    if usual >= burn.share || row.alert != SloAlert::Page {
        return None;
    }
    let place = ast.window.as_ref().map_or(ast.objective.0.span, |window| window.0.span);
    let message = format!(
        "a {} on {} of the budget within {} would come at less than the usual burn in {window}, so it waits for {}",
        row.alert.key(),
        usual.in_percent(),
        row.long,
        burn.share.in_percent()
    );
    let diagnostic = Diagnostic::new(&rules::RAISED_BURN, place, message)
        .note("at 1 times the budget the objective is just kept: whoever is called then finds nothing that is wrong");
    Some(diagnostic.help(format!(
        "take a longer `window`, or leave {} out of the `windows` of `{}`",
        row.long,
        row.alert.key()
    )))
}
