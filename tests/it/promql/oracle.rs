//! The corpus through `promql-parser`: the same verdict and the same tree, but for what
//! `divergences.promql` lists with its reasons.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use promql_parser::label::Matchers;
use promql_parser::parser::{
    AtModifier, BinModifier, Expr, LabelModifier, Offset, VectorMatchCardinality, VectorSelector,
};

use super::shape::{each, labels};
use super::verdict::accepts;
use super::{corpus, tree};

/// The tree of the oracle in the form of [`super::shape`].
fn shape(expr: &Expr) -> String {
    match expr {
        Expr::NumberLiteral(node) => format!("{:?}", node.val),
        Expr::StringLiteral(node) => format!("{:?}", node.val),
        Expr::VectorSelector(node) => selector(node, true),
        Expr::MatrixSelector(node) => {
            let modifiers = modifiers(node.vs.at.as_ref(), node.vs.offset.as_ref());
            format!("[range {} {}ms{modifiers}]", selector(&node.vs, false), node.range.as_millis())
        }
        Expr::Subquery(node) => {
            let step = node.step.map(|step| format!("{}ms", step.as_millis())).unwrap_or_default();
            let modifiers = modifiers(node.at.as_ref(), node.offset.as_ref());
            format!("[subquery {} {}ms:{step}{modifiers}]", shape(&node.expr), node.range.as_millis())
        }
        Expr::Aggregate(node) => {
            let grouping = node.modifier.as_ref().map(|modifier| match modifier {
                LabelModifier::Include(names) => format!(" by {}", names_of(&names.labels)),
                LabelModifier::Exclude(names) => format!(" without {}", names_of(&names.labels)),
            });
            let param = node.param.as_ref().map(|param| format!(" {}", shape(param)));
            let (grouping, param) = (grouping.unwrap_or_default(), param.unwrap_or_default());
            format!("[{}{grouping}{param} {}]", node.op, shape(&node.expr))
        }
        Expr::Call(node) => {
            format!("[call {}{}]", node.func.name, each(node.args.args.iter().map(|arg| shape(arg))))
        }
        Expr::Binary(node) => {
            let modifier = node.modifier.as_ref().map(operator).unwrap_or_default();
            format!("[{}{modifier} {} {}]", node.op, shape(&node.lhs), shape(&node.rhs))
        }
        Expr::Unary(node) => format!("[- {}]", shape(&node.expr)),
        Expr::Paren(node) => format!("[paren {}]", shape(&node.expr)),
        Expr::Extension(_) => unreachable!("the parser makes no extensions"),
    }
}

fn names_of(names: &[String]) -> String {
    labels(names.iter().map(String::as_str))
}

fn operator(modifier: &BinModifier) -> String {
    let bool_modifier = if modifier.return_bool { " bool" } else { "" };
    let matching = modifier.matching.as_ref().map(|matching| match matching {
        LabelModifier::Include(names) => format!(" on {}", names_of(&names.labels)),
        LabelModifier::Exclude(names) => format!(" ignoring {}", names_of(&names.labels)),
    });
    let group = match &modifier.card {
        VectorMatchCardinality::ManyToOne(names) => format!(" group_left {}", names_of(&names.labels)),
        VectorMatchCardinality::OneToMany(names) => format!(" group_right {}", names_of(&names.labels)),
        VectorMatchCardinality::OneToOne | VectorMatchCardinality::ManyToMany => String::new(),
    };
    format!("{bool_modifier}{}{group}", matching.unwrap_or_default())
}

fn selector(selector: &VectorSelector, with_modifiers: bool) -> String {
    let name = selector.name.as_ref().map(|name| format!(" {name:?}")).unwrap_or_default();
    let tail = if with_modifiers {
        modifiers(selector.at.as_ref(), selector.offset.as_ref())
    } else {
        String::new()
    };
    format!("[vector{name}{}{tail}]", matchers(&selector.matchers))
}

fn matchers(matchers: &Matchers) -> String {
    each(
        matchers
            .matchers
            .iter()
            .map(|matcher| format!("{:?}{}{:?}", matcher.name, matcher.op, matcher.value)),
    )
}

fn modifiers(at: Option<&AtModifier>, offset: Option<&Offset>) -> String {
    let at = at.map(|at| match at {
        AtModifier::Start => " @ start".to_owned(),
        AtModifier::End => " @ end".to_owned(),
        AtModifier::At(time) => format!(" @ {:.3}", seconds(*time)),
    });
    let offset = offset.map(|offset| match offset {
        Offset::Pos(duration) => format!(" offset {}ms", duration.as_millis()),
        Offset::Neg(duration) => format!(" offset -{}ms", duration.as_millis()),
    });
    at.unwrap_or_default() + &offset.unwrap_or_default()
}

fn seconds(time: SystemTime) -> f64 {
    let before = |error: std::time::SystemTimeError| -error.duration().as_secs_f64();
    time.duration_since(UNIX_EPOCH).as_ref().map_or_else(|error| before(error.clone()), Duration::as_secs_f64)
}

/// What differs, in words; `None` where both agree.
fn difference(text: &str) -> Option<String> {
    match (promql_parser::parser::parse(text), accepts(text)) {
        (Ok(theirs), true) => {
            let (ours, theirs) = (super::shape::shape(&tree(text)), shape(&theirs));
            (ours != theirs).then(|| format!("{text}\n  ours   {ours}\n  theirs {theirs}"))
        }
        (Ok(_), false) => Some(format!("{text}\n  only we refuse it")),
        (Err(error), true) => Some(format!("{text}\n  only they refuse it: {error}")),
        (Err(_), false) => None,
    }
}

#[test]
fn the_list_of_divergences_is_exact() {
    let known: BTreeSet<_> = corpus::divergences().into_iter().collect();
    let mut missing = known.clone();
    let mut unknown = Vec::new();
    for text in [corpus::all_accepted(), corpus::rejected()].concat() {
        if let Some(difference) = difference(text)
            && !missing.remove(text.replace('\n', "⏎").as_str())
        {
            unknown.push(difference);
        }
    }
    assert!(unknown.is_empty(), "{} new divergences:\n{}", unknown.len(), unknown.join("\n"));
    assert!(missing.is_empty(), "no longer divergent, or not in the corpus: {missing:#?}");
}
