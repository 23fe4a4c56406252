//! Exact numbers. A threshold of `7%` must come out as `0.07` and not as `0.07000000000000001`, so
//! quantities are fractions of integers until they are printed.

use std::fmt;

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    numerator: i128,
    denominator: i128,
}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// A whole number.
    pub const fn integer(n: i64) -> Self {
        Self { numerator: n as i128, denominator: 1 }
    }

    /// `numerator / denominator`, or nothing if the denominator is zero or a part too large.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        let sign = if denominator < 0 { -1 } else { 1 };
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs()).max(1);
        let divisor = i128::try_from(divisor).ok()?;
        Some(Self { numerator: sign * numerator / divisor, denominator: sign * denominator / divisor })
    }

    /// Reads a decimal such as `5`, `-0.25` or `1.5e6`; nothing if it is none or has more digits than fit.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if (whole.is_empty() && part.is_empty())
            || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit())
            || whole.len() + part.len() > 30
        {
            return None;
        }
        let joined = format!("{whole}{part}").parse::<i128>().ok()?;
        let value = Self::fraction(if negative { -joined } else { joined }, 1)?;
        value.times(Self::power_of_ten(exponent.checked_sub(i32::try_from(part.len()).ok()?)?)?)
    }

    /// The shortest decimal that is this floating-point number: 0.1, where it has fifty digits. Nothing for what is no number.
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self::parse(&value.to_string())).flatten()
    }

    /// Ten to the given power, if it fits.
    pub fn power_of_ten(exponent: i32) -> Option<Self> {
        let power = 10_i128.checked_pow(exponent.unsigned_abs())?;
        if exponent < 0 { Self::fraction(1, power) } else { Self::fraction(power, 1) }
    }

    /// The product, if it fits.
    pub fn times(self, other: Self) -> Option<Self> {
        // Crosswise reduction first keeps the parts as small as they can be.
        let a = Self::fraction(self.numerator, other.denominator)?;
        let b = Self::fraction(other.numerator, self.denominator)?;
        Self::fraction(a.numerator.checked_mul(b.numerator)?, a.denominator.checked_mul(b.denominator)?)
    }

    /// The quotient, if it fits and the divisor is not zero.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::fraction(other.denominator, other.numerator)?)
    }

    /// The sum, if it fits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::fraction(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The nearest floating-point number.
    #[allow(clippy::cast_precision_loss)] // The nearest value is what is asked for.
    pub fn to_f64(self) -> f64 {
        // Below this every whole number is a floating-point number, so that the division alone rounds.
        const EXACT: u128 = 1 << f64::MANTISSA_DIGITS;
        if self.numerator.unsigned_abs() <= EXACT && self.denominator.unsigned_abs() <= EXACT {
            return self.numerator as f64 / self.denominator as f64;
        }
        match self.decimal() {
            // The decimal text converts with one rounding; two casts and a division can take three.
            Some(text) => text.parse().unwrap_or(f64::NAN),
            None => self.numerator as f64 / self.denominator as f64,
        }
    }

    /// A share for people: `1.44%`, at most four digits behind the point.
    pub fn in_percent(self) -> String {
        let hundred = self.times(Self::integer(100)).unwrap_or(self);
        match hundred.decimal() {
            Some(text) if text.split('.').nth(1).is_none_or(|digits| digits.len() <= 4) => format!("{text}%"),
            _ => {
                let text = format!("{:.4}", hundred.to_f64());
                format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
            }
        }
    }

    /// The exact decimal, if there is one: `1/3` has none.
    pub fn decimal(self) -> Option<String> {
        let mut rest = self.denominator;
        let mut digits = 0_usize;
        let mut scaled = self.numerator.unsigned_abs();
        while rest % 10 == 0 {
            rest /= 10;
            digits += 1;
        }
        for (factor, complement) in [(2, 5), (5, 2)] {
            while rest % factor == 0 {
                rest /= factor;
                scaled = scaled.checked_mul(complement)?;
                digits += 1;
            }
        }
        if rest != 1 {
            return None;
        }
        let sign = if self.numerator < 0 { "-" } else { "" };
        let all = format!("{scaled:0>width$}", width = digits + 1);
        let (whole, part) = all.split_at(all.len() - digits);
        Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
    }

    /// Numerator and denominator in lowest terms; the denominator is positive.
    pub const fn parts(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    /// Whether it is below zero.
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let products =
            self.numerator.checked_mul(other.denominator).zip(other.numerator.checked_mul(self.denominator));
        match products {
            Some((left, right)) => left.cmp(&right),
            None => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{}", self.to_f64()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

const fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn shares_are_shown_short() {
        for (share, shown) in [("0.0144", "1.44%"), ("0.5", "50%"), ("0.000001", "0.0001%")] {
            assert_eq!(Number::parse(share).unwrap().in_percent(), shown);
        }
        assert_eq!(Number::fraction(1, 3).unwrap().in_percent(), "33.3333%");
    }

    #[test]
    fn decimals_are_exact() {
        let percent = Number::fraction(1, 100).unwrap();
        for (text, expected) in [("7", "0.07"), ("0.1", "0.001"), ("99.9", "0.999"), ("-12.5", "-0.125")] {
            assert_eq!(Number::parse(text).unwrap().times(percent).unwrap().decimal().unwrap(), expected);
        }
        assert_eq!(Number::parse("1.5e6").unwrap().to_string(), "1500000");
        assert_eq!(Number::fraction(1, 3).unwrap().decimal(), None);
    }

    #[test]
    #[allow(clippy::float_cmp, reason = "to the last bit")]
    fn floating_point_numbers_are_the_nearest() {
        let texts = [
            "0.1",
            "0.07",
            "-12.5",
            "1e-9",
            "9007199254740993",
            "0.30000000000000004",
            "123456789.123456789",
        ];
        for text in texts {
            assert_eq!(Number::parse(text).unwrap().to_f64(), text.parse::<f64>().unwrap(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1e", "1.2.3", "x", "1e999", "9999999999999999999999999999999999"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
