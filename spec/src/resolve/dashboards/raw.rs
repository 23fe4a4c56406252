//! What Grafana is given as it stands: keys beside those of the spec, and whole panels. Queries to a Prometheus in them are read and
//! checked all the same.

use super::builder::Builder;
use super::decided::{Decided, OF_RAW_PANEL};
use super::variables::PROMETHEUS;
use crate::ast::{self, Raw};
use crate::check::Scope;
use crate::decode::{Placed, Text};
use crate::diagnostic::Diagnostic;
use crate::model::{Panel, PanelBody, PanelKind, Settings, Target, Value as Kept};
use crate::number::Number;
use crate::promql::rewrite::WINDOW;
use crate::promql::{self, Dialect, Expr};
use crate::resolve::raw::keys;
use crate::rules;
use crate::source::Span;
use crate::yaml::{Entry, Node, Value};

/// What Grafana computes of the answers to other queries.
const EXPRESSIONS: &str = "__expr__";

impl Builder<'_, '_, '_> {
    /// Keys beside those of the spec, none of which the spec decides.
    pub(super) fn raw_keys(&mut self, raw: Option<&Raw>, own: &[Decided]) -> Vec<(String, Kept)> {
        let Some(Raw(entries)) = raw else { return Vec::new() };
        self.decided(entries, own, &mut Vec::new());
        keys(entries)
    }

    fn decided<'n>(&mut self, entries: &'n [Entry], own: &[Decided], path: &mut Vec<&'n str>) {
        for (key, node) in entries {
            path.push(key);
            if let Some((_, instead)) = own.iter().find(|(known, _)| *known == path.as_slice()) {
                let message = format!("`{}` is decided by the spec", path.join("."));
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, key.span, message);
                self.uses.resolver.report(diagnostic.help(*instead));
            } else if let Value::Map(within) = &node.value {
                self.decided(within, own, path);
            }
            path.pop();
        }
    }

    /// A panel that Grafana is given as it stands.
    pub(super) fn raw_panel(&mut self, ast: &Placed<ast::Panel>, raw: &Placed<Raw>) -> Option<Panel> {
        let Raw(entries) = &raw.value;
        self.only_raw(ast);
        let kind = text(entries, "type");
        if kind.is_none() {
            let diagnostic = Diagnostic::new(&rules::BAD_PANEL, raw.span, "this panel has no type");
            let help = "write it as Grafana spells it: `raw: { type: logs, title: …, targets: […] }`";
            self.uses.resolver.report(diagnostic.help(help));
        }
        let title = text(entries, "title");
        self.variables_in(title.as_ref());
        self.variables_in(text(entries, "description").as_ref());
        let mut targets = Vec::new();
        let repeat = text(entries, "repeat");
        self.repeated_by(repeat.as_ref());
        self.with_one_value(repeat.as_ref(), |this| this.raw_targets(entries, &mut targets));
        let raw = self.raw_keys(Some(&raw.value), OF_RAW_PANEL);
        kind?;
        Some(Panel {
            title: title.map_or_else(String::new, |title| title.value),
            description: text(entries, "description").map_or_else(String::new, |text| text.value),
            width: self.size(ast.width.as_ref(), 24),
            height: self.size(ast.height.as_ref(), 60),
            settings: Settings { raw, ..Settings::default() },
            ..Panel::new(PanelKind::Raw, PanelBody::Raw(targets))
        })
    }

    /// The queries to a Prometheus.
    fn raw_targets(&mut self, entries: &[Entry], found: &mut Vec<Target>) {
        let of_panel = self.asks_prometheus(field(entries, "datasource"));
        let Some(Value::List(items)) = field(entries, "targets").map(|node| &node.value) else { return };
        for Node { value, .. } in items {
            let Value::Map(target) = value else { continue };
            let own = field(target, "datasource").map(|node| self.asks_prometheus(Some(node)));
            let Some(expr) = text(target, "expr").filter(|_| own.unwrap_or(of_panel)) else { continue };
            found.extend(self.raw_target(&expr));
        }
    }

    /// The query of marks that are all raw, if a Prometheus answers it.
    pub(super) fn raw_query(&mut self, Raw(entries): &Raw) -> Option<Expr> {
        let expr = text(entries, "expr").filter(|_| self.asks_prometheus(field(entries, "datasource")))?;
        self.raw_target(&expr).map(|target| target.expr)
    }

    /// A panel that is all raw has a size, and no other keys.
    fn only_raw(&mut self, ast: &ast::Panel) {
        let Some((key, span)) = other_key(ast) else { return };
        let message = format!("a panel that is all `raw` has no `{key}`");
        let diagnostic = Diagnostic::new(&rules::BAD_PANEL, span, message);
        let help = "write it inside of `raw`, as Grafana spells it, or give the panel a type of the spec";
        self.uses.resolver.report(diagnostic.help(help));
    }

    /// Whether a data source is a Prometheus for certain.
    fn asks_prometheus(&mut self, node: Option<&Node>) -> bool {
        let Some(node) = node else { return false };
        let (uid, kind) = match &node.value {
            Value::Text(uid) => (Some(Text::new(uid.clone(), node.span)), None),
            Value::Map(entries) => (text(entries, "uid"), text(entries, "type")),
            _ => return false,
        };
        // Grafana computes expressions itself, whatever the name beside that says.
        if kind.as_ref().is_some_and(|kind| kind.value == EXPRESSIONS) {
            return false;
        }
        let variable = uid.as_ref().and_then(|uid| promql::whole_variable(uid).map(|name| (uid, name)));
        if let Some((uid, name)) = variable {
            if self.sources.contains(name) {
                return true;
            }
            if !name.starts_with("__") && !self.variables.iter().any(|known| known.name == name) {
                self.no_variable(&Text::new(name.to_owned(), uid.span));
            }
        }
        kind.is_some_and(|kind| kind.value == PROMETHEUS)
    }

    /// A query within what Grafana is given as it stands: it is checked, and nothing of it is replaced.
    fn raw_target(&mut self, text: &Text) -> Option<Target> {
        // What only Grafana can fill in is not judged.
        let is_filled_in = match promql::parse(text, Dialect { variables: true }) {
            Ok(expr) => promql::values_only(expr).is_err(),
            Err(error) => promql::stands_for_syntax(text, &error),
        };
        if text.trim().is_empty() || is_filled_in {
            return None;
        }
        let variables = std::mem::take(&mut self.variables);
        let taken = self.uses.take(text.span, None, Some(text), Scope::Panel(&variables), false);
        self.variables = variables;
        let parsed = taken?;
        self.uses.several_values(&parsed.expr, (None, Some(text)), &self.several);
        self.only_grafana_fills(text, &parsed.expr);
        Some(Target {
            expr: parsed.expr,
            recorded: None,
            query: None,
            ref_id: None,
            legend: None,
            unit: parsed.ty.unit.clone(),
            ty: parsed.ty,
            factor: Number::ONE,
            right_axis: false,
            hidden: false,
            instant: None,
            format: None,
            min_step: None,
        })
    }

    /// What the generator puts into other queries means nothing to Grafana.
    fn only_grafana_fills(&mut self, text: &Text, expr: &Expr) {
        let bare = expr.variables().map(|variable| (variable.name.as_str(), variable.span));
        let quoted = expr
            .matchers()
            .filter_map(|matcher| Some((promql::whole_variable(&matcher.value.value)?, matcher.value.span)));
        let found: Vec<_> = bare
            .chain(quoted)
            .filter(|(name, _)| *name == WINDOW || self.uses.vocabulary.constants.contains(name))
            .collect();
        for (name, part) in found {
            let place = self.uses.resolver.source.part_of_scalar(text.span, text, part);
            let message = format!("`${name}` is not replaced in `raw`, and Grafana does not know it");
            let help = if name == WINDOW {
                "write `$__rate_interval`".to_owned()
            } else {
                "write the number itself".to_owned()
            };
            self.uses.resolver.report(Diagnostic::new(&rules::UNKNOWN_VARIABLE, place, message).help(help));
        }
    }
}

/// The value of a key.
fn field<'n>(entries: &'n [Entry], key: &str) -> Option<&'n Node> {
    entries.iter().find(|(known, _)| known.value == key).map(|(_, node)| node)
}

/// The value of a key, if it is a text.
fn text(entries: &[Entry], key: &str) -> Option<Text> {
    match field(entries, key) {
        Some(Node { value: Value::Text(text), span }) => Some(Text::new(text.clone(), *span)),
        _ => None,
    }
}

/// The first key of a panel that means nothing without a type.
fn other_key(ast: &ast::Panel) -> Option<(&'static str, Span)> {
    fn of<T>(list: &[Placed<T>]) -> Option<Span> {
        list.first().map(|one| one.span)
    }
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.span);
    let keys = [
        ("description", text(&ast.description)),
        ("content", text(&ast.content)),
        ("query", text(&ast.query)),
        ("expr", text(&ast.expr)),
        ("legend", text(&ast.legend)),
        ("unit", text(&ast.unit)),
        ("repeat", text(&ast.repeat)),
        ("threshold", text(&ast.threshold)),
        ("no_value", text(&ast.no_value)),
        ("queries", of(&ast.queries)),
        ("overrides", of(&ast.overrides)),
        ("links", of(&ast.links)),
        ("data_links", of(&ast.data_links)),
        ("transformations", ast.transformations.as_ref().and_then(|list| of(list))),
        ("style", ast.style.as_ref().map(|style| style.span)),
        ("steps", ast.steps.as_ref().map(|steps| steps.span)),
        ("mappings", ast.mappings.iter().next().map(|(key, _)| key.span)),
        ("min", ast.min.as_ref().map(|min| min.0.span)),
        ("max", ast.max.as_ref().map(|max| max.0.span)),
        ("decimals", ast.decimals.as_ref().map(|decimals| decimals.span)),
        ("min_step", ast.min_step.as_ref().map(ast::MinStep::span)),
        ("max_points", ast.max_points.as_ref().map(|most| most.span)),
        ("instant", ast.instant.as_ref().map(|instant| instant.span)),
        ("stack", ast.stack.as_ref().map(|stack| stack.span)),
        ("calculate", ast.calculate.as_ref().map(|calculation| calculation.span)),
    ];
    keys.into_iter().find_map(|(key, span)| Some((key, span?)))
}
