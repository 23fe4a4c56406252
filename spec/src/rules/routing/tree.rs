//! The routes of a tree.

use crate::ast;
use crate::decode::Placed;
use crate::model::Route;

/// Every route of a tree, as it is written and as it is meant.
pub(super) fn every<'w, 'r>(
    written: &'w [Placed<ast::Route>],
    routes: &'r [Route],
) -> Vec<(&'w Placed<ast::Route>, &'r Route)> {
    let with_those_within = |(written, route): (&'w Placed<ast::Route>, &'r Route)| {
        let within = every(&written.routes, &route.routes);
        std::iter::once((written, route)).chain(within)
    };
    written.iter().zip(routes).flat_map(with_those_within).collect()
}
