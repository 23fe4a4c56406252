use super::{Link, Raw, ValueMapping};
use crate::decode::{Decode, Map, Placed, QuantityText, Reader, Spanned64, Text, keywords, record};
use crate::model::{
    Align, AxisPlacement, Draw, FieldType, HiddenFrom, Interpolation, LineStyle, Points, Stacking,
};
use crate::source::Spanned;
use crate::yaml::{Node, Value};

record! {
    /// What differs for some series of a panel, or for some columns of a table.
    pub(crate) struct Override {
        /// Which ones: the name that the legend gives them, a regular expression for it as in `/5../`, or `{ query: … }` or `{ type: … }`.
        match_ = "match": Match,
        /// The unit of their values: one of the spec's units, or `grafana:ID`.
        unit: Option<Text>,
        /// What they are called instead.
        name: Option<Text>,
        /// Their color.
        color: Option<Text>,
        /// What is drawn of them.
        draw: Option<Spanned<Draw>>,
        /// How wide their line is.
        line_width: Option<Spanned64>,
        /// How their line is drawn.
        line_style: Option<Spanned<LineStyle>>,
        /// How much the area under them is filled, in percent.
        fill: Option<Spanned64>,
        /// Whether there is a dot for each point.
        points: Option<Spanned<Points>>,
        /// How their line goes from one point to the next.
        interpolation: Option<Spanned<Interpolation>>,
        /// Whether and how they are stacked.
        stack: Option<Spanned<Stacking>>,
        /// Where their axis stands.
        axis: Option<Spanned<AxisPlacement>>,
        /// Where they are left out: of the `graph`, the `legend`, the `tooltip`; a `column` of a table.
        hide: Vec<Spanned<HiddenFrom>>,
        /// Lower end of their axis.
        min: Option<QuantityText>,
        /// Upper end of their axis.
        max: Option<QuantityText>,
        /// Digits behind the point.
        decimals: Option<Spanned64>,
        /// What stands where there is no value.
        no_value: Option<Text>,
        /// Colors by value.
        steps: Option<Placed<Vec<Text>>>,
        /// Texts in place of values.
        mappings: Map<ValueMapping>,
        /// Links on their values.
        data_links: Vec<Placed<Link>>,
        /// How a column of a table is aligned.
        align: Option<Spanned<Align>>,
        /// The width of a column of a table, in pixels.
        width: Option<Spanned64>,
        /// Other settings of Grafana by their paths, as it spells them: `{ custom.axisSoftMin: 0 }`.
        raw: Option<Raw>,
    }
}

/// Which series an override is for.
pub(crate) enum Match {
    /// By their name, or a regular expression between slashes.
    Name(Text),
    /// By something else.
    Other(Placed<MatchKeys>),
}

record! {
    /// Which series an override is for: exactly one key.
    pub(crate) struct MatchKeys {
        /// Those of a query of the panel: its name, its `ref`, or its letter in the order of the panel: `A`, `B`.
        query: Option<Text>,
        /// Those of a type.
        type_ = "type": Option<Spanned<FieldType>>,
        /// Those that another matcher of Grafana finds, as it spells it: `{ id: byNames, options: { mode: include, names: [cpu, load] } }`.
        raw: Option<Placed<Raw>>,
    }
}

impl Decode for Match {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => Placed::decode(node, reader).map(Self::Other),
            _ => Text::decode(node, reader).map(Self::Name),
        }
    }
}

keywords! {
    /// How a line is drawn.
    LineStyle = &LineStyle::ALL
}

keywords! {
    /// Where an axis stands.
    AxisPlacement = &AxisPlacement::ALL
}

keywords! {
    /// Where series are left out.
    HiddenFrom = &HiddenFrom::ALL
}

keywords! {
    /// How a column is aligned.
    Align = &Align::ALL
}

keywords! {
    /// A type of values.
    FieldType = &FieldType::ALL
}
