//! Batch jobs end before anybody scrapes them. They leave what they have counted at a Pushgateway.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use ureq::http::{Method, Request, StatusCode};

use crate::exposition::Format;
use crate::registry::Exposition;

/// Where the credentials come from: see [`Push::basic_auth_from_env`].
const USER: &str = "PUSHGATEWAY_USERNAME";
const PASSWORD: &str = "PUSHGATEWAY_PASSWORD";

/// A group of metrics at a Pushgateway, told from others by its job and its grouping labels.
///
/// ```no_run
/// # fn run(exposition: gaugewright::Exposition) -> Result<(), gaugewright::PushError> {
/// let group = gaugewright::Push::new("http://pushgateway:9091", "nightly-import").grouping("shard", "eu-1");
/// group.replace(&exposition)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Push {
    gateway: String,
    labels: Vec<(String, String)>,
    authorization: Option<String>,
    timeout: Duration,
}

impl Push {
    /// The group of a job at the gateway with that address. Gives up after ten seconds, unless told otherwise.
    pub fn new(gateway: impl Into<String>, job: impl Into<String>) -> Self {
        let labels = vec![("job".to_owned(), job.into())];
        Self { gateway: gateway.into(), labels, authorization: None, timeout: Duration::from_secs(10) }
    }

    /// One more label that tells the group from others.
    #[must_use]
    pub fn grouping(mut self, label: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.push((label.into(), value.into()));
        self
    }

    /// How the gateway knows us.
    #[must_use]
    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.authorization = Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
        self
    }

    /// The same, from the variables `PUSHGATEWAY_USERNAME` and `PUSHGATEWAY_PASSWORD`; without the former, nobody.
    #[must_use]
    pub fn basic_auth_from_env(self) -> Self {
        match std::env::var(USER) {
            Ok(user) => self.basic_auth(&user, &std::env::var(PASSWORD).unwrap_or_default()),
            Err(_) => self,
        }
    }

    /// How long to try.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Puts these metrics in the place of all that the group had.
    pub fn replace(&self, exposition: &Exposition) -> Result<(), PushError> {
        self.send(Method::PUT, Some(exposition))
    }

    /// Puts these metrics in the place of those with the same names, and leaves the group's others alone.
    pub fn add(&self, exposition: &Exposition) -> Result<(), PushError> {
        self.send(Method::POST, Some(exposition))
    }

    /// Removes the group.
    pub fn delete(&self) -> Result<(), PushError> {
        self.send(Method::DELETE, None)
    }

    fn send(&self, method: Method, exposition: Option<&Exposition>) -> Result<(), PushError> {
        let mut body = Vec::new();
        if let Some(exposition) = exposition {
            exposition.encode(&mut body, Format::Text);
        }
        let mut request = Request::builder().method(method).uri(self.url()?);
        request = request.header(CONTENT_TYPE, Format::Text.content_type());
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(body).map_err(|error| PushError::Address(error.to_string()))?;
        let agent: Agent = Agent::config_builder()
            .timeout_global(Some(self.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .into();
        let mut response = agent.run(request).map_err(|error| self.unreachable(&error))?;
        match response.status() {
            status if status.is_success() => Ok(()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(PushError::Unauthorized),
            status => {
                let words =
                    response.body_mut().with_config().limit(4096).read_to_string().unwrap_or_default();
                Err(PushError::Refused { status: status.as_u16(), words: words.trim().to_owned() })
            }
        }
    }

    fn unreachable(&self, error: &ureq::Error) -> PushError {
        match error {
            ureq::Error::BadUri(words) => PushError::Address(words.clone()),
            ureq::Error::Http(error) => PushError::Address(error.to_string()),
            error => PushError::Unreachable { gateway: self.gateway.clone(), words: error.to_string() },
        }
    }

    /// The group's address.
    fn url(&self) -> Result<String, PushError> {
        let authority = self.gateway.split_once("://").map_or(&*self.gateway, |(_, rest)| rest);
        if authority.split('/').next().is_some_and(|authority| authority.contains('@')) {
            return Err(PushError::Address(
                "it contains credentials, which would end up in logs: use `basic_auth`".to_owned(),
            ));
        }
        let mut url = format!("{}/metrics", self.gateway.trim_end_matches('/'));
        for (at, (name, value)) in self.labels.iter().enumerate() {
            if at == 0 && value.is_empty() {
                return Err(PushError::NoJob);
            }
            let is_repeated = self.labels[..at].iter().any(|(before, _)| before == name);
            if is_repeated || !is_label_name(name) {
                return Err(PushError::Label(name.clone()));
            }
            url.extend(["/", name]);
            // Text that could be taken for a part of the path, and none at all, are written another way.
            if value.is_empty() {
                url.push_str("@base64/=");
            } else if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
                url.extend(["/", value]);
            } else {
                url.extend(["@base64/", &URL_SAFE_NO_PAD.encode(value)]);
            }
        }
        Ok(url)
    }
}

impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the credentials.
        let (gateway, labels) = (&self.gateway, &self.labels);
        f.debug_struct("Push").field("gateway", gateway).field("labels", labels).finish_non_exhaustive()
    }
}

fn is_label_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    bytes.next().is_some_and(is_start)
        && bytes.all(|byte| is_start(byte) || byte.is_ascii_digit())
        && !name.starts_with("__")
}

/// Why nothing was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PushError {
    /// The job's name is empty.
    NoJob,
    /// A grouping label that is none, or is there twice.
    Label(String),
    /// The gateway's address is none.
    Address(String),
    /// There was no answer.
    Unreachable {
        /// The gateway's address.
        gateway: String,
        /// What happened.
        words: String,
    },
    /// The gateway does not know us.
    Unauthorized,
    /// The gateway does not want these metrics.
    Refused {
        /// The HTTP status of its answer.
        status: u16,
        /// Its own words.
        words: String,
    },
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoJob => f.write_str("a push needs a job's name, which must not be empty"),
            Self::Label(name) if name == "job" => {
                f.write_str("`job` is given to `Push::new` and cannot be a grouping label as well")
            }
            Self::Label(name) => {
                write!(f, "`{name}` cannot be a grouping label: it is given twice, or is not a label name")
            }
            Self::Address(words) => write!(f, "the Pushgateway's address cannot be used: {words}"),
            Self::Unreachable { gateway, words } => {
                write!(f, "the Pushgateway at {gateway} did not answer: {words}")
            }
            Self::Unauthorized => {
                write!(
                    f,
                    "the Pushgateway wants other credentials: set {USER} and {PASSWORD}, or `basic_auth`"
                )
            }
            Self::Refused { status, words } => write!(f, "the Pushgateway answered {status}: {words}"),
        }
    }
}

impl std::error::Error for PushError {}
