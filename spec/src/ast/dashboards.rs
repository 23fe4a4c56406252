use super::{Allow, Scope, ValueMapping, Variable};
use crate::decode::{Decode, Map, Placed, QuantityText, Reader, Spanned64, Text, keywords, record};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{Calculation, Direction, Legend, PanelKind, Stacking};
use crate::rules;
use crate::source::Spanned;
use crate::yaml::{Node, Value};

record! {
    /// A dashboard.
    pub(crate) struct Dashboard {
        /// Its title.
        title: Text,
        /// What it is for.
        description: Option<Text>,
        /// Tags to find it by. The name of the service is always among them.
        tags: Vec<Text>,
        /// Time between two refreshes: `1m` by default.
        refresh: Option<Spanned<Duration>>,
        /// How far back it shows when opened: `6h` by default.
        time: Option<Spanned<Duration>>,
        /// What can be chosen in its header. `datasource`, `job` and `instance` are always there.
        variables: Map<Placed<Variable>>,
        /// Links in its header.
        links: Vec<Placed<Link>>,
        /// Its rows, top to bottom: lists of panels, or mappings with a title.
        rows: Vec<Row>,
        /// `none`: its queries are taken as they are written, and not narrowed to the service's own series.
        scope: Option<Spanned<Scope>>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

record! {
    /// A link: to a dashboard of this spec, or to any address.
    pub(crate) struct Link {
        /// Its title. By default that of the dashboard.
        title: Option<Text>,
        /// The id of a dashboard of this spec.
        dashboard: Option<Text>,
        /// Any other address.
        url: Option<Text>,
    }
}

record! {
    /// Panels under a heading.
    pub(crate) struct TitledRow {
        /// The heading.
        title: Text,
        /// Whether it is folded until someone opens it.
        collapsed: Option<Spanned<bool>>,
        /// A variable: the row is there once for each of its chosen values.
        repeat: Option<Text>,
        /// Its panels, left to right.
        panels: Vec<Placed<Panel>>,
    }
}

/// A row: a list of panels, or one with a heading.
pub(crate) struct Row {
    pub(crate) title: Option<Text>,
    pub(crate) collapsed: bool,
    pub(crate) repeat: Option<Text>,
    pub(crate) panels: Vec<Placed<Panel>>,
}

impl Decode for Row {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::List(_) => {
                let panels = Vec::decode(node, reader)?;
                Some(Self { title: None, collapsed: false, repeat: None, panels })
            }
            Value::Map(ref keys)
                if keys.iter().any(|(key, _)| PanelKind::ALL.iter().any(|row| row.0 == key.value)) =>
            {
                let place = reader.source.first_line_of(node.span);
                let message = "a row is a list of panels, and this is one panel";
                let diagnostic = Diagnostic::new(&rules::WRONG_TYPE, place, message);
                reader
                    .sink
                    .report(diagnostic.help("write `- - { … }`: one dash for the row, one for each panel"));
                None
            }
            _ => {
                let row = TitledRow::decode(node, reader)?;
                let collapsed = row.collapsed.is_some_and(|collapsed| collapsed.value);
                Some(Self { title: Some(row.title), collapsed, repeat: row.repeat, panels: row.panels })
            }
        }
    }
}

record! {
    /// A panel. Its type is the key that holds its title: exactly one of `timeseries`, `stat`, `gauge`,
    /// `piechart`, `bargauge`, `table`, `heatmap` and `text`.
    pub(crate) struct Panel {
        /// Lines over time; the value is the title.
        timeseries: Option<Text>,
        /// One big number a series; the value is the title.
        stat: Option<Text>,
        /// A dial between `min` and `max`; the value is the title.
        gauge: Option<Text>,
        /// Shares of a whole; the value is the title.
        piechart: Option<Text>,
        /// Bars, one a series; the value is the title.
        bargauge: Option<Text>,
        /// A table, one row a series; the value is the title.
        table: Option<Text>,
        /// A histogram over time; the value is the title.
        heatmap: Option<Text>,
        /// Markdown; the value is the title.
        text: Option<Text>,
        /// The Markdown of a text panel.
        content: Option<Text>,
        /// What it shows. By default the `help` of its first query.
        description: Option<Text>,
        /// The name of its query.
        query: Option<Text>,
        /// Its query, if that has no name.
        expr: Option<Text>,
        /// What each series is called: `{{ label }}` is replaced.
        legend: Option<Text>,
        /// Its queries, if there are several.
        queries: Vec<Placed<Target>>,
        /// The unit of its values, if it does not follow from the query: one of the spec's units, or
        /// `grafana:ID`.
        unit: Option<Text>,
        /// Columns of 24. By default the row is divided evenly.
        width: Option<Spanned64>,
        /// Height in Grafana's grid units of 30 pixels.
        height: Option<Spanned64>,
        /// A variable: the panel is there once for each of its chosen values, and its queries and texts see only that one.
        repeat: Option<Text>,
        /// Where the next one stands: `horizontal` by default.
        repeat_direction: Option<Spanned<Direction>>,
        /// How many stand side by side at most.
        max_per_row: Option<Spanned64>,
        /// Lower end of the axis.
        min: Option<QuantityText>,
        /// Upper end of the axis.
        max: Option<QuantityText>,
        /// Digits behind the point.
        decimals: Option<Spanned64>,
        /// Colors by value: `[red, yellow from 50%, green from 80%]`.
        steps: Option<Placed<Vec<Text>>>,
        /// Texts in place of values: `{ 0: Down, 1: { text: Up, color: green }, 2..5: Some, 80%..: Full, null: None }`. `nan` and `null+nan` can be
        /// named as well.
        mappings: Map<ValueMapping>,
        /// Draws the threshold of this alert as a line.
        threshold: Option<Text>,
        /// Draws a line at this value.
        line: Option<QuantityText>,
        /// Whether and how series are stacked: `normal` or `percent`.
        stack: Option<Spanned<Stacking>>,
        /// How the legend is shown: `list` by default.
        legend_style: Option<Spanned<Legend>>,
        /// How a series becomes one number: `last` by default.
        calculate: Option<Spanned<Calculation>>,
        /// Links in its header.
        links: Vec<Placed<Link>>,
        /// `none`: its queries are taken as they are written, and not narrowed to the service's own series.
        scope: Option<Spanned<Scope>>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

record! {
    /// One of several queries of a panel.
    pub(crate) struct Target {
        /// The name of the query.
        query: Option<Text>,
        /// The query, if it has no name.
        expr: Option<Text>,
        /// What each series is called: `{{ label }}` is replaced.
        legend: Option<Text>,
        /// The unit of its values, if it does not follow from the query.
        unit: Option<Text>,
        /// Where its axis stands: `left` by default.
        axis: Option<Spanned<Axis>>,
    }
}

/// The side an axis stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    Left,
    Right,
}

keywords! {
    /// The side an axis stands on.
    Axis = &[("left", Axis::Left), ("right", Axis::Right)]
}

keywords! {
    /// Where the next one of repeated panels stands.
    Direction = &[("horizontal", Direction::Horizontal), ("vertical", Direction::Vertical)]
}

keywords! {
    /// Whether and how series are stacked.
    Stacking = &[("none", Stacking::None), ("normal", Stacking::Normal), ("percent", Stacking::Percent)]
}

keywords! {
    /// How the legend is shown.
    Legend = &[("list", Legend::List), ("table", Legend::Table), ("hidden", Legend::Hidden)]
}

keywords! {
    /// How a series becomes one number.
    Calculation = &Calculation::ALL
}
