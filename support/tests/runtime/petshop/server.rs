use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use specfirst_support::server::{
    Answer, ApiKey, Authenticate, Authorization, Basic, Bearer, Credentials, Denied, Failure,
    Fault, Grant, Input, Service,
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

impl Authenticate for Petshop {
    type Caller = String;

    async fn authenticate(
        &self,
        scheme: &str,
        credentials: Credentials,
    ) -> Result<Grant<String>, Denied> {
        match scheme {
            "key" | "query_key" | "cookie_key" => {
                self.key(credentials.api_key()?).await.map(Grant::new)
            }
            "login" => self.login(credentials.basic()?).await.map(Grant::new),
            "token" => self.token(credentials.bearer()?).await.map(Grant::new),
            "oauth" => self.oauth(credentials.bearer()?).await,
            "digest" => self
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
    service.on("list_pets", |_, input| async move {
        let params = ListPetsParams {
            limit: input.query("limit")?,
            tags: input.query("tags")?,
            x_trace: input.header("X-Trace")?,
            theme: input.cookie("theme")?,
        };
        let body = json!({"limit": params.limit, "tags": params.tags, "trace": params.x_trace, "theme": params.theme});
        Ok(Answer::head(200).header("X-Total", &2).header("X-Next", &None::<String>).json("application/json", &body)?)
    });
    service.on_guarded("create_pet", |_, caller, input| async move {
        let pet: Pet = input.json()?;
        let cookies = ["a=1; Path=/", "b=2"];
        Ok(Answer::head(201)
            .header("Location", &format!("/pets/{}", pet.id))
            .header("X-Caller", &caller)
            .header("X-Content", input.content())
            .header("X-List", &["a", "b"])
            .header("X-Object", &json!({"a": 1, "b": "c"}))
            .cookies(cookies)
            .json("application/json", &pet)?)
    });
    service.on("show_pet", |_, input| async move {
        let id: i64 = input.path("petId")?;
        Ok(Answer::head(200).json(
            "application/json",
            &Pet {
                id,
                name: "Rex".to_owned(),
                ..Pet::default()
            },
        )?)
    });
    service.on_guarded("delete_pet", |_, caller, input| async move {
        let _id: i64 = input.path("id")?;
        Ok(Answer::head(204).header("X-Caller", &caller).empty()?)
    });
    service.on_optionally_guarded("my_pet", |_, caller, _| async move {
        Ok(Answer::head(200).text("text/plain", caller.unwrap_or_else(|| "nobody".to_owned()))?)
    });
    service.on("activate_pet", |_, input| async move {
        let id: String = input.path("petId")?;
        Ok(Answer::head(204).header("X-Id", &id).empty()?)
    });
}

fn bodies(service: &mut Service<Petshop>) {
    service.on("search", |_, input| async move {
        let text = input.text()?;
        Ok(Answer::head(200).text("text/plain", format!("searched {text}"))?)
    });
    service.on("upload", |_, input| async move {
        let (name, ext): (String, String) = (input.path("name")?, input.path("ext")?);
        let content = input.content().to_owned();
        let mut stream = input.stream()?;
        let mut bytes = 0;
        while let Some(piece) = stream.next().await {
            bytes += piece.map_err(Failure::from)?.len();
        }
        Ok(Answer::head(200)
            .header("X-Content", &content)
            .text("text/plain", format!("{name} {ext} {bytes}"))?)
    });
    service.on("download", |_, input| async move {
        let name: String = input.path("name")?;
        Ok(Answer::head(200)
            .header("Content-Type", "image/png")
            .stream("image/*", ByteStream::from(name))?)
    });
    service.on("compare", |_, input| async move {
        let (base, head): (String, String) = (input.path("base")?, input.path("head")?);
        Ok(Answer::head(200).text("text/plain", format!("[{base}] [{head}]"))?)
    });
    service.on_guarded("make_car", |_, _, _| async move {
        Err::<Answer, _>(std::io::Error::other("no steel").into())
    });
    service.on("make_item", |_, input| async move {
        let item: Option<Item> = input.json()?;
        Ok(Answer::head(200).json("application/json", &item)?)
    });
    service.on("exact", |_, input| async move {
        Ok(Answer::head(200).text("text/plain", input.content())?)
    });
}

fn odd(service: &mut Service<Petshop>) {
    service.on("start", |_, _| named("start"));
    service.on("stop", |_, _| named("stop"));
    service.on("options", |_, _| named("options"));
    service.on_guarded("tls_only", guarded);
    service.on_guarded("guarded", guarded);
    service.on_guarded("scoped_key", guarded);
    service.on("forgetful", |_, _| named("forgetful"));
    service.on("fails", |_, input| async move {
        let how: String = input.query("how")?;
        fail(&how).await?;
        Ok(Answer::head(204).empty()?)
    });
}

async fn named(name: &str) -> Result<Answer, Failure> {
    Ok(Answer::head(200).text("text/plain", name)?)
}

async fn guarded(_: Arc<Petshop>, caller: String, _: Input) -> Result<Answer, Failure> {
    Ok(Answer::head(200).text("text/plain", caller)?)
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
