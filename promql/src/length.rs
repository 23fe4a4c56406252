//! Durations such as `1h30m`: largest unit first, every unit at most once.

/// Units and their milliseconds, in the order in which they must appear.
const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
];

/// Prometheus counts nanoseconds in 63 bits.
const MAX_MILLIS: u64 = i64::MAX as u64 / 1_000_000;

/// What is wrong with a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DurationError {
    /// It does not consist of numbers with units in falling order.
    Malformed,
    /// It is longer than about 292 years.
    TooLong,
}

/// The milliseconds of a duration with units.
pub(crate) fn parse(text: &str) -> Result<u64, DurationError> {
    let mut units = UNITS.iter();
    let mut rest = text;
    let mut total = 0_u64;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, tail) = rest.split_at(digits);
        let letters = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (unit, tail) = tail.split_at(letters);
        // Going on with the same iterator refuses a unit that comes twice or too late.
        let (_, millis) = units.find(|(name, _)| *name == unit).ok_or(DurationError::Malformed)?;
        if number.is_empty() {
            return Err(DurationError::Malformed);
        }
        let part = number.parse::<u64>().ok().and_then(|n| n.checked_mul(*millis));
        total = part.and_then(|part| total.checked_add(part)).ok_or(DurationError::TooLong)?;
        rest = tail;
    }
    match total {
        _ if text.is_empty() => Err(DurationError::Malformed),
        ..=MAX_MILLIS => Ok(total),
        _ => Err(DurationError::TooLong),
    }
}

/// The milliseconds of a plain number of seconds used as a duration.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "checked"
)]
pub(crate) fn from_seconds(seconds: f64) -> Result<u64, DurationError> {
    let millis = seconds * 1000.0;
    if millis.is_nan() || millis < 0.0 {
        Err(DurationError::Malformed)
    } else if millis > MAX_MILLIS as f64 {
        Err(DurationError::TooLong)
    } else {
        Ok(millis as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::{DurationError, parse};

    #[test]
    fn units_in_order() {
        assert_eq!(parse("1y2w3d4h5m6s7ms"), Ok(33_019_506_007));
        assert_eq!(parse("0s"), Ok(0));
        for bad in ["", "5", "m", "5x", "1m1h", "1s1s", "5hs", "1.5h"] {
            assert_eq!(parse(bad), Err(DurationError::Malformed), "{bad}");
        }
        assert!(parse("292y").is_ok());
        assert_eq!(parse("293y"), Err(DurationError::TooLong));
        assert_eq!(parse("99999999999999999999y"), Err(DurationError::TooLong));
    }
}
