use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use specfirst_support::server::{
    Answer, ApiKey, Authenticate, Authorization, Basic, Bearer, Call, Credentials, Denied, Failure,
    Fault, Grant, Service,
};
use specfirst_support::stream::ByteStream;

use super::types::{Item, ListPetsParams, Pet};
use super::CONTRACT;

/// An API whose handlers give back what they got.
pub struct Petshop;

impl Petshop {
    async fn key(&self, key: ApiKey) -> Result<String, Denied> {
        match key.as_str() {
            "good" => Ok("key".to_owned()),
            "banned" => Err(Denied::Forbidden),
            "later" => Err(Denied::NotImplemented),
            "broken" => Err(std::io::Error::other("the key store is away"))?,
            _ => Err(Denied::Unauthorized),
        }
    }

    async fn login(&self, login: Basic) -> Result<String, Denied> {
        match (login.username.as_str(), login.password.as_str()) {
            ("ann", "a:b") => Ok(login.username),
            _ => Err(Denied::Unauthorized),
        }
    }

    async fn oauth(&self, token: Bearer) -> Result<Grant<String>, Denied> {
        match token.as_str() {
            "writer" => Ok(Grant::new("writer".to_owned()).scopes(["read:pets", "write:pets"])),
            "reader" => Ok(Grant::new("reader".to_owned()).scopes(["read:pets"])),
            _ => Err(Denied::Unauthorized),
        }
    }

    async fn digest(&self, authorization: Authorization) -> Result<String, Denied> {
        Ok(authorization.value)
    }

    async fn token(&self, token: Bearer) -> Result<String, Denied> {
        match token.as_str() {
            "token" => Ok("token".to_owned()),
            _ => Err(Denied::Unauthorized),
        }
    }
}

struct Guard<'a>(&'a Petshop);

impl Authenticate for Guard<'_> {
    type Caller = String;

    async fn authenticate(
        &self,
        scheme: &str,
        credentials: Credentials,
    ) -> Result<Grant<String>, Denied> {
        match scheme {
            "key" | "query_key" | "cookie_key" => {
                self.0.key(credentials.api_key()?).await.map(Grant::new)
            }
            "login" => self.0.login(credentials.basic()?).await.map(Grant::new),
            "token" => self.0.token(credentials.bearer()?).await.map(Grant::new),
            "oauth" => self.0.oauth(credentials.bearer()?).await,
            "digest" => self
                .0
                .digest(credentials.authorization()?)
                .await
                .map(Grant::new),
            _ => Err(Denied::Unauthorized),
        }
    }
}

/// The service, with a handler for every operation but `unwritten`.
pub fn service() -> Service<Petshop> {
    let mut service = Service::new(Petshop, CONTRACT);
    pets(&mut service);
    bodies(&mut service);
    odd(&mut service);
    service
}

fn pets(service: &mut Service<Petshop>) {
    service.on("list_pets", |_api, call| async move {
        let input = call.read().await?;
        let params = ListPetsParams {
            limit: input.query("limit")?,
            tags: input.query("tags")?,
            x_trace: input.header("X-Trace")?,
            theme: input.cookie("theme")?,
        };
        let body = json!({"limit": params.limit, "tags": params.tags, "trace": params.x_trace, "theme": params.theme});
        Answer::head(200).header("X-Total", &2).header("X-Next", &None::<String>).json("application/json", &body)
    });
    service.on("create_pet", |api: Arc<Petshop>, mut call| async move {
        let caller = call.caller(&Guard(&api)).await?;
        let input = call.read().await?;
        let pet: Pet = input.json()?;
        let cookies = ["a=1; Path=/", "b=2"];
        Answer::head(201)
            .header("Location", &format!("/pets/{}", pet.id))
            .header("X-Caller", &caller)
            .header("X-Content", input.content())
            .header("X-List", &["a", "b"])
            .header("X-Object", &json!({"a": 1, "b": "c"}))
            .cookies(cookies)
            .json("application/json", &pet)
    });
    service.on("show_pet", |_api, call| async move {
        let input = call.read().await?;
        let id: i64 = input.path("petId")?;
        Answer::head(200).json(
            "application/json",
            &Pet {
                id,
                name: "Rex".to_owned(),
                ..Pet::default()
            },
        )
    });
    service.on("delete_pet", |api: Arc<Petshop>, mut call| async move {
        let caller = call.caller(&Guard(&api)).await?;
        let _id: i64 = call.read().await?.path("id")?;
        Answer::head(204).header("X-Caller", &caller).empty()
    });
    service.on("my_pet", |api: Arc<Petshop>, mut call| async move {
        let caller = call.optional_caller(&Guard(&api)).await?;
        call.read().await?;
        Answer::head(200).text("text/plain", caller.unwrap_or_else(|| "nobody".to_owned()))
    });
    service.on("activate_pet", |_api, call| async move {
        let id: String = call.read().await?.path("petId")?;
        Answer::head(204).header("X-Id", &id).empty()
    });
}

fn bodies(service: &mut Service<Petshop>) {
    service.on("search", |_api, call| async move {
        let text = call.read().await?.text()?;
        Answer::head(200).text("text/plain", format!("searched {text}"))
    });
    service.on("upload", |_api, call| async move {
        let input = call.read().await?;
        let (name, ext): (String, String) = (input.path("name")?, input.path("ext")?);
        let content = input.content().to_owned();
        let mut stream = input.stream()?;
        let mut bytes = 0;
        while let Some(piece) = stream.next().await {
            bytes += piece.map_err(Failure::from)?.len();
        }
        Answer::head(200)
            .header("X-Content", &content)
            .text("text/plain", format!("{name} {ext} {bytes}"))
    });
    service.on("download", |_api, call| async move {
        let name: String = call.read().await?.path("name")?;
        Answer::head(200)
            .header("Content-Type", "image/png")
            .stream("image/*", ByteStream::from(name))
    });
    service.on("compare", |_api, call| async move {
        let input = call.read().await?;
        let (base, head): (String, String) = (input.path("base")?, input.path("head")?);
        Answer::head(200).text("text/plain", format!("[{base}] [{head}]"))
    });
    service.on("make_car", |api: Arc<Petshop>, mut call| async move {
        call.caller(&Guard(&api)).await?;
        call.read().await?;
        Err(Failure::from(std::io::Error::other("no steel")).into())
    });
    service.on("make_item", |_api, call| async move {
        let item: Option<Item> = call.read().await?.json()?;
        Answer::head(200).json("application/json", &item)
    });
    service.on("exact", |_api, call| async move {
        let input = call.read().await?;
        Answer::head(200).text("text/plain", input.content())
    });
}

fn odd(service: &mut Service<Petshop>) {
    service.on("start", |_api, call| named("start", call));
    service.on("stop", |_api, call| named("stop", call));
    service.on("options", |_api, call| named("options", call));
    service.on("tls_only", guarded);
    service.on("guarded", guarded);
    service.on("scoped_key", guarded);
    service.on("forgetful", |_api, call| named("forgetful", call));
    service.on("fails", |_api, call| async move {
        let how: String = call.read().await?.query("how")?;
        fail(&how).await?;
        Answer::head(204).empty()
    });
}

async fn named(name: &str, call: Call) -> Result<Answer, Fault> {
    call.read().await?;
    Answer::head(200).text("text/plain", name)
}

async fn guarded(api: Arc<Petshop>, mut call: Call) -> Result<Answer, Fault> {
    let caller = call.caller(&Guard(&api)).await?;
    call.read().await?;
    Answer::head(200).text("text/plain", caller)
}

async fn fail(how: &str) -> Result<(), Failure> {
    match how {
        "error" => Err("abc".parse::<u8>().unwrap_err())?,
        "text" => Err("only a text")?,
        "panic" => panic!("a secret"),
        "slow" => tokio::time::sleep(Duration::from_secs(60)).await,
        "fault" => Err(Fault::new(StatusCode::CONFLICT, "Somebody was faster."))?,
        "unwritten" => return Err(Failure::not_implemented()),
        _ => {}
    }
    Ok(())
}
