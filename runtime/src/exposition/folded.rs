//! What the runtime says about itself: how often a value of an open label found no room and became `other`.

use super::negotiate::Format;
use super::number::write_integer;
use super::text::{line_prefix, write_header, write_pair};
use crate::counts::Counts;
use crate::schema::{Domain, Schema};

/// The family's name. No metric of a spec may have it.
pub(crate) const FOLDED: &str = "gaugewright_folded_total";
/// The same in OpenMetrics.
pub(crate) const OPENMETRICS: &str = "gaugewright_folded";
const HELP: &str =
    "How often a new value of an open label was counted as `other`, because its limit was reached";

/// One series for each open label of the spec.
#[derive(Debug)]
pub(crate) struct Folded {
    headers: [Vec<u8>; 2],
    labels: Vec<Label>,
}

#[derive(Debug)]
struct Label {
    at: u16,
    #[cfg(feature = "_interop")]
    name: &'static str,
    prefix: Vec<u8>,
}

impl Folded {
    pub(crate) fn new(schema: &Schema) -> Self {
        let headers = Format::ALL.map(|format| {
            let mut header = Vec::new();
            let family = if format == Format::Text { FOLDED } else { OPENMETRICS };
            write_header(&mut header, format, family, "counter", None, HELP);
            header
        });
        let open = (0..).zip(schema.labels).filter(|(_, label)| matches!(label.domain, Domain::Open(_)));
        let labels = open.map(|(at, label)| Label::new(schema, at, label.name)).collect();
        Self { headers, labels }
    }

    pub(crate) fn size(&self) -> usize {
        let labels = self.labels.iter().map(|label| label.prefix.len() + 26).sum::<usize>();
        self.headers[0].len() + labels
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>, counts: &Counts, format: Format) {
        if self.labels.is_empty() {
            return;
        }
        out.extend_from_slice(&self.headers[format as usize]);
        for label in &self.labels {
            out.extend_from_slice(&label.prefix);
            write_integer(out, label.count(counts));
            out.push(b'\n');
        }
    }

    /// The labels' names and counts, and the help text.
    #[cfg(feature = "_interop")]
    pub(crate) fn samples(&self, counts: &Counts) -> (&'static str, Vec<(&'static str, u64)>) {
        (HELP, self.labels.iter().map(|label| (label.name, label.count(counts))).collect())
    }
}

impl Label {
    fn new(schema: &Schema, at: u16, name: &'static str) -> Self {
        let (mut pairs, mut prefix) = (Vec::new(), Vec::new());
        write_pair(&mut pairs, "label", name);
        for (name, value) in schema.constants {
            write_pair(&mut pairs, name, value);
        }
        line_prefix(&mut prefix, FOLDED, "", &pairs, None);
        Self {
            at,
            #[cfg(feature = "_interop")]
            name,
            prefix,
        }
    }

    fn count(&self, counts: &Counts) -> u64 {
        counts.values(self.at).map_or(0, crate::values::Values::folded)
    }
}
