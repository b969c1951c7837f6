//! Multipart bodies: values that are validated as one object, and files.
//!
//! The parts are read in the order of the wire, and kept in memory as long as they fit into the
//! limit for bodies. The first file that does not fit is streamed to the handler; everything that is required has to come
//! before it.

mod raw;
mod respond;
mod values;

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::{HeaderMap, StatusCode};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use multer::Field;
use tokio::time::{timeout_at, Instant};

use super::super::media_type::MediaType;
use super::super::multipart::read::{self, PartsReader, ReadError};
use super::super::multipart::streamed::{FileRules, StreamedFile, StreamedFiles};
use super::super::multipart::File;
use super::super::stream::{BoxError, ByteStream};
use super::body::{ClientWait, Incoming, UNRESERVED_BYTES};
use super::body_error::BodyError;
use super::context::Limits;
use super::deadline::after;
use super::memory::{BodyMemory, Reservation};
use super::operation::Content;
use super::problem::Problem;

pub use self::values::{FromParts, Parts, PartsError};

/// What has been received of a body.
pub(super) struct Collected {
    /// The parts that are no files, in the order of the body.
    texts: Vec<Text>,
    files: Vec<NamedFile>,
    /// What is still arriving.
    streamed: Option<Streamed>,
    reservation: Option<Reservation>,
}

/// What does not fit into memory.
enum Streamed {
    /// The last of the files, by its name.
    File(String),
    /// All further files of that name.
    Files(String, StreamedFiles),
}

/// A part that is no file.
struct Text {
    name: String,
    media_type: Option<MediaType>,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

struct NamedFile {
    name: String,
    file: File,
    headers: HeaderMap,
    /// The number of its bytes that are in memory.
    length: usize,
}

impl Collected {
    /// The bytes of the parts that are no files.
    pub fn text_length(&self) -> usize {
        let texts = self.texts.iter();
        texts.map(|text| text.name.len() + text.bytes.len()).sum()
    }

    /// The bytes of all parts in memory.
    pub fn length(&self) -> usize {
        self.text_length() + self.files.iter().map(|file| file.length).sum::<usize>()
    }

    /// The memory that they occupy.
    pub fn take_reservation(&mut self) -> Option<Reservation> {
        self.reservation.take()
    }
}

/// Receives a body, until all of it is in memory or a file is streamed.
pub(super) fn receive<'a>(
    content: &'a Content,
    headers: &'a HeaderMap,
    body: Incoming,
    limits: Limits,
    memory: &'a BodyMemory,
) -> Pin<Box<dyn Future<Output = Result<Box<Collected>, Problem>> + Send + 'a>> {
    Box::pin(async move {
        let boundary = read::boundary(&read::content_type(headers));
        let boundary = boundary.map_err(|error| BodyError::from(error).problem())?;
        let length = body
            .length()
            .and_then(|length| usize::try_from(length).ok());
        let wait = body.wait();
        let body = body.stream(limits.stream, limits.stream_time);
        let reader = PartsReader::new(body, boundary);
        let receiver = Receiver {
            content,
            limits,
            memory,
            wait,
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
        let received = receiver.run(reader).await;
        let collected = received.map_err(|error| error.problem())?;
        Ok(Box::new(collected))
    })
}

struct Receiver<'a> {
    content: &'a Content,
    limits: Limits,
    memory: &'a BodyMemory,
    wait: ClientWait,
    /// The memory to reserve for a body that is not small.
    reserved: usize,
    /// Until when all of the body has to be there, as far as it is kept in memory.
    deadline: Instant,
    /// How many bytes may still be kept.
    left: usize,
    collected: Collected,
}

impl Receiver<'_> {
    async fn run(mut self, mut reader: PartsReader) -> Result<Collected, BodyError> {
        for number in 0.. {
            let next = timeout_at(self.deadline, reader.next());
            let next = next.await.map_err(|_| BodyError::TooSlow)?;
            let Some(field) = next? else {
                break;
            };
            let name = read::name_at(&field, self.content.body.positions, number)?;
            if self.content.body.file(&name).is_some() {
                if let Some(rest) = self.file(name, field).await? {
                    self.stream(rest, reader);
                    return Ok(self.collected);
                }
            } else if field.file_name().is_some() && !self.is_documented(&name) {
                self.skip(name, field).await?;
            } else {
                self.text(name, field).await?;
            }
        }
        Ok(self.collected)
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
            media_type: read::media_type(&field).as_deref().map(MediaType::parse),
            headers: self.headers(&field),
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
            headers: HeaderMap::new(),
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
        let mut file = read::file(&field);
        let headers = self.headers(&field);
        let mut kept = BytesMut::new();
        while let Some(piece) = self.piece(&mut field).await? {
            if piece.len() > self.left {
                kept.extend_from_slice(&piece);
                let kept = kept.freeze();
                return Ok(Some(Rest {
                    name,
                    file,
                    headers,
                    kept: kept.into(),
                    field,
                }));
            }
            self.keep(piece.len()).await?;
            kept.extend_from_slice(&piece);
        }
        let length = kept.len();
        file.content = kept.freeze().into();
        self.collected.files.push(NamedFile {
            name,
            file,
            headers,
            length,
        });
        Ok(None)
    }

    /// Ends with a file that does not fit: the handler reads the rest of the body.
    fn stream(&mut self, rest: Rest, reader: PartsReader) {
        let Rest {
            name,
            mut file,
            headers,
            kept,
            field,
        } = rest;
        let length = kept.length().unwrap_or_default();
        let kept = self.held(kept);
        let rules = self.rules(&name);
        if self.content.body.lists.contains_key(&name) {
            let named = self.collected.files.iter().filter(|it| it.name == name);
            let files = StreamedFiles::new(rules, named.count(), kept, field, reader);
            self.collected.streamed = Some(Streamed::Files(name, files));
            return;
        }
        let content = StreamedFile::new(rules, kept, field, reader);
        file.content = ByteStream::from_stream(content);
        self.collected.streamed = Some(Streamed::File(name.clone()));
        self.collected.files.push(NamedFile {
            name,
            file,
            headers,
            length,
        });
    }

    /// What is in memory of a file that is streamed, whose memory is free again when it has been read. Other uploads would
    /// wait for that of a file that takes long otherwise.
    fn held(&mut self, kept: ByteStream) -> ByteStream {
        let others = self.collected.length();
        let Some(reservation) = &mut self.collected.reservation else {
            return kept;
        };
        let length = kept.length().unwrap_or_default();
        let held = reservation.split(length);
        reservation.shrink(others);
        ByteStream::from_stream(Held {
            kept,
            reservation: held,
        })
    }

    fn rules(&self, name: &str) -> FileRules {
        let rule = &self.content.body;
        let (min, max) = rule.lengths.get(name).copied().unwrap_or_default();
        let (min_files, max_files) = rule.lists.get(name).copied().unwrap_or_default();
        FileRules {
            is_positional: rule.positions.is_some(),
            min,
            max,
            min_files,
            max_files,
            check: values::wrong_media_type,
            media_types: rule.file(name).unwrap_or_default().to_vec(),
            ..FileRules::new(name, stream_error)
        }
    }

    /// The headers of a part, if some are documented.
    fn headers(&self, field: &Field<'_>) -> HeaderMap {
        match self.content.body.headers.is_empty() {
            true => HeaderMap::new(),
            false => field.headers().clone(),
        }
    }

    /// The next piece of a part; `None` at its end.
    async fn piece(&mut self, field: &mut Field<'static>) -> Result<Option<Bytes>, BodyError> {
        let next = timeout_at(self.deadline, field.chunk()).await;
        let piece = next.map_err(|_| BodyError::TooSlow)?;
        piece.map_err(|error| ReadError::from(error).into())
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

/// Bytes in memory, with the reservation for it until they have been read.
struct Held {
    kept: ByteStream,
    reservation: Option<Reservation>,
}

impl Stream for Held {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = Pin::new(&mut self.kept).poll_next(context);
        if matches!(next, Poll::Ready(None)) {
            self.reservation = None;
        }
        next
    }
}

/// A file that does not fit into memory.
struct Rest {
    name: String,
    file: File,
    headers: HeaderMap,
    /// What has been read of it.
    kept: ByteStream,
    field: Field<'static>,
}

impl From<ReadError> for BodyError {
    fn from(error: ReadError) -> Self {
        let (status, message) = match error {
            ReadError::Body(error) => match error.downcast::<BodyError>() {
                Ok(error) => return *error,
                Err(error) => return Self::Broken(error),
            },
            ReadError::Malformed(message) => (StatusCode::BAD_REQUEST, message),
            ReadError::TooLarge(message) => (StatusCode::PAYLOAD_TOO_LARGE, message),
            ReadError::Invalid(message) => (StatusCode::UNPROCESSABLE_ENTITY, message),
            // A mistake of the handler's.
            error @ ReadError::Skipped(_) => return Self::Broken(error.into()),
        };
        Self::Refused { status, message }
    }
}

/// The error of the stream of a file.
fn stream_error(error: ReadError) -> BoxError {
    BodyError::from(error).into()
}
