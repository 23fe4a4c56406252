//! Nothing: a feature of this crate reaches the cases only through a library of it.
