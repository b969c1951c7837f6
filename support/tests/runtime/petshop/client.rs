use specfirst_support::client::{Client, Documented, Error, Method, Reply, StatusCode};
use specfirst_support::stream::ByteStream;

use super::types::{ListPetsParams, Pet};

/// The answers of `list_pets`.
#[derive(Debug, PartialEq)]
pub enum ListPets {
    Ok {
        total: i64,
        next: Option<String>,
        body: serde_json::Value,
    },
}

impl Documented for ListPets {
    async fn read(reply: Reply) -> Result<Self, Error<Self>> {
        match reply.status() {
            200 => {
                let (total, next) = (reply.header("X-Total")?, reply.header("X-Next")?);
                Ok(Self::Ok {
                    total,
                    next,
                    body: reply.json().await?,
                })
            }
            _ => Err(reply.unexpected().await),
        }
    }
}

pub async fn list_pets(
    client: &Client,
    params: &ListPetsParams,
) -> Result<ListPets, Error<ListPets>> {
    client
        .call(Method::GET, "/pets")
        .query("limit", &params.limit)
        .query("tags", &params.tags)
        .header("X-Trace", &params.x_trace)
        .cookie("theme", &params.theme)
        .accept("application/json")
        .send()
        .await
}

#[derive(Debug, PartialEq)]
pub struct Created {
    pub location: String,
    pub list: Vec<String>,
    pub cookies: Vec<String>,
    pub body: Pet,
}

/// The answers of `create_pet`.
#[derive(Debug, PartialEq)]
pub enum CreatePet {
    Created(Created),
    ClientError(StatusCode, serde_json::Value),
}

impl Documented for CreatePet {
    async fn read(reply: Reply) -> Result<Self, Error<Self>> {
        match reply.status() {
            201 => {
                let (location, list) = (reply.header("Location")?, reply.header("X-List")?);
                let cookies = reply.header("Set-Cookie")?;
                Ok(Self::Created(Created {
                    location,
                    list,
                    cookies,
                    body: reply.json().await?,
                }))
            }
            400..=499 => {
                let status = reply.code();
                reply
                    .json()
                    .await
                    .map(|body| Self::ClientError(status, body))
            }
            _ => Err(reply.unexpected().await),
        }
    }
}

pub async fn create_pet(client: &Client, body: &Pet) -> Result<Created, Error<CreatePet>> {
    let answer = client
        .call(Method::POST, "/pets")
        .auth(&[&["key"], &["oauth"]])
        .accept("application/json")
        .json("application/json", body)
        .send::<CreatePet>()
        .await?;
    match answer {
        CreatePet::Created(created) => Ok(created),
        other => Err(Error::Answer(Box::new(other))),
    }
}

/// A text with status 200, and nothing else.
#[derive(Debug, PartialEq)]
pub struct Text(pub String);

impl Documented for Text {
    async fn read(reply: Reply) -> Result<Self, Error<Self>> {
        match reply.status() {
            200 => reply.text().await.map(Self),
            _ => Err(reply.unexpected().await),
        }
    }
}

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
    call.stream("image/png", body)
        .send::<Text>()
        .await
        .map(|text| text.0)
}

pub async fn compare(client: &Client, base: &str, head: &str) -> Result<String, Error<Text>> {
    let call = client
        .call(Method::GET, "/compare/{base}...{head}")
        .path("base", base)
        .path("head", head);
    call.accept("text/plain")
        .send::<Text>()
        .await
        .map(|text| text.0)
}

/// Bytes with status 200.
#[derive(Debug)]
pub struct Download(pub ByteStream);

impl Documented for Download {
    async fn read(reply: Reply) -> Result<Self, Error<Self>> {
        match reply.status() {
            200 if reply.is("image/*") => Ok(Self(reply.stream())),
            _ => Err(reply.unexpected().await),
        }
    }
}

pub async fn download(client: &Client, name: &str) -> Result<ByteStream, Error<Download>> {
    let call = client
        .call(Method::GET, "/files/{name}")
        .path("name", name)
        .streamed();
    call.send::<Download>().await.map(|download| download.0)
}
