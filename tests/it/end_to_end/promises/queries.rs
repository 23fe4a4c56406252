//! Random queries about a world. A query is made of choices: a list of numbers, of which each decides one thing. A shorter
//! list, or smaller numbers, make a simpler query, which is how failures shrink.

use super::world::World;

const GROUPS: [&str; 10] =
    ["provider", "outcome", "code", "instance", "job", "le", "version", "pod", "component", "nowhere"];
const AGGREGATIONS: [&str; 12] = [
    "sum",
    "avg",
    "min",
    "max",
    "count",
    "group",
    "stddev",
    "stdvar",
    "topk",
    "bottomk",
    "quantile",
    "count_values",
];
const OVER_TIME: [&str; 20] = [
    "rate",
    "increase",
    "irate",
    "delta",
    "idelta",
    "deriv",
    "changes",
    "resets",
    "avg_over_time",
    "min_over_time",
    "max_over_time",
    "sum_over_time",
    "count_over_time",
    "last_over_time",
    "present_over_time",
    "stddev_over_time",
    "stdvar_over_time",
    "absent_over_time",
    "quantile_over_time",
    "predict_linear",
];
const PLAIN: [&str; 20] = [
    "abs",
    "ceil",
    "floor",
    "exp",
    "sqrt",
    "ln",
    "log2",
    "log10",
    "sgn",
    "round",
    "sort",
    "sort_desc",
    "timestamp",
    "absent",
    "hour",
    "minute",
    "day_of_week",
    "day_of_month",
    "days_in_month",
    "month",
];
const OPERATORS: [&str; 12] = ["+", "-", "*", "/", "%", "^", ">", "<", ">=", "<=", "==", "!="];
const NUMBERS: [&str; 10] = ["0", "1", "2", "0.5", "100", "-3", "1e9", "0.001", "3600", "60"];

/// Makes a query of a list of choices.
pub(super) fn of(world: &World, choices: &[u32]) -> String {
    let mut writer = Writer { world, choices: choices.iter() };
    let depth = 1 + writer.below(4);
    writer.vector(depth)
}

struct Writer<'w> {
    world: &'w World,
    choices: std::slice::Iter<'w, u32>,
}

impl Writer<'_> {
    /// A number below `end`; zero, the simplest, when the choices are used up.
    fn below(&mut self, end: usize) -> usize {
        self.choices.next().map_or(0, |choice| *choice as usize % end)
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn vector(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.selector(true);
        }
        let inner = depth - 1;
        match self.below(9) {
            0 => self.selector(true),
            1 | 2 => self.aggregation(inner),
            3 | 4 => self.over_time(inner),
            5 => self.two_sides(inner),
            6 => self.with_number(inner),
            7 => self.function(inner),
            _ => self.sets(inner),
        }
    }

    fn selector(&mut self, modified: bool) -> String {
        let metric = &self.world.metrics[self.below(self.world.metrics.len())];
        let suffix = if metric.kind == "histogram" { self.pick(&["_bucket", "_sum", "_count"]) } else { "" };
        let mut matchers = Vec::new();
        for _ in 0..self.below(3) {
            let label = self.pick(&GROUPS);
            let op = self.pick(&["=", "!=", "=~", "!~"]);
            let value =
                self.pick(&["openai", "error", "200", "api", "xai|openai", "0.5", "4..", ".*", "", "none"]);
            matchers.push(format!("{label}{op}\"{value}\""));
        }
        let matchers =
            if matchers.is_empty() { String::new() } else { format!("{{{}}}", matchers.join(",")) };
        let offset =
            if modified && self.below(8) == 7 { self.pick(&[" offset 1m", " offset -1m"]) } else { "" };
        format!("{}{suffix}{matchers}{offset}", metric.name)
    }

    fn names(&mut self) -> String {
        let count = self.below(4);
        let mut names: Vec<&str> = (0..count).map(|_| self.pick(&GROUPS)).collect();
        names.sort_unstable();
        names.dedup();
        names.join(", ")
    }

    fn aggregation(&mut self, depth: usize) -> String {
        let op = self.pick(&AGGREGATIONS);
        let grouping = match self.below(3) {
            0 => String::new(),
            1 => format!(" by ({}) ", self.names()),
            _ => format!(" without ({}) ", self.names()),
        };
        let parameter = match op {
            "topk" | "bottomk" => "2, ",
            "quantile" => "0.9, ",
            // Prometheus 2.42 loses labels of the grouping that come after this one in the alphabet.
            "count_values" => "\"zvalue\", ",
            _ => "",
        };
        format!("{op}{grouping}({parameter}{})", self.vector(depth))
    }

    fn over_time(&mut self, depth: usize) -> String {
        let function = self.pick(&OVER_TIME);
        let range = match self.below(4) {
            0..3 => {
                let window = self.pick(&["5m", "1m", "10m"]);
                format!("{}[{window}]", self.selector(false))
            }
            _ => format!("({})[5m:30s]", self.vector(depth)),
        };
        match function {
            "quantile_over_time" => format!("{function}({}, {range})", self.pick(&["0.5", "0", "1", "2"])),
            "predict_linear" => format!("{function}({range}, 600)"),
            _ => format!("{function}({range})"),
        }
    }

    fn matching(&mut self, grouped: bool) -> String {
        let kind = match self.below(3) {
            0 => return String::new(),
            1 => "on",
            _ => "ignoring",
        };
        let names = self.names();
        let side = if grouped { self.pick(&["", "", "group_left", "group_right"]) } else { "" };
        if side.is_empty() {
            return format!("{kind} ({names}) ");
        }
        // A label of `on` cannot be taken over as well.
        let taken = self.pick(&["", "version", "pod"]);
        let taken = if kind == "on" && names.contains(taken) { "" } else { taken };
        format!("{kind} ({names}) {side} ({taken}) ")
    }

    fn two_sides(&mut self, depth: usize) -> String {
        let op = self.pick(&OPERATORS);
        let bool = if ">=<=!=".contains(op) && self.below(3) == 2 { "bool " } else { "" };
        let matching = self.matching(true);
        format!("({}) {op} {bool}{matching}({})", self.vector(depth), self.vector(depth))
    }

    fn sets(&mut self, depth: usize) -> String {
        let op = self.pick(&["and", "or", "unless"]);
        let matching = self.matching(false);
        format!("({}) {op} {matching}({})", self.vector(depth), self.vector(depth))
    }

    fn scalar(&mut self, depth: usize) -> String {
        match self.below(6) {
            0..3 => self.pick(&NUMBERS).to_owned(),
            3 => format!(
                "({} {} {})",
                self.pick(&NUMBERS),
                self.pick(&["+", "-", "*", "/"]),
                self.pick(&NUMBERS)
            ),
            4 => self.pick(&["time()", "pi()"]).to_owned(),
            _ => format!("scalar({})", self.vector(depth)),
        }
    }

    fn with_number(&mut self, depth: usize) -> String {
        let op = self.pick(&OPERATORS);
        let bool = if ">=<=!=".contains(op) && self.below(3) == 2 { "bool " } else { "" };
        let (vector, scalar) = (self.vector(depth), self.scalar(depth));
        if self.below(3) == 2 {
            format!("{scalar} {op} {bool}({vector})")
        } else {
            format!("({vector}) {op} {bool}{scalar}")
        }
    }

    fn function(&mut self, depth: usize) -> String {
        match self.below(9) {
            0 | 1 => format!("{}({})", self.pick(&PLAIN), self.vector(depth)),
            2 => format!("-({})", self.vector(depth)),
            3 => format!("clamp({}, {}, {})", self.vector(depth), self.scalar(0), self.scalar(0)),
            4 => format!(
                "{}({}, {})",
                self.pick(&["clamp_min", "clamp_max"]),
                self.vector(depth),
                self.scalar(depth)
            ),
            5 => format!("vector({})", self.scalar(depth)),
            6 => {
                let (target, source) = (self.pick(&["pod", "copy", "provider"]), self.pick(&GROUPS));
                let (with, regex) =
                    (self.pick(&["$1", "x", "", "a$1"]), self.pick(&["(.*)", "o(.+)", "never"]));
                format!(
                    "label_replace({}, \"{target}\", \"{with}\", \"{source}\", \"{regex}\")",
                    self.vector(depth)
                )
            }
            7 => {
                let (first, second) = (self.pick(&GROUPS), self.pick(&GROUPS));
                let separator = self.pick(&["", "-"]);
                format!(
                    "label_join({}, \"copy\", \"{separator}\", \"{first}\", \"{second}\")",
                    self.vector(depth)
                )
            }
            _ => {
                let quantile = self.pick(&["0.9", "0.5", "0", "1", "1.5"]);
                format!("histogram_quantile({quantile}, {})", self.vector(depth))
            }
        }
    }
}
