//! Numbers that a call reports.

/// A number that a call reports: whole or not, or none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be recorded as a number",
    label = "no number",
    note = "numbers are integers, `f64`, `Duration`, and an `Option` of these"
)]
pub trait Amount {
    /// As a whole number for a counter; nothing if there is none, it is negative, or it is more than fits.
    fn count(self) -> Option<u64>;
    /// As a float.
    fn value(self) -> Option<f64>;
}

macro_rules! amounts {
    ($($number:ty),*) => {$(
        #[allow(clippy::cast_lossless, clippy::cast_precision_loss, reason = "samples are floats")]
        #[allow(irrefutable_let_patterns, reason = "not for every type")]
        impl Amount for $number {
            #[inline]
            fn count(self) -> Option<u64> {
                u64::try_from(self).ok()
            }

            #[inline]
            fn value(self) -> Option<f64> {
                Some(self as f64)
            }
        }
    )*};
}
amounts!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl Amount for f64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "what is cast fits"
    )]
    fn count(self) -> Option<u64> {
        (0.0..u64::MAX as f64).contains(&self).then_some(self as u64)
    }

    fn value(self) -> Option<f64> {
        Some(self)
    }
}

impl Amount for std::time::Duration {
    fn count(self) -> Option<u64> {
        // The longest one stands for no end, and would turn the counter back.
        Some(self.as_secs()).filter(|seconds| *seconds < u64::MAX)
    }

    fn value(self) -> Option<f64> {
        Some(self.as_secs_f64())
    }
}

impl<A: Amount> Amount for Option<A> {
    fn count(self) -> Option<u64> {
        self?.count()
    }

    fn value(self) -> Option<f64> {
        self?.value()
    }
}
