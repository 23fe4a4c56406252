//! Label values at a call site.

use crate::local::Backend;
use crate::values::Values;

/// A label that can be made from a `T`.
///
/// `metrics!` implements it for the labels of a spec: a closed label takes its own enum, an open one any text, codes
/// take whole numbers. `#[derive(LabelValue)]` adds enums of yours.
#[diagnostic::on_unimplemented(
    message = "`{T}` does not say what its `{Self}` is",
    label = "no value of the label `{Self}`",
    note = "give a `{Self}`, or put `#[derive(LabelValue)]` and `#[label({Self})]` on your own enum"
)]
pub trait LabelFrom<T: ?Sized> {
    /// The label's value.
    fn label_from(value: &T) -> Self;
}

/// A track without an errors metric does not ask what kind an error is.
impl<T: ?Sized> LabelFrom<T> for () {
    fn label_from(_: &T) -> Self {}
}

/// A label's value from whatever can be made into it.
#[inline]
pub fn label<L: LabelFrom<T>, T: ?Sized>(value: &T) -> L {
    L::label_from(value)
}

/// The id of a value of an open label, which is the position of its definition in the schema.
#[inline]
pub fn open_id<B: Backend>(label: u16, value: &str) -> u32 {
    let known = B::owner().try_with(|owner| owner.id(label, value));
    known.unwrap_or_else(|_| shared_id(B::store().values(label), value))
}

/// The value of an open label with that id.
pub fn open_value<B: Backend>(label: u16, id: u32) -> &'static str {
    B::store().values(label).map_or(crate::values::OTHER, |values| values.get(id))
}

fn shared_id(values: Option<&Values>, value: &str) -> u32 {
    values.and_then(|values| values.intern(value)).map_or(0, |(_, id)| id)
}
