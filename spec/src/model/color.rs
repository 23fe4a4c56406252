use std::borrow::Cow;

/// A color: one of Grafana's names, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// All is well.
    Green,
    /// Have a look.
    Yellow,
    /// Look soon.
    Orange,
    /// Bad.
    Red,
    /// Neutral.
    Blue,
    /// Neutral.
    Purple,
    /// No color of its own.
    Text,
    /// Nothing to be seen.
    Transparent,
    /// A lighter or darker one: `dark-red`.
    Shade(&'static str),
    /// Red, green, blue, and how much hides what is behind it.
    Rgb([u8; 4]),
}

impl Color {
    /// Every color with a name of one word in the spec, and in Grafana.
    pub const ALL: [(&'static str, Self); 8] = [
        ("green", Self::Green),
        ("yellow", Self::Yellow),
        ("orange", Self::Orange),
        ("red", Self::Red),
        ("blue", Self::Blue),
        ("purple", Self::Purple),
        ("text", Self::Text),
        ("transparent", Self::Transparent),
    ];

    /// Lighter and darker ones.
    pub const SHADES: [&'static str; 24] = [
        "super-light-green",
        "light-green",
        "semi-dark-green",
        "dark-green",
        "super-light-yellow",
        "light-yellow",
        "semi-dark-yellow",
        "dark-yellow",
        "super-light-orange",
        "light-orange",
        "semi-dark-orange",
        "dark-orange",
        "super-light-red",
        "light-red",
        "semi-dark-red",
        "dark-red",
        "super-light-blue",
        "light-blue",
        "semi-dark-blue",
        "dark-blue",
        "super-light-purple",
        "light-purple",
        "semi-dark-purple",
        "dark-purple",
    ];

    /// The color that a text names: `red`, `dark-red`, `#e02f44`, `#e02f4480`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((_, color)) = Self::ALL.iter().find(|row| row.0 == text) {
            return Some(*color);
        }
        if let Some(shade) = Self::SHADES.iter().find(|shade| **shade == text) {
            return Some(Self::Shade(shade));
        }
        let digits = text.strip_prefix('#')?.as_bytes();
        let hex = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let digits: Vec<u8> = digits.iter().map(hex).collect::<Option<_>>()?;
        let byte = |at: usize| digits[at] * 16 + digits[at + 1];
        match digits.len() {
            6 => Some(Self::Rgb([byte(0), byte(2), byte(4), u8::MAX])),
            8 => Some(Self::Rgb([byte(0), byte(2), byte(4), byte(6)])),
            _ => None,
        }
    }

    /// Its name in the spec and in Grafana.
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Shade(name) => name.into(),
            Self::Rgb([red, green, blue, u8::MAX]) => format!("#{red:02x}{green:02x}{blue:02x}").into(),
            Self::Rgb([red, green, blue, alpha]) => {
                format!("#{red:02x}{green:02x}{blue:02x}{alpha:02x}").into()
            }
            plain => Self::ALL.iter().find(|row| row.1 == plain).map_or("", |row| row.0).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn names_and_numbers_are_read_as_they_are_written() {
        for text in ["red", "text", "dark-red", "super-light-blue", "#e02f44", "#e02f4480"] {
            assert_eq!(Color::parse(text).unwrap().name(), text);
        }
        for text in ["", "#", "#12345", "#gggggg", "rad", "dark-text", "#é1234"] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }
}
