//! Parts of a spec that know nothing of each other, on all processors.

use super::queries::QueryContext;
use crate::diagnostic::Sink;
use crate::parallel;

impl<'s> QueryContext<'_, 's> {
    /// What becomes of each part, in their order; so are the findings.
    pub(super) fn each<T: Sync, R: Send>(
        &mut self,
        parts: &[T],
        one: impl Fn(&mut QueryContext<'_, 's>, &T) -> R + Sync,
    ) -> Vec<R> {
        let whole = &*self;
        let made = parallel::map(parts, |part| {
            let mut resolver = whole.resolver.of_part();
            let mut uses = QueryContext { resolver: &mut resolver, named: whole.named.clone(), ..*whole };
            let made = one(&mut uses, part);
            (made, resolver.into_sink())
        });
        let mut take = |(made, found): (R, Sink)| {
            self.resolver.sink.take(found);
            made
        };
        made.into_iter().map(&mut take).collect()
    }
}
