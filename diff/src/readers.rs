//! Who reads what has changed.

use gaugewright_spec::model::{Indicator, Metric, Spec};
use gaugewright_spec::promql::{Expr, MatchOp, Pattern, VectorSelector};

use crate::aspect::{Aspect, Class, Sort, Verb};
use crate::change::Change;
use crate::facts::called;
use crate::reader::Reader;
use crate::table::{alerting, measured};

/// All that read series in a spec.
#[derive(Debug, Default)]
pub struct Readers(Vec<(Reader, Expr)>);

impl Readers {
    /// Those of a spec; `of` is what it is called, if it is another one.
    pub fn of(spec: &Spec, of: Option<&str>) -> Self {
        let mut all = All { readers: Vec::new(), of };
        for (_, alert) in spec.alerts().filter(|(group, _)| group.slo.is_none()) {
            all.add("alert", &alert.name, [Some(&alert.expr), alert.recorded.as_ref()]);
        }
        for rule in
            spec.recording_groups.iter().filter(|group| group.slo.is_none()).flat_map(|group| &group.rules)
        {
            all.add("recording rule", &rule.name, [Some(&rule.expr), None]);
        }
        for slo in &spec.slos {
            for expr in counted(&slo.indicator) {
                all.add("objective", &slo.name, [Some(&expr), None]);
            }
        }
        // What nobody has written follows from the rest.
        for board in spec.dashboards.iter().filter(|board| !board.is_made) {
            let board_name = called(spec, board);
            for panel in board.panels() {
                let name = format!("{board_name}: {}", panel.title);
                for target in panel.targets() {
                    all.add("panel", &name, [Some(&target.expr), target.recorded.as_ref()]);
                }
            }
            for mark in &board.annotations {
                all.add("annotation", &format!("{board_name}: {}", mark.name), [mark.expr.as_ref(), None]);
            }
            for variable in &board.variables {
                let expr = variable.series().map(|series| Expr::from(series.clone()));
                all.add("variable", &format!("{board_name}: {}", variable.name), [expr.as_ref(), None]);
            }
        }
        if let Some(scaling) = &spec.deploy.autoscaling {
            all.add("autoscaler of", &scaling.deployment, [Some(&scaling.expr), None]);
        }
        Self(all.readers)
    }

    /// Adds those who read what has changed in a spec that was this one.
    pub fn fill(&self, old: &Spec, changes: &mut [Change]) {
        for change in changes.iter_mut().filter(|change| change.class() > Class::Cosmetic) {
            let Some(touched) = Touched::of(old, change) else { continue };
            let may = |reader: &Reader| reader.of.is_some() || !touched.is_elsewhere;
            let reads = self.0.iter().filter(|(reader, expr)| may(reader) && touched.is_read_by(expr));
            let mut found: Vec<Reader> = reads.map(|(reader, _)| reader.clone()).collect();
            found.retain(|reader| !change.readers.contains(reader));
            found.sort();
            found.dedup();
            change.readers.extend(found);
        }
    }
}

struct All<'a> {
    readers: Vec<(Reader, Expr)>,
    of: Option<&'a str>,
}

impl All<'_> {
    fn add(&mut self, what: &'static str, name: &str, exprs: [Option<&Expr>; 2]) {
        let reader = Reader { what, name: name.to_owned(), of: self.of.map(str::to_owned) };
        let read = exprs.into_iter().flatten().map(|expr| (reader.clone(), expr.clone()));
        self.readers.extend(read);
    }
}

fn counted(indicator: &Indicator) -> Vec<Expr> {
    let query = |selector: &VectorSelector| Expr::from(selector.clone());
    match indicator {
        Indicator::Bad { bad: one, of: other }
        | Indicator::Good { good: one, of: other }
        | Indicator::Apart { bad: one, good: other }
        | Indicator::Latency { bucket: one, of: other, .. } => vec![query(one), query(other)],
        Indicator::Ratio { ratio, of } => {
            [ratio.clone()].into_iter().chain(of.as_deref().map(query)).collect()
        }
    }
}

/// What has changed, as far as queries name it.
#[derive(Default)]
struct Touched {
    /// Series, one of which they have to read; none means any.
    series: Vec<String>,
    /// A label that queries have to name.
    label: Option<String>,
    /// Values of that label that they have to select.
    values: Vec<String>,
    /// Whether only others are asked: the spec itself has changed with it.
    is_elsewhere: bool,
}

impl Touched {
    fn of(old: &Spec, change: &Change) -> Option<Self> {
        let is_gone = matches!(change.effect.verb, Verb::Removed | Verb::Renamed);
        match change.aspect.sort {
            Sort::Metric => Self::of_metric(old.metrics().get(&change.name)?, change, is_gone),
            Sort::Recording => Some(Self { series: vec![change.name.clone()], ..Self::default() }),
            // What Prometheus says of alerts itself.
            Sort::Alert if is_gone && change.aspect.is(&alerting::ALERT) => Some(Self {
                series: ["ALERTS", "ALERTS_FOR_STATE"].map(str::to_owned).to_vec(),
                label: Some("alertname".to_owned()),
                values: vec![change.name.clone()],
                is_elsewhere: false,
            }),
            Sort::Service if change.aspect.is(&measured::SERVICE_NAME) => {
                Some(Self::of_job(&old.service.name))
            }
            Sort::Job if is_gone => Some(Self::of_job(&change.name)),
            _ => None,
        }
    }

    fn of_job(name: &str) -> Self {
        Self {
            series: Vec::new(),
            label: Some("job".to_owned()),
            values: vec![name.to_owned()],
            is_elsewhere: true,
        }
    }

    fn of_metric(metric: &Metric, change: &Change, is_gone: bool) -> Option<Self> {
        let is = |aspect: &Aspect| change.aspect.is(aspect);
        let whole = Self { series: metric.series_names().collect(), ..Self::default() };
        if is(&measured::METRIC_LABEL) && is_gone {
            return Some(Self { label: Some(change.element.clone()), ..whole });
        }
        if is(&measured::METRIC_LABEL_VALUES) && is_gone {
            return Some(Self { label: Some(change.element.clone()), values: change.was.clone(), ..whole });
        }
        if is(&measured::METRIC_BUCKETS) && is_gone {
            return Some(Self { series: vec![format!("{}_bucket", metric.name)], ..whole });
        }
        let told = [
            &measured::METRIC,
            &measured::METRIC_TYPE,
            &measured::METRIC_UNIT,
            &measured::METRIC_LABEL,
            &measured::METRIC_LABEL_LISTED,
        ];
        told.into_iter().any(is).then_some(whole)
    }

    fn is_read_by(&self, expr: &Expr) -> bool {
        let mut own = expr.selectors().filter(|selector| {
            self.series.is_empty()
                || selector.name.as_ref().is_some_and(|name| self.series.contains(&name.value))
        });
        match &self.label {
            None => own.next().is_some(),
            Some(label) if self.values.is_empty() => {
                own.next().is_some() && expr.names().any(|name| name.value == *label)
            }
            Some(label) => own.any(|selector| self.selects(selector, label)),
        }
    }

    /// Whether a selector asks for one of the values by name, or by a pattern that is made for few.
    fn selects(&self, selector: &VectorSelector, label: &str) -> bool {
        let of_label = selector.matchers.iter().filter(|matcher| matcher.label.value == label);
        let mut asked = of_label.map(|matcher| {
            let text = &matcher.value.value;
            match matcher.op.value {
                MatchOp::Equal => self.values.contains(text),
                MatchOp::Regex => Pattern::new(text)
                    .is_some_and(|pattern| self.values.iter().any(|value| pattern.is_match(value))),
                MatchOp::NotEqual | MatchOp::NotRegex => false,
            }
        });
        asked.any(|is_asked| is_asked)
    }
}
