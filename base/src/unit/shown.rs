//! Units as they are shown.

use std::fmt;

use super::known::{KNOWN, Known, PREFIXES};
use super::{Base, Nature, Unit};
use crate::number::Number;

impl fmt::Display for Unit {
    /// Writes the unit as it could stand in a spec: `s`, `B/s`, `0.001 s`, `token/s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nature {
            Nature::Timestamp => return f.write_str("timestamp"),
            Nature::Share if self.scale == Number::ONE => return f.write_str("ratio"),
            Nature::Share => return f.write_str("percent"),
            Nature::Amount => {}
        }
        let scaled =
            self.dimension.iter().find_map(|(base, power)| Some((base, self.scaled_name(base, *power)?)));
        let part = |sign: i8| {
            let names = self.dimension.iter().filter(move |(_, power)| power.signum() == sign);
            names.map(|(base, power)| match (power.unsigned_abs(), &scaled) {
                (_, Some((of, name))) if *of == base => name.clone(),
                (1, _) => base.to_string(),
                (n, _) => format!("{base}^{n}"),
            })
        };
        let above: Vec<_> = part(1).collect();
        let below: Vec<_> = part(-1).collect();
        if self.scale != Number::ONE && scaled.is_none() {
            write!(f, "{} ", self.scale)?;
        }
        f.write_str(&if above.is_empty() { "1".into() } else { above.join("*") })?;
        below.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Second => "s",
            Self::Byte => "B",
            Self::Named(name) => name,
        })
    }
}

impl Unit {
    /// A name of one of its factors that says the whole scale: `h` in what is counted per hour.
    fn scaled_name(&self, base: &Base, power: i8) -> Option<String> {
        let scale = match power {
            1 => self.scale,
            -1 => Number::ONE.over(self.scale)?,
            _ => return None,
        };
        let is = |numerator, denominator| Number::fraction(numerator, denominator) == Some(scale);
        match base {
            _ if scale == Number::ONE => None,
            Base::Named(name) => {
                let prefix = PREFIXES.iter().find(|(_, factor)| is(*factor, 1));
                prefix.map(|(prefix, _)| format!("{prefix}{name}"))
            }
            Base::Second | Base::Byte => {
                let of = if *base == Base::Second { Known::Second } else { Known::Byte };
                // Nobody counts per millisecond: what is a thousand a second stays one.
                let usual = |over| power == 1 || of == Known::Byte || over >= 60;
                let row = KNOWN
                    .iter()
                    .find(|(_, known, over, under)| *known == of && is(*over, *under) && usual(*over));
                row.map(|(name, ..)| (*name).to_owned())
            }
        }
    }
}
