//! Acknowledged writes survive every end of the program.

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

/// Creates countries, and changes every other one, until the server is gone. Returns each as last acknowledged.
async fn write(client: Client, writer: i64) -> Vec<Country> {
    let mut acknowledged: Vec<Country> = Vec::new();
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
        acknowledged.push(created.body);
        if number % 2 == 0 {
            continue;
        }
        let changes = CountryChanges {
            area: Some(number),
            ..CountryChanges::default()
        };
        match client.change_country(id, &changes).await {
            Ok(changed) => acknowledged[number as usize] = changed,
            // Whether it was changed is unknown.
            Err(_) => {
                acknowledged.pop();
                break;
            }
        }
    }
    acknowledged
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
async fn a_kill_loses_no_acknowledged_write() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged: Vec<Country> = Vec::new();
    for round in 0..3 {
        let program = Program::start(folder.path());
        let client = program.client();
        let kept = all(&client).await;
        assert!(
            acknowledged
                .iter()
                .all(|country| kept.get(&country.id) == Some(country)),
            "round {round}"
        );

        let mut writers: JoinSet<_> = (0..WRITERS)
            .map(|writer| write(client.clone(), writer))
            .collect();
        tokio::time::sleep(Duration::from_millis(400)).await;
        program.kill();
        let before = acknowledged.len();
        while let Some(written) = writers.join_next().await {
            acknowledged.extend(written.unwrap());
        }
        assert!(
            acknowledged.len() > before,
            "nothing was written in round {round}"
        );
    }
    let program = Program::start(folder.path());
    let kept = all(&program.client()).await;
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|country| kept.get(&country.id) != Some(country))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} are lost: {lost:?}",
        lost.len(),
        acknowledged.len()
    );

    program.kill();
    let database = rusqlite::Connection::open(folder.path().join("countries.db")).unwrap();
    let report: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(report, "ok");
}

#[tokio::test]
async fn a_request_under_way_completes_before_the_program_ends() {
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
        "the program still accepts connections"
    );
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(
        response.starts_with("HTTP/1.1 201 Created\r\n"),
        "{response}"
    );
    assert!(program.wait().success());

    let program = Program::start(folder.path());
    assert_eq!(all(&program.client()).await.len(), 4);
}
