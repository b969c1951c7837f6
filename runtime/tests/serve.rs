//! A server as a program: its arguments, and how it starts and stops.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use specfirst_runtime::server::{serve, Log, Options, Response, Service};

const CONTRACT: &str = r#"{"operation":"slow","method":"GET","path":"/slow"}"#;

fn service() -> Service<()> {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "slow",
        |_| Ok(()),
        |_: &()| async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok(Response::head(200).text("text/plain", "done")?)
        },
    );
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
        mock_missing: false,
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
        options(&["--mock-missing"]),
        Ok(Options {
            mock_missing: true,
            ..plain.clone()
        })
    );
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

/// The arguments for that test alone.
const PROGRAM: [&str; 4] = ["program", "--exact", "--ignored", "--nocapture"];

/// A process that ends with its test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start() -> (Program, String, impl Iterator<Item = String>) {
    start_by(Command::new(std::env::current_exe().unwrap()))
}

fn start_by(mut command: Command) -> (Program, String, impl Iterator<Item = String>) {
    let mut child = command
        .args(PROGRAM)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let address = lines
        .find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned))
        .unwrap();
    (Program(child), address, lines)
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
            .args([signal, &child.0.id().to_string()])
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
        assert!(child.0.wait().unwrap().success());
        let log: Vec<_> = lines
            .filter(|line| line.contains("path=\"/slow\""))
            .collect();
        assert_eq!(log.len(), 1, "{log:?}");
        assert!(log[0].contains("status=200"), "{log:?}");
        assert!(start.elapsed() < Duration::from_secs(5));
        assert!(TcpStream::connect(&address).is_err());
    }
}

/// Each write to a socket of datagrams is a datagram.
#[cfg(unix)]
#[test]
fn the_log_has_a_line_for_each_request_and_a_write_for_many() {
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixDatagram;

    // All lines together fit into one datagram.
    const REQUESTS: usize = 1000;
    let (log, stderr) = UnixDatagram::pair().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(PROGRAM)
        .stderr(Stdio::from(OwnedFd::from(stderr)))
        .spawn()
        .unwrap();
    let mut buffer = vec![0; 1024 * 1024];
    let mut write = || {
        log.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let length = log.recv(&mut buffer).unwrap_or_default();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    };
    let mut text = String::new();
    while !text.ends_with('\n') {
        let part = write();
        assert!(!part.is_empty(), "{text}");
        text.push_str(&part);
    }
    let address = text.trim().strip_prefix("listening on http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let requests = "GET /nothing HTTP/1.1\r\nHost: t\r\n\r\n".repeat(REQUESTS);
    let mut writer = stream.try_clone().unwrap();
    let sender = std::thread::spawn(move || writer.write_all(requests.as_bytes()));
    let reader = std::thread::spawn(move || {
        let mut text = Vec::new();
        let mut part = [0; 64 * 1024];
        let count = |text: &[u8]| text.windows(12).filter(|it| it == b"HTTP/1.1 404").count();
        while count(&text) < REQUESTS {
            match stream.read(&mut part) {
                Ok(length) if length > 0 => text.extend_from_slice(&part[..length]),
                _ => break,
            }
        }
        count(&text)
    });
    let (mut lines, mut writes) = (Vec::new(), 0);
    while lines.len() < REQUESTS {
        let text = write();
        if text.is_empty() {
            break;
        }
        lines.extend(text.lines().map(str::to_owned));
        writes += 1;
    }
    let (sent, responses) = (sender.join().unwrap(), reader.join().unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
    sent.unwrap();
    assert_eq!((responses, lines.len()), (REQUESTS, REQUESTS));
    let strange = lines.iter().find(|line| !line.contains("status=404"));
    assert_eq!(strange, None);
    assert!(writes < REQUESTS / 2, "{writes}");
}

/// A program that logs, panics and exits at once.
#[test]
#[ignore = "ends the process"]
fn panicking() {
    tracing_subscriber::fmt()
        .with_writer(Log::new)
        .with_ansi(false)
        .init();
    tracing::info!("before the panic");
    let _ = std::panic::catch_unwind(|| panic!("the panic"));
    std::process::exit(0);
}

#[test]
fn a_panic_writes_the_lines_that_wait() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["panicking", "--exact", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(log.matches("before the panic").count(), 1, "{log}");
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
    let killed = kill.args(["-TERM", &child.0.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let log: Vec<_> = lines
        .filter(|line| line.contains("connections cannot be accepted"))
        .collect();
    assert!(child.0.wait().unwrap().success());
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

#[test]
fn a_log_that_is_not_read_does_not_stop_the_server() {
    let (_child, address, lines) = start();
    // More than the queue and the pipe hold together.
    let path = "x".repeat(60_000);
    for _ in 0..100 {
        let mut stream = TcpStream::connect(&address).unwrap();
        let timeout = Some(Duration::from_secs(20));
        stream.set_read_timeout(timeout).unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 404");
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || lines.for_each(|line| drop(sender.send(line))));
    let mut lines = std::iter::from_fn(|| receiver.recv_timeout(Duration::from_secs(20)).ok());
    let lost = lines.find_map(|line| {
        let (count, _) = line.split_once(" log entries are lost")?;
        count.parse::<usize>().ok()
    });
    assert!(lost.is_some_and(|lost| lost > 0), "{lost:?}");
}
