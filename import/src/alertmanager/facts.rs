//! How Alertmanager spells what a spec says of destinations: one row for each kind.

use gaugewright_spec::destinations::{DESTINATIONS, Form, Kind, Need};

/// A key of a destination.
#[derive(Clone, Debug)]
pub(crate) struct Spelling {
    /// Its name in a spec.
    pub(crate) name: &'static str,
    /// Where it stands in Alertmanager's configuration: keys with dots between.
    pub(crate) at: &'static str,
    /// Whether it names a file with a secret.
    pub(crate) is_file: bool,
    /// Whether it must be there.
    pub(crate) is_required: bool,
    /// The key of `global` that it has without one of its own.
    pub(crate) global: Option<&'static str>,
    /// What Alertmanager takes where nobody says anything, if a spec has to say it.
    pub(crate) usual: Option<&'static str>,
}

/// The kinds with keys of their own in a spec, in its order; behind them are those of the table of destinations.
pub(crate) const KINDS: [&str; 5] = ["slack", "pagerduty", "email", "webhook", "opsgenie"];

const fn key(name: &'static str, at: &'static str) -> Spelling {
    Spelling { name, at, is_file: false, is_required: false, global: None, usual: None }
}

const fn file(name: &'static str) -> Spelling {
    Spelling { is_file: true, ..key(name, name) }
}

impl Spelling {
    const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    const fn global(self, key: &'static str) -> Self {
        Self { global: Some(key), ..self }
    }
}

const SLACK: &[Spelling] =
    &[file("api_url_file").required().global("slack_api_url_file"), key("channel", "channel")];
const PAGERDUTY: &[Spelling] = &[file("routing_key_file"), file("service_key_file"), key("url", "url")];
const EMAIL: &[Spelling] = &[
    key("to", "to").required(),
    key("from", "from").required().global("smtp_from"),
    key("smarthost", "smarthost").required().global("smtp_smarthost"),
    key("auth_username", "auth_username").global("smtp_auth_username"),
    file("auth_password_file").global("smtp_auth_password_file"),
    key("require_tls", "require_tls").global("smtp_require_tls"),
];
const WEBHOOK: &[Spelling] = &[
    file("url_file").required(),
    Spelling { is_file: true, ..key("credentials_file", "http_config.authorization.credentials_file") },
];
const OPSGENIE: &[Spelling] =
    &[file("api_key_file").required().global("opsgenie_api_key_file"), key("api_url", "api_url")];

/// The key of `global` for keys of the table.
const OF_GLOBAL: [(&str, &str, &str); 8] = [
    ("victorops", "api_key_file", "victorops_api_key_file"),
    ("telegram", "bot_token_file", "telegram_bot_token_file"),
    ("wechat", "api_secret_file", "wechat_api_secret_file"),
    ("wechat", "corp_id", "wechat_api_corp_id"),
    ("jira", "api_url", "jira_api_url"),
    ("rocketchat", "api_url", "rocketchat_api_url"),
    ("rocketchat", "token_id_file", "rocketchat_token_id_file"),
    ("rocketchat", "token_file", "rocketchat_token_file"),
];

impl Spelling {
    /// The keys of a kind; nothing if a spec does not know it.
    pub(crate) fn of(kind: &str) -> Option<Vec<Self>> {
        let own = match kind {
            "slack" => SLACK,
            "pagerduty" => PAGERDUTY,
            "email" => EMAIL,
            "webhook" => WEBHOOK,
            "opsgenie" => OPSGENIE,
            _ => return row(kind).map(of_row),
        };
        Some(own.to_vec())
    }
}

/// The kind in the table of destinations.
pub(crate) fn row(kind: &str) -> Option<&'static Kind> {
    DESTINATIONS.iter().find(|row| row.key == kind)
}

fn of_row(row: &'static Kind) -> Vec<Spelling> {
    let of_global = |name: &str| {
        OF_GLOBAL.iter().find(|(kind, key, _)| *kind == row.key && *key == name).map(|(_, _, global)| *global)
    };
    let spelling = |key: &'static gaugewright_spec::destinations::Key| Spelling {
        name: key.name,
        at: key.at,
        is_file: key.form == Form::File,
        is_required: key.need == Need::Required,
        global: of_global(key.name),
        usual: (row.key == "rocketchat" && key.name == "api_url").then_some("https://open.rocket.chat/"),
    };
    row.keys.iter().map(spelling).collect()
}

/// Whether Alertmanager tells the end of an alert if nothing is said.
pub(crate) fn sends_resolved(kind: &str) -> bool {
    !["email", "slack", "wechat", "rocketchat"].contains(&kind)
}

/// Whether a key of `global` is told at each receiver instead.
pub(crate) fn is_global_of_a_receiver(key: &str) -> bool {
    let kinds = KINDS.iter().copied().chain(DESTINATIONS.iter().map(|row| row.key));
    let mut spellings = kinds.filter_map(Spelling::of).flatten();
    spellings.any(|spelling| {
        spelling.global.is_some_and(|global| global == key || global.strip_suffix("_file") == Some(key))
    })
}
