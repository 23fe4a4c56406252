//! What differs for some series of a panel.

use super::builder::Builder;
use super::series::{can_be, is_regex, may_match};
use super::unit::{Derived, Display};
use crate::ast::{self, Match};
use crate::check::Labels;
use crate::decode::{Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{HiddenFrom, Override, PanelKind, SeriesMatch, ShownUnit, Style, Target};
use crate::resolve::queries::Parsed;
use crate::resolve::raw;
use crate::rules;
use crate::template::Template;

impl Builder<'_, '_, '_> {
    /// The overrides of a panel, whose numbers are usually in a unit and times a factor.
    pub(super) fn overrides(
        &mut self,
        kind: PanelKind,
        ast: &ast::Panel,
        (targets, parsed): (&[Target], &[Parsed]),
        usual: &Display,
    ) -> Vec<Override> {
        let mut made = Vec::new();
        for written in &ast.overrides {
            let Some(series) = self.series_match(&written.match_, targets) else { continue };
            if let (SeriesMatch::Name(_), Match::Name(name)) = (&series, &written.match_) {
                self.is_called(kind, ast, name, targets);
            }
            self.stray_override(kind, written);
            let matched: Vec<usize> =
                (0..targets.len()).filter(|at| may_match(&series, &targets[*at], *at)).collect();
            made.push(self.one_override(written, series, &matched, (targets, parsed), usual));
        }
        made
    }

    fn one_override(
        &mut self,
        written: &ast::Override,
        series: SeriesMatch,
        matched: &[usize],
        (targets, parsed): (&[Target], &[Parsed]),
        usual: &Display,
    ) -> Override {
        let known = common(matched, targets, parsed);
        let display = self.display(written.unit.as_ref(), known.clone());
        let own = match (&written.unit, &known.unit, &usual.unit) {
            (Some(_), ..) => Some((display.unit.clone(), display.factor)),
            // Without a unit of their own, these may have one that is not the panel's.
            (None, Some(own), Some(panel)) if !own.is_comparable(panel) => {
                Some((display.unit.clone(), display.factor))
            }
            _ => None,
        };
        let (unit, factor) = own.unwrap_or((usual.unit.clone(), usual.factor));
        let unit = unit.as_ref();
        let shown = written.unit.as_ref().map(|_| ShownUnit { id: display.id, unit: display.shown });
        let labels: Vec<&Labels> = matched.iter().map(|at| &parsed[*at].ty.labels).collect();
        self.variables_in(written.name.as_ref());
        let number = |this: &mut Self, text: &Option<QuantityText>| {
            text.as_ref().and_then(|text| this.uses.resolver.quantity_in(text, unit))
        };
        Override {
            series,
            unit: shown,
            factor,
            name: written.name.as_ref().map(|name| name.value.clone()),
            color: written.color.as_ref().and_then(|color| self.color(color.span, color)),
            style: Style {
                draw: written.draw.as_ref().map(|draw| draw.value),
                line_width: self.size(written.line_width.as_ref(), 10),
                fill: self.size(written.fill.as_ref(), 100),
                points: written.points.as_ref().map(|points| points.value),
                interpolation: written.interpolation.as_ref().map(|way| way.value),
                stacking: written.stack.as_ref().map(|stack| stack.value),
                ..Style::default()
            },
            line_style: written.line_style.as_ref().map(|style| style.value),
            axis: written.axis.as_ref().map(|axis| axis.value),
            hide: written.hide.iter().map(|place| place.value).collect(),
            min: number(self, &written.min),
            max: number(self, &written.max),
            decimals: self.size(written.decimals.as_ref(), 15),
            no_value: written.no_value.as_ref().map(|text| text.value.clone()),
            steps: self.steps(written.steps.as_ref(), unit),
            mappings: self.value_mappings(&written.mappings, unit),
            data_links: self.data_links(&written.data_links, &labels),
            align: written.align.as_ref().map(|align| align.value),
            width: self.whole(written.width.as_ref(), 10_000).and_then(|width| u16::try_from(width).ok()),
            raw: written.raw.as_ref().map_or_else(Vec::new, |ast::Raw(entries)| raw::keys(entries)),
        }
    }

    /// Which series are meant.
    fn series_match(&mut self, written: &Match, targets: &[Target]) -> Option<SeriesMatch> {
        let keys = match written {
            Match::Name(text) if is_regex(text) => return Some(SeriesMatch::Regex(text.value.clone())),
            Match::Name(text) => return Some(SeriesMatch::Name(text.value.clone())),
            Match::Other(keys) => keys,
        };
        match (&keys.query, &keys.type_, &keys.raw) {
            (None, None, Some(raw)) => self.raw_match(raw),
            (Some(query), None, None) => self.target_called(query, targets).map(SeriesMatch::Query),
            (None, Some(of), None) => Some(SeriesMatch::Type(of.value)),
            _ => {
                let diagnostic = Diagnostic::new(
                    &rules::BAD_VALUE,
                    keys.span,
                    "this has to name one of `query`, `type` and `raw`",
                );
                self.uses.resolver.report(diagnostic.help("keep one of them: `{ query: B }`"));
                None
            }
        }
    }

    /// A matcher of Grafana as it stands.
    fn raw_match(&mut self, raw: &Placed<ast::Raw>) -> Option<SeriesMatch> {
        let mut keys = raw::keys(&raw.value.0);
        let mut take = |name: &str| {
            let at = keys.iter().position(|(key, _)| key == name)?;
            Some(keys.swap_remove(at).1)
        };
        match (take("id"), take("options")) {
            (Some(crate::model::Value::Text(id)), options) => {
                Some(SeriesMatch::Raw(id, options.unwrap_or(crate::model::Value::Null)))
            }
            _ => {
                let diagnostic = Diagnostic::new(&rules::MISSING_KEY, raw.span, "this matcher has no `id`");
                let help = "say which it is, as Grafana spells it: `{ id: byValue, options: { … } }`";
                self.uses.resolver.report(diagnostic.help(help));
                None
            }
        }
    }

    /// The place of a query by its name, or by its letter.
    fn target_called(&mut self, query: &Text, targets: &[Target]) -> Option<usize> {
        let by_letter = (0..targets.len()).find(|at| targets[*at].letter(*at) == query.value);
        let is_named = |target: &Target| target.query.as_deref() == Some(query.as_str());
        let found = targets.iter().position(is_named).or(by_letter);
        if found.is_none() {
            let names: Vec<String> = targets.iter().filter_map(|target| target.query.clone()).collect();
            let letters: Vec<String> = (0..targets.len()).map(|at| targets[at].letter(at)).collect();
            let known = names.iter().chain(&letters).map(String::as_str);
            self.uses.resolver.undefined("query of this panel", query, known);
        }
        found
    }

    /// Some series of the panel has that name, as far as legends say what series are called.
    fn is_called(&mut self, kind: PanelKind, ast: &ast::Panel, name: &Text, targets: &[Target]) {
        let shows_names = matches!(kind, PanelKind::Timeseries | PanelKind::Stat | PanelKind::Piechart);
        let is_changed = ast.transformations.is_some()
            || ast.raw.is_some()
            || ast.overrides.iter().any(|other| other.name.is_some() || other.raw.is_some());
        let legends: Option<Vec<&Template>> = targets.iter().map(|target| target.legend.as_ref()).collect();
        let Some(legends) = legends.filter(|_| shows_names && !is_changed) else { return };
        if !legends.iter().any(|legend| can_be(legend, name)) {
            self.uses.resolver.report(rules::unmatched_override::found(name, &legends));
        }
    }

    /// Keys that the type of panel does not have.
    fn stray_override(&mut self, kind: PanelKind, written: &ast::Override) {
        let drawn = kind == PanelKind::Timeseries;
        let table = kind == PanelKind::Table;
        let column = written.hide.iter().find(|place| (place.value == HiddenFrom::Column) != table);
        let keys = [
            ("draw", written.draw.as_ref().map(|key| key.span), drawn),
            ("line_width", written.line_width.as_ref().map(|key| key.span), drawn),
            ("line_style", written.line_style.as_ref().map(|key| key.span), drawn),
            ("fill", written.fill.as_ref().map(|key| key.span), drawn),
            ("points", written.points.as_ref().map(|key| key.span), drawn),
            ("interpolation", written.interpolation.as_ref().map(|key| key.span), drawn),
            ("stack", written.stack.as_ref().map(|key| key.span), drawn),
            ("axis", written.axis.as_ref().map(|key| key.span), drawn),
            ("align", written.align.as_ref().map(|key| key.span), table),
            ("width", written.width.as_ref().map(|key| key.span), table),
            ("hide: [column]", column.filter(|_| !table).map(|place| place.span), false),
            ("hide: [graph]", column.filter(|_| table).map(|place| place.span), false),
        ];
        for (key, span, fits) in keys {
            let Some(span) = span.filter(|_| !fits) else { continue };
            let message = format!("a {} panel has no `{key}`", kind.name());
            let diagnostic = Diagnostic::new(&rules::BAD_PANEL, span, message);
            self.uses.resolver.report(diagnostic.help("remove it, or take another type of panel"));
        }
    }
}

/// What is known of the values of all these queries.
fn common(matched: &[usize], targets: &[Target], parsed: &[Parsed]) -> Derived {
    let mut units = matched.iter().map(|at| targets[*at].unit.as_ref());
    let first = units.next().flatten();
    let Some(unit) = first.filter(|first| units.all(|unit| unit == Some(*first))) else {
        return Derived::default();
    };
    let all = |holds: fn(&crate::check::Ty) -> bool| matched.iter().all(|at| holds(&parsed[*at].ty));
    Derived {
        unit: Some(unit.clone()),
        certain: all(crate::check::Ty::is_certain),
        measured: all(crate::check::Ty::is_measured),
        is_heatmap: false,
    }
}
