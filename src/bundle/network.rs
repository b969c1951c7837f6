//! Fetches files over HTTP, from the hosts that the user allows.

/// The hosts that references may lead to.
///
/// A host that is not named is reached only if all its addresses are public: never at a loopback, link-local or private
/// address, so that a document cannot make the generator read from a service inside the network it runs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// None.
    #[default]
    Denied,
    /// Every host with public addresses.
    PublicHosts,
    /// These hosts, whatever their addresses. An entry is a name or an IP address, which `:` and a port may follow;
    /// without a port it allows every port.
    Hosts(Vec<String>),
}

/// These hosts only; see [`Network::Hosts`].
impl<H: Into<String>, const N: usize> From<[H; N]> for Network {
    fn from(hosts: [H; N]) -> Self {
        Network::Hosts(hosts.map(Into::into).into())
    }
}

/// The response to a request.
#[cfg_attr(
    not(feature = "network"),
    allow(dead_code, reason = "no request is sent")
)]
pub(super) enum Response {
    File(Vec<u8>),
    /// A redirect to this URL.
    Redirect(String),
}

/// Why a file was not fetched.
#[derive(Debug)]
#[cfg_attr(
    not(feature = "network"),
    allow(dead_code, reason = "no request is sent")
)]
pub(super) enum Failure {
    /// The user has not named this host.
    Host(String),
    /// A host that the user has not named has this address, which is not public.
    Address(String, std::net::IpAddr),
    /// The request failed, or the response is an error.
    Request(String),
}

/// Whether a redirect may be followed: to HTTP or HTTPS, but not from HTTPS back to HTTP.
pub(super) fn may_redirect(from: Option<&str>, to: Option<&str>) -> bool {
    match to {
        Some("https") => true,
        Some("http") => from == Some("http"),
        _ => false,
    }
}

#[cfg(feature = "network")]
pub(super) use request::get;

/// Sends no request: this build cannot.
#[cfg(not(feature = "network"))]
pub(super) fn get(_url: &str, _limit: u64, _network: &Network) -> Result<Response, Failure> {
    let reason = "specfirst was built without its feature `network`";
    Err(Failure::Request(reason.to_owned()))
}

#[cfg(feature = "network")]
mod request {
    use std::time::Duration;

    use http::Uri;
    use ureq::Agent;
    use ureq::config::Config;
    use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
    use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

    use super::{Failure, Network, Response};
    use crate::bundle::{addresses, uri};

    /// The time for a whole request, the body included.
    const TIMEOUT: Duration = Duration::from_secs(30);

    /// Requests a file of at most `limit` bytes. Redirects are returned, not followed.
    pub(in crate::bundle) fn get(
        url: &str,
        limit: u64,
        network: &Network,
    ) -> Result<Response, Failure> {
        let is_named = check_host(url, network)?;
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .max_redirects(0)
            .http_status_as_error(false)
            // A proxy would look up the host itself, and might reach an address that is not public.
            .proxy(None)
            .user_agent(concat!("specfirst/", env!("CARGO_PKG_VERSION")))
            .build();
        let resolver = PublicResolver {
            any_address: is_named,
            default: DefaultResolver::default(),
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), resolver);
        let accept = "application/yaml, application/json, */*;q=0.5";
        let response = agent.get(url).header("accept", accept).call();
        let mut response = response.map_err(|error| failure(url, error))?;
        let status = response.status();
        if status.is_success() {
            let body = response.body_mut().with_config().limit(limit);
            let bytes = body.read_to_vec();
            return Ok(Response::File(bytes.map_err(|error| failure(url, error))?));
        }
        let location = response.headers().get("location");
        match location.and_then(|location| location.to_str().ok()) {
            Some(location) if status.is_redirection() => {
                let (location, _) = uri::split(location);
                Ok(Response::Redirect(uri::join(url, location)))
            }
            _ => Err(Failure::Request(format!(
                "the server responds with {status}"
            ))),
        }
    }

    /// Whether the user has named the host of a URL; an error if only named hosts are allowed and it is not.
    fn check_host(url: &str, network: &Network) -> Result<bool, Failure> {
        let uri: Uri = url
            .parse()
            .map_err(|error| Failure::Request(format!("it is not a URL: {error}")))?;
        let Network::Hosts(hosts) = network else {
            return Ok(false);
        };
        let host = bare(uri.host().unwrap_or_default()).to_owned();
        let port = uri.port_u16().or(match uri.scheme_str() {
            Some("https") => Some(443),
            _ => Some(80),
        });
        let is_named = hosts.iter().any(|named| {
            let (named, named_port) = split_port(named.trim());
            named.eq_ignore_ascii_case(&host) && (named_port.is_none() || named_port == port)
        });
        match is_named {
            true => Ok(true),
            false => Err(Failure::Host(host)),
        }
    }

    /// A host as the user names it: the host without brackets, and the port.
    fn split_port(named: &str) -> (&str, Option<u16>) {
        if named.parse::<std::net::Ipv6Addr>().is_ok() {
            return (named, None);
        }
        match named.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok() => (bare(host), port.parse().ok()),
            _ => (bare(named), None),
        }
    }

    /// A host without the brackets of an IPv6 address.
    fn bare(host: &str) -> &str {
        let inside = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        inside.unwrap_or(host)
    }

    fn failure(url: &str, error: ureq::Error) -> Failure {
        if let ureq::Error::Other(other) = &error
            && let Some(NotPublic(address)) = other.downcast_ref()
        {
            let uri: Option<Uri> = url.parse().ok();
            let host = uri.as_ref().and_then(Uri::host).unwrap_or(url);
            return Failure::Address(bare(host).to_owned(), *address);
        }
        Failure::Request(error.to_string())
    }

    /// Resolves hosts, and refuses those that have an address that is not public. ureq connects to the addresses that
    /// this returns, so that a second lookup cannot give others.
    #[derive(Debug)]
    struct PublicResolver {
        /// The user has named the host.
        any_address: bool,
        default: DefaultResolver,
    }

    impl Resolver for PublicResolver {
        fn resolve(
            &self,
            uri: &Uri,
            config: &Config,
            timeout: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let resolved = self.default.resolve(uri, config, timeout)?;
            let mut addresses = resolved.iter().map(|address| address.ip());
            match addresses.find(|address| !self.any_address && !addresses::is_public(*address)) {
                Some(address) => Err(ureq::Error::Other(Box::new(NotPublic(address)))),
                None => Ok(resolved),
            }
        }
    }

    /// The refusal of an address, as ureq passes it on.
    #[derive(Debug)]
    struct NotPublic(std::net::IpAddr);

    impl std::fmt::Display for NotPublic {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{} is not a public address", self.0)
        }
    }

    impl std::error::Error for NotPublic {}

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn hosts_are_named_with_or_without_a_port() {
            let is_named = |url: &str, host: &str| check_host(url, &[host].into()).is_ok();
            assert!(is_named("http://example.com/a", "Example.com"));
            assert!(is_named("https://EXAMPLE.com:8443/a", "example.com:8443"));
            assert!(is_named("https://example.com/a", "example.com:443"));
            assert!(is_named("http://user@[::1]:80/a", "::1"));
            assert!(is_named("http://[::1]:81/a", "[::1]:81"));
            assert!(!is_named("http://[::1]:81/a", "[::1]:82"));
            assert!(!is_named("http://example.com:8080/a", "example.com:443"));
            assert!(!is_named("http://example.com.org/a", "example.com"));
            assert!(!is_named("http://example.com@127.0.0.1/a", "example.com"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_do_not_leave_https() {
        assert!(may_redirect(Some("http"), Some("https")));
        assert!(may_redirect(Some("http"), Some("http")));
        assert!(may_redirect(Some("https"), Some("https")));
        assert!(!may_redirect(Some("https"), Some("http")));
        assert!(!may_redirect(Some("http"), Some("file")));
        assert!(!may_redirect(Some("http"), None));
    }
}
