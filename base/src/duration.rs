//! Lengths of time, as Prometheus writes them: `15s`, `1h30m`, `30d`.

use std::fmt;

use crate::number::Number;

/// A length of time in whole milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duration {
    millis: u64,
}

impl Duration {
    /// The longest that Prometheus can count, which has nanoseconds in 64 bits with a sign: 106751 days.
    pub const LONGEST: Self = Self::from_millis(i64::MAX as u64 / 1_000_000);

    /// From milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self { millis }
    }

    /// From whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self { millis: seconds.saturating_mul(1000) }
    }

    /// From seconds; nothing if that is negative, too large or no whole number of milliseconds.
    pub fn from_seconds(seconds: Number) -> Option<Self> {
        let (numerator, denominator) = seconds.times(Number::integer(1000))?.parts();
        if denominator != 1 {
            return None;
        }
        Some(Self { millis: u64::try_from(numerator).ok()? })
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.millis
    }

    /// In seconds, exactly.
    pub fn as_seconds(self) -> Number {
        Number::fraction(i128::from(self.millis), 1000).unwrap_or(Number::ZERO)
    }

    /// Whether it is no time at all.
    pub const fn is_zero(self) -> bool {
        self.millis == 0
    }
}

impl fmt::Display for Duration {
    /// The form that Prometheus' configuration, rules and queries accept. Weeks and years are left out:
    /// `30d` reads better than `4w2d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(&str, u64); 5] =
            [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];
        if self.is_zero() {
            return f.write_str("0s");
        }
        let mut rest = self.millis;
        for (name, size) in UNITS {
            // `25h` and `90m` stay what they are: only an even number of days or hours is worth the name.
            let last = rest.is_multiple_of(size);
            if rest >= size && (last || size <= 3_600_000) {
                write!(f, "{}{name}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn durations_print_as_prometheus_reads_them() {
        for (millis, text) in [
            (0, "0s"),
            (15_000, "15s"),
            (5_400_000, "1h30m"),
            (2_592_000_000, "30d"),
            (1500, "1s500ms"),
            (90_000_000, "25h"),
        ] {
            assert_eq!(Duration::from_millis(millis).to_string(), text);
        }
    }
}
