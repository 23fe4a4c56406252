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

/// A text that an open label can hold: any type of string. Implement it for your own, such as a model's name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text",
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
    message = "`{Self}` is no text for the label `{L}`",
    label = "an open label holds text",
    note = "give `&str`, `String` and their like, or a `{L}`"
)]
pub trait TextFor<L> {
    /// The label.
    fn into_label(self) -> L;
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
        write!(f, "`{}` is no value of the label `{}`", self.value, self.label)
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
    known.unwrap_or_else(|_| shared_id(B::store().values(label), value))
}

/// The value of an open label with that id.
pub fn open_value<B: Backend>(label: u16, id: u32) -> &'static str {
    B::store().values(label).map_or(crate::values::OTHER, |values| values.get(id))
}

fn shared_id(values: Option<&Values>, value: &str) -> u32 {
    values.and_then(|values| values.intern(value)).map_or(0, |(_, id)| id)
}
