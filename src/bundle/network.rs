//! Fetches files from the network, where the user has allowed it.

/// What an address answers.
pub(super) struct Answer {
    /// Where it came from in the end.
    pub(super) url: String,
    pub(super) bytes: Vec<u8>,
}

/// Fetches one file of so many bytes at most. The error is why it did not come.
#[cfg(feature = "network")]
pub(super) fn fetch(url: &str, limit: u64) -> Result<Answer, String> {
    use std::time::Duration;

    use super::uri;

    /// How long one answer may take, the reading included.
    const TIMEOUT: Duration = Duration::from_secs(30);

    /// How often an answer may point elsewhere.
    const REDIRECTS: usize = 5;

    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("specfirst/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut url = url.to_owned();
    for _ in 0..=REDIRECTS {
        let accept = "application/yaml, application/json, */*;q=0.5";
        let answer = agent.get(&url).header("accept", accept).call();
        let mut answer = answer.map_err(|error| error.to_string())?;
        let status = answer.status();
        if status.is_success() {
            let body = answer.body_mut().with_config().limit(limit);
            let bytes = body.read_to_vec().map_err(|error| error.to_string())?;
            return Ok(Answer { url, bytes });
        }
        let elsewhere = answer
            .headers()
            .get("location")
            .filter(|_| status.is_redirection());
        let Some(elsewhere) = elsewhere.and_then(|location| location.to_str().ok()) else {
            return Err(format!("the server answers {status}"));
        };
        let (next, _) = uri::split(elsewhere);
        let next = uri::join(&url, next);
        if uri::scheme(&next) != uri::scheme(&url) {
            return Err(format!(
                "it was moved to `{next}`, which is another kind of address"
            ));
        }
        url = next;
    }
    Err(format!("it was moved more than {REDIRECTS} times"))
}

/// Fetches nothing: this build can't.
#[cfg(not(feature = "network"))]
pub(super) fn fetch(_url: &str, _limit: u64) -> Result<Answer, String> {
    Err("specfirst was built without its feature `network`".to_owned())
}
