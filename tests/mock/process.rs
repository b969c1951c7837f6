//! `specfirst mock` as a process, and a client of sockets.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A mock that is stopped at the end of its test.
pub struct Mock {
    pub child: Child,
    pub address: String,
    /// What is printed before the mock listens.
    pub introduction: Vec<String>,
    lines: Receiver<String>,
    pub spec: PathBuf,
    _dir: tempfile::TempDir,
}

pub struct Heard {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Mock {
    pub fn start(spec: &str, flags: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("openapi.yaml");
        fs::write(&path, spec).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_specfirst"))
            .arg("mock")
            .arg(&path)
            .args(["--listen", "127.0.0.1:0"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut mock = Self {
            child,
            address: String::new(),
            introduction: Vec::new(),
            lines,
            spec: path,
            _dir: dir,
        };
        loop {
            let line = mock.wait_for("");
            if let Some(address) = line.strip_prefix("listening on http://") {
                mock.address = address.to_owned();
                return mock;
            }
            mock.introduction.push(line);
        }
    }

    /// The next line on standard error that has a text in it.
    pub fn wait_for(&self, text: &str) -> String {
        self.lines_until(text).pop().unwrap_or_default()
    }

    /// The next lines, up to the first one with a text.
    pub fn lines_until(&self, text: &str) -> Vec<String> {
        let end = Instant::now() + Duration::from_secs(20);
        let mut lines = Vec::new();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let line = line.unwrap_or_else(|_| panic!("no line with {text}"));
            let is_last = line.contains(text);
            lines.push(line);
            if is_last {
                return lines;
            }
        }
    }

    pub fn get(&self, path: &str) -> Heard {
        self.send("GET", path, &[], "")
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Heard {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let has_type = headers.iter().any(|(name, _)| *name == "Content-Type");
        let media_type = match has_type {
            true => "",
            false => "Content-Type: application/json\r\n",
        };
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = match body.is_empty() {
            true => String::new(),
            false => format!("{media_type}Content-Length: {}\r\n", body.len()),
        };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}{length}\r\n{body}"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Heard {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    pub fn write(&self, text: &str) {
        write_later(&self.spec, text);
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a file so that its time of modification differs from the last one.
pub fn write_later(path: &Path, text: &str) {
    std::thread::sleep(Duration::from_millis(20));
    fs::write(path, text).unwrap();
}
