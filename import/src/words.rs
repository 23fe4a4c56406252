//! Advice for whoever has no spec: what a spec says by a key, a rule file or a dashboard says in its own way.

use gaugewright_spec::diagnostic::Diagnostic;
use gaugewright_spec::promql::rewrite::WINDOW;
use gaugewright_spec::suggest;

/// Advice by the code of the rule.
const INSTEAD: [(&str, &str); 12] = [
    ("alert-without-condition", "compare it with a threshold: `… > 5`"),
    ("duplicate-name", "rename one of the two"),
    ("fixed-rate-window", "write `[$__rate_interval]`, which follows the zoom"),
    ("missing-minute", "write `end_time: \"24:00\"`"),
    ("mixed-units", "move one of the queries to the axis on the right, or make two panels of it"),
    ("muted-route", "use other time intervals, or remove `mute_time_intervals`"),
    ("recorded-twice", "record one of the two, and let others read its series"),
    ("unfilled-query", "define it in the settings of the dashboard, under variables"),
    (
        "unfilled-text",
        "define it in the settings of the dashboard, under variables, or leave it out of the text",
    ),
    ("unknown-variable", "define it in the settings of the dashboard, under variables"),
    ("unused-allow", "remove the comment"),
    ("unused-receiver", "name it at a route, or take it away"),
];

/// The finding with advice that fits. What was probably meant stays the best advice.
pub(crate) fn fitting(mut finding: Diagnostic) -> Diagnostic {
    // `$window` is only for specs.
    let is_ours = |help: &str| help.contains(&["`$", WINDOW, "`"].concat());
    let is_offered = finding.helps.iter().any(|help| suggest::is_offer(help) && !is_ours(help));
    let instead = INSTEAD.iter().find(|(code, _)| *code == finding.rule.code);
    if let Some((_, help)) = instead.filter(|_| !is_offered) {
        finding.helps = vec![(*help).to_owned()];
    }
    finding.message = finding.message.replace("this spec has no", "the rules that were read have no");
    for label in &mut finding.labels {
        label.text = label.text.replace("by this spec", "by a rule");
    }
    finding
}
