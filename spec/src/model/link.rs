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
