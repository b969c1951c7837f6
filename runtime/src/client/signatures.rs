//! Signing a request.

use std::hash::{BuildHasher, RandomState};

use http::HeaderValue;

use super::super::signature::{is_id, seconds, SigningSecrets, ID, SIGNATURE, TIMESTAMP};
use super::super::stream::{BoxError, Source};
use super::request::{header_value, RequestBuilder};

impl RequestBuilder {
    /// Signs the request, whose body is set before, as Standard Webhooks defines it. The message's id is that of a header
    /// `webhook-id` of the request or of the client, or else a new one: a message that is sent again has the same one.
    ///
    /// A body that is sent in chunks cannot be signed, which is an error of the method that sends the request.
    pub fn signed(mut self, secrets: &SigningSecrets) -> Self {
        let signed = self.sign(secrets);
        self.record(signed);
        self
    }

    fn sign(&mut self, secrets: &SigningSecrets) -> Result<(), BoxError> {
        let body: &[u8] = match self.body.as_ref().map(|body| &body.source) {
            None | Some(Source::Empty) => &[],
            Some(Source::Whole(bytes)) => bytes,
            Some(Source::Chunks(_)) => {
                return Err("a body that is sent in chunks cannot be signed".into());
            }
        };
        // The client's headers replace others when the request is sent.
        let own = self.headers.get(ID).and_then(|id| id.to_str().ok());
        let headers = self.client.headers.iter();
        let of_client = headers
            .rev()
            .find(|(name, _)| name.eq_ignore_ascii_case(ID));
        let id = of_client.map(|(_, value)| value.as_str()).or(own);
        let id = id.map_or_else(new_id, str::to_owned);
        if !is_id(&id) {
            return Err(format!("`{ID}` must not be empty and have no dot, is `{id}`").into());
        }
        let timestamp = seconds();
        let signature = secrets.sign(&id, timestamp, body);
        self.headers.insert(ID, header_value(ID, &id)?);
        self.headers.insert(TIMESTAMP, HeaderValue::from(timestamp));
        self.headers
            .insert(SIGNATURE, header_value(SIGNATURE, &signature)?);
        Ok(())
    }
}

/// An id that no other message has. The standard library's hashers have random keys.
fn new_id() -> String {
    let random = || RandomState::new().hash_one(seconds());
    format!("msg_{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::Method;

    use super::super::super::stream::ByteStream;
    use super::super::Client;
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn signed(client: &Client, request: impl FnOnce(RequestBuilder) -> RequestBuilder) -> String {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let request = request(client.request_at(Method::POST, "http://localhost"));
        let mut request = request.signed(&secrets);
        for (name, value) in &client.headers {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers.insert(name, value.parse().unwrap());
        }
        assert_eq!(request.error.map(|error| error.to_string()), None);
        let body = match request.body.map(|body| body.source) {
            Some(Source::Whole(bytes)) => bytes,
            _ => Default::default(),
        };
        assert_eq!(secrets.verify(&request.headers, &body), Ok(()));
        request.headers[ID].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_signed_request_is_not_repeated() {
        let client = Client::new("http://localhost");
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let request = client.request_at(Method::GET, "http://localhost");
        let request = request.header("accept", "text/event-stream");
        assert!(request.repeated().is_some());
        assert!(request.signed(&secrets).repeated().is_none());
    }

    #[test]
    fn a_request_is_signed_with_the_id_that_it_has() {
        let client = Client::new("http://localhost");
        let with_id = |request: RequestBuilder| request.header("webhook-id", "msg_1").json("a");
        assert_eq!(signed(&client, with_id), "msg_1");
        let of_client = client.with_header("Webhook-Id", "msg_2");
        assert_eq!(signed(&of_client, with_id), "msg_2");
        let without_body = |request| request;
        assert_eq!(signed(&of_client, without_body), "msg_2");
    }

    #[test]
    fn a_request_without_an_id_gets_one_of_its_own() {
        let client = Client::new("http://localhost");
        let ids: HashSet<String> = (0..100)
            .map(|_| signed(&client, |request| request.json("a")))
            .collect();
        assert_eq!(ids.len(), 100);
        assert!(ids
            .iter()
            .all(|id| id.starts_with("msg_") && !id.contains('.')));
    }

    #[test]
    fn chunks_cannot_be_signed() {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let client = Client::new("http://localhost");
        let chunks = ByteStream::from_stream(ByteStream::from("abc"));
        let request = client.request_at(Method::POST, "http://localhost");
        let request = request.stream("a/b", chunks).signed(&secrets);
        let error = request.error.map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("chunks")));
    }
}
