//! Who asks: read from the environment or from files, never from the command line, where everybody can read it, and never shown.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LiveError;
use crate::disk;

/// The value of the header `authorization`, from the variables that begin with this name; nothing if there are none.
///
/// A token is in `NAME_TOKEN`, or in the file that `NAME_TOKEN_FILE` names; a user in `NAME_USER` with `NAME_PASSWORD` or
/// `NAME_PASSWORD_FILE`.
pub(super) fn authorization(name: &'static str) -> Result<Option<String>, LiveError> {
    if let Some(token) = secret(&format!("{name}_TOKEN"))? {
        return Ok(Some(format!("Bearer {token}")));
    }
    let Some(user) = variable(&format!("{name}_USER"))? else { return Ok(None) };
    let password = secret(&format!("{name}_PASSWORD"))?.ok_or(LiveError::NoPassword(name))?;
    Ok(Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))))
}

/// Refuses an address that holds a password.
pub(super) fn refuse_in(address: &str, name: &'static str) -> Result<(), LiveError> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    match host.rsplit_once('@') {
        None => Ok(()),
        Some((_, host)) => Err(LiveError::PasswordInAddress { host: host.to_owned(), name }),
    }
}

fn secret(name: &str) -> Result<Option<String>, LiveError> {
    if let Some(value) = variable(name)? {
        return Ok(Some(value));
    }
    match variable(&format!("{name}_FILE"))? {
        Some(file) => Ok(Some(disk::read_secret(file.as_ref())?)),
        None => Ok(None),
    }
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Result<Option<String>, LiveError> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(LiveError::Variable(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::refuse_in;

    #[test]
    fn an_address_with_a_password_is_refused_without_showing_it() {
        let words = refuse_in("https://me:hunter2@prometheus.example/a@b", "PROMETHEUS")
            .expect_err("a secret")
            .to_string();
        assert!(words.contains("prometheus.example") && !words.contains("hunter2"), "{words}");
        assert!(refuse_in("https://prometheus.example:9090/a?b=c@d", "PROMETHEUS").is_ok());
    }
}
