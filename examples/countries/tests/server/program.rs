//! The program under test, and requests to it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

use crate::api::client::Client;

const SECRET: &str = "a secret for tests, and not for use";

/// A running server, killed on drop.
pub struct Program {
    process: Child,
    base: String,
    http: reqwest::Client,
}

/// A response whose body has been read.
#[derive(Debug)]
pub struct JsonResponse {
    pub status: StatusCode,
    headers: reqwest::header::HeaderMap,
    pub body: Value,
}

fn countries() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countries"));
    command.env("COUNTRIES_SECRET", SECRET);
    command
}

/// A token, as printed by `countries token`.
pub fn token() -> String {
    let output = countries().args(["token", "tester"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

impl Program {
    /// Starts the program on a free port, with its database in a folder.
    pub fn start(folder: &Path) -> Self {
        let mut process = countries()
            .args(["--listen", "127.0.0.1:0"])
            .env("COUNTRIES_DB", folder.join("countries.db"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let base = lines.find_map(|line| Some(line.strip_prefix("listening on ")?.to_owned()));
        // The pipe has to be drained, or the program blocks once it is full.
        thread::spawn(move || lines.for_each(drop));
        let base =
            base.unwrap_or_else(|| panic!("the program did not start: {:?}", process.wait()));
        Self {
            process,
            base,
            http: reqwest::Client::new(),
        }
    }

    /// The generated client, with a token.
    pub fn client(&self) -> Client {
        Client::new(&self.base).with_token(&token())
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// A request that the generated client cannot send.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        let status = Command::new("kill")
            .arg(self.process.id().to_string())
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits until the program ends.
    pub fn wait(mut self) -> ExitStatus {
        for _ in 0..200 {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("the program did not stop");
    }

    /// Sends SIGKILL.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail if the program has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl JsonResponse {
    /// Sends a request and reads its response.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = match bytes.is_empty() {
            true => Value::Null,
            false => serde_json::from_slice(&bytes).unwrap(),
        };
        Self {
            status,
            headers,
            body,
        }
    }

    /// A header; empty if it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The message of an error response. Asserts its status, and the schema `Error` of the document.
    pub fn error(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        assert_eq!(self.body.as_object().unwrap().len(), 1, "{self:?}");
        self.body["error"].as_str().unwrap()
    }
}
