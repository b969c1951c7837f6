//! Fetches files from the network, where the user has allowed it.

/// What an address answers.
#[cfg_attr(not(feature = "network"), allow(dead_code, reason = "nobody is asked"))]
pub(super) enum Answer {
    File(Vec<u8>),
    /// It is somewhere else.
    Moved(String),
}

/// Asks an address for a file of so many bytes at most. The error is why it did not come.
#[cfg(feature = "network")]
pub(super) fn get(url: &str, limit: u64) -> Result<Answer, String> {
    use std::time::Duration;

    use super::uri;

    /// How long an answer may take, the reading included.
    const TIMEOUT: Duration = Duration::from_secs(30);

    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("specfirst/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let accept = "application/yaml, application/json, */*;q=0.5";
    let answer = agent.get(url).header("accept", accept).call();
    let mut answer = answer.map_err(|error| error.to_string())?;
    let status = answer.status();
    if status.is_success() {
        let body = answer.body_mut().with_config().limit(limit);
        let bytes = body.read_to_vec().map_err(|error| error.to_string())?;
        return Ok(Answer::File(bytes));
    }
    let elsewhere = answer.headers().get("location");
    match elsewhere.and_then(|location| location.to_str().ok()) {
        Some(location) if status.is_redirection() => {
            let (location, _) = uri::split(location);
            Ok(Answer::Moved(uri::join(url, location)))
        }
        _ => Err(format!("the server answers {status}")),
    }
}

/// Asks nobody: this build can't.
#[cfg(not(feature = "network"))]
pub(super) fn get(_url: &str, _limit: u64) -> Result<Answer, String> {
    Err("specfirst was built without its feature `network`".to_owned())
}
