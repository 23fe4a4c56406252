//! What people have, as a spec that gives it back.

use gaugewright_spec::source::Source;

use crate::assemble::{self, Head};
use crate::inputs::{File, Inputs};
use crate::rules::{self, Purpose};
use crate::silence::{self, LeftOut};
use crate::tree::Made;
use crate::{print, vocabulary};

/// A spec that was made of files.
#[derive(Debug)]
pub struct Imported {
    /// Its text.
    pub text: String,
    /// What it was made of.
    pub inputs: Inputs,
    /// What no spec can say, or no Prometheus would take.
    pub left_out: Vec<LeftOut>,
}

/// Rules that a spec which was imported does not report: what they ask for, its author has never said.
const OFF: [&str; 5] =
    ["missing-severity", "missing-summary", "panel-without-description", "recording-name", "unknown-metric"];

/// How often what is found is silenced anew: what is sound may show what else there is to find.
const MAX_ROUNDS: usize = 8;

/// Makes a spec of that name of files.
///
/// # Errors
/// Why no spec could be made, in words.
pub fn import(files: &[File], name: &str) -> Result<Imported, String> {
    let mut inputs = Inputs::read(files);
    let rules = rules::told(&mut inputs, Purpose::Import);
    let outside = vocabulary::read_by(rules.exprs.iter().map(String::as_str));
    let head = Head { name, off: &OFF, outside };
    let tree = assemble::spec(head, rules, Made::new(gaugewright_spec::source::Span::new(0, 0)));
    let mut text = print::yaml(&tree)?;
    let mut left_out = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let source = Source::new("metrics-spec.yaml", &*text);
        let findings = match gaugewright_spec::load(&source) {
            Ok((_, findings)) | Err(findings) => findings,
        };
        let Some(tree) = silence::silenced(&source, &findings, &mut left_out)? else { break };
        text = print::yaml(&tree)?;
    }
    Ok(Imported { text, inputs, left_out })
}
