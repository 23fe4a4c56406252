/// Grafana's named colors, as far as a spec may use them.
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
}

impl Color {
    /// Every color with its name in the spec, and in Grafana.
    pub const ALL: [(&'static str, Self); 7] = [
        ("green", Self::Green),
        ("yellow", Self::Yellow),
        ("orange", Self::Orange),
        ("red", Self::Red),
        ("blue", Self::Blue),
        ("purple", Self::Purple),
        ("text", Self::Text),
    ];

    /// Its name in the spec and in Grafana.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }
}
