//! A server on a socket, and HTTP by hand.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use serde_json::Value;
use specfirst_runtime::server as runtime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::petshop::server::service;

/// A server that runs until its test ends.
pub struct Server {
    pub address: SocketAddr,
}

/// What a server has said.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Server {
    /// The petshop with its defaults.
    pub async fn petshop() -> Self {
        Self::start(service().document("{}").router()).await
    }

    pub async fn start(router: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(runtime::Server::new(router).serve_until(listener, std::future::pending()));
        Self { address }
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn get(&self, path: &str) -> Heard {
        self.send("GET", path, &[], "").await
    }

    pub async fn json(&self, method: &str, path: &str, body: &str) -> Heard {
        self.send(
            method,
            path,
            &[("X-Key", "good"), ("Content-Type", "application/json")],
            body,
        )
        .await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Heard {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(format!("{request}\r\n{body}").as_bytes()).await
    }

    pub async fn raw_owned(&self, request: Vec<u8>) -> Heard {
        self.raw(&request).await
    }

    /// Sends bytes and reads a response, to the length that it announces or until the server closes the connection.
    pub async fn raw(&self, request: &[u8]) -> Heard {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        let reading = async {
            while !is_whole(&answer) && stream.read_buf(&mut answer).await.unwrap() > 0 {}
        };
        tokio::time::timeout(Duration::from_secs(20), reading)
            .await
            .expect("a response in time");
        Heard::parse(&String::from_utf8_lossy(&answer))
    }
}

/// Whether a response has as many bytes of a body as it announces.
fn is_whole(response: &[u8]) -> bool {
    let text = String::from_utf8_lossy(response);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().ok())?
    });
    length.is_some_and(|length| body.len() >= length)
}

impl Heard {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole answer");
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.into()));
        Self {
            status,
            headers: headers.collect(),
            body: body.to_owned(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).first().copied()
    }

    pub fn headers(&self, name: &str) -> Vec<&str> {
        let headers = self.headers.iter().filter(|(known, _)| known == name);
        headers.map(|(_, value)| value.as_str()).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The problems as `in name/pointer code`.
    pub fn problems(&self) -> Vec<String> {
        let text =
            |problem: &Value, member: &str| problem[member].as_str().unwrap_or_default().to_owned();
        let json = self.json();
        let problems = json["errors"].as_array().into_iter().flatten();
        let mut problems: Vec<_> = problems
            .map(|problem| {
                format!(
                    "{} {}{} {}",
                    text(problem, "in"),
                    text(problem, "name"),
                    text(problem, "pointer"),
                    text(problem, "code")
                )
            })
            .collect();
        problems.sort();
        problems
    }
}
