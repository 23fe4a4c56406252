use super::{Allow, Scope};
use crate::decode::{Decode, Map, Placed, QuantityText, Reader, Text, record};
use crate::duration::Duration;
use crate::source::{Span, Spanned};
use crate::yaml::{Node, Value};

record! {
    /// A named number.
    pub(crate) struct Constant {
        /// The number.
        value: QuantityText,
        /// Its unit: `USD/ktoken`.
        unit: Option<Text>,
        /// What it is.
        help: Option<Text>,
    }
}

record! {
    /// A named query.
    pub(crate) struct Query {
        /// The PromQL. `$window` and `$constant` are replaced; panels may also use Grafana's variables.
        expr: Text,
        /// What it answers. Panels that say nothing of their own show this.
        help: Option<Text>,
        /// What `$window` stands for outside of panels, where alerts say nothing else. In panels it is
        /// `$__rate_interval`.
        window: Option<Spanned<Duration>>,
        /// The unit of the result, if it does not follow from the metrics.
        unit: Option<Text>,
        /// Whether its result is recorded as series of its own, which alerts and panels then read: `true` names them
        /// by convention, or their name: `level:metric:operation`; with labels that the rule adds,
        /// `{ name: requests:rate5m, labels: { kind: read } }`.
        record: Option<Record>,
        /// `none`: the query is taken as it is written, and not narrowed to the service's own series.
        scope: Option<Spanned<Scope>>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

/// How the result of a query is recorded.
pub(crate) enum Record {
    /// Under the name that follows by convention, or not at all.
    Convention(Spanned<bool>),
    /// Under this name.
    Named(Text),
    /// Under a name, with labels.
    Labelled(Placed<RecordKeys>),
}

record! {
    /// How the result of a query is recorded.
    pub(crate) struct RecordKeys {
        /// The name of its series. By default it follows by convention. Several rules may share it if their labels differ.
        name: Option<Text>,
        /// Labels that the rule adds to its series.
        labels: Map<Text>,
        /// Time between two evaluations of the rule. By default as for all rules, or longer where the query looks back for an hour
        /// and more.
        interval: Option<Spanned<Duration>>,
    }
}

impl Record {
    /// Whether there is a rule, and where that is said.
    pub(crate) fn place(&self) -> Option<Span> {
        match self {
            Self::Convention(wanted) => wanted.value.then_some(wanted.span),
            Self::Named(name) => Some(name.span),
            Self::Labelled(keys) => Some(keys.name.as_ref().map_or(keys.span, |name| name.span)),
        }
    }

    /// The name that the author gives.
    pub(crate) fn name(&self) -> Option<&Text> {
        match self {
            Self::Convention(_) => None,
            Self::Named(name) => Some(name),
            Self::Labelled(keys) => keys.name.as_ref(),
        }
    }

    /// Time between two evaluations, if the author says it.
    pub(crate) fn interval(&self) -> Option<Duration> {
        match self {
            Self::Labelled(keys) => keys.interval.as_ref().map(|interval| interval.value),
            Self::Convention(_) | Self::Named(_) => None,
        }
    }

    /// The labels that the rule adds.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &(Text, Text)> {
        let labels = match self {
            Self::Labelled(keys) => Some(keys.labels.iter()),
            Self::Convention(_) | Self::Named(_) => None,
        };
        labels.into_iter().flatten()
    }
}

impl Decode for Record {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Bool(value) => Some(Self::Convention(Spanned::new(*value, node.span))),
            Value::Text(text) => Some(Self::Named(Spanned::new(text.clone(), node.span))),
            Value::Map(_) => Placed::decode(node, reader).map(Self::Labelled),
            _ => {
                reader.wrong_type(
                    node,
                    "`true`, `false`, a name `level:metric:operation`, or `name` and `labels`",
                );
                None
            }
        }
    }
}

/// A query may also be just its text.
pub(crate) struct QueryOrText {
    query: Query,
    /// Where it ends in the spec.
    pub(crate) end: u32,
}

impl Decode for QueryOrText {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Text(_) => {
                let expr = Text::decode(node, reader)?;
                let query = Query {
                    expr,
                    help: None,
                    window: None,
                    unit: None,
                    record: None,
                    scope: None,
                    allow: Allow::absent()?,
                };
                Some(Self { query, end: node.span.end })
            }
            _ => Query::decode(node, reader).map(|query| Self { query, end: node.span.end }),
        }
    }
}

impl std::ops::Deref for QueryOrText {
    type Target = Query;
    fn deref(&self) -> &Query {
        &self.query
    }
}
