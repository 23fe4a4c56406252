//! Numbers as the formats write them.

const NANOS: u64 = 1_000_000_000;

/// The value of a sample.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Whole(u64),
    /// Nanoseconds, written as seconds.
    Seconds(u64),
    Float(f64),
}

impl Number {
    /// As many bytes as a number can have.
    pub(super) const LONGEST: usize = 25;

    #[inline]
    pub(super) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Whole(value) => write_integer(out, value),
            Self::Seconds(nanos) => write_seconds(out, nanos),
            Self::Float(value) => write_float(out, value),
        }
    }
}

/// A whole number.
#[inline]
pub(crate) fn write_integer(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Nanoseconds as seconds, every digit of them.
#[inline]
pub(crate) fn write_seconds(out: &mut Vec<u8>, nanos: u64) {
    write_integer(out, nanos / NANOS);
    let mut rest = nanos % NANOS;
    if rest == 0 {
        return;
    }
    // The point, and nine digits of which the last are not zero.
    let mut digits = *b".000000000";
    let mut end = digits.len();
    for at in (1..digits.len()).rev() {
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if end == at + 1 && digits[at] == b'0' {
            end = at;
        }
    }
    out.extend_from_slice(&digits[..end]);
}

/// Any number: the shortest text that reads back as the same one.
#[inline]
pub(crate) fn write_float(out: &mut Vec<u8>, value: f64) {
    #[allow(clippy::cast_possible_truncation, reason = "what does not fit is compared and found different")]
    let whole = value as i64;
    if (whole as f64).to_bits() == value.to_bits() && whole.unsigned_abs() < 1 << 53 {
        out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    } else if value.is_finite() {
        out.extend_from_slice(ryu::Buffer::new().format_finite(value).as_bytes());
    } else if value.is_nan() {
        out.extend_from_slice(b"NaN");
    } else {
        out.extend_from_slice(if value > 0.0 { b"+Inf" } else { b"-Inf" });
    }
}

/// The value of a bucket's `le`, the way Prometheus itself writes floats: `1.0`, `0.25`, `1e+06`. Since version 3 it
/// rewrites other spellings when it scrapes, so this is what queries have to select in any case.
pub(crate) fn bound_text(bound: f64) -> String {
    if bound.is_infinite() {
        return if bound > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    // The digits and the exponent: `2.5e-3`.
    let scientific = format!("{bound:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>().unwrap_or(0) {
        -4..6 => format!("{bound:?}"),
        exponent => format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs()),
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::{bound_text, write_float, write_seconds};

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn seconds_keep_every_nanosecond() {
        let seconds = |nanos| text(|out| write_seconds(out, nanos));
        assert_eq!(seconds(0), "0");
        assert_eq!(seconds(1), "0.000000001");
        assert_eq!(seconds(1_000_000_000), "1");
        assert_eq!(seconds(1_500_000_000), "1.5");
        assert_eq!(seconds(12_000_340_000), "12.00034");
        assert_eq!(seconds(u64::MAX), "18446744073.709551615");
    }

    #[test]
    fn floats_read_back_as_themselves() {
        for value in [0.0, -0.0, 1.0, -7.0, 0.1, 1e-9, 1.5e300, 9e15, 1e16, f64::MAX, f64::MIN_POSITIVE] {
            let printed = text(|out| write_float(out, value));
            assert_eq!(printed.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{printed}");
        }
        let special = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 3.0];
        assert_eq!(special.map(|value| text(|out| write_float(out, value))), ["NaN", "+Inf", "-Inf", "3"]);
    }

    #[test]
    fn bounds_are_written_as_prometheus_writes_them() {
        let bounds = [0.0, 1.0, 0.1, 0.0001, 0.00001, 0.000_025, 60.0, 100_000.0, 1e6, 1_048_576.0, 1e20];
        let texts = bounds.map(bound_text);
        let expected = [
            "0.0",
            "1.0",
            "0.1",
            "0.0001",
            "1e-05",
            "2.5e-05",
            "60.0",
            "100000.0",
            "1e+06",
            "1.048576e+06",
            "1e+20",
        ];
        assert_eq!(texts, expected);
        assert_eq!([f64::INFINITY, -2.5].map(bound_text), ["+Inf", "-2.5"]);
    }
}
