//! What a tree says, without spans and spelling: one text per tree, every node in brackets.

use gaugewright_spec::promql::{
    AtTime, Binary, DurationExpr, Expr, GroupingKind, MatchingKind, Modifiers, NumberLiteral, Side, Variable,
    VectorSelector,
};

/// Two trees are the same if and only if their shapes are.
pub(super) fn shape(expr: &Expr) -> String {
    match expr {
        Expr::Number(node) => format!("{:?}", node.value),
        Expr::String(node) => format!("{:?}", node.value),
        Expr::Variable(node) => variable(node),
        Expr::Vector(node) => selector(node),
        Expr::Range(node) => {
            format!(
                "[range {} {}{}]",
                selector(&node.selector),
                duration(&node.range),
                modifiers(&node.modifiers)
            )
        }
        Expr::Subquery(node) => {
            let step = node.step.as_ref().map(duration).unwrap_or_default();
            let (range, modifiers) = (duration(&node.range), modifiers(&node.modifiers));
            format!("[subquery {} {range}:{step}{modifiers}]", shape(&node.expr))
        }
        Expr::Aggregate(node) => {
            let grouping = node.grouping.as_ref().map(|grouping| {
                let kind = match grouping.kind {
                    GroupingKind::By => "by",
                    GroupingKind::Without => "without",
                };
                format!(" {kind} {}", labels(grouping.labels.iter().map(|label| label.value.as_str())))
            });
            let param = node.param.as_ref().map(|param| format!(" {}", shape(param)));
            let (grouping, param) = (grouping.unwrap_or_default(), param.unwrap_or_default());
            format!("[{}{grouping}{param} {}]", node.op.value, shape(&node.expr))
        }
        Expr::Call(node) => {
            format!("[call {}{}]", node.name.value, each(node.args.iter().map(shape)))
        }
        Expr::Binary(node) => {
            format!("[{} {} {}]", operator(node), shape(&node.lhs), shape(&node.rhs))
        }
        Expr::Unary(node) => format!("[{} {}]", node.op.value, shape(&node.expr)),
        Expr::Paren(node) => format!("[paren {}]", shape(&node.expr)),
    }
}

fn operator(binary: &Binary) -> String {
    let bool_modifier = if binary.bool_modifier.is_some() { " bool" } else { "" };
    let matching = binary.matching.as_ref().map(|matching| {
        let kind = match matching.kind {
            MatchingKind::On => "on",
            MatchingKind::Ignoring => "ignoring",
        };
        let group = matching.group.as_ref().map(|group| {
            let side = match group.side {
                Side::Left => "group_left",
                Side::Right => "group_right",
            };
            format!(" {side} {}", labels(group.labels.iter().map(|label| label.value.as_str())))
        });
        let names = labels(matching.labels.iter().map(|label| label.value.as_str()));
        format!(" {kind} {names}{}", group.unwrap_or_default())
    });
    let fill = binary.fill.as_ref().map(|fill| {
        let value = |number: &Option<NumberLiteral>| number.as_ref().map(|number| number.value);
        format!(" fill {:?} {:?}", value(&fill.left), value(&fill.right))
    });
    let (matching, fill) = (matching.unwrap_or_default(), fill.unwrap_or_default());
    format!("{}{bool_modifier}{matching}{fill}", binary.op.value)
}

/// Each part with a space in front of it.
pub(super) fn each(parts: impl Iterator<Item = String>) -> String {
    parts.fold(String::new(), |text, part| text + " " + &part)
}

/// A list of names.
pub(super) fn labels<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("{:?}", names.collect::<Vec<_>>())
}

/// A selector with its modifiers.
pub(super) fn selector(selector: &VectorSelector) -> String {
    let name = selector.name.as_ref().map(|name| format!(" {:?}", name.value)).unwrap_or_default();
    let matchers =
        each(selector.matchers.iter().map(|matcher| {
            format!("{:?}{}{:?}", matcher.label.value, matcher.op.value, matcher.value.value)
        }));
    format!("[vector{name}{matchers}{}]", modifiers(&selector.modifiers))
}

fn modifiers(modifiers: &Modifiers) -> String {
    let at = modifiers.at.as_ref().map(|at| match &at.time {
        AtTime::Timestamp(number) => format!(" @ {:.3}", number.value),
        AtTime::Start => " @ start".to_owned(),
        AtTime::End => " @ end".to_owned(),
        AtTime::Variable(node) => format!(" @ {}", variable(node)),
    });
    let offset = modifiers.offset.as_ref().map(|offset| {
        let sign = if offset.negative { "-" } else { "" };
        format!(" offset {sign}{}", duration(&offset.duration))
    });
    let edges = modifiers.edges.as_ref().map(|edges| format!(" {}", edges.text()));
    at.unwrap_or_default() + &offset.unwrap_or_default() + &edges.unwrap_or_default()
}

fn duration(duration: &DurationExpr) -> String {
    match duration {
        DurationExpr::Literal(literal) => format!("{}ms", literal.millis),
        DurationExpr::Variable(node) => variable(node),
        DurationExpr::Computed(expr) => format!("[computed {}]", shape(expr)),
    }
}

fn variable(variable: &Variable) -> String {
    format!("${:?}{:?}", variable.name, variable.format)
}
