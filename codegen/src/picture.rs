//! The derived tests of an alert as one picture: the value, the threshold, what becomes of the alert, and what is expected when.

mod axis;

use std::fmt::Write as _;

use gaugewright_spec::duration::Duration;
use gaugewright_spec::model::{Alert, Condition, Spec};

use self::axis::Axis;
use crate::alert;
use crate::generated;
use crate::prometheus::{self, Course, Curve, Drawn, Line, State};
use crate::svg::{Element, short};

/// The output that writes them.
pub(crate) const OUTPUT: &str = "pictures";

const WIDTH: f64 = 720.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 16.0;
const HEAD: f64 = 46.0;
const TITLE: f64 = 20.0;
const PLOT: f64 = 84.0;
const BAND: f64 = 9.0;
const MARKS: f64 = 34.0;
const FOOT: f64 = 26.0;
/// Series of a test that are drawn.
const CURVES: usize = 4;

/// Colours that are readable on white and on black; texts take that of the page where it is dark.
const STYLE: &str = "svg{color:#1f2328;font:12px system-ui,sans-serif}\
text{fill:currentColor}.s{font-size:10px;opacity:.75}.h{font-weight:600;font-size:14px}\
.f{fill:none;stroke:currentColor;opacity:.3}.t{stroke:#d1242f;stroke-dasharray:5 3;fill:none}\
.v{fill:none;stroke:#218bff;stroke-width:2}.o{stroke-width:1;opacity:.7}\
.i{fill:currentColor;opacity:.12}.p{fill:#d4a72c}.r{fill:#d1242f}\
.e{fill:none;stroke:currentColor}.y{fill:#d1242f;stroke:#d1242f}\
@media(prefers-color-scheme:dark){svg{color:#e6edf3}}";

/// The file name of the picture of an alert.
pub(crate) fn file(stem: &str) -> String {
    format!("{stem}.svg")
}

/// The picture of the derived tests of an alert, as text.
pub(crate) fn draw(spec: &Spec, alert: &Alert, tests: &[Drawn]) -> String {
    picture(alert, tests).document(&generated::lines(&spec.command))
}

/// The tests of an alert, one below the other.
fn picture(alert: &Alert, tests: &[Drawn]) -> Element {
    let mut top = HEAD;
    let mut parts = Vec::new();
    for one in tests {
        let drawing = Drawing { alert, course: &one.course, top };
        parts.push(drawing.element(&one.name));
        top += drawing.height();
    }
    let severity = alert.severity_name();
    let severity = if severity.is_empty() { String::new() } else { format!(" ({severity})") };
    let words = format!("{}{severity}: {}", alert.key, alert::when(alert));
    let height = top + FOOT;
    Element::new("svg")
        .set("xmlns", "http://www.w3.org/2000/svg")
        .set("viewBox", format!("0 0 {} {}", short(WIDTH), short(height)))
        .at([("width", WIDTH), ("height", height)])
        .set("role", "img")
        .with(Element::new("title").text(format!("The tests of {words}")))
        .with(Element::new("style").text(STYLE))
        .with(text(LEFT, 18.0, &words).set("class", "h"))
        .with(
            text(LEFT, 36.0, "derived from its query: what happens to it, and what its tests expect; a zoomed axis cuts off what is far away")
                .set("class", "s"),
        )
        .all(parts)
        .with(legend(top + 10.0))
}

fn text(x: f64, y: f64, words: &str) -> Element {
    Element::new("text").at([("x", x), ("y", y)]).text(words)
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> Element {
    let places = [("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)];
    Element::new("line").set("class", class).at(places)
}

fn rect(class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) -> Element {
    let places = [("x", x), ("y", y), ("width", width), ("height", height)];
    Element::new("rect").set("class", class).at(places)
}

/// What the colours and marks mean.
fn legend(y: f64) -> Element {
    let state = |class, x| rect(class, (x, y - 8.0), (10.0, BAND));
    let middle = y - 4.0;
    let signs = [
        (state("i", LEFT), 14.0, LEFT, "inactive"),
        (state("p", LEFT + 74.0), 14.0, LEFT + 74.0, "pending"),
        (state("r", LEFT + 148.0), 14.0, LEFT + 148.0, "firing"),
        (mark(true, LEFT + 216.0, middle), 10.0, LEFT + 216.0, "it has to fire then"),
        (mark(false, LEFT + 336.0, middle), 10.0, LEFT + 336.0, "it must not"),
        (line("t", (LEFT + 420.0, middle), (LEFT + 440.0, middle)), 26.0, LEFT + 420.0, "threshold"),
    ];
    let drawn =
        signs.into_iter().flat_map(|(sign, gap, x, words)| [sign, text(x + gap, y, words).set("class", "s")]);
    Element::new("g").all(drawn)
}

/// What is expected at a place.
fn mark(fires: bool, x: f64, y: f64) -> Element {
    if fires {
        let path = format!("M{} {}l4 7h-8z", short(x), short(y - 4.0));
        return Element::new("path").set("class", "y").set("d", path);
    }
    Element::new("circle").set("class", "e").at([("cx", x), ("cy", y), ("r", 3.5)])
}

/// A test at its place.
struct Drawing<'d> {
    alert: &'d Alert,
    course: &'d Course,
    top: f64,
}

impl Drawing<'_> {
    /// The series that are drawn: those that become an alert first, then those that come nearest to it.
    fn curves(&self) -> Vec<&Curve> {
        let mut curves: Vec<&Curve> = self.course.curves.iter().collect();
        let is_quiet = |curve: &Curve| curve.states.iter().all(|state| *state == State::Inactive);
        let nearest = |curve: &Curve| {
            let distances = |line: &Line| {
                let bound = self.bound(line);
                line.values.iter().flatten().map(|value| (value - bound).abs()).fold(f64::MAX, f64::min)
            };
            curve.lines.iter().map(distances).fold(f64::MAX, f64::min)
        };
        curves.sort_by(|one, other| {
            is_quiet(one).cmp(&is_quiet(other)).then(nearest(one).total_cmp(&nearest(other)))
        });
        curves.truncate(CURVES);
        curves
    }

    /// With what a value is compared: the threshold itself where there is one, for what is written in the rule is rounded.
    fn bound(&self, line: &Line) -> f64 {
        match &self.alert.condition {
            Condition::Threshold(threshold) => threshold.number.to_f64(),
            Condition::AnySeries => line.bound,
        }
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.curves().into_iter().flat_map(|curve| &curve.lines)
    }

    /// What the values are compared with, the highest first, and how that is said.
    fn thresholds(&self) -> Vec<(f64, String)> {
        if let Condition::Threshold(threshold) = &self.alert.condition {
            return vec![(threshold.number.to_f64(), threshold.quantity.text.clone())];
        }
        let mut bounds: Vec<f64> = self.lines().map(|line| line.bound).collect();
        bounds.sort_by(|one, other| other.total_cmp(one));
        bounds.dedup();
        bounds.into_iter().map(|bound| (bound, self.shown(bound))).collect()
    }

    fn shown(&self, value: f64) -> String {
        prometheus::in_unit(self.alert.ty.unit.as_ref(), value).unwrap_or_else(|| value.to_string())
    }

    /// The axis of the values, if some are compared with something.
    fn axis(&self) -> Option<Axis> {
        let values = self.lines().flat_map(|line| &line.values);
        let values: Vec<f64> = values.copied().flatten().filter(|value| value.is_finite()).collect();
        let thresholds: Vec<f64> = self.thresholds().into_iter().map(|(bound, _)| bound).collect();
        if values.is_empty() { None } else { Some(Axis::new(&values, &thresholds)) }
    }

    fn plot(&self) -> f64 {
        if self.axis().is_some() { PLOT + 6.0 } else { 0.0 }
    }

    fn height(&self) -> f64 {
        TITLE + self.plot() + self.bands() + MARKS
    }

    fn bands(&self) -> f64 {
        let count = u32::try_from(self.curves().len().max(1)).unwrap_or(u32::MAX);
        f64::from(count) * (BAND + 3.0)
    }

    fn count(&self) -> usize {
        let last = self.course.expected.iter().map(|(at, _)| *at as usize + 1).max().unwrap_or(1);
        self.course.curves.iter().map(|curve| curve.states.len()).max().unwrap_or_default().max(last).max(2)
    }

    /// Where an evaluation is.
    #[expect(clippy::cast_precision_loss, reason = "a place on a picture")]
    fn x(&self, at: usize) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * at as f64 / (self.count() - 1) as f64
    }

    fn element(&self, name: &str) -> Element {
        let base = self.top + TITLE;
        let mut group = Element::new("g").with(text(LEFT, self.top + 13.0, name));
        if let Some(axis) = self.axis() {
            group = group.all(self.values(axis, base));
        }
        let bands = base + self.plot();
        for (curve, row) in self.curves().into_iter().zip(0_u32..) {
            let y = bands + f64::from(row) * (BAND + 3.0);
            group = group.all(self.band(&curve.states, y));
        }
        if self.course.curves.is_empty() {
            group = group.all(self.band(&vec![State::Inactive; self.count()], bands));
        }
        group.all(self.marks(bands + self.bands() + 4.0))
    }

    /// The curves of the values, the threshold, and what stands at the axis.
    fn values(&self, axis: Axis, base: f64) -> Vec<Element> {
        let y = |value: f64| {
            base + PLOT * (1.0 - (value.clamp(axis.low, axis.high) - axis.low) / (axis.high - axis.low))
        };
        let mut drawn = vec![rect("f", (LEFT, base), (WIDTH - LEFT - RIGHT, PLOT))];
        let curves: Vec<&Line> = self.lines().collect();
        for (at, line) in curves.into_iter().enumerate().rev() {
            let class = if at == 0 { "v" } else { "v o" };
            drawn.push(Element::new("path").set("class", class).set("d", self.path(&line.values, &y)));
        }
        let label = |place: f64, words: &str| {
            text(LEFT - 6.0, place + 4.0, words).set("class", "s").set("text-anchor", "end")
        };
        let thresholds = self.thresholds();
        drawn.extend(
            thresholds.iter().map(|(bound, _)| line("t", (LEFT, y(*bound)), (WIDTH - RIGHT, y(*bound)))),
        );
        let ends = [axis.low, axis.high].map(|end| (end, self.shown(end)));
        let mut labelled: Vec<f64> = Vec::new();
        for (value, words) in thresholds.into_iter().chain(ends) {
            let place = y(value);
            // Not over other words.
            if labelled.iter().all(|other| (other - place).abs() > 12.0) {
                drawn.push(label(place, &words));
                labelled.push(place);
            }
        }
        if axis.is_zoomed {
            let words = text(WIDTH - RIGHT, base - 4.0, "zoomed");
            drawn.push(words.set("class", "s").set("text-anchor", "end"));
        }
        drawn
    }

    /// A curve through values; what lies on a level line is left out.
    fn path(&self, values: &[Option<f64>], y: &impl Fn(f64) -> f64) -> String {
        let mut path = String::new();
        let place = |at: usize| values.get(at).copied().flatten().filter(|value| value.is_finite()).map(y);
        let near = |one: Option<f64>, other: f64| one.is_some_and(|one| (one - other).abs() < 0.05);
        let mut is_down = false;
        for at in 0..values.len() {
            let Some(height) = place(at) else {
                is_down = false;
                continue;
            };
            let before = at.checked_sub(1).and_then(place);
            if is_down && near(before, height) && near(place(at + 1), height) {
                continue;
            }
            let command = if is_down { 'L' } else { 'M' };
            let _ = write!(path, "{command}{} {}", short(self.x(at)), short(height));
            is_down = true;
        }
        path
    }

    /// The states of a series: equal ones in one box.
    fn band(&self, states: &[State], y: f64) -> Vec<Element> {
        let mut boxes = Vec::new();
        let mut first = 0;
        // Each state stands around its evaluation.
        let half = (self.x(1) - self.x(0)) / 2.0;
        let edge = |at: usize| (self.x(at) - half).clamp(LEFT, WIDTH - RIGHT);
        for at in 1..=states.len() {
            if states.get(at) == Some(&states[first]) {
                continue;
            }
            let class = match states[first] {
                State::Inactive => "i",
                State::Pending => "p",
                State::Firing => "r",
            };
            let (from, to) = (edge(first), edge(at));
            boxes.push(rect(class, (from, y), (to - from, BAND)));
            first = at;
        }
        boxes
    }

    /// What is expected, with its time; and how long all of it takes.
    fn marks(&self, y: f64) -> Vec<Element> {
        let mut marks = Vec::new();
        let mut last = f64::MIN;
        let mut expected = self.course.expected.clone();
        expected.sort_unstable();
        expected.dedup();
        for (at, fires) in expected {
            let x = self.x(at as usize);
            marks.push(mark(fires, x, y + 4.0));
            if x - last > 64.0 {
                let time = Duration::from_millis(u64::from(at).saturating_mul(self.course.step));
                let anchor = if x > WIDTH - 60.0 { "end" } else { "middle" };
                marks.push(text(x, y + 19.0, &time.to_string()).set("class", "s").set("text-anchor", anchor));
                last = x;
            }
        }
        marks
    }
}
