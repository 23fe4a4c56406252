//! How a panel is drawn. What is not said here is left to the panel's type.

/// Declares a choice among words: those of the spec, and those of Grafana.
macro_rules! words {
    ($(#[$about_all:meta])* $name:ident { $( $(#[$about:meta])* $variant:ident = $word:literal as $id:literal, )* }) => {
        $(#[$about_all])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $( $(#[$about])* $variant, )*
        }

        impl $name {
            /// Every choice with its name in the spec.
            pub const ALL: [(&'static str, Self); [$($word),*].len()] = [$(($word, Self::$variant)),*];

            /// Its name in Grafana.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }
        }
    };
}

pub(super) use words;

/// How a panel is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// What is drawn of a series.
    pub draw: Option<Draw>,
    /// How wide a line is.
    pub line_width: Option<u8>,
    /// How much the area under a line is filled, in percent.
    pub fill: Option<u8>,
    /// Whether there is a dot for each point.
    pub points: Option<Points>,
    /// How a line goes from one point to the next.
    pub interpolation: Option<Interpolation>,
    /// How the area changes towards the axis.
    pub gradient: Option<Gradient>,
    /// Whether a line goes on over times without a value.
    pub connect_nulls: Option<bool>,
    /// How steps are drawn into a graph.
    pub show_steps: Option<ShowSteps>,
    /// Whether series are stacked.
    pub stacking: Option<Stacking>,
    /// What is shown under the pointer.
    pub tooltip: Option<TooltipMode>,
    /// How the legend is shown.
    pub legend: Option<Legend>,
    /// Where the legend stands.
    pub legend_placement: Option<LegendPlacement>,
    /// Which numbers of a series the legend shows.
    pub legend_values: Option<Vec<Calculation>>,
    /// What of a stat panel has the color of its value.
    pub value_color: Option<ValueColor>,
    /// Whether a stat panel draws the course of its value.
    pub sparkline: Option<bool>,
}

impl Style {
    /// This style, and the other one where this one says nothing.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            draw: self.draw.or(other.draw),
            line_width: self.line_width.or(other.line_width),
            fill: self.fill.or(other.fill),
            points: self.points.or(other.points),
            interpolation: self.interpolation.or(other.interpolation),
            gradient: self.gradient.or(other.gradient),
            connect_nulls: self.connect_nulls.or(other.connect_nulls),
            show_steps: self.show_steps.or(other.show_steps),
            stacking: self.stacking.or(other.stacking),
            tooltip: self.tooltip.or(other.tooltip),
            legend: self.legend.or(other.legend),
            legend_placement: self.legend_placement.or(other.legend_placement),
            legend_values: self.legend_values.or_else(|| other.legend_values.clone()),
            value_color: self.value_color.or(other.value_color),
            sparkline: self.sparkline.or(other.sparkline),
        }
    }
}

words! {
    /// What is drawn of a series.
    Draw {
        /// A line.
        Line = "line" as "line",
        /// A bar for each point.
        Bars = "bars" as "bars",
        /// A dot for each point.
        Points = "points" as "points",
    }
}

words! {
    /// Whether there is a dot for each point.
    Points {
        /// If there is room.
        Auto = "auto" as "auto",
        /// Yes.
        Always = "always" as "always",
        /// No.
        Never = "never" as "never",
    }
}

words! {
    /// How a line goes from one point to the next.
    Interpolation {
        /// Straight.
        Linear = "linear" as "linear",
        /// In a curve.
        Smooth = "smooth" as "smooth",
        /// Up or down first.
        StepBefore = "step_before" as "stepBefore",
        /// Up or down last.
        StepAfter = "step_after" as "stepAfter",
    }
}

words! {
    /// How an area changes towards the axis.
    Gradient {
        /// Not at all.
        None = "none" as "none",
        /// There is less of it.
        Opacity = "opacity" as "opacity",
        /// In another color.
        Hue = "hue" as "hue",
        /// In the colors of the values.
        Scheme = "scheme" as "scheme",
    }
}

words! {
    /// How steps are drawn into a graph.
    ShowSteps {
        /// Not at all.
        Off = "off" as "off",
        /// As lines.
        Line = "line" as "line",
        /// As dashed lines.
        Dashed = "dashed" as "dashed",
        /// As areas behind the lines.
        Area = "area" as "area",
        /// As lines over areas.
        LineAndArea = "line_and_area" as "line+area",
        /// As dashed lines over areas.
        DashedAndArea = "dashed_and_area" as "dashed+area",
    }
}

words! {
    /// Whether series of a panel are stacked.
    #[derive(Default)]
    Stacking {
        /// Each from zero.
        #[default]
        None = "none" as "none",
        /// On top of each other.
        Normal = "normal" as "normal",
        /// On top of each other, scaled to 100%.
        Percent = "percent" as "percent",
    }
}

words! {
    /// How a series becomes one number.
    #[derive(Default)]
    Calculation {
        /// The last value that is not null.
        #[default]
        Last = "last" as "lastNotNull",
        /// The mean over the shown time.
        Mean = "mean" as "mean",
        /// The largest.
        Max = "max" as "max",
        /// The smallest.
        Min = "min" as "min",
        /// The sum.
        Sum = "sum" as "sum",
        /// The first value that is not null.
        First = "first" as "firstNotNull",
        /// How many values there are.
        Count = "count" as "count",
        /// The largest without the smallest.
        Range = "range" as "range",
        /// The last without the first.
        Diff = "diff" as "diff",
    }
}

words! {
    /// What is shown under the pointer.
    TooltipMode {
        /// Every series, the largest first.
        All = "all" as "multi",
        /// The one under the pointer.
        One = "one" as "single",
        /// Nothing.
        None = "none" as "none",
    }
}

words! {
    /// Where the legend stands.
    LegendPlacement {
        /// Below.
        Bottom = "bottom" as "bottom",
        /// To the right.
        Right = "right" as "right",
    }
}

words! {
    /// What of a stat panel has the color of its value.
    ValueColor {
        /// Nothing.
        None = "none" as "none",
        /// The number.
        Value = "value" as "value",
        /// All of it.
        Background = "background" as "background",
    }
}

/// Where the legend stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Legend {
    /// Below the panel, names only.
    #[default]
    List,
    /// Below the panel, with mean, maximum and last value.
    Table,
    /// None.
    Hidden,
}
