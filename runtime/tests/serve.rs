//! A server as a program: its arguments, and how it starts and stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use specfirst_runtime::server::{serve, Log, Options, Response, Service};

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
    tracing_subscriber::fmt()
        .with_writer(Log::new)
        .with_ansi(false)
        .init();
    serve(service().router(), "127.0.0.1:0").await.unwrap();
    // The last lines are written by then, however the program ends.
    std::process::exit(0);
}

fn start() -> (Child, String, impl Iterator<Item = String>) {
    start_by(Command::new(std::env::current_exe().unwrap()))
}

fn start_by(mut command: Command) -> (Child, String, impl Iterator<Item = String>) {
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
    (child, address, lines)
}

#[cfg(unix)]
#[test]
fn requests_under_way_are_ended_before_it_stops() {
    for signal in ["-TERM", "-INT"] {
        let (mut child, address, lines) = start();
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
        let log: Vec<_> = lines
            .filter(|line| line.contains("path=\"/slow\""))
            .collect();
        assert_eq!(log.len(), 1, "{log:?}");
        assert!(log[0].contains("status=200"), "{log:?}");
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(TcpStream::connect(&address).is_err());
    }
}

#[cfg(unix)]
#[test]
fn a_lack_of_descriptors_is_logged() {
    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"ulimit -n 40 && exec "$0" "$@""#])
        .arg(std::env::current_exe().unwrap());
    let (mut child, address, lines) = start_by(shell);
    let idle: Vec<_> = (0..60)
        .map(|_| TcpStream::connect(&address).unwrap())
        .collect();
    // Idle connections are closed for this one.
    let mut stream = TcpStream::connect(&address).unwrap();
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(idle);
    let mut kill = Command::new("kill");
    let killed = kill.args(["-TERM", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let log: Vec<_> = lines
        .filter(|line| line.contains("connections cannot be accepted"))
        .collect();
    assert!(child.wait().unwrap().success());
    let reason = "Too many open files";
    assert!(
        log.first().is_some_and(|line| line.contains(reason)),
        "{log:?}"
    );
}

#[tokio::test]
async fn an_address_that_is_taken_is_an_error() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    assert!(serve(service().router(), taken.local_addr().unwrap())
        .await
        .is_err());
}
