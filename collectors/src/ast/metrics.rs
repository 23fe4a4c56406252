use super::Allow;
use crate::decode::{Decode, Map, Placed, QuantityText, Reader, Spanned64, Text, Word};
use crate::kind::Kind;
use crate::model::Init;
use crate::number::Number;
use crate::source::Spanned;
use crate::yaml::{Node, Value};
use crate::{keywords, record};

record! {
    /// What a label may hold. Exactly one of `values`, `codes` and `open`.
    pub struct Label {
        /// All values it may take.
        values: Option<Placed<Vec<Word>>>,
        /// A range of whole numbers: `100..599`. The collectors take them as numbers: `response.status().as_u16()`.
        codes: Option<Text>,
        /// Any text, up to a number of different values.
        open: Option<Placed<OpenLabel>>,
        /// How many of its values one process is expected to use: what the series budget counts with. By default all.
        expect: Option<Spanned64>,
        /// What it says.
        help: Option<Text>,
    }
}

record! {
    /// An open label.
    pub struct OpenLabel {
        /// The most different values that one process keeps apart. New ones beyond are folded into `other`.
        limit: Option<Spanned64>,
    }
}

record! {
    /// A metric.
    pub struct Metric {
        /// What kind of metric it is.
        kind = "type": Spanned<Kind>,
        /// What it measures, as the exposition says it.
        help: Text,
        /// Its labels. `status: llm_status` gives the label `status` the values of the label `llm_status`.
        labels: Vec<LabelUse>,
        /// The unit of its values. By default it follows from the name: `_seconds`, `_bytes`, `_ratio`.
        unit: Option<Text>,
        /// Upper bounds of a histogram's buckets, ascending, without infinity: `[100ms, 1s, 10s]`, or made as
        /// `{ exponential: { start: 10ms, factor: 2, count: 12 } }` or `{ linear: { start: 1s, width: 1s, count: 10 } }`.
        buckets: Option<Placed<Buckets>>,
        /// The values that a gauge can have, both ends included: `0..1`, `0..`, `-40..125`.
        range: Option<Text>,
        /// The metric whose part it is, series by series: of `disk_free_bytes` that is `disk_size_bytes`. The quotient of the two
        /// is a share then.
        part_of: Option<Text>,
        /// Which series are exported, as 0, before anything has touched them. By default all of a counter, a histogram or a
        /// gauge of calls under way, if their labels are closed and they have at most 1000 samples; none of any other gauge.
        init: Option<Spanned<Init>>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

/// The upper bounds of a histogram's buckets: each of them, or how they are made.
pub enum Buckets {
    /// Each of them.
    Listed(Vec<QuantityText>),
    /// How they are made.
    Made(BucketSteps),
}

record! {
    /// How the bounds of buckets are made: in one of these ways.
    pub struct BucketSteps {
        /// Each is a multiple of the one before it.
        exponential: Option<Exponential>,
        /// Each is as far from the one before it.
        linear: Option<Linear>,
    }
}

record! {
    /// Bounds that are multiples of one another.
    pub struct Exponential {
        /// The first.
        start: QuantityText,
        /// How many times the one before it each of the others is: more than 1.
        factor: Spanned<Number>,
        /// How many there are.
        count: Spanned64,
    }
}

record! {
    /// Bounds that are equally far apart.
    pub struct Linear {
        /// The first.
        start: QuantityText,
        /// How far each of the others is from the one before it.
        width: QuantityText,
        /// How many there are.
        count: Spanned64,
    }
}

impl Decode for Buckets {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => BucketSteps::decode(node, reader).map(Self::Made),
            _ => Vec::decode(node, reader).map(Self::Listed),
        }
    }
}

/// Every choice of `init` by its name.
const INITS: &[(&str, Init)] = &[("all", Init::All), ("touched", Init::Touched)];

keywords! {
    /// Which series are exported before anybody has touched them.
    Init = INITS
}

/// Every kind by its name.
const KINDS: &[(&str, Kind)] = &[
    ("counter", Kind::Counter),
    ("gauge", Kind::Gauge),
    ("histogram", Kind::Histogram),
    ("info", Kind::Info),
    ("summary", Kind::Summary),
    ("untyped", Kind::Untyped),
];

keywords! {
    /// The kind of a metric.
    Kind = KINDS
}

/// The use of a label by a metric: `provider`, or `status: llm_status`.
#[derive(Clone, Debug)]
pub struct LabelUse {
    /// What the metric calls it.
    pub name: Text,
    /// The label with its values.
    pub definition: Text,
}

impl Decode for LabelUse {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Text(name) => {
                let name = Spanned::new(name.clone(), node.span);
                Some(Self { definition: name.clone(), name })
            }
            Value::Map(entries) if entries.len() == 1 => {
                let (name, value) = &entries[0];
                Some(Self { name: name.clone(), definition: Text::decode(value, reader)? })
            }
            _ => {
                reader.wrong_type(node, "the name of a label, or `name: definition`");
                None
            }
        }
    }
}

record! {
    /// Metrics of somebody else, so that queries on them are checked too.
    pub struct OwnCatalogue {
        /// The name of the exporter. With the name of a shipped catalogue, this adds to it.
        name: Text,
        /// Labels with a closed set of values. Other label names are open.
        labels: Map<Placed<Label>>,
        /// Its metrics.
        metrics: Map<Placed<Metric>>,
    }
}

/// An entry of `outside`: the name of a shipped catalogue, or a catalogue of the author's.
pub enum Outside {
    /// One that is shipped.
    Shipped(Text),
    /// One of the author's.
    Own(OwnCatalogue),
}

impl Decode for Outside {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => OwnCatalogue::decode(node, reader).map(Self::Own),
            _ => Text::decode(node, reader).map(Self::Shipped),
        }
    }
}

record! {
    /// What `#[tracked(name)]` records of a call.
    pub struct Track {
        /// The labels that the call site gives.
        labels: Vec<Text>,
        /// A counter of calls. Its `status` label, if it has one, gets the outcome.
        calls: Option<Text>,
        /// A histogram of durations, in seconds.
        duration: Option<Text>,
        /// A gauge of calls that are under way.
        in_flight: Option<Text>,
        /// A counter of failed calls: of all that `calls` counts as `error` or `panic`. Its `error_type` label, if it has one,
        /// comes from the error. A failure without one is `other`, a panic is `panic` or else `other`.
        errors: Option<Text>,
        /// A gauge of the time at which the last call ended well. Its labels should not be open.
        last_run: Option<Text>,
        /// Numbers that a call reports: a name, and the series that it is added to.
        records: Map<Text>,
    }
}
