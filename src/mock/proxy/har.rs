//! Exchanges as HTTP Archives (HAR 1.2), which browsers and other tools read.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::RESPONSE_LIMIT;
use super::exchange::{Answered, Exchange};
use crate::api::{Api, Location, SchemeKind};
use crate::date::Date;
use crate::mock::state::decoded_query;

/// In place of a credential.
const REDACTED: &str = "REDACTED";

/// What the file ends with, so that it is complete after each entry.
const END: &str = "\n]}}\n";

/// The headers and query parameters that have credentials.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// In lower case.
    headers: Vec<String>,
    query: Vec<String>,
}

impl Credentials {
    /// Those of HTTP, and the API keys of a document, also those that no operation requires.
    pub fn of(api: &Api) -> Self {
        let known = [
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
        ];
        let mut headers: Vec<String> = known.map(str::to_owned).into();
        // The parameter for bearer tokens (RFC 6750, section 2.3).
        let mut query = vec!["access_token".to_owned()];
        for scheme in api.schemes.iter().chain(&api.other_schemes) {
            if let SchemeKind::ApiKey { location, name } = &scheme.kind {
                match location {
                    Location::Header => headers.push(name.to_ascii_lowercase()),
                    Location::Query => query.push(name.clone()),
                    // The header is redacted as a whole.
                    Location::Cookie | Location::Path => {}
                }
            }
        }
        Self { headers, query }
    }

    /// A text with URLs, without the values of these parameters in their queries and fragments.
    fn redacted(&self, text: &str) -> String {
        let text = without_userinfo(text);
        let mut redacted = String::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(['?', '&', '#']) {
            let (before, behind) = rest.split_at(start + 1);
            redacted.push_str(before);
            let name = behind.find(is_delimiter).unwrap_or(behind.len());
            let (name, value) = behind.split_at(name);
            redacted.push_str(name);
            rest = value;
            if let Some(value) = value.strip_prefix('=')
                && self.query.contains(&decoded_query(name))
            {
                let is_end = |char| char != '=' && is_delimiter(char);
                (_, rest) = value.split_at(value.find(is_end).unwrap_or(value.len()));
                redacted.push('=');
                redacted.push_str(REDACTED);
            }
        }
        redacted.push_str(rest);
        redacted
    }
}

/// The text with `REDACTED` in place of user and password (RFC 3986, section 3.2.1) in its URLs, also in those that are
/// percent-encoded as values of a query.
fn without_userinfo(text: &str) -> String {
    let characters = characters(text);
    let mut redacted = String::new();
    let (mut copied, mut index, mut is_query) = (0, 0, false);
    while let Some([slash, other]) = characters.get(index..index + 2) {
        is_query |= matches!(slash.char, '?' | '#');
        is_query &= slash.char != '<' && !slash.char.is_whitespace();
        let before = index.checked_sub(1).map(|before| characters[before].char);
        if slash.char != '/' || other.char != '/' || before.is_some_and(is_in_path) {
            index += 1;
            continue;
        }
        // What is encoded more often than the slashes is part of user or password.
        let is_end = |it: &Character| {
            it.level <= slash.level
                && (matches!(it.char, '/' | '?' | '#' | '<' | '>' | '"')
                    || it.char == '&' && is_query
                    || it.char.is_whitespace())
        };
        let slashes = characters[index..].iter().take_while(|it| it.char == '/');
        let start = index + slashes.count();
        let length = characters[start..].iter().position(is_end);
        index = length.map_or(characters.len(), |length| start + length);
        let mut authority = characters[start..index].iter();
        if let Some(at) = authority.rposition(|it| it.char == '@') {
            redacted.push_str(&text[copied..characters[start].start]);
            redacted.push_str(REDACTED);
            copied = characters[start + at].start;
        }
    }
    redacted + &text[copied..]
}

/// Whether slashes behind a character are part of a path.
fn is_in_path(char: char) -> bool {
    char.is_alphanumeric() || "/-._~%@!$*+)]".contains(char) || !char.is_ascii()
}

/// A character of a text, decoded.
struct Character {
    /// Where it begins.
    start: usize,
    char: char,
    /// How many times it is percent-encoded.
    level: usize,
}

fn characters(text: &str) -> Vec<Character> {
    let mut found = Vec::new();
    let mut end = 0;
    for (start, char) in text.char_indices() {
        if start < end {
            continue;
        }
        let rest = &text[start + char.len_utf8()..];
        let code = match char {
            '%' => rest.trim_start_matches("25"),
            _ => "",
        };
        let digits = code.get(..2);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let (char, level) = match byte {
            Some(byte) => {
                end = text.len() - code.len() + 2;
                let byte = if byte.is_ascii() { byte } else { b'%' };
                (char::from(byte), (rest.len() - code.len()) / 2 + 1)
            }
            None => (char, 0),
        };
        found.push(Character { start, char, level });
    }
    found
}

/// Whether a character ends the name of a query parameter, or a URL in a header.
fn is_delimiter(char: char) -> bool {
    matches!(char, '=' | '?' | '&' | '#' | '<' | '>' | '"') || char.is_whitespace()
}

/// A file of exchanges.
#[derive(Debug)]
pub struct Recording {
    file: File,
    /// Where the next entry begins.
    end: u64,
    is_empty: bool,
}

impl Recording {
    /// Creates the file, in place of one that is there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create(path: &Path) -> io::Result<Self> {
        let creator = json!({ "name": "specfirst", "version": env!("CARGO_PKG_VERSION") });
        let start = format!("{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[");
        let mut file = File::create(path)?;
        file.write_all(format!("{start}{END}").as_bytes())?;
        Ok(Self {
            file,
            end: start.len() as u64,
            is_empty: true,
        })
    }

    /// Adds an entry. The end of the file is written together with it, so that the file is complete at any time. What has
    /// been written of an entry that could not be is removed.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn add(&mut self, entry: &Value) -> io::Result<()> {
        let comma = if self.is_empty { "" } else { "," };
        let entry = format!("{comma}\n{entry}");
        if let Err(error) = self.write(&format!("{entry}{END}")) {
            let _ = self.file.set_len(self.end);
            let _ = self.write(END);
            return Err(error);
        }
        self.end += entry.len() as u64;
        self.is_empty = false;
        Ok(())
    }

    /// Writes what follows the entries.
    fn write(&mut self, text: &str) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(text.as_bytes())?;
        // More may be there of an entry that could not be written.
        self.file.set_len(self.end + text.len() as u64)
    }
}

/// The entry of an exchange. Credentials are left out, if there are some to leave out.
pub fn entry(exchange: &Exchange, credentials: Option<&Credentials>) -> Value {
    let wait = milliseconds(exchange.wait);
    let receive = milliseconds(exchange.receive);
    let (url, query) = url_and_query(exchange, credentials);
    let mut request = json!({
        "method": exchange.method.as_str(),
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": cookies(&exchange.headers, "cookie", credentials),
        "headers": headers(&exchange.headers, credentials),
        "queryString": query,
        "headersSize": -1,
        "bodySize": exchange.body.len(),
    });
    if !exchange.body.is_empty() {
        let mut data = Map::new();
        data.insert("mimeType".to_owned(), media_type(&exchange.headers).into());
        let encoding = insert_text(&mut data, &exchange.body);
        // HAR has no member for the encoding of a request.
        data.extend(encoding.map(|encoding| ("_encoding".to_owned(), encoding.into())));
        request["postData"] = data.into();
    }
    let mut entry = json!({
        "startedDateTime": timestamp(exchange.started),
        "time": wait + receive,
        "request": request,
        "response": response(exchange, credentials),
        "cache": {},
        "timings": { "send": 0, "wait": wait, "receive": receive },
    });
    match &exchange.answered {
        Answered::Failed(reason) => entry["comment"] = reason.clone().into(),
        Answered::Response {
            is_mocked: true, ..
        } => {
            entry["comment"] =
                "the upstream has not implemented it (501); the mock responded".into();
        }
        Answered::Response { .. } => {}
    }
    entry
}

fn response(exchange: &Exchange, credentials: Option<&Credentials>) -> Value {
    let Answered::Response {
        status,
        headers: sent,
        body,
        is_complete,
        ..
    } = &exchange.answered
    else {
        return json!({
            "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
            "content": { "size": 0, "mimeType": "" }, "redirectURL": "", "headersSize": -1, "bodySize": -1,
        });
    };
    let mut content = Map::new();
    content.insert("size".to_owned(), body.len().into());
    content.insert("mimeType".to_owned(), media_type(sent).into());
    if *is_complete {
        let encoding = insert_text(&mut content, body);
        content.extend(encoding.map(|encoding| ("encoding".to_owned(), encoding.into())));
    } else {
        let comment = format!(
            "the body was not received as a whole, or has more than {RESPONSE_LIMIT} bytes"
        );
        content.insert("comment".to_owned(), comment.into());
    }
    let location = sent
        .get(LOCATION)
        .and_then(|location| location.to_str().ok());
    json!({
        "status": status.as_u16(),
        "statusText": status.canonical_reason().unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": cookies(sent, "set-cookie", credentials),
        "headers": headers(sent, credentials),
        "content": content,
        "redirectURL": without_credentials(location.unwrap_or_default(), credentials),
        "headersSize": -1,
        "bodySize": if *is_complete { json!(body.len()) } else { json!(-1) },
    })
}

/// Inserts a body: as it is, or in base64 if it is no text.
fn insert_text(into: &mut Map<String, Value>, body: &[u8]) -> Option<&'static str> {
    let (text, encoding) = match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), None),
        Err(_) => (STANDARD.encode(body), Some("base64")),
    };
    into.insert("text".to_owned(), text.into());
    encoding
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).map(|value| value.as_bytes());
    String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
}

fn headers(headers: &HeaderMap, credentials: Option<&Credentials>) -> Vec<Value> {
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        let is_secret =
            credentials.is_some_and(|it| it.headers.iter().any(|it| it == name.as_str()));
        let value = match is_secret {
            true => REDACTED.to_owned(),
            // `Location`, `Referer`, `Link` and others have URLs.
            false => without_credentials(&String::from_utf8_lossy(value.as_bytes()), credentials),
        };
        json!({ "name": name.as_str(), "value": value })
    };
    headers.iter().map(header).collect()
}

/// The cookies of a header, without their attributes.
fn cookies(headers: &HeaderMap, name: &str, credentials: Option<&Credentials>) -> Vec<Value> {
    let lines = headers.get_all(name).iter();
    let lines = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
    let all = lines.flat_map(|line| {
        let pairs = line.split(';').map(|pair| pair.trim().to_owned());
        let most = if name == "set-cookie" { 1 } else { usize::MAX };
        pairs.take(most).collect::<Vec<_>>()
    });
    let pairs = all.filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
        let value = if credentials.is_some() {
            REDACTED
        } else {
            value
        };
        json!({ "name": name, "value": value })
    });
    pairs.collect()
}

/// The URL, and the pairs of its query, decoded.
fn url_and_query(exchange: &Exchange, credentials: Option<&Credentials>) -> (String, Vec<Value>) {
    let url = without_credentials(&exchange.target.to_string(), credentials);
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        json!({ "name": decoded_query(name), "value": decoded_query(value) })
    });
    let pairs = pairs.collect();
    (url, pairs)
}

fn without_credentials(text: &str, credentials: Option<&Credentials>) -> String {
    credentials.map_or_else(|| text.to_owned(), |it| it.redacted(text))
}

/// The milliseconds of a time, to a microsecond.
fn milliseconds(time: Duration) -> f64 {
    time.as_micros() as f64 / 1000.0
}

/// A time as RFC 3339 has it, in UTC.
pub fn timestamp(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let date = Date::from_days(i64::try_from(days).unwrap_or_default());
    format!(
        "{date}T{:02}:{:02}:{:02}.{:03}Z",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        since.subsec_millis()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_no_credentials() {
        let credentials = Credentials {
            headers: Vec::new(),
            query: vec!["api_key".to_owned(), "access_token".to_owned()],
        };
        for (text, expected) in [
            ("/a?api_key=k=1&b=2", "/a?api_key=REDACTED&b=2"),
            (
                "/a?b=api_key=2&api%5Fkey=k",
                "/a?b=api_key=2&api%5Fkey=REDACTED",
            ),
            ("/a#access_token=k&b=2", "/a#access_token=REDACTED&b=2"),
            (
                "</a?page=2&api_key=k>; rel=\"next\", </a?api_key=k>; rel=last",
                "</a?page=2&api_key=REDACTED>; rel=\"next\", </a?api_key=REDACTED>; rel=last",
            ),
            ("/a?api_key&my_api_key=1?", "/a?api_key&my_api_key=1?"),
            (
                "https://ada:p@ss=w@example.com:1/a@b?api_key=k",
                "https://REDACTED@example.com:1/a@b?api_key=REDACTED",
            ),
            ("//ada@example.com", "//REDACTED@example.com"),
            (
                "<http://ada:p@example.com>; rel=next, <//ada:p@example.com/>",
                "<http://REDACTED@example.com>; rel=next, <//REDACTED@example.com/>",
            ),
            (
                "http://example.com/?mail=a@b",
                "http://example.com/?mail=a@b",
            ),
            ("/a//b:c@d///", "/a//b:c@d///"),
            ("https://a.com//b:c@d/x", "https://a.com//b:c@d/x"),
            ("0;url=//ada:secret@host/x", "0;url=//REDACTED@host/x"),
            ("url='//ada:secret@host/'", "url='//REDACTED@host/'"),
            (
                "/a?b=//ada:secret@host&mail=a@b",
                "/a?b=//REDACTED@host&mail=a@b",
            ),
            (
                "/a?b=https%3A%2F%2Fada%3Asecret%40host%2Fx%40y&c=//d",
                "/a?b=https%3A%2F%2FREDACTED%40host%2Fx%40y&c=//d",
            ),
            (
                "/a?b=https%253a%252f%252fada%40secret%2540host%252fx%40y",
                "/a?b=https%253a%252f%252fREDACTED%2540host%252fx%40y",
            ),
            ("https://ada:a&b%2Fc%20d@host/%", "https://REDACTED@host/%"),
            ("https:///ada@é%", "https:///REDACTED@é%"),
            ("http://%4", "http://%4"),
            ("//", "//"),
        ] {
            assert_eq!(credentials.redacted(text), expected);
        }
    }

    #[test]
    fn an_entry_that_was_written_in_part_is_removed() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut recording = Recording::create(file.path()).unwrap();
        recording.add(&json!({ "time": 1 })).unwrap();
        let mut other = File::options().append(true).open(file.path()).unwrap();
        other.write_all(b",{\"time\":2,\"response\":{").unwrap();
        recording.add(&json!({})).unwrap();
        let har: Value = serde_json::from_reader(File::open(file.path()).unwrap()).unwrap();
        assert_eq!(har["log"]["entries"], json!([{ "time": 1 }, {}]));
    }

    #[test]
    fn times_are_those_of_utc() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199, "2024-02-29T23:59:59.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(timestamp(time), expected);
        }
    }
}
