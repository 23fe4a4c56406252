//! How the growth of a counter is expressed.

/// How the growth of a counter is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// `rate`, `irate`: per second.
    PerSecond,
    /// `increase`: all of the window.
    Whole,
}
