use crate::decode::{Spanned64, keywords, record};
use crate::model::{
    Calculation, Draw, Gradient, Interpolation, Legend, LegendPlacement, Points, ShowSteps, Stacking,
    TooltipMode, ValueColor,
};
use crate::source::Spanned;

record! {
    /// How panels are drawn. A type of panel takes what it has.
    pub(crate) struct Style {
        /// What is drawn of a series: `line` by default, `bars` or `points`.
        draw: Option<Spanned<Draw>>,
        /// How wide a line is, from 0 to 10: 1 by default.
        line_width: Option<Spanned64>,
        /// How much the area under a line is filled, in percent: 10 by default, 0 if there are several lines, 40 if series are stacked.
        fill: Option<Spanned64>,
        /// Whether there is a dot for each point: `auto` by default, `always` or `never`.
        points: Option<Spanned<Points>>,
        /// How a line goes from one point to the next: `linear` by default.
        interpolation: Option<Spanned<Interpolation>>,
        /// How the area changes towards the axis: `none` by default, less of it (`opacity`), another color (`hue`), or those of the `scheme`.
        gradient: Option<Spanned<Gradient>>,
        /// Whether a line goes on over times without a value: not by default.
        connect_nulls: Option<Spanned<bool>>,
        /// Whether `steps` are drawn into the graph: not by default, and lines of thresholds are `dashed`.
        show_steps: Option<Spanned<ShowSteps>>,
        /// Whether and how series are stacked: `none` by default.
        stack: Option<Spanned<Stacking>>,
        /// What is shown under the pointer: `all` series, `one`, or `none`.
        tooltip: Option<Spanned<TooltipMode>>,
        /// How the legend is shown: `list` by default, and a `table` beside the graph from four series on.
        legend_style: Option<Spanned<Legend>>,
        /// Where the legend stands: at the `bottom` or `right`.
        legend_placement: Option<Spanned<LegendPlacement>>,
        /// Which numbers of a series the legend shows: `[mean, max, last]`.
        legend_values: Option<Vec<Spanned<Calculation>>>,
        /// What of a stat panel has the color of its value: `none`, the `value`, or the `background`.
        color_mode: Option<Spanned<ValueColor>>,
        /// Whether a stat panel draws the course of its value behind it. By default it does, but for texts, points in time and times since, and what
        /// is counted over more than an hour.
        sparkline: Option<Spanned<bool>>,
    }
}

keywords! {
    /// What is drawn of a series.
    Draw = &Draw::ALL
}

keywords! {
    /// Whether there is a dot for each point.
    Points = &Points::ALL
}

keywords! {
    /// How a line goes from one point to the next.
    Interpolation = &Interpolation::ALL
}

keywords! {
    /// How an area changes towards the axis.
    Gradient = &Gradient::ALL
}

keywords! {
    /// How steps are drawn into a graph.
    ShowSteps = &ShowSteps::ALL
}

keywords! {
    /// What is shown under the pointer.
    TooltipMode = &TooltipMode::ALL
}

keywords! {
    /// Where the legend stands.
    LegendPlacement = &LegendPlacement::ALL
}

keywords! {
    /// What of a stat panel has the color of its value.
    ValueColor = &ValueColor::ALL
}
