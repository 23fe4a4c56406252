use gaugewright_spec::number::Number;
use serde::{Serialize, Serializer};

/// A number of the spec in JSON: whole numbers stay whole, so that no `.0` appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JsonNumber(pub Number);

impl Serialize for JsonNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parts() {
            (whole, 1) if i64::try_from(whole).is_ok() => serializer.serialize_i128(whole),
            _ => serializer.serialize_f64(self.0.to_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_point() {
        for (text, expected) in
            [("5", "5"), ("-3", "-3"), ("0.05", "0.05"), ("50000000000", "50000000000"), ("1e20", "1e+20")]
        {
            let number = JsonNumber(Number::parse(text).unwrap());
            assert_eq!(serde_json::to_string(&number).unwrap(), expected);
        }
    }
}
