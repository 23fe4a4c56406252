//! Numbers, with the rules of Go: `0x1F`, a leading zero for octal, `_` between digits.

/// The value of a number as written; `None` if it is malformed or too large.
pub(crate) fn parse(text: &str) -> Option<f64> {
    if super::keyword::is_number_word(text) {
        return if text.eq_ignore_ascii_case("inf") { Some(f64::INFINITY) } else { Some(f64::NAN) };
    }
    if !underscores_separate_digits(text) {
        return None;
    }
    let digits = text.replace('_', "");
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return integer(hex, 16);
    }
    let octal = digits.strip_prefix('0').filter(|rest| !rest.is_empty());
    if let Some(value) = octal.and_then(|rest| integer(rest, 8)) {
        return Some(value);
    }
    digits.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Integers are read as such first, as Prometheus does.
#[expect(clippy::cast_precision_loss, reason = "samples are floats: this is the meaning of the literal")]
fn integer(digits: &str, radix: u32) -> Option<f64> {
    if digits.starts_with(['+', '-']) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok().map(|n| n as f64)
}

/// A `_` needs a digit (or the base prefix) on its left and a digit on its right.
fn underscores_separate_digits(text: &str) -> bool {
    let hex = text.starts_with("0x") || text.starts_with("0X");
    let digit =
        |b: Option<&u8>| b.is_some_and(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() });
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter(|(_, b)| **b == b'_').all(|(at, _)| {
        let left = at.checked_sub(1).and_then(|at| bytes.get(at));
        (digit(left) || (hex && at == 2)) && digit(bytes.get(at + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn go_rules() {
        assert_eq!(parse("0755"), Some(493.0));
        assert_eq!(parse("08"), Some(8.0));
        assert_eq!(parse("0x1F"), Some(31.0));
        assert_eq!(parse("0x_1F"), Some(31.0));
        assert_eq!(parse("1_000.5"), Some(1000.5));
        assert_eq!(parse(".5"), Some(0.5));
        assert_eq!(parse("1.e3"), Some(1000.0));
        assert_eq!(parse("iNf"), Some(f64::INFINITY));
        assert!(parse("NaN").is_some_and(f64::is_nan));
        for bad in ["", "0x", "1e", "1e999", "0x8000000000000000", "1__0", "1_", "1_.5", "0x1.8", "."] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
