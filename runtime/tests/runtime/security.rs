//! Who may call.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::map_request;
use specfirst_runtime::server::{
    current_request, AuthError, Authenticate, Authenticated, ClientCertificate, Credentials, Input,
    Response, Service,
};

use super::petshop::CONTRACT;
use super::wire::Server;

const PET: &str = r#"{"id":1,"name":"Rex"}"#;

async fn create(server: &Server, credentials: &[(&str, &str)]) -> u16 {
    let headers = [credentials, &[("Content-Type", "application/json")]].concat();
    server.send("POST", "/pets", &headers, PET).await.status
}

#[tokio::test]
async fn one_alternative_is_enough() {
    let server = Server::petshop().await;
    assert_eq!(create(&server, &[("X-Key", "good")]).await, 201);
    assert_eq!(
        create(&server, &[("Authorization", "bearer  writer")]).await,
        201
    );
    assert_eq!(
        create(
            &server,
            &[("X-Key", "bad"), ("Authorization", "Bearer writer")]
        )
        .await,
        201
    );
}

#[tokio::test]
async fn missing_and_wrong_credentials_are_401_with_every_challenge() {
    let server = Server::petshop().await;
    let (missing, wrong) = (
        r#"Bearer realm="api""#,
        r#"Bearer realm="api", error="invalid_token""#,
    );
    let cases = [
        (&[][..], missing),
        (&[("X-Key", "bad")], missing),
        (&[("Authorization", "Bearer bad")], wrong),
        (&[("X-Key", "bad"), ("Authorization", "Bearer bad")], wrong),
        (&[("Authorization", "Bearer")], missing),
        (&[("Authorization", "Basic writer")], missing),
    ];
    for (credentials, bearer) in cases {
        let heard = server
            .send("POST", "/pets", credentials, "not even read")
            .await;
        assert_eq!(heard.status, 401, "{credentials:?}");
        let challenges = [r#"ApiKey in="header", name="X-Key""#, bearer];
        assert_eq!(heard.headers("www-authenticate"), challenges);
    }
}

#[tokio::test]
async fn missing_scopes_are_403() {
    let server = Server::petshop().await;
    let heard = server
        .send("POST", "/pets", &[("Authorization", "Bearer reader")], PET)
        .await;
    assert_eq!(heard.status, 403);
    assert!(heard.json()["detail"]
        .as_str()
        .unwrap()
        .contains("write:pets"));
    assert_eq!(
        heard.header("www-authenticate"),
        Some(r#"Bearer realm="api", error="insufficient_scope", scope="write:pets""#)
    );
    // 403 is nearer than 401.
    assert_eq!(
        create(
            &server,
            &[("X-Key", "banned"), ("Authorization", "Bearer bad")]
        )
        .await,
        403
    );
    assert_eq!(
        create(
            &server,
            &[("X-Key", "bad"), ("Authorization", "Bearer reader")]
        )
        .await,
        403
    );
}

#[tokio::test]
async fn scopes_that_nobody_can_tell_are_refused() {
    let server = Server::petshop().await;
    assert_eq!(
        server
            .send("GET", "/scoped", &[("X-Key", "good")], "")
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn checks_that_fail_are_500_and_unwritten_ones_501() {
    let server = Server::petshop().await;
    assert_eq!(create(&server, &[("X-Key", "broken")]).await, 500);
    assert_eq!(create(&server, &[("X-Key", "later")]).await, 501);
    assert_eq!(
        create(
            &server,
            &[("X-Key", "later"), ("Authorization", "Bearer writer")]
        )
        .await,
        201
    );
}

#[tokio::test]
async fn the_nearest_refusal_is_the_response() {
    let server = Server::petshop().await;
    for (key, token, status) in [
        // A check that fails ends the search.
        ("broken", "Bearer writer", 500),
        ("later", "Bearer reader", 403),
        ("banned", "Bearer bad", 403),
        ("later", "Bearer bad", 501),
    ] {
        let credentials = [("X-Key", key), ("Authorization", token)];
        assert_eq!(create(&server, &credentials).await, status, "{key} {token}");
    }
}

#[tokio::test]
async fn challenges_fit_the_schemes_and_are_not_repeated() {
    let mut service = Service::new(
        (),
        r#"{"scheme":"key","type":"apiKey","in":"header","name":"X-Key"}
{"scheme":"token","type":"http","http":"bearer"}
{"scheme":"oauth","type":"oauth2"}
{"operation":"in","method":"GET","path":"/in","security":[{"token":["read"]},{"oauth":["read"]}]}
{"operation":"by_key","method":"GET","path":"/key","security":[{"key":["read"]}]}"#,
    );
    for operation in ["in", "by_key"] {
        service.route_secured(
            operation,
            NoCombination,
            |(), _| Ok(()),
            |_: &()| async move { Ok(Response::head(204).empty()?) },
        );
    }
    let server = Server::start(service.router()).await;
    let heard = server.get("/in").await;
    let challenges = heard.headers("www-authenticate");
    assert_eq!(
        (heard.status, challenges),
        (401, vec![r#"Bearer realm="api""#])
    );
    // The caller has no scopes. Only bearer tokens have a challenge that says so.
    let insufficient = r#"Bearer realm="api", error="insufficient_scope", scope="read""#;
    for (path, header, challenge) in [
        ("/in", ("Authorization", "Bearer x"), Some(insufficient)),
        ("/key", ("X-Key", "x"), None),
    ] {
        let heard = server.send("GET", path, &[header], "").await;
        assert_eq!(heard.status, 403, "{path}");
        assert_eq!(heard.header("www-authenticate"), challenge, "{path}");
    }
}

#[tokio::test]
async fn a_combination_requires_all_and_has_the_caller_of_each() {
    let server = Server::petshop().await;
    let (key, token) = (("X-Key", "good"), ("Authorization", "Bearer token"));
    let heard = server.send("DELETE", "/pets/1", &[key, token], "").await;
    assert_eq!(
        (heard.status, heard.header("x-caller")),
        (204, Some("key=key token=token"))
    );
    for partial in [
        &[key][..],
        &[token],
        &[key, ("Authorization", "Bearer bad")],
        &[("X-Key", "bad"), token],
    ] {
        assert_eq!(
            server.send("DELETE", "/pets/1", partial, "").await.status,
            401,
            "{partial:?}"
        );
    }
}

#[tokio::test]
async fn a_combination_is_challenged_for_what_is_missing_or_wrong() {
    let server = Server::petshop().await;
    let key = r#"ApiKey in="header", name="X-Key""#;
    let (missing, wrong) = (
        r#"Bearer realm="api""#,
        r#"Bearer realm="api", error="invalid_token""#,
    );
    let (good_key, bad_key) = (("X-Key", "good"), ("X-Key", "bad"));
    let good_token = ("Authorization", "Bearer token");
    let bad_token = ("Authorization", "Bearer bad");
    for (credentials, challenges) in [
        (&[][..], &[key, missing][..]),
        (&[good_key], &[missing]),
        (&[bad_key], &[key, missing]),
        (&[good_token], &[key]),
        (&[bad_token], &[key, wrong]),
        (&[bad_key, good_token], &[key]),
        (&[good_key, bad_token], &[wrong]),
        (&[bad_key, bad_token], &[key, wrong]),
    ] {
        let heard = server.send("DELETE", "/pets/1", credentials, "").await;
        assert_eq!(heard.status, 401, "{credentials:?}");
        let heard = heard.headers("www-authenticate");
        assert_eq!(heard, challenges, "{credentials:?}");
    }
}

#[tokio::test]
async fn credentials_that_are_missing_or_wrong_come_before_other_refusals_of_a_combination() {
    let server = Server::petshop().await;
    for (key, token, status) in [
        ("banned", "Bearer token", 403),
        ("banned", "Bearer bad", 401),
        ("later", "Bearer token", 501),
        ("later", "Bearer bad", 401),
        ("broken", "Bearer bad", 500),
    ] {
        let credentials = [("X-Key", key), ("Authorization", token)];
        let heard = server.send("DELETE", "/pets/1", &credentials, "").await;
        assert_eq!(heard.status, status, "{key} {token}");
    }
    let heard = server
        .send("DELETE", "/pets/1", &[("X-Key", "banned")], "")
        .await;
    assert_eq!(heard.status, 401);
}

/// Knows the token `known` for the scheme `token` only, and combines no callers.
struct OneToken;

impl Authenticate<()> for OneToken {
    type Caller = ();

    async fn authenticate(
        _: &(),
        scheme: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<()>, AuthError> {
        let is_right = match scheme {
            "token" => credentials.bearer()?.matches("known"),
            "key" => credentials.api_key()?.matches("known"),
            _ => false,
        };
        match is_right {
            true => Ok(Authenticated::new(())),
            false => Err(AuthError::Unauthorized),
        }
    }

    async fn combine_callers(_: &(), _: Vec<(&str, ())>) -> Result<(), AuthError> {
        Err(AuthError::Unauthorized)
    }
}

#[tokio::test]
async fn of_combinations_and_alternatives_each_scheme_is_challenged_once() {
    let mut service = Service::new(
        (),
        r#"{"scheme":"key","type":"apiKey","in":"query","name":"a \"key\""}
{"scheme":"umlaut","type":"apiKey","in":"query","name":"schlüssel"}
{"scheme":"token","type":"http","http":"Bearer"}
{"scheme":"oauth","type":"oauth2"}
{"scheme":"signed","type":"http","http":"signature"}
{"operation":"in","method":"GET","path":"/in","security":[{"key":[],"token":[]},{"oauth":[]},{"oauth":[],"umlaut":[]},{"signed":[]}]}
{"operation":"both","method":"GET","path":"/both","security":[{"key":[],"token":[]}]}"#,
    );
    for operation in ["in", "both"] {
        service.route_secured(
            operation,
            OneToken,
            |(), _| Ok(()),
            |_: &()| async move { Ok(Response::head(204).empty()?) },
        );
    }
    let server = Server::start(service.router()).await;
    let key = r#"ApiKey in="query", name="a \"key\"""#;
    let umlaut = r#"ApiKey in="query""#;
    let signed = r#"Signature realm="api""#;
    let (missing, wrong) = (
        r#"Bearer realm="api""#,
        r#"Bearer realm="api", error="invalid_token""#,
    );
    let right_key = "?a%20%22key%22=known";
    for (path, token, challenges) in [
        ("/in", None, &[key, missing, umlaut, signed][..]),
        ("/in", Some("Bearer bad"), &[key, wrong, umlaut, signed]),
        // The token is right for the first alternative, which needs a key, and not for the second.
        ("/in", Some("Bearer known"), &[key, missing, umlaut, signed]),
        ("/in", Some("Signature x"), &[key, missing, umlaut, signed]),
        // The token is valid, but does not belong to the key.
        ("/both?", Some("Bearer known"), &[key, missing]),
    ] {
        let path = path.replace('?', right_key);
        let headers = token.map(|token| ("Authorization", token));
        let heard = server.send("GET", &path, headers.as_slice(), "").await;
        assert_eq!(heard.status, 401, "{path} {token:?}");
        let heard = heard.headers("www-authenticate");
        assert_eq!(heard, challenges, "{path} {token:?}");
    }
}

#[tokio::test]
async fn scopes_that_no_challenge_can_have_are_left_out() {
    let mut service = Service::new(
        (),
        r#"{"scheme":"oauth","type":"oauth2"}
{"operation":"in","method":"GET","path":"/in","security":[{"oauth":["a\"b"]}]}"#,
    );
    service.route_secured(
        "in",
        NoCombination,
        |(), _| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let headers = [("Authorization", "Bearer x")];
    let heard = server.send("GET", "/in", &headers, "").await;
    let challenge = r#"Bearer realm="api", error="insufficient_scope""#;
    assert_eq!(
        (heard.status, heard.header("www-authenticate")),
        (403, Some(challenge))
    );
}

/// Checks a proof that covers the request, as `DPoP` has it, and gives a value for the next one.
struct Proofs;

impl Authenticate<()> for Proofs {
    type Caller = ();

    async fn authenticate(
        _: &(),
        _: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<()>, AuthError> {
        let request = current_request().expect("a request is being answered");
        let proof = format!("{} {}", request.method(), request.uri());
        match request.headers().get("dpop") {
            Some(sent) if *sent == *proof && credentials.authorization()?.value == "known" => {
                Ok(Authenticated::new(()))
            }
            _ => {
                let name = HeaderName::from_static("dpop-nonce");
                request.append_response_header(name, HeaderValue::from_static("next"));
                Err(AuthError::Unauthorized)
            }
        }
    }
}

#[tokio::test]
async fn a_check_sees_the_request_and_adds_headers_to_its_refusal() {
    let mut service = Service::new(
        (),
        r#"{"scheme":"proof","type":"http","http":"DPoP"}
{"operation":"in","method":"GET","path":"/in","security":[{"proof":[]}]}"#,
    );
    service.route_secured(
        "in",
        Proofs,
        |(), _| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    for (proof, status, nonce) in [
        ("GET /in?a=b", 204, None),
        ("GET /in?a=c", 401, Some("next")),
        ("PUT /in?a=b", 401, Some("next")),
    ] {
        let headers = [("Authorization", "DPoP known"), ("DPoP", proof)];
        let heard = server.send("GET", "/in?a=b", &headers, "").await;
        assert_eq!(heard.status, status, "{proof}");
        assert_eq!(heard.header("dpop-nonce"), nonce, "{proof}");
        let challenge = (status == 401).then_some(r#"DPoP realm="api""#);
        assert_eq!(heard.header("www-authenticate"), challenge, "{proof}");
    }
}

struct NoCombination;

impl Authenticate<()> for NoCombination {
    type Caller = ();

    async fn authenticate(_: &(), _: &str, _: Credentials) -> Result<Authenticated<()>, AuthError> {
        Ok(Authenticated::new(()))
    }
}

#[tokio::test]
async fn a_combination_that_is_not_implemented_is_refused() {
    let mut service = Service::new((), CONTRACT);
    service.route_secured(
        "delete_pet",
        NoCombination,
        |(), _| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let headers = [("X-Key", "good"), ("Authorization", "Bearer token")];
    let heard = server.send("DELETE", "/pets/1", &headers, "").await;
    assert_eq!(heard.status, 500);
}

#[tokio::test]
async fn of_two_cookies_the_first_counts() {
    let server = Server::petshop().await;
    for (cookies, status) in [
        ("session=good; session=bad", 200),
        ("session=bad; session=good", 401),
    ] {
        let headers = [("Cookie", cookies)];
        let heard = server.send("GET", "/guarded", &headers, "").await;
        assert_eq!(heard.status, status, "{cookies}");
    }
    for (cookies, theme) in [
        ("theme=dark; theme=light", "dark"),
        ("theme=light; theme=dark", "light"),
    ] {
        let heard = server
            .send("GET", "/pets", &[("Cookie", cookies)], "")
            .await;
        assert_eq!(heard.json()["theme"], theme, "{cookies}");
    }
}

#[tokio::test]
async fn of_two_keys_none_is_preferred() {
    let server = Server::petshop().await;
    let (good, bad) = (("X-Key", "good"), ("X-Key", "bad"));
    assert_eq!(create(&server, &[good]).await, 201);
    assert_eq!(create(&server, &[good, bad]).await, 401);
    assert_eq!(server.get("/guarded?key=good&key=bad").await.status, 401);
}

#[tokio::test]
async fn keys_are_compared_by_a_method() {
    let mut service = Service::new(
        (),
        r#"{"scheme":"key","type":"apiKey","in":"header","name":"X-Key"}
{"scheme":"token","type":"http","http":"bearer"}
{"scheme":"login","type":"http","http":"basic"}
{"operation":"in","method":"GET","path":"/in","security":[{"key":[]},{"token":[]},{"login":[]}]}"#,
    );
    service.route_secured(
        "in",
        KeyOnly,
        |(), _| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    for (name, value, status) in [
        ("X-Key", "secret", 204),
        ("X-Key", "secreT", 401),
        ("X-Key", "secre", 401),
        ("X-Key", "secret1", 401),
        ("X-Key", "", 401),
        ("Authorization", "Bearer secret", 204),
        ("Authorization", "Bearer Secret", 401),
        // ann:secret, ann:wrong, bob:secret
        ("Authorization", "Basic YW5uOnNlY3JldA==", 204),
        ("Authorization", "Basic YW5uOndyb25n", 401),
        ("Authorization", "Basic Ym9iOnNlY3JldA==", 401),
    ] {
        let heard = server.send("GET", "/in", &[(name, value)], "").await;
        assert_eq!(heard.status, status, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_key_is_no_part_of_a_query_that_is_one_parameter() {
    let mut service = Service::new(
        (),
        r#"{"scheme":"key","type":"apiKey","in":"query","name":"api_key"}
{"operation":"find","method":"GET","path":"/find","security":[{"key":[]}],"parameters":[{"name":"q","in":"query","wholeQuery":true,"content":"text/plain","schema":{"type":"string"},"shape":"string"}]}"#,
    );
    service.route_secured(
        "find",
        KeyOnly,
        |(), input| Ok((input,)),
        |_: &(), input: Input| async move {
            let query: String = input.query("q")?;
            Ok(Response::head(200).text("text/plain", query)?)
        },
    );
    let server = Server::start(service.router()).await;
    for key in ["api_key", "api%5Fkey"] {
        let heard = server.get(&format!("/find?{key}=secret&a=b%20c")).await;
        assert_eq!((heard.status, heard.body.as_str()), (200, "a=b c"), "{key}");
    }
}

/// Compares credentials with one secret.
struct KeyOnly;

impl Authenticate<()> for KeyOnly {
    type Caller = ();

    async fn authenticate(
        _: &(),
        scheme: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<()>, AuthError> {
        let matches = match scheme {
            "key" => credentials.api_key()?.matches("secret"),
            "token" => credentials.bearer()?.matches("secret"),
            _ => credentials.basic()?.matches("ann", "secret"),
        };
        match matches {
            true => Ok(Authenticated::new(())),
            false => Err(AuthError::Unauthorized),
        }
    }
}

#[tokio::test]
async fn optional_credentials_may_be_absent_but_not_wrong() {
    let server = Server::petshop().await;
    assert_eq!(server.get("/pets/mine").await.body, "nobody");
    // ann:a:b and ann:wrong
    let good = server
        .send(
            "GET",
            "/pets/mine",
            &[("Authorization", "Basic YW5uOmE6Yg==")],
            "",
        )
        .await;
    assert_eq!(good.body, "ann");
    for wrong in ["Basic YW5uOndyb25n", "Basic ???", "Basic"] {
        let heard = server
            .send("GET", "/pets/mine", &[("Authorization", wrong)], "")
            .await;
        assert_eq!(
            (heard.status, heard.header("www-authenticate")),
            (401, Some(r#"Basic realm="api", charset="UTF-8""#))
        );
    }
}

#[tokio::test]
async fn keys_are_found_in_query_and_cookie_and_other_schemes_whole() {
    let server = Server::petshop().await;
    assert_eq!(server.get("/guarded?key=good").await.body, "key");
    assert_eq!(server.get("/guarded?key=%67ood").await.body, "key");
    assert_eq!(
        server
            .send("GET", "/guarded", &[("Cookie", "a=b; session=good")], "")
            .await
            .body,
        "key"
    );
    assert_eq!(
        server
            .send(
                "GET",
                "/guarded",
                &[("Authorization", "vapid t=\"b\", c")],
                ""
            )
            .await
            .body,
        "t=\"b\", c"
    );
    assert_eq!(server.get("/guarded?key=bad").await.status, 401);
}

#[tokio::test]
async fn what_cannot_be_checked_is_refused() {
    let server = Server::petshop().await;
    let heard = server
        .send(
            "GET",
            "/tls",
            &[("X-Key", "good"), ("Authorization", "Bearer token")],
            "",
        )
        .await;
    assert_eq!(heard.status, 401);
    assert!(heard.header("www-authenticate").is_some());
    // A handler that forgets to ask for the caller does not open the door.
    assert_eq!(
        server
            .send("GET", "/forgetful", &[("X-Key", "good")], "")
            .await
            .status,
        500
    );
}

/// Knows one certificate.
struct Certificates;

impl Authenticate<()> for Certificates {
    type Caller = String;

    async fn authenticate(
        _: &(),
        _: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<String>, AuthError> {
        match credentials.certificate()?.as_der() {
            b"ann" => Ok(Authenticated::new("ann".to_owned())),
            _ => Err(AuthError::Unauthorized),
        }
    }
}

#[tokio::test]
async fn certificates_are_those_of_the_layer_that_terminates_tls() {
    let mut service = Service::new((), CONTRACT);
    service.route_secured(
        "tls_only",
        Certificates,
        |caller, _| Ok((caller,)),
        |_: &(), caller: String| async move { Ok(Response::head(200).text("text/plain", caller)?) },
    );
    let layer = map_request(|mut request: Request| async move {
        if let Some(name) = request.headers().get("x-certificate").cloned() {
            let certificate = ClientCertificate::new(name.as_bytes());
            request.extensions_mut().insert(certificate);
        }
        request
    });
    let server = Server::start(service.router().layer(layer)).await;
    for (headers, status) in [
        (&[("X-Certificate", "ann")][..], 200),
        (&[("X-Certificate", "bob")], 401),
        (&[], 401),
    ] {
        let heard = server.send("GET", "/tls", headers, "").await;
        assert_eq!(heard.status, status, "{headers:?}");
        if status == 401 {
            let challenge = heard.header("www-authenticate");
            assert_eq!(challenge, Some(r#"ClientCertificate realm="api""#));
        }
    }
}

#[test]
fn credentials_do_not_show_in_debug() {
    use specfirst_runtime::client::{ApiKeyLocation, Client, Secret};
    let client = Client::new("http://x")
        .with_secret("a", Secret::basic("ann", "s3cret"))
        .with_secret("b", Secret::bearer("s3cret"))
        .with_secret("c", Secret::api_key(ApiKeyLocation::Query, "key", "s3cret"))
        .with_header("X-Token", "s3cret");
    let debug = format!("{client:?}");
    assert!(
        !debug.contains("s3cret") && !debug.contains("YW5u"),
        "{debug}"
    );
    assert!(debug.contains("X-Token"));
}
