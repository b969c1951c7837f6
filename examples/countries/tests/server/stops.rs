//! However it ends, what was answered stays.

use std::collections::HashMap;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::api::client::Client;
use crate::api::operations::ListCountriesParams;
use crate::api::types::{Country, CountryChanges, CountryInput};
use crate::program::{Program, token};

const WRITERS: i64 = 8;

/// Adds countries, and changes every other one, until the server is gone. What was answered last of each one.
async fn write(client: Client, writer: i64) -> Vec<Country> {
    let mut answered: Vec<Country> = Vec::new();
    for number in 0.. {
        let new = CountryInput {
            name: format!("{writer}/{number}"),
            capital: "A".to_owned(),
            area: writer,
        };
        let Ok(created) = client.create_country(&new).await else {
            break;
        };
        let id = created.body.id;
        answered.push(created.body);
        if number % 2 == 0 {
            continue;
        }
        let changes = CountryChanges {
            area: Some(number),
            ..CountryChanges::default()
        };
        match client.change_country(id, &changes).await {
            Ok(changed) => answered[number as usize] = changed,
            // Nobody said whether it was changed; so it may be either.
            Err(_) => {
                answered.pop();
                break;
            }
        }
    }
    answered
}

async fn all(client: &Client) -> HashMap<i64, Country> {
    let mut all = HashMap::new();
    for page in 1.. {
        let listed = client
            .list_countries(&ListCountriesParams {
                page,
                per_page: 100,
            })
            .await
            .unwrap();
        if listed.body.is_empty() {
            break;
        }
        all.extend(listed.body.into_iter().map(|country| (country.id, country)));
    }
    all
}

#[tokio::test]
async fn a_kill_takes_nothing_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut answered: Vec<Country> = Vec::new();
    for round in 0..3 {
        let program = Program::start(folder.path());
        let client = program.client();
        let kept = all(&client).await;
        assert!(
            answered
                .iter()
                .all(|country| kept.get(&country.id) == Some(country)),
            "round {round}"
        );

        let mut writers: JoinSet<_> = (0..WRITERS)
            .map(|writer| write(client.clone(), writer))
            .collect();
        tokio::time::sleep(Duration::from_millis(400)).await;
        program.kill();
        let before = answered.len();
        while let Some(written) = writers.join_next().await {
            answered.extend(written.unwrap());
        }
        assert!(
            answered.len() > before,
            "nothing was written in round {round}"
        );
    }
    let program = Program::start(folder.path());
    let kept = all(&program.client()).await;
    let lost: Vec<_> = answered
        .iter()
        .filter(|country| kept.get(&country.id) != Some(country))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} are lost: {lost:?}",
        lost.len(),
        answered.len()
    );

    program.kill();
    let database = rusqlite::Connection::open(folder.path().join("countries.db")).unwrap();
    let report: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(report, "ok");
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let body = r#"{"name": "Germany", "capital": "Berlin", "area": 357022}"#;
    let head = format!(
        "POST /countries HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        program.address(),
        token(),
        body.len()
    );
    let (first, rest) = body.split_at(20);

    let mut stream = TcpStream::connect(program.address()).await.unwrap();
    stream
        .write_all(format!("{head}{first}").as_bytes())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    program.terminate();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(
        TcpStream::connect(program.address()).await.is_err(),
        "it still takes new connections"
    );
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert!(program.wait().success());

    let program = Program::start(folder.path());
    assert_eq!(all(&program.client()).await.len(), 4);
}
