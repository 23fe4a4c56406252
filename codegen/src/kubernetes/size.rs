//! Kubernetes quantities of bytes.

use gaugewright_spec::number::Number;

const SUFFIXES: [(&str, i128); 11] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("k", 1000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("", 1),
];

/// The bytes that a quantity such as `50Gi` stands for.
pub(super) fn bytes(quantity: &str) -> Option<i128> {
    let (digits, factor) =
        SUFFIXES.iter().find_map(|(suffix, factor)| Some((quantity.strip_suffix(suffix)?, *factor)))?;
    let (numerator, denominator) = Number::parse(digits)?.times(Number::fraction(factor, 1)?)?.parts();
    (numerator > 0).then(|| numerator / denominator)
}

/// How much of a volume Prometheus may fill with blocks, as its flag wants it: 85 parts of a hundred. The write-ahead
/// log and the block that is just being compacted come on top. Its `MB` are what Kubernetes calls `Mi`.
pub(super) fn retention(storage: &str) -> Option<String> {
    let megabytes = bytes(storage)?.checked_mul(85)? / 100 / (1 << 20);
    (megabytes > 0).then(|| format!("{megabytes}MB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read() {
        for (text, expected) in [
            ("50Gi", Some(53_687_091_200)),
            ("1.5Ti", Some(1_649_267_441_664)),
            ("10G", Some(10_000_000_000)),
            ("1e3", Some(1000)),
            ("0", None),
            ("-1Gi", None),
            ("many", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
    }

    #[test]
    fn a_volume_is_not_filled_to_the_brim() {
        assert_eq!(retention("50Gi").as_deref(), Some("43520MB"));
        assert_eq!(retention("1Ki"), None);
    }
}
