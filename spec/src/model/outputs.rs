use crate::source::{Span, Spanned};

/// What a spec says of an output. Which outputs there are, this crate does not know: names are looked up where they are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputChoice {
    /// Its name, as it is written.
    pub name: Spanned<String>,
    /// Whether it is made.
    pub is_on: bool,
    /// The place that says so.
    pub place: Span,
    /// The folder of its files, if it is not the usual one: see [`is_output_folder`].
    pub folder: Option<Spanned<String>>,
}

/// What Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The same, with a digit behind them.
const PORTS: [&str; 2] = ["com", "lpt"];

/// The longest path of a folder, in bytes: names of files come behind it.
const LONGEST: usize = 120;

/// Whether files of an output may stand in a folder: a path below another folder, with `/` between its parts, which every file
/// system and every shell takes as it is. No part begins with a dot: what does, such as `.git`, is not for us.
pub fn is_output_folder(path: &str) -> bool {
    path.len() <= LONGEST && path.split('/').all(is_part)
}

fn is_part(part: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_inside = |edge: char| edge == '.' || edge == '-';
    !part.is_empty()
        && part.bytes().all(fits)
        && !part.starts_with(is_inside)
        && !part.ends_with('.')
        && !is_device(part)
}

/// Whether Windows keeps a name for a device.
pub(crate) fn is_device(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let first = lower.split('.').next().unwrap_or_default();
    let is_number = |rest: &str| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit();
    let is_port = |port: &str| first.strip_prefix(port).is_some_and(is_number);
    DEVICES.contains(&first) || PORTS.into_iter().any(is_port)
}

#[cfg(test)]
mod tests {
    use super::is_output_folder;

    #[test]
    fn a_folder_leads_nowhere_else() {
        for path in ["ops", "ops/grafana", "a_b/c-d/v1.2"] {
            assert!(is_output_folder(path), "{path}");
        }
        let long = "a/".repeat(80) + "a";
        for path in [
            "",
            "/",
            "/ops",
            "ops/",
            "ops//x",
            ".",
            "..",
            "../ops",
            "ops/..",
            "ops/./x",
            ".github",
            "ops/.git",
            "ops\\x",
            "C:/x",
            "C:",
            "# ops",
            "a b",
            "-f",
            "ops/x.",
            "ops/*",
            "nul",
            "ops/Con.d",
            "\u{e9}t\u{e9}",
            "ops\n",
            &long,
        ] {
            assert!(!is_output_folder(path), "{path}");
        }
    }
}
