//! A server as a program: its arguments, and how it starts and stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use specfirst_runtime::server::{serve, Options, PatientListener, Response, Service};

const CONTRACT: &str = r#"{"operation":"slow","method":"GET","path":"/slow"}"#;

fn service() -> Service<()> {
    let mut service = Service::new((), CONTRACT);
    service.route("slow", |_, _| async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(Response::head(200).text("text/plain", "done")?)
    });
    service
}

fn options(args: &[&str]) -> Result<Options, String> {
    Options::from_args(args.iter().map(|arg| (*arg).to_owned()))
}

#[test]
fn arguments() {
    let plain = Options {
        listen: "127.0.0.1:3000".to_owned(),
        mock: false,
        help: false,
    };
    assert_eq!(options(&[]), Ok(plain.clone()));
    let other = Options {
        listen: "[::1]:0".to_owned(),
        mock: true,
        ..plain.clone()
    };
    assert_eq!(
        options(&["--mock", "--listen", "[::1]:0"]),
        Ok(other.clone())
    );
    assert_eq!(options(&["--listen=[::1]:0", "--mock"]), Ok(other));
    assert_eq!(
        options(&["-h"]),
        Ok(Options {
            help: true,
            ..plain
        })
    );
    assert!(options(&["--listen"]).unwrap_err().contains("address"));
    assert!(options(&["--port"]).unwrap_err().contains("--port"));
}

/// The server that other tests run as a program of its own.
#[tokio::test]
#[ignore = "runs until it is stopped"]
async fn program() {
    serve(service().router(), "127.0.0.1:0").await.unwrap();
}

fn start() -> (Child, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut child = command
        .args(["program", "--exact", "--ignored", "--nocapture"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let address = lines
        .find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned))
        .unwrap();
    (child, address)
}

#[cfg(unix)]
#[test]
fn requests_under_way_are_ended_before_it_stops() {
    for signal in ["-TERM", "-INT"] {
        let (mut child, address) = start();
        let mut stream = TcpStream::connect(&address).unwrap();
        stream
            .write_all(b"GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
            .unwrap();
        std::thread::sleep(Duration::from_millis(300));
        assert!(Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap()
            .success());
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
            "{answer}"
        );
        let start = Instant::now();
        assert!(child.wait().unwrap().success());
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(TcpStream::connect(&address).is_err());
    }
}

#[tokio::test]
async fn an_address_that_is_taken_is_an_error() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    assert!(serve(service().router(), taken.local_addr().unwrap())
        .await
        .is_err());
}

#[tokio::test]
async fn heads_that_do_not_come_are_408() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listener = PatientListener::new(listener, Duration::from_millis(300));
    tokio::spawn(async move { axum::serve(listener, service().router()).await });
    let answer_to = move |request: &'static str| {
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(10)))
                .unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        })
    };
    let answer = answer_to("GET /slow HTTP/1.1\r\nHost: t\r\n")
        .await
        .unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 408")
            && head.contains(&format!("Content-Length: {}", body.len())),
        "{answer}"
    );
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(body).unwrap()["status"],
        408
    );
    assert_eq!(answer_to("").await.unwrap(), "");
    // What comes after the head takes the time it takes.
    let answer = answer_to("GET /slow HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(answer.ends_with("done"), "{answer}");
}
