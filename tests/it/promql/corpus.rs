//! The files of queries in `tests/promql`.

/// What every Prometheus from 2.42 to 2.x accepts.
pub(super) fn accepted() -> Vec<&'static str> {
    lines(include_str!("../../promql/accept.promql")).collect()
}

/// What needs a newer Prometheus than 2.42.
pub(super) fn accepted_by_newer() -> Vec<&'static str> {
    lines(include_str!("../../promql/accept-3x.promql")).collect()
}

/// What Prometheus refuses.
pub(super) fn rejected() -> Vec<&'static str> {
    lines(include_str!("../../promql/reject.promql")).collect()
}

/// What Prometheus accepts by mistake, and we refuse.
pub(super) fn stricter() -> Vec<&'static str> {
    lines(include_str!("../../promql/stricter.promql")).collect()
}

/// Accepted queries of several lines, with comments.
pub(super) fn multiline() -> Vec<&'static str> {
    include_str!("../../promql/multiline.promql").split("\n---\n").collect()
}

/// Every query that is accepted by one version or another.
pub(super) fn all_accepted() -> Vec<&'static str> {
    [accepted(), accepted_by_newer(), multiline()].concat()
}

/// Where `promql-parser` is known to differ; the headings say why. `⏎` stands for a line break.
pub(super) fn divergences() -> Vec<&'static str> {
    lines(include_str!("../../promql/divergences.promql")).collect()
}

/// Queries with variables.
pub(super) fn with_variables() -> Vec<&'static str> {
    lines(include_str!("../../promql/variables.promql")).collect()
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn queries_are_distinct_and_many() {
    let mut queries = [all_accepted(), rejected()].concat();
    let count = queries.len();
    queries.sort_unstable();
    let twice: Vec<_> = queries.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    assert!(twice.is_empty(), "{twice:#?}");
    assert!(count >= 1000, "the corpus has shrunk to {count} queries");
}
