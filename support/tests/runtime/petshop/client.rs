use specfirst_support::client::{
    BadHeader, Client, Error, Headers, Method, Received, Reply, StatusCode,
};
use specfirst_support::headers::WithHeaders;
use specfirst_support::operation::{FromReply, Streaming};
use specfirst_support::stream::ByteStream;

use super::types::{ListPetsParams, Pet};

#[derive(Debug, PartialEq)]
pub struct PageHeaders {
    pub total: i64,
    pub next: Option<String>,
}

impl Headers for PageHeaders {
    fn read(headers: &Received<'_>) -> Result<Self, BadHeader> {
        Ok(Self {
            total: headers.get("X-Total")?,
            next: headers.get("X-Next")?,
        })
    }
}

/// The answers of `list_pets`.
#[expect(dead_code, reason = "successes are handed out as they are")]
#[derive(Debug, PartialEq)]
pub enum ListPets {
    Ok(WithHeaders<PageHeaders, serde_json::Value>),
}

pub async fn list_pets(
    client: &Client,
    params: &ListPetsParams,
) -> Result<WithHeaders<PageHeaders, serde_json::Value>, Error<ListPets>> {
    let reply = client
        .call(Method::GET, "/pets")
        .query("limit", &params.limit)
        .query("tags", &params.tags)
        .header("X-Trace", &params.x_trace)
        .cookie("theme", &params.theme)
        .reply()
        .await?;
    match reply.status() {
        200 => reply.with_headers(Reply::json),
        _ => Err(reply.unexpected()),
    }
}

#[derive(Debug, PartialEq)]
pub struct CreatedHeaders {
    pub location: String,
    pub list: Vec<String>,
    pub cookies: Vec<String>,
}

impl Headers for CreatedHeaders {
    fn read(headers: &Received<'_>) -> Result<Self, BadHeader> {
        Ok(Self {
            location: headers.get("Location")?,
            list: headers.get("X-List")?,
            cookies: headers.get("Set-Cookie")?,
        })
    }
}

/// The answers of `create_pet`.
#[expect(dead_code, reason = "successes are handed out as they are")]
#[derive(Debug, PartialEq)]
pub enum CreatePet {
    Created(WithHeaders<CreatedHeaders, Pet>),
    ClientError(StatusCode, serde_json::Value),
}

pub async fn create_pet(
    client: &Client,
    body: &Pet,
) -> Result<WithHeaders<CreatedHeaders, Pet>, Error<CreatePet>> {
    let reply = client
        .call(Method::POST, "/pets")
        .auth(&[&["key"], &["oauth"]])
        .json(body)
        .reply()
        .await?;
    match reply.status() {
        201 => reply.with_headers(Reply::json),
        400..=499 => {
            let status = reply.code();
            let read = reply.json();
            Error::refused(read.map(|body| CreatePet::ClientError(status, body)))
        }
        _ => Err(reply.unexpected()),
    }
}

/// A text with status 200, and nothing else.
#[derive(Debug, PartialEq)]
pub struct Text(pub String);

pub async fn upload(
    client: &Client,
    name: &str,
    ext: &str,
    body: ByteStream,
) -> Result<String, Error<Text>> {
    let call = client
        .call(Method::PUT, "/files/{name}.{ext}")
        .path("name", name)
        .path("ext", ext);
    let reply = call.stream("image/png", body).reply().await?;
    match reply.status() {
        200 => reply.text(),
        _ => Err(reply.unexpected()),
    }
}

pub async fn compare(client: &Client, base: &str, head: &str) -> Result<String, Error<Text>> {
    let call = client
        .call(Method::GET, "/compare/{base}...{head}")
        .path("base", base)
        .path("head", head);
    let reply = call.accept("text/plain").reply().await?;
    match reply.status() {
        200 => reply.text(),
        _ => Err(reply.unexpected()),
    }
}

/// Bytes with status 200.
#[expect(dead_code, reason = "successes are handed out as they are")]
#[derive(Debug)]
pub struct Download(pub ByteStream);

impl FromReply for Download {
    type Success = ByteStream;

    fn from_reply(reply: Reply) -> Result<ByteStream, Error<Self>> {
        match Self::is_left(&reply) {
            true => reply.stream(),
            false => Err(reply.unexpected()),
        }
    }
}

impl Streaming for Download {
    fn is_left(reply: &Reply) -> bool {
        reply.status() == 200 && reply.is("image/*")
    }
}

pub async fn download(client: &Client, name: &str) -> Result<ByteStream, Error<Download>> {
    let call = client.call(Method::GET, "/files/{name}").path("name", name);
    call.send_streaming().await
}
