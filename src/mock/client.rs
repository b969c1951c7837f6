//! The HTTP client of the mock, which forwards requests to an upstream, and sends webhooks and callbacks.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Method, Request, Response, Uri};
use bytes::Bytes;
use ureq::{Agent, Proxy};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a response may take to begin. Its body may take any time, since it may be a stream of events.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(60);

/// Headers that are about one connection (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// An HTTP/1.1 client that blocks its thread.
#[derive(Clone, Debug)]
pub(super) struct Client {
    agent: Agent,
}

impl Client {
    /// A client for requests to that host. The proxies of the environment are for other machines.
    pub fn new(host: &str) -> Self {
        let proxy = Proxy::try_from_env().filter(|_| !is_loopback(host));
        let config = Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_recv_response(Some(RESPONSE_TIMEOUT))
            .proxy(proxy)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .build();
        Self {
            agent: Agent::new_with_config(config),
        }
    }

    /// Sends a request, and waits for the head of the response. Redirects are not followed.
    ///
    /// # Errors
    /// Why there is no response.
    pub fn send(&self, request: Request<Bytes>) -> Result<Response<ureq::Body>, String> {
        let (head, body) = request.into_parts();
        let has_body =
            !body.is_empty() || matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
        let response = match has_body {
            true => self.agent.run(Request::from_parts(head, &*body)),
            false => self.agent.run(Request::from_parts(head, ())),
        };
        response.map_err(|error| error.to_string())
    }
}

/// An absolute URL of the web that has no credentials.
///
/// # Errors
/// What is wrong with it.
pub(super) fn url(text: &str) -> Result<Uri, String> {
    let url: Uri = text.parse().map_err(|error| format!("{error}"))?;
    if !matches!(url.scheme_str(), Some("http" | "https")) {
        return Err("it does not begin with `http://` or `https://`".to_owned());
    }
    let authority = url.authority().map_or("", |authority| authority.as_str());
    if authority.contains('@') {
        return Err("credentials cannot be in it: send them as a header".to_owned());
    }
    match url.host() {
        None | Some("") => Err("it has no host".to_owned()),
        Some(_) => Ok(url),
    }
}

/// Removes the headers that are about one connection, also those that `Connection` lists.
pub(super) fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let listed: Vec<HeaderName> = headers
        .get_all("connection")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in listed {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_connection_are_removed_with_those_that_it_lists() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "close, X-Once"),
            ("x-once", "1"),
            ("te", "trailers"),
            ("x-kept", "1"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        remove_hop_by_hop(&mut headers);
        let names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["x-kept"]);
    }

    #[test]
    fn urls_have_a_scheme_of_the_web_and_a_host_but_no_credentials() {
        assert!(url("http://localhost:3000/v1").is_ok());
        for wrong in [
            "localhost:3000",
            "/v1",
            "ftp://a/b",
            "https://a:b@c/",
            "http://",
        ] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
    }
}
