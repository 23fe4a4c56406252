//! The types of labels: an enum for a closed one, a code, an id for an open one.

use gaugewright_collectors::model::{Domain, MetricLabel};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::plan::{Plan, PlannedLabel};

/// A label as a function takes it.
pub(super) struct Argument {
    /// The type of the argument.
    pub(super) ty: TokenStream,
    /// What makes the label of it.
    pub(super) label: TokenStream,
}

impl Argument {
    /// The label of that type, as an argument of that name.
    pub(super) fn new(domain: &Domain, ty: &TokenStream, name: &Ident) -> Self {
        let (ty, label) = match domain {
            Domain::Closed(_) => (ty.clone(), quote!(#name)),
            Domain::Codes(..) => {
                (quote!(impl ::gaugewright::CodeFor<#ty>), quote!(::gaugewright::CodeFor::into_code(#name)))
            }
            Domain::Open { .. } => {
                (quote!(impl ::gaugewright::TextFor<#ty>), quote!(::gaugewright::TextFor::into_label(#name)))
            }
        };
        Self { ty, label }
    }
}

/// All label types of a spec.
pub(super) fn types(plan: &Plan<'_>) -> TokenStream {
    let types = plan.labels.iter().enumerate().map(|(index, label)| match &label.label.domain {
        Domain::Closed(_) => closed(label),
        Domain::Codes(first, last) => codes(label, *first, *last),
        Domain::Open { .. } => open(label, index),
    });
    quote!(#(#types)*)
}

/// The type of a metric's label, seen from the module of tracks; nothing if it has none, which has been reported.
pub(super) fn label_type(plan: &Plan<'_>, label: &MetricLabel) -> Option<TokenStream> {
    let (_, planned) = plan.label(&label.definition)?;
    let ident = &planned.ident;
    Some(quote!(super::#ident))
}

fn docs(label: &PlannedLabel<'_>) -> String {
    match label.label.help.as_str() {
        "" => format!("The label `{}`.", label.label.name),
        help => format!("{help}."),
    }
}

fn closed(label: &PlannedLabel<'_>) -> TokenStream {
    let (name, docs) = (&label.ident, docs(label));
    let definition = &label.label.name;
    let variants: Vec<_> = label.variants.iter().map(|(variant, _)| variant).collect();
    let values: Vec<_> = label.variants.iter().map(|(_, value)| *value).collect();
    let variant_docs = values.iter().map(|value| format!("`{value}`"));
    let other = label.variant("other").map(|variant| other_error(name, &quote!(Self::#variant)));
    quote! {
        #[doc = #docs]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash, ::core::cmp::PartialOrd, ::core::cmp::Ord,
        )]
        pub enum #name {
            #(#[doc = #variant_docs] #variants,)*
        }

        impl #name {
            /// Every value, in the order of the spec.
            pub const ALL: &'static [Self] = &[#(Self::#variants),*];

            /// The value as the exposition has it.
            #[must_use]
            pub const fn as_str(self) -> &'static ::core::primitive::str {
                match self { #(Self::#variants => #values,)* }
            }

            #[inline(always)]
            const fn id(self) -> ::core::primitive::u32 {
                self as ::core::primitive::u32
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = ::gaugewright::UnknownValue;

            fn from_str(text: &::core::primitive::str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    #(#values => ::core::result::Result::Ok(Self::#variants),)*
                    _ => ::core::result::Result::Err(::gaugewright::UnknownValue::new(#definition, text)),
                }
            }
        }

        #other
        ::gaugewright::__label_from_itself!(#name);
    }
}

/// The value `other` is what a track counts a failure as that is no `Err`.
fn other_error(name: &Ident, value: &TokenStream) -> TokenStream {
    quote! {
        #[diagnostic::do_not_recommend]
        impl ::gaugewright::OtherError for #name {
            #[inline]
            fn other() -> Self {
                #value
            }
        }
    }
}

fn codes(label: &PlannedLabel<'_>, first: u32, last: u32) -> TokenStream {
    let (name, docs) = (&label.ident, docs(label));
    let definition = &label.label.name;
    let [first, last] = [first, last].map(|code| u16::try_from(code).unwrap_or(u16::MAX));
    let range = format!(
        "\n\nA whole number from {first} to {last}. An accessor takes a `u16` as well, such as `response.status().as_u16()`."
    );
    quote! {
        #[doc = #docs]
        #[doc = #range]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash, ::core::cmp::PartialOrd, ::core::cmp::Ord,
        )]
        pub struct #name(::core::primitive::u16);

        impl #name {
            /// The smallest code.
            pub const FIRST: ::core::primitive::u16 = #first;
            /// The largest code.
            pub const LAST: ::core::primitive::u16 = #last;

            /// A code; nothing if it is out of range.
            #[must_use]
            pub const fn new(code: ::core::primitive::u16) -> ::core::option::Option<Self> {
                if code < #first || code > #last {
                    return ::core::option::Option::None;
                }
                ::core::option::Option::Some(Self(code))
            }

            /// A code; the nearest one if it is out of range.
            #[must_use]
            pub const fn nearest(code: ::core::primitive::u16) -> Self {
                if code < #first {
                    Self(#first)
                } else if code > #last {
                    Self(#last)
                } else {
                    Self(code)
                }
            }

            /// The number.
            #[must_use]
            pub const fn code(self) -> ::core::primitive::u16 {
                self.0
            }

            #[inline(always)]
            const fn id(self) -> ::core::primitive::u32 {
                (self.0 - #first) as ::core::primitive::u32
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::core::convert::TryFrom<::core::primitive::u16> for #name {
            type Error = ::gaugewright::UnknownValue;

            fn try_from(code: ::core::primitive::u16) -> ::core::result::Result<Self, Self::Error> {
                Self::new(code).ok_or_else(|| ::gaugewright::UnknownValue::new(#definition, &code))
            }
        }

        impl ::gaugewright::LabelFrom<::core::primitive::u16> for #name {
            #[inline(always)]
            fn label_from(code: &::core::primitive::u16) -> Self {
                Self::nearest(*code)
            }
        }

        impl ::gaugewright::CodeFor<#name> for #name {
            #[inline(always)]
            fn into_code(self) -> #name {
                self
            }
        }

        ::gaugewright::__label_from_itself!(#name);
    }
}

fn open(label: &PlannedLabel<'_>, index: usize) -> TokenStream {
    let (name, docs) = (&label.ident, docs(label));
    let index = u16::try_from(index).unwrap_or(u16::MAX);
    let other = other_error(name, &quote!(::gaugewright::OpenLabel::from_text("other")));
    quote! {
        #[doc = #docs]
        ///
        /// Any text; it is made from `&str`, `&String` and their like. A value that is kept and used again saves looking it up.
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash,
        )]
        pub struct #name(::core::primitive::u32);

        impl #name {
            /// The value as the exposition has it: `other` if it was folded.
            #[must_use]
            pub fn as_str(self) -> &'static ::core::primitive::str {
                ::gaugewright::__private::open_value::<__Spec>(#index, self.0)
            }

            #[inline(always)]
            const fn id(self) -> ::core::primitive::u32 {
                self.0
            }
        }

        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::gaugewright::OpenLabel for #name {
            #[inline]
            fn from_text(text: &::core::primitive::str) -> Self {
                Self(::gaugewright::__private::open_id::<__Spec>(#index, text))
            }
        }

        impl<T: ::gaugewright::Text + ?::core::marker::Sized> ::core::convert::From<&T> for #name {
            #[inline]
            fn from(value: &T) -> Self {
                ::gaugewright::OpenLabel::from_text(value.text())
            }
        }

        impl<T: ::gaugewright::Text + ?::core::marker::Sized> ::gaugewright::LabelFrom<T> for #name {
            #[inline]
            fn label_from(value: &T) -> Self {
                ::gaugewright::OpenLabel::from_text(value.text())
            }
        }

        impl ::gaugewright::TextFor<#name> for #name {
            #[inline]
            fn into_label(self) -> #name {
                self
            }
        }

        #other

        ::gaugewright::__label_from_itself!(#name);
    }
}
