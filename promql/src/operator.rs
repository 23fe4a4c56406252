//! The operators of the language, each as a closed set with its spelling.

/// Declares an operator enum with the spelling of every member.
macro_rules! spelled {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// How it is written.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.text())
            }
        }
    };
}

spelled! {
    /// An operator between two expressions.
    BinaryOp {
        /// Addition.
        Add = "+",
        /// Subtraction.
        Sub = "-",
        /// Multiplication.
        Mul = "*",
        /// Division.
        Div = "/",
        /// Remainder.
        Mod = "%",
        /// Power, the only operator that groups to the right.
        Pow = "^",
        /// Arc tangent of a quotient.
        Atan2 = "atan2",
        /// Equal.
        Eq = "==",
        /// Not equal.
        Ne = "!=",
        /// Less.
        Lt = "<",
        /// Less or equal.
        Le = "<=",
        /// Greater.
        Gt = ">",
        /// Greater or equal.
        Ge = ">=",
        /// Native histograms without the observations above a bound.
        TrimUpper = "</",
        /// Native histograms without the observations below a bound.
        TrimLower = ">/",
        /// Intersection of two vectors.
        And = "and",
        /// Union of two vectors.
        Or = "or",
        /// Difference of two vectors.
        Unless = "unless",
    }
}

impl BinaryOp {
    /// Binding strength: a higher number binds tighter.
    pub const fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And | Self::Unless => 2,
            Self::Eq
            | Self::Ne
            | Self::Lt
            | Self::Le
            | Self::Gt
            | Self::Ge
            | Self::TrimUpper
            | Self::TrimLower => 3,

            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Mod | Self::Atan2 => UnaryOp::PRECEDENCE,
            Self::Pow => 6,
        }
    }

    /// What arithmetic makes of two numbers; nothing for `%`, `atan2` and what is no arithmetic.
    pub fn of_numbers(self, a: f64, b: f64) -> Option<f64> {
        Some(match self {
            Self::Add => a + b,
            Self::Sub => a - b,
            Self::Mul => a * b,
            Self::Div => a / b,
            Self::Pow => a.powf(b),
            _ => return None,
        })
    }

    /// Whether `a op b op c` means `a op (b op c)`.
    pub const fn groups_right(self) -> bool {
        matches!(self, Self::Pow)
    }

    /// Whether it compares: these alone take `bool`.
    pub const fn is_comparison(self) -> bool {
        matches!(self, Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge)
    }

    /// Whether durations can be computed with it.
    pub(crate) const fn computes_durations(self) -> bool {
        matches!(self, Self::Add | Self::Sub | Self::Mul | Self::Div | Self::Mod | Self::Pow)
    }

    /// Whether it cuts observations off native histograms.
    pub const fn is_trim(self) -> bool {
        matches!(self, Self::TrimUpper | Self::TrimLower)
    }

    /// The comparison that says the same with its sides swapped.
    pub const fn mirrored(self) -> Option<Self> {
        Some(match self {
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
            Self::Eq | Self::Ne => self,
            _ => return None,
        })
    }

    /// Whether it works on sets of series: these alone refuse scalars.
    pub const fn is_set(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }
}

spelled! {
    /// A sign in front of an expression.
    UnaryOp {
        /// Leaves the value as it is.
        Plus = "+",
        /// Negates the value.
        Minus = "-",
    }
}

impl UnaryOp {
    /// A sign binds like a multiplication: `-a ^ b` is `-(a ^ b)`, `-a + b` is `(-a) + b`.
    pub const PRECEDENCE: u8 = 5;
}

spelled! {
    /// How a label value is compared in a selector.
    MatchOp {
        /// The value is this text.
        Equal = "=",
        /// The value is not this text.
        NotEqual = "!=",
        /// The whole value matches this regular expression.
        Regex = "=~",
        /// The whole value does not match this regular expression.
        NotRegex = "!~",
    }
}

impl MatchOp {
    /// Whether the value is a regular expression.
    pub const fn is_regex(self) -> bool {
        matches!(self, Self::Regex | Self::NotRegex)
    }

    /// Whether the matcher takes away what the value describes.
    pub const fn is_negative(self) -> bool {
        matches!(self, Self::NotEqual | Self::NotRegex)
    }
}

spelled! {
    /// An aggregation over the series of a vector.
    AggregateOp {
        /// Sum of the values.
        Sum = "sum",
        /// Smallest value.
        Min = "min",
        /// Largest value.
        Max = "max",
        /// Arithmetic mean.
        Avg = "avg",
        /// The number 1 for every group.
        Group = "group",
        /// Standard deviation of the population.
        Stddev = "stddev",
        /// Variance of the population.
        Stdvar = "stdvar",
        /// Number of series.
        Count = "count",
        /// Number of series per value; the value becomes a label.
        CountValues = "count_values",
        /// The k series with the smallest values.
        Bottomk = "bottomk",
        /// The k series with the largest values.
        Topk = "topk",
        /// A quantile over the series.
        Quantile = "quantile",
        /// Any k series.
        Limitk = "limitk",
        /// A share of the series.
        LimitRatio = "limit_ratio",
    }
}

impl AggregateOp {
    /// What the first of two arguments is called; `None` where there is only one argument.
    pub const fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Topk | Self::Bottomk | Self::Limitk => Some("the number of series"),
            Self::Quantile => Some("the quantile, from 0 to 1"),
            Self::CountValues => Some("the name of the label for the value, as a string"),
            Self::LimitRatio => Some("the share of the series, from -1 to 1"),
            _ => None,
        }
    }

    /// Whether a stock Prometheus knows it only behind a feature flag.
    pub const fn is_experimental(self) -> bool {
        matches!(self, Self::Limitk | Self::LimitRatio)
    }
}
