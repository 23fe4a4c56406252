//! The numbers of an objective. They are exact: `1 - 0.999` is `0.001`.

use super::QueryContext;
use crate::ast;
use crate::decode::QuantityText;
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Burn, BurnRow, SloAlert};
use crate::number::Number;
use crate::rules::{self, raised_burn};
use crate::suggest;
use crate::unit::Unit;

/// The share that has to be good.
pub(super) fn objective(uses: &mut QueryContext<'_, '_>, text: &QuantityText) -> Option<Number> {
    let number = uses.resolver.quantity_in(text, Some(&Unit::ratio()))?;
    if Number::ZERO < number && number < Number::ONE {
        return Some(number);
    }
    let message = "an objective lies between 0% and 100%, both excluded";
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, text.0.span, message);
    let help = match Number::integer(100).cmp(&number) {
        // `99.9` without its sign.
        std::cmp::Ordering::Greater if number > Number::ONE => format!("write `{}%`", *text.0),
        _ => "write the ratio of good events: `99.9%`; 100% leaves no error budget".into(),
    };
    uses.resolver.report(diagnostic.help(help));
    None
}

/// The share that may be bad.
pub(super) fn budget(objective: Number) -> Option<Number> {
    Number::ONE.plus(objective.times(Number::integer(-1))?)
}

/// The burns to watch for.
pub(super) fn read(
    uses: &mut QueryContext<'_, '_>,
    ast: &ast::Slo,
    window: Duration,
    budget: Number,
) -> Option<Vec<Burn>> {
    let mut burns = Vec::new();
    for alert in SloAlert::ALL {
        if let Some(ast::SloAlert::Is(false)) = ast.alert(alert) {
            continue;
        }
        let wanted = ast.keys(alert).map_or(&[][..], |keys| &keys.windows);
        let rows = || Burn::TABLE.into_iter().filter(|row| row.alert == alert);
        for wanted in wanted {
            if !rows().any(|row| row.long == wanted.value) {
                let known: Vec<String> = rows().map(|row| row.long.to_string()).collect();
                let message = format!("a {} has no window of {}", alert.key(), wanted.value);
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, wanted.span, message);
                let help = format!("it has {}", suggest::list(known.iter().map(String::as_str)));
                uses.resolver.report(diagnostic.help(help));
            }
        }
        let is_wanted = |row: &BurnRow| {
            row.long <= window && (wanted.is_empty() || wanted.iter().any(|wanted| wanted.value == row.long))
        };
        let mut is_said = false;
        for row in rows().filter(is_wanted) {
            let burn = burn(&row, window, budget)?;
            if let Some(found) = raised_burn::find(ast, &row, window, &burn).filter(|_| !is_said) {
                uses.resolver.report(found);
                is_said = true;
            }
            reachable(uses, &ast.objective, &burn);
            burns.push(burn);
        }
    }
    Some(burns)
}

/// `share * window / long` budgets a window, but never less than one: what does not use up the budget is no trouble.
fn burn(row: &BurnRow, window: Duration, budget: Number) -> Option<Burn> {
    let share = Number::fraction(row.percent.into(), 100)?;
    let windows = window.as_seconds().over(row.long.as_seconds())?;
    let factor = share.times(windows)?.max(Number::ONE);
    let share = factor.over(windows)?;
    let threshold = factor.times(budget)?;
    Some(Burn { alert: row.alert, share, long: row.long, short: row.short, factor, threshold })
}

/// More than everything cannot be bad.
fn reachable(uses: &mut QueryContext<'_, '_>, objective: &QuantityText, burn: &Burn) {
    if burn.threshold < Number::ONE {
        return;
    }
    let message = format!(
        "at {} times the budget {} would have to be bad, so this alert cannot fire",
        burn.factor,
        burn.threshold.in_percent()
    );
    let least = Number::ONE.over(burn.factor).and_then(budget);
    let above = least.map(Number::in_percent).unwrap_or_default();
    let diagnostic = Diagnostic::new(&rules::NEVER_TRUE, objective.0.span, message)
        .note(format!("that is {} of the budget within {}", burn.share.in_percent(), burn.long))
        .help(format!(
            "take an objective above {above}, or leave {} out of the `windows` of `{}`",
            burn.long,
            burn.alert.key()
        ));
    uses.resolver.report(diagnostic);
}

#[cfg(test)]
mod tests {
    use super::{budget, burn};
    use crate::duration::Duration;
    use crate::model::Burn;
    use crate::number::Number;

    #[test]
    fn factors_and_thresholds_are_exact() {
        let days = |days: u64| Duration::from_secs(days * 86_400);
        for (objective, window, factors, thresholds) in [
            ("0.999", 30, ["14.4", "6", "3", "1"], ["0.0144", "0.006", "0.003", "0.001"]),
            ("0.9995", 28, ["13.44", "5.6", "2.8", "1"], ["0.00672", "0.0028", "0.0014", "0.0005"]),
            ("0.99", 90, ["43.2", "18", "9", "3"], ["0.432", "0.18", "0.09", "0.03"]),
            ("0.99", 7, ["3.36", "1.4", "1", "1"], ["0.0336", "0.014", "0.01", "0.01"]),
        ] {
            let budget = budget(Number::parse(objective).unwrap()).unwrap();
            let burns = Burn::TABLE.map(|row| burn(&row, days(window), budget).unwrap());
            assert_eq!(burns.map(|burn| burn.factor.to_string()), factors, "{window}d");
            assert_eq!(burns.map(|burn| burn.threshold.to_string()), thresholds, "{objective} in {window}d");
        }
    }
}
