//! What is packed in a page of `preview`: its program, and what it is told.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// The text before what is packed, that, and what stands behind it.
fn parts<'p>(page: &'p str, id: &str) -> (&'p str, &'p str, &'p str) {
    let at = page.find(&format!("id=\"{id}\">")).unwrap_or_else(|| panic!("a page without `{id}`"));
    let from = at + page[at..].find('>').expect("an end") + 1;
    let to = from + page[from..].find('<').expect("an end");
    (&page[..from], &page[from..to], &page[to..])
}

/// What a page is told, as JSON; or its program.
pub(crate) fn unpacked(page: &str, id: &str) -> String {
    let packed = STANDARD.decode(parts(page, id).1).expect("base64");
    let mut text = String::new();
    DeflateDecoder::new(packed.as_slice()).read_to_string(&mut text).expect("a text that was packed");
    text
}

/// The page with another text in the place of one that is packed.
pub(crate) fn repacked(page: &str, id: &str, change: impl FnOnce(String) -> String) -> String {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(change(unpacked(page, id)).as_bytes()).expect("memory");
    let (before, _, behind) = parts(page, id);
    [before, &STANDARD.encode(packed.finish().expect("memory")), behind].concat()
}
