use super::Raw;
use crate::decode::{Text, record};

record! {
    /// A link: to a dashboard of this spec, to any address, or to every dashboard with some tags.
    pub(crate) struct Link {
        /// Its title. By default that of the dashboard.
        title: Option<Text>,
        /// The id of a dashboard of this spec.
        dashboard: Option<Text>,
        /// Any other address.
        url: Option<Text>,
        /// Tags: a menu of all dashboards that have them. Only in the header of a dashboard.
        tags: Vec<Text>,
        /// Other keys of Grafana, as it spells them. Only in the header of a dashboard, where a link may be all `raw`.
        raw: Option<Raw>,
    }
}
