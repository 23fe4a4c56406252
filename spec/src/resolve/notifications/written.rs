//! A condition as it is written: `web`, `!= web`, `=~ web.*`.

use crate::decode::Text;
use crate::promql::MatchOp;
use crate::source::Piece;

/// A condition on a label: the operator that stands before the value, if one does, and the value.
pub(super) struct Written<'t> {
    pub(super) op: MatchOp,
    pub(super) value: Piece<'t>,
    pub(super) text: &'t Text,
}

impl<'t> Written<'t> {
    pub(super) fn new(text: &'t Text) -> Self {
        // The longer ones first: `=` begins one of them.
        let marks = [
            ("=~", MatchOp::Regex),
            ("!~", MatchOp::NotRegex),
            ("!=", MatchOp::NotEqual),
            ("=", MatchOp::Equal),
        ];
        let whole = Piece::whole(text);
        let said = marks.iter().find_map(|(mark, op)| Some((*op, whole.strip_prefix(mark)?.trim_start())));
        let (op, value) = said.unwrap_or((MatchOp::Equal, whole));
        Self { op, value, text }
    }
}
