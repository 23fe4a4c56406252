mod builder;
mod legend;
mod marks;
mod repeat;
mod unit;
mod value_mappings;
mod variables;
mod window;

use std::collections::BTreeMap;

use self::builder::Builder;
use self::unit::Display;
use super::queries::{Parsed, QueryContext};
use super::templates::{self, Role};
use crate::ast::{self, Axis};
use crate::check::Scope;
use crate::decode::{Map, Placed, QuantityText, Text};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{
    Alert, AlertGroup, Calculation, Dashboard, Link, Panel, PanelBody, PanelKind, Row, Table, Target,
};
use crate::number::Number;
use crate::rules;
use crate::source::Spanned;
use crate::suggest;
use crate::unit::Unit;

const DEFAULT_REFRESH: Duration = Duration::from_secs(60);
const DEFAULT_TIME: Duration = Duration::from_secs(6 * 3600);

pub(super) fn resolve(
    uses: &mut QueryContext<'_, '_>,
    ast: &Map<Placed<ast::Dashboard>>,
    alerts: &[AlertGroup],
) -> Table<Dashboard> {
    let titles: Vec<(String, String)> =
        ast.iter().map(|(uid, dashboard)| (uid.value.clone(), dashboard.title.value.clone())).collect();
    titles_differ(uses, ast);
    let every = alerts.iter().flat_map(|group| &group.alerts);
    let mut by_name: BTreeMap<&str, Vec<&Alert>> = BTreeMap::new();
    every.for_each(|alert| by_name.entry(&alert.key).or_default().push(alert));
    ast.iter()
        .map(|(uid, dashboard)| {
            let own = dashboard.scope.is_none();
            let time = dashboard.time.as_ref().map_or(DEFAULT_TIME, |time| time.value);
            let (variables, several) =
                if uses.adds_nothing() { Default::default() } else { variables::given() };
            let builder =
                Builder { uses, alerts, by_name: &by_name, titles: &titles, variables, several, own, time };
            builder.dashboard(uid, dashboard)
        })
        .collect()
}

/// All dashboards stand in one folder, and Grafana stops loading its dashboards where two have one title.
fn titles_differ(uses: &mut QueryContext<'_, '_>, ast: &Map<Placed<ast::Dashboard>>) {
    let mut seen = BTreeMap::new();
    for (_, dashboard) in ast.iter() {
        let title = &dashboard.title;
        if let Some(first) = seen.insert(title.as_str(), title.span) {
            let message = format!("there are two dashboards with the title `{}`", **title);
            let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, title.span, message);
            uses.resolver.report(
                diagnostic
                    .also(first, "first here")
                    .note("Grafana stops loading a folder with two dashboards of the same title")
                    .help("give this one another title"),
            );
        }
    }
}

impl Builder<'_, '_, '_> {
    fn dashboard(mut self, uid: &Text, ast: &Placed<ast::Dashboard>) -> Dashboard {
        if !(2..=40).contains(&uid.len())
            || !uid.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            self.uses.resolver.bad_name(
                "a dashboard",
                uid,
                "use 2 to 40 letters, digits, dashes and underscores",
            );
        }
        let variables = self.take_variables(&ast.variables);
        let rows = ast.rows.iter().map(|row| self.row(row)).collect();
        Dashboard {
            uid: uid.value.clone(),
            file_stem: String::new(),
            title: ast.title.value.clone(),
            description: ast.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            tags: ast.tags.iter().map(|tag| tag.value.clone()).collect(),
            refresh: ast.refresh.as_ref().map_or(DEFAULT_REFRESH, |refresh| refresh.value),
            time: self.time,
            variables,
            links: self.links(&ast.links),
            rows,
        }
    }

    fn row(&mut self, row: &ast::Row) -> Row {
        self.variables_in(row.title.as_ref());
        let by = row.repeat.as_ref();
        Row {
            title: row.title.as_ref().map(|title| title.value.clone()),
            collapsed: row.collapsed,
            repeat: self.repeated_by(by),
            panels: self.with_one_value(by, |this| {
                let panels = row.panels.iter();
                let made = panels
                    .filter_map(|panel| this.with_one_value(panel.repeat.as_ref(), |this| this.panel(panel)));
                made.collect()
            }),
        }
    }

    fn links(&mut self, links: &[Placed<ast::Link>]) -> Vec<Link> {
        links.iter().filter_map(|link| self.link(link)).collect()
    }

    fn link(&mut self, ast: &Placed<ast::Link>) -> Option<Link> {
        match (&ast.dashboard, &ast.url) {
            (Some(uid), None) => {
                let Some((_, title)) = self.titles.iter().find(|(known, _)| *known == uid.value) else {
                    let known = self.titles.iter().map(|(uid, _)| uid.as_str());
                    self.uses.resolver.undefined("dashboard", uid, known);
                    return None;
                };
                let title = ast.title.as_ref().map_or(title, |title| &title.value).clone();
                Some(Link::Dashboard { title, uid: uid.value.clone() })
            }
            (None, Some(url)) => {
                let title = ast.title.as_ref().unwrap_or(url).value.clone();
                Some(Link::Url { title, url: url.value.clone() })
            }
            _ => {
                let message = "a link goes to a `dashboard` or to a `url`";
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.span, message);
                self.uses.resolver.report(diagnostic.help("keep one of the two"));
                None
            }
        }
    }

    fn panel(&mut self, ast: &Placed<ast::Panel>) -> Option<Panel> {
        let (kind, title) = self.kind(ast)?;
        self.variables_in(Some(title));
        self.variables_in(ast.description.as_ref());
        let (mut body, targets) = self.body(kind, title, ast)?;
        let Display { unit, id: unit_id, shown, factor } = match &mut body {
            PanelBody::Targets(all) => self.shown(kind, title, ast, all, &targets),
            PanelBody::Text(_) => Display::nothing(),
        };
        let help = targets.iter().find_map(|target| target.help.clone());
        let description =
            ast.description.as_ref().map(|text| text.value.clone()).or(help).unwrap_or_default();
        if description.is_empty() && kind != PanelKind::Text {
            let message = format!("panel `{}` has no description", **title);
            let diagnostic = Diagnostic::new(&rules::PANEL_WITHOUT_DESCRIPTION, title.span, message);
            self.uses.resolver.report(diagnostic.help("give it a `description`, or its query a `help`"));
        }
        if let PanelBody::Targets(all) = &body {
            self.mixed_units(kind, title, ast, all);
            self.foreign_line(ast, unit.as_ref(), all);
        }
        let number = |this: &mut Self, text: &Option<QuantityText>| {
            text.as_ref().and_then(|text| this.uses.resolver.quantity_in(text, unit.as_ref()))
        };
        Some(Panel {
            kind,
            title: title.value.clone(),
            description,
            width: self.size(ast.width.as_ref(), 24),
            height: self.size(ast.height.as_ref(), 60),
            repeat: self.repeat(ast),
            body,
            min: number(self, &ast.min),
            max: number(self, &ast.max),
            decimals: self.size(ast.decimals.as_ref(), 15),
            steps: self.steps(ast, unit.as_ref()),
            mappings: self.value_mappings(ast, unit.as_ref()),
            lines: self.lines(ast, unit.as_ref()),
            stacking: ast.stack.as_ref().map(|stack| stack.value).unwrap_or_default(),
            legend: ast.legend_style.as_ref().map(|legend| legend.value).unwrap_or_default(),
            calculation: ast.calculate.as_ref().map(|calculation| calculation.value).unwrap_or_default(),
            links: self.links(&ast.links),
            unit,
            shown,
            factor,
            unit_id,
        })
    }

    fn kind<'a>(&mut self, ast: &'a Placed<ast::Panel>) -> Option<(PanelKind, &'a Text)> {
        let all = [
            (PanelKind::Timeseries, &ast.timeseries),
            (PanelKind::Stat, &ast.stat),
            (PanelKind::Gauge, &ast.gauge),
            (PanelKind::Piechart, &ast.piechart),
            (PanelKind::Bargauge, &ast.bargauge),
            (PanelKind::Table, &ast.table),
            (PanelKind::Heatmap, &ast.heatmap),
            (PanelKind::Text, &ast.text),
        ];
        let given: Vec<_> =
            all.into_iter().filter_map(|(kind, title)| Some((kind, title.as_ref()?))).collect();
        match given.as_slice() {
            [one] => Some(*one),
            [] => {
                let names = suggest::list(PanelKind::ALL.iter().map(|row| row.0));
                let diagnostic = Diagnostic::new(&rules::BAD_PANEL, ast.span, "this panel has no type");
                self.uses
                    .resolver
                    .report(diagnostic.help(format!("start it with its type and title: {names}")));
                None
            }
            [_, (_, second), ..] => {
                let diagnostic = Diagnostic::new(&rules::BAD_PANEL, second.span, "this panel has two types");
                self.uses.resolver.report(diagnostic.help("keep one, or make two panels of it"));
                None
            }
        }
    }

    fn body(&mut self, kind: PanelKind, title: &Text, ast: &ast::Panel) -> Option<(PanelBody, Vec<Parsed>)> {
        if kind == PanelKind::Text {
            let Some(content) = &ast.content else {
                let diagnostic =
                    Diagnostic::new(&rules::BAD_PANEL, title.span, "this text panel has no `content`");
                self.uses.resolver.report(diagnostic.help("write its Markdown: `content: \"…\"`"));
                return None;
            };
            return Some((PanelBody::Text(content.value.clone()), Vec::new()));
        }
        let mut parsed = Vec::new();
        let mut targets = Vec::new();
        let mut legends = Vec::new();
        // One number of many points is a course as well, only not drawn.
        let calculation = ast.calculate.as_ref().map_or(Calculation::Last, |calculation| calculation.value);
        let is_course = !kind.is_instant() || calculation != Calculation::Last;
        let own = self.own && ast.scope.is_none();
        let alone = ast.query.is_some() || ast.expr.is_some() || ast.queries.is_empty();
        if alone {
            let single = (title, ast.query.as_ref(), ast.expr.as_ref(), ast.legend.as_ref());
            let (target, query) = self.target(single, own, None, None)?;
            self.fixed_window(is_course, title, &query, ast.expr.as_ref());
            targets.push(target);
            parsed.push(query);
            legends.push(single.3);
        }
        for target in &ast.queries {
            let place = target.query.as_ref().or(target.expr.as_ref()).unwrap_or(title);
            let one = (place, target.query.as_ref(), target.expr.as_ref(), target.legend.as_ref());
            let unit = target.unit.as_ref().and_then(|unit| self.uses.resolver.unit(unit));
            let Some((target, query)) = self.target(one, own, unit, target.axis.as_ref()) else { continue };
            self.fixed_window(is_course, title, &query, one.2);
            targets.push(target);
            parsed.push(query);
            legends.push(one.3);
        }
        self.legends(kind, ast, (&targets, &parsed), &legends);
        (!targets.is_empty()).then_some((PanelBody::Targets(targets), parsed))
    }

    fn target(
        &mut self,
        (place, query, expr, legend): (&Text, Option<&Text>, Option<&Text>, Option<&Text>),
        own: bool,
        unit: Option<Unit>,
        axis: Option<&Spanned<Axis>>,
    ) -> Option<(Target, Parsed)> {
        let variables = std::mem::take(&mut self.variables);
        let taken = self.uses.take(place.span, query, expr, Scope::Panel(&variables), own);
        self.variables = variables;
        let parsed = taken?;
        self.uses.several_values(&parsed.expr, (query, expr), &self.several);
        self.variables_in(legend);
        let labels = &parsed.ty.labels;
        let legend = legend.and_then(|text| templates::read(self.uses, text, labels, Role::Legend));
        let target = Target {
            expr: self.uses.fill(&parsed.expr, Some(window::of(&parsed))),
            recorded: None,
            query: parsed.name.clone(),
            legend,
            unit: unit.or_else(|| parsed.ty.unit.clone()),
            factor: Number::ONE,
            right_axis: axis.is_some_and(|axis| axis.value == Axis::Right),
        };
        Some((target, parsed))
    }

    fn size(&mut self, size: Option<&Spanned<u64>>, most: u8) -> Option<u8> {
        let size = size?;
        match u8::try_from(size.value) {
            Ok(value) if value <= most => Some(value),
            _ => {
                let message = format!("{} is too large here", size.value);
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, size.span, message);
                self.uses.resolver.report(diagnostic.help(format!("write at most {most}")));
                None
            }
        }
    }
}
