//! Words with a meaning of their own. Most of them are also names of metrics or labels where the
//! grammar leaves no doubt, so the lexer only remembers what a word could be.

use crate::ast::{Edges, Side};
use crate::operator::{AggregateOp, BinaryOp};

/// A reserved word; upper and lower case are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// `and`, `or`, `unless`, `atan2`.
    Binary(BinaryOp),
    /// `sum`, `avg`, ...
    Aggregate(AggregateOp),
    Offset,
    By,
    Without,
    On,
    Ignoring,
    GroupLeft,
    GroupRight,
    Bool,
    Start,
    End,
    /// `anchored` or `smoothed`.
    Edges(Edges),
    /// `step` and `range`, `min_of` and `max_of`: functions, also of durations.
    Step,
    Range,
    MinOf,
    MaxOf,
    /// `fill`, `fill_left`, `fill_right`.
    Fill(Option<Side>),
}

const WORDS: &[(&str, Keyword)] = &[
    ("offset", Keyword::Offset),
    ("by", Keyword::By),
    ("without", Keyword::Without),
    ("on", Keyword::On),
    ("ignoring", Keyword::Ignoring),
    ("group_left", Keyword::GroupLeft),
    ("group_right", Keyword::GroupRight),
    ("bool", Keyword::Bool),
    ("start", Keyword::Start),
    ("end", Keyword::End),
    ("anchored", Keyword::Edges(Edges::Anchored)),
    ("smoothed", Keyword::Edges(Edges::Smoothed)),
    ("step", Keyword::Step),
    ("range", Keyword::Range),
    ("min_of", Keyword::MinOf),
    ("max_of", Keyword::MaxOf),
    ("fill", Keyword::Fill(None)),
    ("fill_left", Keyword::Fill(Some(Side::Left))),
    ("fill_right", Keyword::Fill(Some(Side::Right))),
];

impl Keyword {
    /// The keyword that a word could be.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let same = |text: &str| text.eq_ignore_ascii_case(word);
        if let Some((_, keyword)) = WORDS.iter().find(|(text, _)| same(text)) {
            return Some(*keyword);
        }
        if let Some(op) = AggregateOp::ALL.iter().find(|op| same(op.text())) {
            return Some(Self::Aggregate(*op));
        }
        let op = [BinaryOp::And, BinaryOp::Or, BinaryOp::Unless, BinaryOp::Atan2];
        op.into_iter().find(|op| same(op.text())).map(Self::Binary)
    }

    /// Whether a metric of this name can be written without quotes.
    pub(crate) const fn can_name_a_metric(self) -> bool {
        match self {
            Self::Binary(BinaryOp::Atan2)
            | Self::On
            | Self::Ignoring
            | Self::GroupLeft
            | Self::GroupRight
            | Self::Bool => false,
            Self::Binary(_)
            | Self::Aggregate(_)
            | Self::Offset
            | Self::By
            | Self::Without
            | Self::Start
            | Self::End
            | Self::Edges(_)
            | Self::Step
            | Self::Range
            | Self::MinOf
            | Self::MaxOf
            | Self::Fill(_) => true,
        }
    }

    /// Whether a function of this name can be called.
    pub(crate) const fn can_name_a_function(self) -> bool {
        matches!(self, Self::Start | Self::End) || self.computes_durations()
    }

    /// Whether durations can be computed with it.
    pub(crate) const fn computes_durations(self) -> bool {
        matches!(self, Self::Step | Self::Range | Self::MinOf | Self::MaxOf)
    }

    /// Whether a label of this name can be written without quotes in `by (...)`, `on (...)` and the
    /// like. Prometheus has forgotten one word; in braces all of them can.
    pub(crate) const fn can_name_a_label(self) -> bool {
        !matches!(self, Self::Without)
    }
}

/// Whether a word is read as a number wherever it stands outside of braces.
pub(crate) fn is_number_word(word: &str) -> bool {
    word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("nan")
}
