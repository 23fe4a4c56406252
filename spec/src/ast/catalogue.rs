use super::{Label, Metric};
use crate::decode::{Map, Placed, Text, record};

record! {
    /// A shipped catalogue, as its file is written.
    pub(crate) struct CatalogueFile {
        /// Its name.
        catalogue: Text,
        /// Who exports it; for readers of the file.
        about: Option<Text>,
        /// Labels with a closed set of values.
        labels: Map<Placed<Label>>,
        /// Its metrics.
        metrics: Map<Placed<Metric>>,
    }
}
