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
    note = "give a `{Self}`, or put `#[derive(LabelValue)]` and `#[label({Self})]` on your own enum",
    note = "for an error of a type that is not yours, say in `#[tracked]` which `{Self}` it is: `error = |error| ..`"
)]
pub trait LabelFrom<T: ?Sized> {
    /// The label's value.
    fn label_from(value: &T) -> Self;
}

/// A text that an open label can hold: any type of string. Implement it for your own, such as a model's name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a text",
    label = "an open label holds text",
    note = "a label with a fixed set of values is declared with `values` in the spec; a number needs `codes`, or `to_string()`"
)]
pub trait Text {
    /// The text.
    fn text(&self) -> &str;
}

impl Text for str {
    #[inline]
    fn text(&self) -> &str {
        self
    }
}

impl<T: Text + ?Sized> Text for &T {
    #[inline]
    fn text(&self) -> &str {
        T::text(self)
    }
}

macro_rules! texts {
    ($($text:ty),*) => {$(
        impl Text for $text {
            #[inline]
            fn text(&self) -> &str {
                self
            }
        }
    )*};
}
texts!(String, std::borrow::Cow<'_, str>, Box<str>, std::rc::Rc<str>, std::sync::Arc<str>);

/// What an accessor takes for the open label `L`: a text, by value or behind a reference, or an `L` that was made before.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the text of the label `{L}`",
    label = "an open label holds text",
    note = "give `&str`, `String` and their like, or a `{L}`"
)]
pub trait TextFor<L> {
    /// The label.
    fn into_label(self) -> L;
}

/// What an accessor takes for the label `L` whose values are codes: a number, or an `L` that was made before. A number that
/// is out of the label's range is taken for the nearest code.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a code of the label `{L}`",
    label = "a code is a `u16`",
    note = "give a `u16`, such as `response.status().as_u16()`, or a `{L}`"
)]
pub trait CodeFor<L> {
    /// The label.
    fn into_code(self) -> L;
}

impl<L: LabelFrom<u16>> CodeFor<L> for u16 {
    #[inline(always)]
    fn into_code(self) -> L {
        L::label_from(&self)
    }
}

/// The label of a track's errors, if it has a value for a failure that is no `Err`. `metrics!` implements it for open labels, and
/// for those that have the value `other`.
#[diagnostic::on_unimplemented(
    message = "a call can fail here without an `Err`, and `{Self}` has no value `other` to count that as",
    label = "what is its `{Self}`?",
    note = "say it in `#[tracked]`: `error = |returned| ..`, which gets the whole return value; a call that was begun by hand ends with `.fail(..)`",
    note = "or give the label the value `other` in the spec"
)]
pub trait OtherError {
    /// The value `other`.
    fn other() -> Self;
}

/// A track without kinds of errors.
#[diagnostic::do_not_recommend]
impl OtherError for () {
    fn other() -> Self {}
}

/// An open label of a spec.
pub trait OpenLabel: Sized {
    /// The label that holds that text.
    fn from_text(text: &str) -> Self;
}

impl<L: OpenLabel, T: Text + ?Sized> TextFor<L> for &T {
    #[inline]
    fn into_label(self) -> L {
        L::from_text(self.text())
    }
}

impl<L: OpenLabel> TextFor<L> for String {
    #[inline]
    fn into_label(self) -> L {
        L::from_text(&self)
    }
}

/// Lets a label stand for itself at a call site, also behind a reference.
#[doc(hidden)]
#[macro_export]
macro_rules! __label_from_itself {
    ($label:ident) => {
        impl $crate::LabelFrom<$label> for $label {
            #[inline]
            fn label_from(value: &$label) -> Self {
                *value
            }
        }

        impl $crate::LabelFrom<&$label> for $label {
            #[inline]
            fn label_from(value: &&$label) -> Self {
                **value
            }
        }
    };
}

/// A text that is no value of a closed label, or a number that is no code of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    label: &'static str,
    value: String,
}

impl UnknownValue {
    /// Not a value of that label definition.
    #[doc(hidden)]
    pub fn new(label: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        Self { label, value: value.to_string() }
    }
}

impl std::fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is not a value of the label `{}`", self.value, self.label)
    }
}

impl std::error::Error for UnknownValue {}

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
    known.unwrap_or_else(|_| shared_id(B::store().counts().values(label), value))
}

/// The value of an open label with that id.
pub fn open_value<B: Backend>(label: u16, id: u32) -> &'static str {
    B::store().counts().values(label).map_or(crate::values::OTHER, |values| values.get(id))
}

fn shared_id(values: Option<&Values>, value: &str) -> u32 {
    values.and_then(|values| values.intern(value)).map_or(0, |(_, id)| id)
}
