use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use specfirst_runtime::server::{
    ApiKey, AuthError, Authenticate, Authenticated, Authorization, Basic, Bearer, Credentials,
    HandlerError, Input, Problem, Response, Service,
};
use specfirst_runtime::stream::ByteStream;

use super::types::{Item, ListPetsParams, Pet};
use super::CONTRACT;

/// An API whose handlers give back what they got.
pub struct Petshop;

impl Petshop {
    async fn key(&self, key: ApiKey) -> Result<String, AuthError> {
        match key.as_str() {
            "good" => Ok("key".to_owned()),
            "banned" => Err(AuthError::Forbidden),
            "later" => Err(AuthError::NotImplemented),
            "broken" => Err(std::io::Error::other("the key store is away"))?,
            _ => Err(AuthError::Unauthorized),
        }
    }

    async fn login(&self, login: Basic) -> Result<String, AuthError> {
        match (login.username.as_str(), login.password.as_str()) {
            ("ann", "a:b") => Ok(login.username),
            _ => Err(AuthError::Unauthorized),
        }
    }

    async fn oauth(&self, token: Bearer) -> Result<Authenticated<String>, AuthError> {
        match token.as_str() {
            "writer" => {
                Ok(Authenticated::new("writer".to_owned()).scopes(["read:pets", "write:pets"]))
            }
            "reader" => Ok(Authenticated::new("reader".to_owned()).scopes(["read:pets"])),
            _ => Err(AuthError::Unauthorized),
        }
    }

    async fn vapid(&self, authorization: Authorization) -> Result<String, AuthError> {
        Ok(authorization.value)
    }

    async fn token(&self, token: Bearer) -> Result<String, AuthError> {
        match token.as_str() {
            "token" => Ok("token".to_owned()),
            _ => Err(AuthError::Unauthorized),
        }
    }
}

pub struct Authenticator;

impl Authenticate<Petshop> for Authenticator {
    type Caller = String;

    async fn authenticate(
        api: &Petshop,
        scheme: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<String>, AuthError> {
        match scheme {
            "key" | "query_key" | "cookie_key" => api
                .key(credentials.api_key()?)
                .await
                .map(Authenticated::new),
            "login" => api
                .login(credentials.basic()?)
                .await
                .map(Authenticated::new),
            "token" => api
                .token(credentials.bearer()?)
                .await
                .map(Authenticated::new),
            "oauth" => api.oauth(credentials.bearer()?).await,
            "vapid" => api
                .vapid(credentials.authorization()?)
                .await
                .map(Authenticated::new),
            _ => Err(AuthError::Unauthorized),
        }
    }

    async fn combine_callers(
        _: &Petshop,
        callers: Vec<(&str, String)>,
    ) -> Result<String, AuthError> {
        let callers = callers
            .into_iter()
            .map(|(scheme, caller)| format!("{scheme}={caller}"));
        Ok(callers.collect::<Vec<_>>().join(" "))
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
    service.route("list_pets", |input| Ok((input,)), |_: &Petshop, input: Input| async move {
        let params = ListPetsParams {
            limit: input.query("limit")?,
            tags: input.query("tags")?,
            x_trace: input.header("X-Trace")?,
            theme: input.cookie("theme")?,
        };
        let body = json!({"limit": params.limit, "tags": params.tags, "trace": params.x_trace, "theme": params.theme});
        Ok(Response::head(200).header("X-Total", &2).header("X-Next", &None::<String>).json("application/json", &body)?)
    });
    service.route_secured(
        "create_pet",
        Authenticator,
        |caller, input| Ok((caller, input)),
        |_: &Petshop, caller: String, input: Input| async move {
            let pet: Pet = input.json()?;
            let cookies = ["a=1; Path=/", "b=2"];
            Ok(Response::head(201)
                .header("Location", &format!("/pets/{}", pet.id))
                .header("X-Caller", &caller)
                .header("X-Content", input.content())
                .header("X-List", &["a", "b"])
                .header("X-Object", &json!({"a": 1, "b": "c"}))
                .cookies(cookies)
                .json("application/json", &pet)?)
        },
    );
    service.route(
        "show_pet",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let id: i64 = input.path("petId")?;
            Ok(Response::head(200).json(
                "application/json",
                &Pet {
                    id,
                    name: "Rex".to_owned(),
                    ..Pet::default()
                },
            )?)
        },
    );
    service.route_secured(
        "delete_pet",
        Authenticator,
        |caller, input| Ok((caller, input)),
        |_: &Petshop, caller: String, input: Input| async move {
            let _id: i64 = input.path("id")?;
            Ok(Response::head(204).header("X-Caller", &caller).empty()?)
        },
    );
    service.route_optionally_secured(
        "my_pet",
        Authenticator,
        |caller, _| Ok((caller,)),
        |_: &Petshop, caller: Option<String>| async move {
            Ok(Response::head(200)
                .text("text/plain", caller.unwrap_or_else(|| "nobody".to_owned()))?)
        },
    );
    service.route(
        "activate_pet",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let id: String = input.path("petId")?;
            Ok(Response::head(204).header("X-Id", &id).empty()?)
        },
    );
}

fn bodies(service: &mut Service<Petshop>) {
    service.route(
        "search",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let text = input.text()?;
            Ok(Response::head(200).text("text/plain", format!("searched {text}"))?)
        },
    );
    service.route(
        "upload",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let (name, ext): (String, String) = (input.path("name")?, input.path("ext")?);
            let content = input.content().to_owned();
            let mut stream = input.stream()?;
            let mut bytes = 0;
            while let Some(piece) = stream.next().await {
                bytes += piece.map_err(HandlerError::from)?.len();
            }
            Ok(Response::head(200)
                .header("X-Content", &content)
                .text("text/plain", format!("{name} {ext} {bytes}"))?)
        },
    );
    service.route(
        "download",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let name: String = input.path("name")?;
            Ok(Response::head(200)
                .header("Content-Type", "image/png")
                .stream("image/*", ByteStream::from(name))?)
        },
    );
    service.route(
        "compare",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let (base, head): (String, String) = (input.path("base")?, input.path("head")?);
            Ok(Response::head(200).text("text/plain", format!("[{base}] [{head}]"))?)
        },
    );
    service.route_secured(
        "make_car",
        Authenticator,
        |_, _| Ok(()),
        |_: &Petshop| async move { Err::<Response, _>(std::io::Error::other("no steel").into()) },
    );
    service.route(
        "make_item",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let item: Option<Item> = input.json()?;
            Ok(Response::head(200).json("application/json", &item)?)
        },
    );
    service.route(
        "exact",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            Ok(Response::head(200).text("text/plain", input.content())?)
        },
    );
}

fn odd(service: &mut Service<Petshop>) {
    service.route("start", |_| Ok(("start",)), named);
    service.route("stop", |_| Ok(("stop",)), named);
    service.route("options", |_| Ok(("options",)), named);
    service.route_secured(
        "tls_only",
        Authenticator,
        |caller, _| Ok((caller,)),
        guarded,
    );
    service.route_secured("guarded", Authenticator, |caller, _| Ok((caller,)), guarded);
    service.route_secured(
        "scoped_key",
        Authenticator,
        |caller, _| Ok((caller,)),
        guarded,
    );
    service.route("forgetful", |_| Ok(("forgetful",)), named);
    service.route(
        "fails",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let how: String = input.query("how")?;
            fail(&how).await?;
            Ok(Response::head(204).empty()?)
        },
    );
}

async fn named(_: &Petshop, name: &str) -> Result<Response, HandlerError> {
    Ok(Response::head(200).text("text/plain", name)?)
}

async fn guarded(_: &Petshop, caller: String) -> Result<Response, HandlerError> {
    Ok(Response::head(200).text("text/plain", caller)?)
}

async fn fail(how: &str) -> Result<(), HandlerError> {
    match how {
        "error" => Err("abc".parse::<u8>().unwrap_err())?,
        "text" => Err("only a text")?,
        "panic" => panic!("a secret"),
        "slow" => tokio::time::sleep(Duration::from_secs(60)).await,
        "problem" => Err(Problem::new(StatusCode::CONFLICT, "Somebody was faster."))?,
        "unwritten" => return Err(HandlerError::not_implemented()),
        _ => {}
    }
    Ok(())
}
