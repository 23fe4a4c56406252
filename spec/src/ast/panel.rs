use super::{Allow, Link, Override, Raw, Scope, Style, ValueMapping};
use crate::decode::{Decode, Map, Placed, QuantityText, Reader, Spanned64, Text, keywords, record};
use crate::diagnostic::Diagnostic;
use crate::duration::Duration;
use crate::model::{AnswerFormat, Calculation, Direction, Legend, PanelKind, Stacking, StepsMode};
use crate::source::{Span, Spanned};
use crate::yaml::{Node, Value};
use gaugewright_collectors::rules;

record! {
    /// A panel. Its type is the key that holds its title: exactly one of `timeseries`, `stat`, `gauge`,
    /// `piechart`, `bargauge`, `table`, `heatmap`, `barchart`, `histogram`, `state_timeline`, `status_history` and `text`. Any other is all in `raw`.
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
        /// Bars side by side for the values of a label: the first one of the query. With `instant: false`, for each moment. The value is the title.
        barchart: Option<Text>,
        /// How often which values occur in the time that is shown; the value is the title.
        histogram: Option<Text>,
        /// From when to when each series was in which state, as `mappings` name and color them; the value is the title.
        state_timeline: Option<Text>,
        /// The state of each series at each moment, as `mappings` name and color them; the value is the title.
        status_history: Option<Text>,
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
        /// The least time between two points, or a variable that has it, `$resolution`; by default that between two scrapes, and with
        /// `scope: none` what the data source says.
        min_step: Option<MinStep>,
        /// How many points are asked for at most.
        max_points: Option<Spanned64>,
        /// Whether only the latest value is asked for, and not the course over time: by default in a panel that shows one value.
        instant: Option<Spanned<bool>>,
        /// In a table or a barchart, what its answer is: a `table` with a row a series, or a `time_series` for each, of which `transformations`
        /// make rows. A table by default; in a barchart over time, series.
        format: Option<Spanned<AnswerFormat>>,
        /// Whether exemplars are shown.
        exemplars: Option<Spanned<bool>>,
        /// Lower end of the axis.
        min: Option<QuantityText>,
        /// Upper end of the axis.
        max: Option<QuantityText>,
        /// Digits behind the point.
        decimals: Option<Spanned64>,
        /// Colors by value: `[red, yellow from 50%, green from 80%]`.
        steps: Option<Placed<Vec<Text>>>,
        /// What the numbers of `steps` are: values (`absolute`), or `percentage`: how far they are from `min` to `max`.
        steps_mode: Option<Spanned<StepsMode>>,
        /// Texts in place of values: `{ 0: Down, 1: { text: Up, color: green }, 2..5: Some, 80%..: Full, null: None }`. `nan`, `null+nan`,
        /// other texts, and regular expressions for them, `/^dead/`, can be named as well.
        mappings: Map<ValueMapping>,
        /// What stands where there is no value.
        no_value: Option<Text>,
        /// What stands beside the axis; by default the unit, where Grafana has none like it.
        axis_label: Option<Text>,
        /// The base of a logarithmic axis: 2 or 10.
        log_scale: Option<Spanned64>,
        /// Draws the threshold of this alert as a line.
        threshold: Option<Text>,
        /// Draws a line at this value.
        line: Option<QuantityText>,
        /// Whether and how series are stacked: `normal` or `percent`.
        stack: Option<Spanned<Stacking>>,
        /// How the legend is shown: `list` by default, and a `table` beside the graph from four series on.
        legend_style: Option<Spanned<Legend>>,
        /// How a series becomes one number: `last` by default.
        calculate: Option<Spanned<Calculation>>,
        /// How it is drawn, where that differs from the dashboard.
        style: Option<Placed<Style>>,
        /// What differs for some of its series.
        overrides: Vec<Placed<Override>>,
        /// Links in its header.
        links: Vec<Placed<Link>>,
        /// Links on its values: `${__field.labels.instance}` and `${__value.raw}` are replaced.
        data_links: Vec<Placed<Link>>,
        /// What Grafana does to the answers before they are drawn, as it spells it: `{ id: reduce, options: { … } }`. In a table they take the
        /// place of the usual ones; `[]` is none at all.
        transformations: Option<Vec<Placed<Raw>>>,
        /// `none`: its queries are taken as they are written, and not narrowed to the service's own series.
        scope: Option<Spanned<Scope>>,
        /// Other keys of Grafana, as it spells them: they are written as they stand, and take the place of generated ones. Without a type, the
        /// whole panel.
        raw: Option<Placed<Raw>>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

impl Panel {
    /// The types it has, each with its title.
    pub(crate) fn types(&self) -> impl Iterator<Item = (PanelKind, &Text)> {
        let all = [
            (PanelKind::Timeseries, &self.timeseries),
            (PanelKind::Stat, &self.stat),
            (PanelKind::Gauge, &self.gauge),
            (PanelKind::Piechart, &self.piechart),
            (PanelKind::Bargauge, &self.bargauge),
            (PanelKind::Table, &self.table),
            (PanelKind::Heatmap, &self.heatmap),
            (PanelKind::Barchart, &self.barchart),
            (PanelKind::Histogram, &self.histogram),
            (PanelKind::StateTimeline, &self.state_timeline),
            (PanelKind::StatusHistory, &self.status_history),
            (PanelKind::Text, &self.text),
        ];
        all.into_iter().filter_map(|(kind, title)| Some((kind, title.as_ref()?)))
    }
}

record! {
    /// One of several queries of a panel.
    pub(crate) struct Target {
        /// The name of the query.
        query: Option<Text>,
        /// The query, if it has no name.
        expr: Option<Text>,
        /// What Grafana calls it, as `transformations` name it: by default `A`, `B` and so on.
        ref_ = "ref": Option<Text>,
        /// What each series is called: `{{ label }}` is replaced.
        legend: Option<Text>,
        /// The unit of its values, if it does not follow from the query.
        unit: Option<Text>,
        /// Where its axis stands: `left` by default.
        axis: Option<Spanned<Axis>>,
        /// Whether it is not drawn: transformations may still use it.
        hide: Option<Spanned<bool>>,
        /// The least time between two points, or a variable that has it.
        min_step: Option<MinStep>,
        /// Whether only the latest value is asked for.
        instant: Option<Spanned<bool>>,
        /// In a table or a barchart, what its answer is: a `table` with a row a series, or a `time_series` for each, of which `transformations`
        /// make rows. A table by default; in a barchart over time, series.
        format: Option<Spanned<AnswerFormat>>,
    }
}

/// The least time between two points: a duration, or a variable of the dashboard.
#[derive(Clone)]
pub(crate) enum MinStep {
    Fixed(Spanned<Duration>),
    Variable(Text),
}

impl MinStep {
    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Fixed(step) => step.span,
            Self::Variable(name) => name.span,
        }
    }
}

impl Decode for MinStep {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text.starts_with('$') => Text::decode(node, reader).map(Self::Variable),
            // No duration begins with a letter.
            Value::Text(text) if text.starts_with(|first: char| first.is_alphabetic()) => {
                let message = format!("`{text}` is not a valid duration");
                let diagnostic = Diagnostic::new(&rules::BAD_VALUE, node.span, message);
                let help = format!("write a number with its unit, `15s`; or if it is a variable, `${text}`");
                reader.sink.report(diagnostic.help(help));
                None
            }
            _ => Spanned::decode(node, reader).map(Self::Fixed),
        }
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
    /// What an answer is.
    AnswerFormat = &[("table", AnswerFormat::Table), ("time_series", AnswerFormat::TimeSeries)]
}

keywords! {
    /// Where the next one of repeated panels stands.
    Direction = &[("horizontal", Direction::Horizontal), ("vertical", Direction::Vertical)]
}

keywords! {
    /// What the numbers of `steps` are.
    StepsMode = &[("absolute", StepsMode::Absolute), ("percentage", StepsMode::Percentage)]
}

keywords! {
    /// Whether and how series are stacked.
    Stacking = &Stacking::ALL
}

keywords! {
    /// How the legend is shown.
    Legend = &[("list", Legend::List), ("table", Legend::Table), ("hidden", Legend::Hidden)]
}

keywords! {
    /// How a series becomes one number.
    Calculation = &Calculation::ALL
}
