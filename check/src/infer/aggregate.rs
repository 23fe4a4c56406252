//! Aggregations: which labels they leave, and what happens to the unit.

use super::Checker;
use super::selector::{harmless, label_help};
use crate::Diagnostic;
use crate::kind::Instrument;
use crate::rules;
use crate::unit::Unit;
use crate::{Bounds, Labels, Ty, Values};
use gaugewright_promql::{Aggregate, AggregateOp, BinaryOp, Expr, Grouping, GroupingKind, Reads};

impl Checker<'_> {
    pub(super) fn aggregate(&mut self, aggregate: &Aggregate) -> Ty {
        if let Some(param) = &aggregate.param {
            let ty = self.expr(param);
            self.parameter(aggregate, &ty);
        }
        let is_guard = self.is_guard;
        self.is_guard &= matches!(aggregate.expr.without_parens(), Expr::Aggregate(_));
        let inner = self.expr(&aggregate.expr);
        if let Some(grouping) = &aggregate.grouping {
            self.grouping(grouping, &inner.labels);
        }
        let picks = matches!(aggregate.op.value, AggregateOp::Topk | AggregateOp::Bottomk);
        self.poisoned(aggregate);
        self.counted(aggregate);
        let mut labels =
            if picks { inner.labels.clone() } else { grouped(aggregate.grouping.as_ref(), &inner.labels) };
        if !is_guard {
            self.added_buckets(aggregate, &inner, &labels);
        }
        self.added_quantiles(aggregate, &inner, &labels);
        let counts = Some(Unit::one());
        let (instrument, unit) = match aggregate.op.value {
            AggregateOp::Count | AggregateOp::Group => (Instrument::Gauge, counts),
            AggregateOp::CountValues => {
                if let Some(Expr::String(label)) = aggregate.param.as_ref().map(Expr::without_parens) {
                    labels.set(&label.value, true, Values::Any);
                }
                (Instrument::Gauge, counts)
            }
            AggregateOp::Stdvar => (inner.instrument, None),
            // What is made of several quantiles is none; the largest is one, and a sum of counters is still a counter.
            op if inner.instrument == Instrument::Quantile && mixes(op) => {
                (Instrument::Gauge, inner.unit.clone())
            }
            _ => (inner.instrument, inner.unit.clone()),
        };
        let bounds = bounds_after(aggregate.op.value, inner.bounds);
        // How many there are is no growth, whatever they are.
        let counts =
            matches!(aggregate.op.value, AggregateOp::Count | AggregateOp::Group | AggregateOp::CountValues);
        let growth = inner.growth.filter(|_| !counts && unit == inner.unit);
        Ty { labels, growth, literal: None, ..inner }.measuring(instrument, unit).within(bounds)
    }

    /// Each bucket counts what the smaller ones count too: together they say nothing.
    fn added_buckets(&mut self, aggregate: &Aggregate, inner: &Ty, left: &Labels) {
        let op = aggregate.op.value;
        let several = inner.labels.get("le").is_some_and(|le| le.varies);
        // The largest bucket is the count of all, and how many there are says something too.
        if !mixes(op)
            || self.in_quantile
            || inner.instrument != Instrument::Bucket
            || !several
            || left.may_have("le")
        {
            return;
        }
        let message = match op {
            AggregateOp::Sum => {
                format!("`{op}` over all buckets of a histogram counts observations several times")
            }
            _ => {
                format!("`{op}` over all buckets of a histogram mixes counts of which one contains the other")
            }
        };
        let diagnostic = Diagnostic::new(&rules::LOST_LE, aggregate.op.span, message)
            .note("each bucket also counts what fell into the smaller ones")
            .help("count with the series that ends in `_count`, keep `le` in the grouping, or pick one bucket: `{le=\"0.5\"}`");
        self.report(diagnostic);
    }

    /// The mean of two quantiles is the quantile of nothing, and their sum even less. One that loses no label adds nothing up.
    fn added_quantiles(&mut self, aggregate: &Aggregate, inner: &Ty, left: &Labels) {
        let op = aggregate.op.value;
        let loses = inner.labels.lost_without(|label| left.may_have(label)).next().is_some();
        if inner.instrument != Instrument::Quantile || !mixes(op) || !loses {
            return;
        }
        let verb = if op == AggregateOp::Sum { "added" } else { "averaged" };
        let message = format!("quantiles cannot be {verb}: what `{op}` gives is a quantile of nothing");
        let diagnostic = Diagnostic::new(&rules::MIXED_QUANTILES, aggregate.op.span, message)
            .note("a quantile says nothing of how many observations it stands for")
            .help("add up the buckets and take the quantile of them: `histogram_quantile(0.95, sum by (le) (rate(…_bucket[5m])))`; or take the worst of them: `max`");
        self.report(diagnostic);
    }

    /// One series of 0/0 makes NaN of a whole sum.
    fn poisoned(&mut self, aggregate: &Aggregate) {
        let op = aggregate.op.value;
        let sums =
            matches!(op, AggregateOp::Sum | AggregateOp::Avg | AggregateOp::Stddev | AggregateOp::Stdvar);
        let Expr::Binary(quotient) = aggregate.expr.without_parens() else { return };
        if !sums || !matches!(quotient.op.value, BinaryOp::Div | BinaryOp::Mod) || !grows(&quotient.rhs) {
            return;
        }
        let place = quotient.op.span;
        let message = format!("one series that divides 0 by 0 makes the whole `{op}` NaN");
        let diagnostic = Diagnostic::new(&rules::POISONED_AGGREGATE, place, message)
            .note("where nothing happens within the window, the divisor is 0")
            .help(format!("divide the sums: `sum(…) / sum(…)`, or keep the others: `{op}(… / (… > 0))`"));
        self.report(diagnostic);
    }

    fn grouping(&mut self, grouping: &Grouping, labels: &Labels) {
        for label in grouping.labels.iter().filter(|label| !labels.may_have(label)) {
            let message = match grouping.kind {
                GroupingKind::By => format!("grouping by `{}`, which is not there", **label),
                GroupingKind::Without => format!("removing `{}`, which is not there", **label),
            };
            let help = label_help(label, "what is aggregated", labels);
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_LABEL, label.span, message).help(help);
            // What is not there need not be taken away, unless another label is meant.
            self.report(match grouping.kind {
                GroupingKind::By => diagnostic,
                GroupingKind::Without => diagnostic.at_most(harmless(label, labels)),
            });
        }
    }
}

/// Whether it computes one value of several.
fn mixes(op: AggregateOp) -> bool {
    matches!(
        op,
        AggregateOp::Sum
            | AggregateOp::Avg
            | AggregateOp::Stddev
            | AggregateOp::Stdvar
            | AggregateOp::Quantile
    )
}

/// What the values of an aggregation of one or more can be.
fn bounds_after(op: AggregateOp, inner: Bounds) -> Bounds {
    match op {
        AggregateOp::Sum => inner.summed(),
        AggregateOp::Count | AggregateOp::CountValues => Bounds::new(1.0, f64::INFINITY),
        AggregateOp::Group => Bounds::exactly(1.0),
        AggregateOp::Stddev | AggregateOp::Stdvar => Bounds::POSITIVE,
        // A quantile above 1 is +Inf, below 0 -Inf: nobody wants that, but it can be.
        AggregateOp::Quantile => Bounds::ANY,
        _ => inner,
    }
}

fn grouped(grouping: Option<&Grouping>, labels: &Labels) -> Labels {
    let Some(grouping) = grouping else {
        return Labels::none();
    };
    let names = grouping.labels.iter().map(|label| label.value.as_str());
    match grouping.kind {
        GroupingKind::By => labels.keep(names),
        GroupingKind::Without => labels.drop(names.chain(["__name__"])),
    }
}

/// Whether this is how much something has grown, which is nothing while nothing happens.
fn grows(expr: &Expr) -> bool {
    match expr.without_parens() {
        Expr::Call(call) => call.facts().is_some_and(|facts| facts.reads == Reads::Growth),
        Expr::Aggregate(aggregate) => grows(&aggregate.expr),
        _ => false,
    }
}
