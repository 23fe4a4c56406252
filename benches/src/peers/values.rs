//! The label values, as enums that carry what other libraries derive on them.

use serde::Serialize;

use crate::ours;

macro_rules! values {
    ($($name:ident of $own:ty { $($value:ident),* })*) => {$(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "lowercase")]
        pub enum $name {
            $($value),*
        }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$value),*];
        }

        impl From<$own> for $name {
            fn from(own: $own) -> Self {
                Self::ALL[own as usize]
            }
        }
    )*};
}
values! {
    Provider of ours::Provider { Openai, Anthropic, Xai }
    Model of ours::Model { Small, Medium, Large, Huge }
    Status of ours::Outcome { Success, Error, Cancelled }
}
