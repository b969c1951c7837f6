//! Bodies of `multipart/form-data`: values that are validated as one object, and files.
//!
//! The crate `multer` parses them. The parts are read in the order of the wire, and kept in memory as long as they fit into the
//! limit for bodies. The first file that does not fit is streamed to the handler; everything that is required has to come
//! before it.

mod feed;
mod file;
mod values;

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use bytes::BytesMut;
use multer::{Field, Multipart};
use tokio::time::{timeout_at, Instant};

use super::super::media_type::MediaType;
use super::super::multipart::File;
use super::super::stream::ByteStream;
use super::super::style::decode;
use super::body::{ClientWait, Incoming, UNRESERVED_BYTES};
use super::body_error::BodyError;
use super::context::Limits;
use super::deadline::after;
use super::memory::{BodyMemory, Reservation};
use super::operation::Content;
use super::parts::{BodyParts, ReceivedParts};
use super::problem::Problem;

use self::feed::{Feed, HeadLimit};
use self::file::StreamedFile;

pub use self::values::{FromParts, Parts};

/// A body has at most so many parts.
const MAX_PARTS: usize = 1000;

/// What has been received of a body.
struct Collected {
    /// The parts that are no files, in the order of the body.
    texts: Vec<Text>,
    files: Vec<NamedFile>,
    /// The number of the file that is still arriving.
    streamed: Option<usize>,
    reservation: Option<Reservation>,
}

/// A part that is no file.
struct Text {
    name: String,
    media_type: Option<MediaType>,
    bytes: Vec<u8>,
}

struct NamedFile {
    name: String,
    file: File,
    /// The number of its bytes that are in memory.
    length: usize,
}

impl Collected {
    fn text_length(&self) -> usize {
        let texts = self.texts.iter();
        texts.map(|text| text.name.len() + text.bytes.len()).sum()
    }

    fn length(&self) -> usize {
        self.text_length() + self.files.iter().map(|file| file.length).sum::<usize>()
    }
}

/// Receives a body, until all of it is in memory or a file is streamed.
pub(super) fn receive<'a>(
    content: &'a Content,
    headers: &'a HeaderMap,
    body: Incoming,
    limits: Limits,
    memory: &'a BodyMemory,
) -> ReceivedParts<'a> {
    Box::pin(async move {
        let boundary = boundary(headers)?;
        let length = body
            .length()
            .and_then(|length| usize::try_from(length).ok());
        let head_limit = HeadLimit::default();
        let wait = body.wait();
        let body = body.stream(limits.stream, limits.stream_time);
        let feed = Feed::new(body, head_limit.clone());
        let receiver = Receiver {
            content,
            limits,
            memory,
            wait,
            head_limit,
            // Reserved at once, so that no two bodies wait for each other.
            reserved: length.map_or(limits.body, |length| length.min(limits.body)),
            deadline: after(Instant::now(), limits.read),
            left: limits.body,
            collected: Collected {
                texts: Vec::new(),
                files: Vec::new(),
                streamed: None,
                reservation: None,
            },
        };
        let received = receiver.run(Multipart::new(feed, boundary)).await;
        let collected = received.map_err(|error| error.problem())?;
        Ok(Box::new(collected) as Box<dyn BodyParts>)
    })
}

/// The boundary between parts, which `Content-Type` has to give (RFC 2046, section 5.1.1).
fn boundary(headers: &HeaderMap) -> Result<String, Problem> {
    let media_type = headers.get(CONTENT_TYPE).map(|value| value.as_bytes());
    let media_type = String::from_utf8_lossy(media_type.unwrap_or_default());
    let media_type = MediaType::parse(&media_type);
    let boundary = media_type.parameter("boundary").unwrap_or_default();
    if boundary.is_empty() || boundary.len() > 256 {
        let detail = "The Content-Type has no boundary, which separates the parts of the body.";
        return Err(Problem::refusal(StatusCode::BAD_REQUEST, detail));
    }
    Ok(boundary.to_owned())
}

struct Receiver<'a> {
    content: &'a Content,
    limits: Limits,
    memory: &'a BodyMemory,
    wait: ClientWait,
    head_limit: HeadLimit,
    /// The memory to reserve for a body that is not small.
    reserved: usize,
    /// Until when all of the body has to be there, as far as it is kept in memory.
    deadline: Instant,
    /// How many bytes may still be kept.
    left: usize,
    collected: Collected,
}

impl Receiver<'_> {
    async fn run(mut self, mut parts: Multipart<'static>) -> Result<Collected, BodyError> {
        let mut count = 0;
        loop {
            self.head_limit.start();
            let next = timeout_at(self.deadline, parts.next_field());
            let next = next.await.map_err(|_| BodyError::TooSlow)?;
            let Some(field) = next.map_err(body_error)? else {
                return Ok(self.collected);
            };
            self.head_limit.end();
            count += 1;
            if count > MAX_PARTS {
                let message = format!("The body has more than {MAX_PARTS} parts.");
                return Err(BodyError::Refused {
                    status: StatusCode::PAYLOAD_TOO_LARGE,
                    message,
                });
            }
            let name = name(&field)?;
            if self.content.body.file(&name).is_some() {
                if let Some(rest) = self.file(name, field).await? {
                    self.stream(rest, parts);
                    return Ok(self.collected);
                }
            } else if field.file_name().is_some() && !self.is_documented(&name) {
                self.skip(name, field).await?;
            } else {
                self.text(name, field).await?;
            }
        }
    }

    fn is_documented(&self, name: &str) -> bool {
        let parts = self.content.body.parts.as_ref();
        parts.is_some_and(|parts| parts.contains_key(name))
    }

    /// Keeps a part that is no file.
    async fn text(&mut self, name: String, mut field: Field<'static>) -> Result<(), BodyError> {
        self.keep(name.len()).await?;
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece(&mut field).await? {
            self.keep(piece.len()).await?;
            bytes.extend_from_slice(&piece);
        }
        self.collected.texts.push(Text {
            name,
            media_type: media_type(&field).as_deref().map(MediaType::parse),
            bytes,
        });
        Ok(())
    }

    /// Reads a file that the document does not have, of which the handler gets nothing.
    async fn skip(&mut self, name: String, mut field: Field<'static>) -> Result<(), BodyError> {
        self.keep(name.len()).await?;
        while self.piece(&mut field).await?.is_some() {}
        self.collected.texts.push(Text {
            name,
            media_type: None,
            bytes: Vec::new(),
        });
        Ok(())
    }

    /// Keeps a file if it fits, else returns it.
    async fn file(
        &mut self,
        name: String,
        mut field: Field<'static>,
    ) -> Result<Option<Rest>, BodyError> {
        let mut file = File {
            file_name: file_name(&field),
            media_type: media_type(&field),
            content: ByteStream::default(),
        };
        let mut kept = BytesMut::new();
        while let Some(piece) = self.piece(&mut field).await? {
            if piece.len() > self.left {
                kept.extend_from_slice(&piece);
                let kept = kept.freeze();
                return Ok(Some(Rest {
                    name,
                    file,
                    kept: kept.into(),
                    field,
                }));
            }
            self.keep(piece.len()).await?;
            kept.extend_from_slice(&piece);
        }
        let length = kept.len();
        file.content = kept.freeze().into();
        self.collected.files.push(NamedFile { name, file, length });
        Ok(None)
    }

    /// Ends with a file that does not fit: the handler reads the rest of the body.
    fn stream(&mut self, rest: Rest, parts: Multipart<'static>) {
        let Rest {
            name,
            mut file,
            kept,
            field,
        } = rest;
        let length = kept.length().unwrap_or_default();
        let content = StreamedFile::new(name.clone(), kept, field, parts, self.head_limit.clone());
        file.content = ByteStream::from_stream(content);
        self.collected.streamed = Some(self.collected.files.len());
        self.collected.files.push(NamedFile { name, file, length });
    }

    /// The next piece of a part; `None` at its end.
    async fn piece(
        &mut self,
        field: &mut Field<'static>,
    ) -> Result<Option<bytes::Bytes>, BodyError> {
        let next = timeout_at(self.deadline, field.chunk()).await;
        next.map_err(|_| BodyError::TooSlow)?.map_err(body_error)
    }

    /// Counts bytes that are kept in memory.
    async fn keep(&mut self, bytes: usize) -> Result<(), BodyError> {
        let limit = self.limits.body;
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or(BodyError::TooLarge { limit })?;
        if self.collected.reservation.is_none() && limit - self.left > UNRESERVED_BYTES {
            let deadline = after(Instant::now(), self.limits.read);
            self.wait.set(Some(deadline));
            let reservation = self.memory.reserve(self.reserved, deadline).await;
            self.wait.set(None);
            self.collected.reservation = Some(reservation.ok_or(BodyError::NoMemory)?);
            // Nothing was read meanwhile, which is no fault of the client's.
            self.deadline = after(Instant::now(), self.limits.read);
        }
        Ok(())
    }
}

/// A file that does not fit into memory.
struct Rest {
    name: String,
    file: File,
    /// What has been read of it.
    kept: ByteStream,
    field: Field<'static>,
}

/// The name of a part, which each has to have (RFC 7578, section 4.2).
fn name(field: &Field<'_>) -> Result<String, BodyError> {
    let name = field.name().ok_or_else(|| BodyError::Refused {
        status: StatusCode::BAD_REQUEST,
        message: "A part of the body has no name.".to_owned(),
    });
    name.map(unescaped)
}

/// The name of a file; other than ASCII may be in `filename*` (RFC 5987).
fn file_name(field: &Field<'_>) -> Option<String> {
    let extended = || {
        let disposition = field.headers().get(CONTENT_DISPOSITION)?.to_str().ok()?;
        let disposition = MediaType::parse(disposition);
        let value = disposition.parameter("filename*")?;
        let (charset, rest) = value.split_once('\'')?;
        let (_, text) = rest.split_once('\'')?;
        let is_utf8 = charset.eq_ignore_ascii_case("utf-8");
        let text = decode(text, false, "").ok().filter(|_| is_utf8)?;
        Some(text.into_owned())
    };
    extended().or_else(|| field.file_name().map(unescaped))
}

fn media_type(field: &Field<'_>) -> Option<String> {
    let value = field.headers().get(CONTENT_TYPE)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The reverse of how browsers write a name (HTML Standard, section 4.10.22.8).
fn unescaped(name: &str) -> String {
    name.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%22", "\"")
}

/// Why a body could not be read, from an error of the parser.
fn body_error(error: multer::Error) -> BodyError {
    let error = match error {
        multer::Error::StreamReadFailed(error) => match error.downcast::<BodyError>() {
            Ok(error) => return *error,
            Err(error) => return BodyError::Broken(error),
        },
        error => error,
    };
    BodyError::Refused {
        status: StatusCode::BAD_REQUEST,
        message: format!("The body is not multipart/form-data: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unescaped_as_browsers_escape_them() {
        assert_eq!(unescaped("a %221%22%0D%0A%25"), "a \"1\"\r\n%25");
    }

    #[test]
    fn a_body_needs_a_boundary() {
        let mut headers = HeaderMap::new();
        for (value, expected) in [
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/form-data; boundary=a", Some("a")),
            ("multipart/form-data; Boundary=\"a b\"", Some("a b")),
        ] {
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
            assert_eq!(boundary(&headers).ok().as_deref(), expected, "{value}");
        }
    }
}
