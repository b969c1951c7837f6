//! Every operation, and every kind of invalid request.

use reqwest::Method;
use serde_json::json;

use crate::api::client::Error;
use crate::api::operations::{
    ChangeCountryResponse, CreateCountryResponse, DeleteCountryResponse, ListCountriesParams,
    ReplaceCountryResponse, ShowCountryParams, ShowCountryResponse,
};
use crate::api::types::{Country, CountryChanges, CountryInput};
use crate::program::{JsonResponse, Program, token};

/// The value of a documented error response, which a call must have failed with.
macro_rules! error_response {
    ($call:expr, $response:pat => $value:expr) => {
        match $call.await {
            Err(Error::Response(response)) => match response.body {
                $response => $value,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
}

fn germany() -> CountryInput {
    CountryInput {
        name: "Germany".to_owned(),
        capital: "Berlin".to_owned(),
        area: 357_022,
    }
}

#[tokio::test]
async fn a_country_is_created_changed_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let client = program.client();
    let any = ShowCountryParams::default();

    let listed = client
        .list_countries(&ListCountriesParams::default())
        .await
        .unwrap();
    let names: Vec<_> = listed
        .body
        .iter()
        .map(|country| (country.id, country.name.as_str()))
        .collect();
    assert_eq!(names, [(1, "Thailand"), (2, "Australia"), (3, "Egypt")]);

    let created = client.create_country(&germany()).await.unwrap();
    let CountryInput {
        name,
        capital,
        area,
    } = germany();
    let mut country = Country {
        id: 4,
        name,
        capital,
        area,
    };
    assert_eq!(
        (created.headers.unwrap().location.as_str(), &created.body),
        ("/countries/4", &country)
    );
    assert_eq!(client.show_country(4, &any).await.unwrap().body, country);

    country.name = "Federal Republic of Germany".to_owned();
    country.capital = "Bonn".to_owned();
    country.area = 248_577;
    let Country {
        id,
        name,
        capital,
        area,
    } = country.clone();
    let replaced = client
        .replace_country(
            id,
            &CountryInput {
                name,
                capital,
                area,
            },
        )
        .await
        .unwrap();
    assert_eq!(replaced, country);

    country.area = 357_022;
    let changes = CountryChanges {
        area: Some(country.area),
        ..CountryChanges::default()
    };
    assert_eq!(client.change_country(4, &changes).await.unwrap(), country);
    assert_eq!(client.show_country(4, &any).await.unwrap().body, country);

    client.delete_country(4).await.unwrap();
    let gone = [
        error_response!(client.show_country(4, &any), ShowCountryResponse::NotFound(error) => error.error),
        error_response!(client.replace_country(4, &germany()), ReplaceCountryResponse::NotFound(error) => error.error),
        error_response!(client.change_country(4, &changes), ChangeCountryResponse::NotFound(error) => error.error),
        error_response!(client.delete_country(4), DeleteCountryResponse::NotFound(error) => error.error),
    ];
    assert!(
        gone.iter().all(|error| error == "Country 4 not found."),
        "{gone:?}"
    );

    // The id of a deleted country is not used again.
    assert_eq!(client.create_country(&germany()).await.unwrap().body.id, 5);
}

#[tokio::test]
async fn an_entity_tag_matches_until_the_country_changes() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let client = program.client();

    let tag = client
        .show_country(1, &ShowCountryParams::default())
        .await
        .unwrap()
        .headers
        .unwrap()
        .e_tag;
    assert!(tag.is_some());
    let copy = ShowCountryParams {
        if_none_match: tag.clone(),
    };
    let unchanged = error_response!(client.show_country(1, &copy), ShowCountryResponse::NotModified(response) => response);
    assert_eq!(unchanged.headers.unwrap().e_tag, tag);
    let raw = program
        .request(Method::GET, "/countries/1")
        .header("If-None-Match", tag.clone().unwrap());
    let raw = raw.send().await.unwrap();
    assert_eq!(raw.status(), 304);
    assert!(raw.bytes().await.unwrap().is_empty());

    let changes = CountryChanges {
        capital: Some("Krung Thep".to_owned()),
        ..CountryChanges::default()
    };
    client.change_country(1, &changes).await.unwrap();
    let changed = client.show_country(1, &copy).await.unwrap();
    assert_ne!(changed.headers.unwrap().e_tag, tag);
    assert_eq!(changed.body.capital, "Krung Thep");
}

#[tokio::test]
async fn pages_link_to_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let client = program.client();
    for _ in 0..2 {
        client.create_country(&germany()).await.unwrap();
    }

    let page = ListCountriesParams {
        page: 2,
        per_page: 2,
    };
    let listed = client.list_countries(&page).await.unwrap();
    let ids: Vec<_> = listed.body.iter().map(|country| country.id).collect();
    let headers = listed.headers.unwrap();
    assert_eq!((ids, headers.x_total_count), (vec![3, 4], Some(5)));
    let link = headers.link.unwrap();
    let expected = [
        r#"</countries?page=1&per_page=2>; rel="first""#,
        r#"</countries?page=1&per_page=2>; rel="prev""#,
        r#"</countries?page=3&per_page=2>; rel="next""#,
        r#"</countries?page=3&per_page=2>; rel="last""#,
    ];
    assert_eq!(link.split(", ").collect::<Vec<_>>(), expected);

    // Follows the links from the first page to the last.
    let mut next = Some("/countries?per_page=2".to_owned());
    let mut seen = Vec::new();
    while let Some(path) = next {
        let response = JsonResponse::of(program.request(Method::GET, &path)).await;
        seen.extend(
            response
                .body
                .as_array()
                .unwrap()
                .iter()
                .map(|country| country["id"].as_i64().unwrap()),
        );
        let link = response
            .header("link")
            .split(", ")
            .find(|link| link.ends_with(r#"rel="next""#));
        next = link.and_then(|link| Some(link.strip_prefix('<')?.split_once('>')?.0.to_owned()));
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);

    let beyond = client
        .list_countries(&ListCountriesParams {
            page: 9,
            per_page: 2,
        })
        .await
        .unwrap();
    let link = beyond.headers.unwrap().link.unwrap();
    assert!(beyond.body.is_empty() && !link.contains("next"));
    let wrong =
        JsonResponse::of(program.request(Method::GET, "/countries?page=0&per_page=101")).await;
    let message = wrong.error(422);
    assert!(
        message.contains("query page") && message.contains("query per_page"),
        "{message}"
    );
    JsonResponse::of(program.request(Method::GET, "/countries?page=two"))
        .await
        .error(400);
}

#[tokio::test]
async fn bodies_are_validated() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let token = token();
    let post = |media_type: &str, body: &str| {
        let request = program
            .request(Method::POST, "/countries")
            .bearer_auth(&token);
        JsonResponse::of(
            request
                .header("Content-Type", media_type)
                .body(body.to_owned()),
        )
    };
    let json = "application/json";

    post(json, r#"{"name": "Germany", "capital": "Ber"#)
        .await
        .error(400);
    let xml = post("application/xml", "<country><name>Germany</name></country>").await;
    assert!(xml.error(415).contains("application/xml"), "{xml:?}");

    let missing = post(json, "{}").await;
    for member in ["name", "capital", "area"] {
        assert!(missing.error(422).contains(member), "{missing:?}");
    }
    // All violations are listed.
    let wrong =
        json!({ "name": "", "area": -1, "topSpeed": 130, "warrantyLength": 3, "color": "red" });
    let wrong = post(json, &wrong.to_string()).await;
    for member in [
        "/name",
        "capital",
        "/area",
        "topSpeed",
        "warrantyLength",
        "color",
    ] {
        assert!(
            wrong.error(422).contains(member),
            "{member} is not reported: {wrong:?}"
        );
    }
    let long = json!({ "name": "x".repeat(101), "capital": "Berlin", "area": 1.5 }).to_string();
    let long = post(json, &long).await;
    assert!(
        long.error(422).contains("/name") && long.error(422).contains("/area"),
        "{long:?}"
    );

    // None of these was stored: the valid country gets the next id.
    let new = json!({ "name": "Côte d’Ivoire", "capital": "ยามูซูโกร", "area": 322_463 });
    let created = post("application/json; charset=utf-8", &new.to_string()).await;
    assert_eq!(
        (created.status.as_u16(), created.header("location")),
        (201, "/countries/4"),
        "{created:?}"
    );
    let kept = JsonResponse::of(program.request(Method::GET, "/countries/4")).await;
    assert_eq!(
        (&kept.body["name"], &kept.body["capital"]),
        (&new["name"], &new["capital"])
    );
}

#[tokio::test]
async fn writing_requires_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let stranger = crate::api::client::Client::new(format!("http://{}", program.address()));

    let refused = error_response!(stranger.create_country(&germany()), CreateCountryResponse::Unauthorized(response) => response);
    assert!(
        refused
            .headers
            .unwrap()
            .www_authenticate
            .is_some_and(|challenge| challenge.starts_with("Bearer"))
    );
    let forged = stranger
        .clone()
        .with_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSIsImV4cCI6OTk5OTk5OTk5OX0.");
    error_response!(forged.delete_country(1), DeleteCountryResponse::Unauthorized(response) => assert!(response.headers.unwrap().www_authenticate.is_some()));

    for (method, path) in [
        (Method::POST, "/countries"),
        (Method::PUT, "/countries/1"),
        (Method::PATCH, "/countries/1"),
    ] {
        for authorization in ["", "Bearer", "Bearer x.y.z", "Basic YTpi"] {
            let request = program
                .request(method.clone(), path)
                .header("Authorization", authorization);
            let response = JsonResponse::of(
                request
                    .header("Content-Type", "application/json")
                    .body("{}"),
            )
            .await;
            response.error(401);
            assert!(
                response.header("www-authenticate").starts_with("Bearer"),
                "{response:?}"
            );
        }
    }
    let untouched = stranger
        .show_country(1, &ShowCountryParams::default())
        .await
        .unwrap();
    assert_eq!(untouched.body.name, "Thailand");
}

#[tokio::test]
async fn errors_outside_of_handlers_have_the_same_schema() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());

    JsonResponse::of(program.request(Method::GET, "/cities"))
        .await
        .error(404);
    JsonResponse::of(program.request(Method::GET, "/countries/99"))
        .await
        .error(404);
    JsonResponse::of(program.request(Method::GET, "/countries/one"))
        .await
        .error(400);
    JsonResponse::of(program.request(Method::GET, "/countries/0"))
        .await
        .error(422);
    let delete = JsonResponse::of(program.request(Method::DELETE, "/countries")).await;
    delete.error(405);
    assert_eq!(delete.header("allow"), "GET, HEAD, POST, OPTIONS");
    let accept = program
        .request(Method::GET, "/countries")
        .header("Accept", "text/csv");
    JsonResponse::of(accept).await.error(406);

    let document = JsonResponse::of(program.request(Method::GET, "/openapi.json")).await;
    assert_eq!(document.body["info"]["title"], "Countries");
}

#[tokio::test]
async fn a_locked_database_is_a_503() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let other = rusqlite::Connection::open(folder.path().join("countries.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let body = json!({ "name": "Germany", "capital": "Berlin", "area": 357_022 }).to_string();
    let post = || {
        let request = program
            .request(Method::POST, "/countries")
            .bearer_auth(token());
        request
            .header("Content-Type", "application/json")
            .body(body.clone())
    };
    let busy = JsonResponse::of(post()).await;
    busy.error(503);
    assert_eq!(busy.header("retry-after"), "1");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(JsonResponse::of(post()).await.status, 201);
}
