use super::Value;

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To another dashboard of this spec, by its uid.
    Dashboard {
        /// Its title.
        title: String,
        /// The other dashboard's uid.
        uid: String,
    },
    /// To any other page.
    Url {
        /// Its title.
        title: String,
        /// The address.
        url: String,
    },
    /// To all dashboards that have these tags.
    Tags {
        /// The title of the menu.
        title: String,
        /// The tags.
        tags: Vec<String>,
    },
}

/// A link in the header of a dashboard.
#[derive(Clone, Debug)]
pub struct HeaderLink {
    /// Where it leads; nothing if all of it is as Grafana spells it.
    pub link: Option<Link>,
    /// Other keys, as Grafana spells them.
    pub raw: Vec<(String, Value)>,
}
