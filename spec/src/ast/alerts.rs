use super::{Allow, Scope};
use crate::decode::{Decode, Hold, Map, Placed, QuantityText, Reader, Spanned64, Text, record};
use crate::duration::Duration;
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node, Value};

/// A text of an alert: with placeholders, or, as `{ template: … }`, a template of Prometheus.
#[derive(Clone, Debug)]
pub(crate) enum AlertText {
    /// With placeholders.
    Placeholders(Text),
    /// In the template language of Prometheus, kept as it is.
    Template(Text),
}

record! {
    /// A text in the template language of Prometheus.
    pub(crate) struct GoTemplate {
        /// The template, with all that Prometheus offers: `{{ range query "up == 0" }}{{ .Labels.instance }} {{ end }}`.
        template: Text,
    }
}

impl AlertText {
    /// The text, and where it stands.
    pub(crate) fn text(&self) -> &Text {
        match self {
            Self::Placeholders(text) | Self::Template(text) => text,
        }
    }
}

impl Decode for AlertText {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => GoTemplate::decode(node, reader).map(|of| Self::Template(of.template)),
            _ => Text::decode(node, reader).map(Self::Placeholders),
        }
    }
}

/// Where an alert begins to fire: one threshold, or several by severity, by the value of a label, or by both.
#[derive(Clone, Debug)]
pub(crate) enum Thresholds {
    /// One for all.
    One(QuantityText),
    /// By severity, or `default` and a label.
    Several(Map<Level>, Span),
}

impl Thresholds {
    /// Where they stand.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::One(text) => text.0.span,
            Self::Several(_, span) => *span,
        }
    }
}

impl Decode for Thresholds {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.value {
            Value::Map(_) => Map::decode(node, reader).map(|levels| Self::Several(levels, node.span)),
            Value::List(_) => {
                let help = "write one threshold, `above: 5`, or one for each severity: `above: { warning: 5, critical: 10 }`";
                reader.wrong_type_but(node, "a threshold, or thresholds by severity", Some(help.to_owned()));
                None
            }
            _ => QuantityText::decode(node, reader).map(Self::One),
        }
    }
}

/// The threshold of a severity or of a value of a label, or several of a severity by a label.
#[derive(Clone, Debug)]
pub(crate) enum Level {
    /// One.
    One {
        threshold: QuantityText,
        /// How long that must hold before it fires, if it says so itself.
        hold: Option<Hold>,
    },
    /// `default` and a label, or the values of a label.
    Several(Map<Self>),
}

record! {
    /// A threshold, and what else differs there.
    pub(crate) struct LevelKeys {
        /// The threshold.
        threshold: QuantityText,
        /// How long that must hold before it fires. By default as long as the alert says for all.
        hold = "for": Option<Hold>,
    }
}

impl Decode for Level {
    fn decode(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(entries) if LevelKeys::are_in(entries) => {
                let LevelKeys { threshold, hold } = LevelKeys::decode(node, reader)?;
                Some(Self::One { threshold, hold })
            }
            Value::Map(_) => Map::decode(node, reader).map(Self::Several),
            _ => QuantityText::decode(node, reader).map(|threshold| Self::One { threshold, hold: None }),
        }
    }
}

impl LevelKeys {
    /// Whether a mapping is meant as these keys: labels and their values have other names.
    fn are_in(entries: &[Entry]) -> bool {
        let has = |name: &str| entries.iter().any(|(key, _)| key.value == name);
        has("threshold") || has("for") && !has(DEFAULT)
    }
}

/// The threshold of all values of a label that have none of their own.
pub(crate) const DEFAULT: &str = "default";

/// The alerts of a group.
pub(crate) type AlertMap = Map<Placed<Alert>>;

record! {
    /// An alert: a query, and when its value is bad.
    pub(crate) struct Alert {
        /// What it is called, if not as its key: any text. Several alerts may have one name.
        name: Option<Text>,
        /// The name of the query it watches.
        query: Option<Text>,
        /// The query it watches, if that has no name.
        expr: Option<Text>,
        /// What `$window` stands for in the query.
        window: Option<Spanned<Duration>>,
        /// Fires when the value is greater: `5%`; by severity, `{ warning: 5%, critical: { threshold: 20%, for: 1m } }`; by the value of a
        /// label, `{ default: 5%, provider: { openai: 2% } }`; or by both, `{ warning: 5%, critical: { default: 20%, provider: { openai: 10% } } }`.
        above: Option<Thresholds>,
        /// Fires when the value is greater or equal. Also by severity and label.
        at_least: Option<Thresholds>,
        /// Fires when the value is smaller. Also by severity and label.
        below: Option<Thresholds>,
        /// Fires when the value is smaller or equal. Also by severity and label.
        at_most: Option<Thresholds>,
        /// Fires when the value is equal. Also by severity and label.
        equals: Option<Thresholds>,
        /// `true`: it fires all the time, and whoever no longer hears of it knows that alerting is broken. It has no query.
        dead_mans_switch: Option<Spanned<bool>>,
        /// How long that must hold before it fires.
        hold = "for": Option<Hold>,
        /// How long it keeps firing when it no longer holds.
        keep_firing_for: Option<Hold>,
        /// `none`: its query is taken as it is written, and not narrowed to the service's own series.
        scope: Option<Spanned<Scope>>,
        /// Its severity: `info`, `warning` or `critical`, if the spec names no `severities` of its own.
        severity: Option<Text>,
        /// Labels to add. `severity` and `component` (the group) are always there. `{{ label }}` is replaced by that of the series. A severity that
        /// depends on the value stands here as a template, in place of the key `severity`.
        labels: Map<AlertText>,
        /// One line for the notification. `{{ value }}`, which brings its unit, `{{ threshold }}`, `{{ label }}` and `{{ labels }}` are replaced, and
        /// as in Prometheus `{{ $value }}`, `{{ $value | humanize }}`, `{{ $value | printf "%.2f" }}` and `{{ $labels.label }}`.
        summary: Option<AlertText>,
        /// What it means, for the on-call engineer. Same placeholders.
        description: Option<AlertText>,
        /// What users or owners notice while it fires, for its runbook. Same placeholders.
        impact: Option<AlertText>,
        /// Other annotations, by name. Same placeholders.
        annotations: Map<AlertText>,
        /// What to do, step by step.
        runbook: Vec<Text>,
        /// Tests in addition to the derived ones, or instead of them if none can be derived.
        tests: Vec<AlertTest>,
        /// Findings to silence here: the code of the rule, and the reason; or `{ reason: …, until: 2027-01-31 }`.
        allow: Allow,
    }
}

record! {
    /// How the alerts of a group are evaluated.
    pub(crate) struct AlertGroup {
        /// Time between two evaluations. By default as for all rules.
        interval: Option<Spanned<Duration>>,
        /// How many alerts each of its rules may give at once: if there are more, the evaluation fails.
        limit: Option<Spanned64>,
        /// How far back its queries look from the time of the evaluation, for samples that come late.
        query_offset: Option<Spanned<Duration>>,
    }
}

record! {
    /// A test of an alert: series, and when it fires.
    pub(crate) struct AlertTest {
        /// What is tested.
        name: Text,
        /// Samples of each series in the notation of promtool, one for every scrape: `up{job="shop"}: "1x10 0x20"`.
        series: Map<Text>,
        /// Times at which it fires.
        fires: Vec<Spanned<Duration>>,
        /// Times at which it does not.
        silent: Vec<Spanned<Duration>>,
    }
}
