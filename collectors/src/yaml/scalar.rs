//! What a scalar is: text, or what YAML 1.2 reads in a text without quotes.

use granit_parser::Tag;

use super::node::Value;

/// What a scalar is. A tag that does not fit is given back by its name.
pub(super) fn value(text: &str, is_plain: bool, tag: Option<&Tag>) -> Result<Value, String> {
    let Some(tag) = tag else {
        return Ok(if is_plain { plain(text) } else { Value::Text(text.to_owned()) });
    };
    let found = plain(text);
    match (tag.core_suffix(), &found) {
        (Some("null"), Value::Null)
        | (Some("bool"), Value::Bool(_))
        | (Some("int" | "float"), Value::Number(_)) => Ok(found),
        (Some("str"), _) => Ok(Value::Text(text.to_owned())),
        (Some(core), _) => Err(format!("!!{core}")),
        // `!` alone makes text of everything; tags of somebody's own mean nothing to us.
        (None, _) if tag.handle().is_empty() && tag.suffix() == "!" || !is_plain => {
            Ok(Value::Text(text.to_owned()))
        }
        (None, _) => Ok(found),
    }
}

/// What a scalar without quotes is: `on` and `yes` are text, and so is `1:30`.
fn plain(text: &str) -> Value {
    match text.trim_matches([' ', '\t', '\r', '\n']) {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        trimmed if is_whole(trimmed) || is_fraction(trimmed) => Value::Number(trimmed.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

/// Whole numbers of 64 bits, also as `0x1f`, `0o17`, `0b11` and `1_000`.
fn is_whole(text: &str) -> bool {
    let is_negative = text.starts_with('-');
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let prefixes = [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)];
    let based = prefixes.iter().find_map(|(prefix, base)| Some((digits.strip_prefix(prefix)?, *base)));
    let (digits, base) = based.unwrap_or((digits, 10));
    let is_split_well = digits.split('_').all(|part| !part.is_empty());
    // `from_str_radix` would take a second sign.
    if !is_split_well || !digits.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return false;
    }
    let limit = if is_negative { i64::MIN.unsigned_abs() } else { u64::MAX };
    u64::from_str_radix(&digits.replace('_', ""), base).is_ok_and(|value| value <= limit)
}

/// Other numbers, and those of YAML that are none: `.inf`, `.nan`.
fn is_fraction(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    // Rust also reads the words `inf` and `nan`.
    let is_numeral = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    is_numeral && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Value, plain};

    #[test]
    fn scalars_are_those_of_yaml_1_2() {
        for text in [
            "0", "-1", "+1", "007", "0x1f", "0o17", "0b11", "1_000", "1.5", "1.", ".5", "1e3", "-1E-3",
            ".inf", "-.INF", ".nan", "1e999",
        ] {
            assert_eq!(plain(text), Value::Number(text.to_owned()), "{text}");
        }
        for text in [
            "y",
            "on",
            "No",
            "1:30",
            "2026-11-24",
            "1__0",
            "_1",
            "1_",
            "0x",
            "0xg",
            "--1",
            "inf",
            "NaN",
            "+inf",
            ".",
            "e3",
            "tRuE",
            "nULL",
            "a b",
        ] {
            assert_eq!(plain(text), Value::Text(text.to_owned()), "{text}");
        }
        for text in ["", "~", "null"] {
            assert_eq!(plain(text), Value::Null, "{text}");
        }
        assert_eq!((plain("true"), plain("FALSE")), (Value::Bool(true), Value::Bool(false)));
    }
}
