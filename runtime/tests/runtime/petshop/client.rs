use specfirst_runtime::client::{
    Client, Error, FromHeaders, FromResponse, HeaderError, Method, Response, ResponseHeaders,
    StatusCode, Streaming,
};
use specfirst_runtime::headers::WithHeaders;
use specfirst_runtime::stream::ByteStream;

use super::types::{ListPetsParams, Pet};

#[derive(Debug, PartialEq)]
pub struct PageHeaders {
    pub total: i64,
    pub next: Option<String>,
}

impl FromHeaders for PageHeaders {
    fn from_headers(headers: &ResponseHeaders<'_>) -> Result<Self, HeaderError> {
        Ok(Self {
            total: headers.get("X-Total")?,
            next: headers.get("X-Next")?,
        })
    }
}

/// The responses of `list_pets`.
#[expect(dead_code, reason = "successes are handed out as they are")]
#[derive(Debug, PartialEq)]
pub enum ListPets {
    Ok(WithHeaders<PageHeaders, serde_json::Value>),
}

pub async fn list_pets(
    client: &Client,
    params: &ListPetsParams,
) -> Result<WithHeaders<PageHeaders, serde_json::Value>, Error<ListPets>> {
    let response = client
        .request(Method::GET, "/pets")
        .query("limit", &params.limit)
        .query("tags", &params.tags)
        .header("X-Trace", &params.x_trace)
        .cookie("theme", &params.theme)
        .response()
        .await?;
    match response.status().as_u16() {
        200 => response.with_headers(Response::json),
        _ => Err(response.unexpected()),
    }
}

#[derive(Debug, PartialEq)]
pub struct CreatedHeaders {
    pub location: String,
    pub list: Vec<String>,
    pub cookies: Vec<String>,
}

impl FromHeaders for CreatedHeaders {
    fn from_headers(headers: &ResponseHeaders<'_>) -> Result<Self, HeaderError> {
        Ok(Self {
            location: headers.get("Location")?,
            list: headers.get("X-List")?,
            cookies: headers.get("Set-Cookie")?,
        })
    }
}

/// The responses of `create_pet`.
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
    let response = client
        .request(Method::POST, "/pets")
        .auth(&[&["key"], &["oauth"]])
        .json(body)
        .response()
        .await?;
    match response.status().as_u16() {
        201 => response.with_headers(Response::json),
        400..=499 => response.into_error(|response| {
            let status = response.status();
            response
                .json()
                .map(|body| CreatePet::ClientError(status, body))
        }),
        _ => Err(response.unexpected()),
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
        .request(Method::PUT, "/files/{name}.{ext}")
        .path("name", name)
        .path("ext", ext);
    let response = call.stream("image/png", body).response().await?;
    match response.status().as_u16() {
        200 => response.text(),
        _ => Err(response.unexpected()),
    }
}

pub async fn compare(client: &Client, base: &str, head: &str) -> Result<String, Error<Text>> {
    let call = client
        .request(Method::GET, "/compare/{base}...{head}")
        .path("base", base)
        .path("head", head);
    let response = call.accept("text/plain").response().await?;
    match response.status().as_u16() {
        200 => response.text(),
        _ => Err(response.unexpected()),
    }
}

/// Bytes with status 200.
#[expect(dead_code, reason = "successes are handed out as they are")]
#[derive(Debug)]
pub struct Download(pub ByteStream);

impl FromResponse for Download {
    type Success = ByteStream;

    fn from_response(response: Response) -> Result<ByteStream, Error<Self>> {
        match Self::is_streamed(&response) {
            true => response.stream(),
            false => Err(response.unexpected()),
        }
    }
}

impl Streaming for Download {
    fn is_streamed(response: &Response) -> bool {
        response.status() == 200 && response.is("image/*")
    }
}

pub async fn download(client: &Client, name: &str) -> Result<ByteStream, Error<Download>> {
    let call = client
        .request(Method::GET, "/files/{name}")
        .path("name", name);
    call.send_streaming().await
}
