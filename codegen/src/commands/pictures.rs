//! Pictures of pages, which a Chromium takes that is there already.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::disk;

/// What Chromium is called.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// How wide a picture is.
const WIDTH: u32 = 1400;

/// The browser, by its place.
pub(super) fn browser() -> Result<PathBuf, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    places.into_iter().find(|place| place.is_file()).ok_or_else(|| {
        format!(
            "pictures need Chromium, and there is none in PATH: install one of {}; or leave `--png` out",
            NAMES.join(", ")
        )
    })
}

/// Takes a picture of each page of a folder: the name of its file, and how tall it is.
pub(super) fn take(browser: &Path, folder: &Path, pages: &[(String, u32)]) -> Result<(), String> {
    let folder = std::path::absolute(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (page, height) in pages {
        let picture = picture(browser, &folder.join(page), *height)?;
        disk::write_picture(&folder, &of(page), &picture)?;
    }
    Ok(())
}

/// What the picture of a page is called.
pub(super) fn of(page: &str) -> String {
    [page.strip_suffix(".html").unwrap_or(page), ".png"].concat()
}

fn picture(browser: &Path, page: &Path, height: u32) -> Result<Vec<u8>, String> {
    const PICTURE: &str = "picture.png";
    let folder = disk::Temporary::new(&[])?;
    let shown = browser.display();
    let mut command = Command::new(browser);
    // The page is ours and asks nobody; as root, and in containers, there is no sandbox.
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]);
    // The clock of the page runs on until it has drawn.
    command.args(["--force-color-profile=srgb", "--virtual-time-budget=5000"]);
    command.arg(option("--user-data-dir=", folder.path().join("profile").as_os_str()));
    command.arg(option("--screenshot=", folder.path().join(PICTURE).as_os_str()));
    command.arg(format!("--window-size={WIDTH},{height}")).arg(address(page));
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{shown} does not start: {error}"))?;
    folder.read(PICTURE).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
        format!("{shown} has taken no picture of {}: {last}", page.display())
    })
}

fn option(name: &str, value: &OsStr) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from(name);
    option.push(value);
    option
}

/// The address of a file.
fn address(path: &Path) -> String {
    let mut address = "file://".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => address.push(char::from(*byte)),
            letter if letter.is_ascii_alphanumeric() => address.push(char::from(*letter)),
            // Writing into a text does not fail.
            other => {
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    // In light, as paper is.
    address + "#theme=light"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(address(Path::new("/a b/#1.html")), "file:///a%20b/%231.html#theme=light");
        assert_eq!(of("shop.html"), "shop.png");
    }
}
