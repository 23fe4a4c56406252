//! What differs for some series of a panel.

use super::style::words;
use super::{Color, Link, Step, Style, Value, ValueMapping};
use crate::number::Number;
use crate::unit::Unit;

/// What differs for some series of a panel, or some columns of a table.
#[derive(Clone, Debug)]
pub struct Override {
    /// Which ones.
    pub series: SeriesMatch,
    /// How their values are shown, if in another way.
    pub unit: Option<ShownUnit>,
    /// By what its numbers are multiplied to be of the scale of the values.
    pub factor: Number,
    /// What they are called.
    pub name: Option<String>,
    /// Their color.
    pub color: Option<Color>,
    /// How they are drawn.
    pub style: Style,
    /// How their line is drawn.
    pub line_style: Option<LineStyle>,
    /// Where their axis stands.
    pub axis: Option<AxisPlacement>,
    /// Where they are left out.
    pub hide: Vec<HiddenFrom>,
    /// Lower end of their axis.
    pub min: Option<Number>,
    /// Upper end of their axis.
    pub max: Option<Number>,
    /// Digits behind the point.
    pub decimals: Option<u8>,
    /// What stands where there is no value.
    pub no_value: Option<String>,
    /// Colors by value.
    pub steps: Vec<Step>,
    /// Texts in place of values.
    pub mappings: Vec<ValueMapping>,
    /// Links on their values.
    pub data_links: Vec<Link>,
    /// How a column is aligned.
    pub align: Option<Align>,
    /// The width of a column in pixels.
    pub width: Option<u16>,
    /// Other settings by their paths, as Grafana spells them.
    pub raw: Vec<(String, Value)>,
}

impl Override {
    /// Nothing differs for these.
    pub(crate) fn new(series: SeriesMatch) -> Self {
        Self {
            series,
            unit: None,
            factor: Number::ONE,
            name: None,
            color: None,
            style: Style::default(),
            line_style: None,
            axis: None,
            hide: Vec::new(),
            min: None,
            max: None,
            decimals: None,
            no_value: None,
            steps: Vec::new(),
            mappings: Vec::new(),
            data_links: Vec::new(),
            align: None,
            width: None,
            raw: Vec::new(),
        }
    }
}

/// Which series an override is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeriesMatch {
    /// Those of this name.
    Name(String),
    /// Those whose name matches: in JavaScript's syntax, between slashes.
    Regex(String),
    /// Those of a query, by its place in the panel.
    Query(usize),
    /// Those of a type.
    Type(FieldType),
    /// Those that a matcher of Grafana finds, by its id and its options.
    Raw(String, Value),
}

/// How values are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownUnit {
    /// Grafana's id of the unit, if its author insists on it.
    pub id: Option<String>,
    /// The unit of the values as Grafana gets them.
    pub unit: Option<Unit>,
}

words! {
    /// How a line is drawn.
    LineStyle {
        /// Without gaps.
        Solid = "solid" as "solid",
        /// In dashes.
        Dash = "dash" as "dash",
        /// In dots.
        Dots = "dots" as "dot",
    }
}

words! {
    /// Where an axis stands.
    AxisPlacement {
        /// On the left.
        Left = "left" as "left",
        /// On the right.
        Right = "right" as "right",
        /// Nowhere.
        Hidden = "hidden" as "hidden",
    }
}

words! {
    /// Where series are left out.
    HiddenFrom {
        /// The graph.
        Graph = "graph" as "viz",
        /// The legend.
        Legend = "legend" as "legend",
        /// What is shown under the pointer.
        Tooltip = "tooltip" as "tooltip",
        /// The columns of a table.
        Column = "column" as "hidden",
    }
}

words! {
    /// How a column is aligned.
    Align {
        /// By its type.
        Auto = "auto" as "auto",
        /// To the left.
        Left = "left" as "left",
        /// In the middle.
        Center = "center" as "center",
        /// To the right.
        Right = "right" as "right",
    }
}

words! {
    /// A type of values.
    FieldType {
        /// Numbers.
        Number = "number" as "number",
        /// Texts.
        Text = "string" as "string",
        /// Points in time.
        Time = "time" as "time",
        /// Yes or no.
        Boolean = "boolean" as "boolean",
    }
}
