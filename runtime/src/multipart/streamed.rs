//! Files that do not fit into memory.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use multer::Field;

use super::super::media_type::MediaType;
use super::super::stream::{BoxError, ByteStream};
use super::content::Content;
use super::read::{self, PartsReader, ReadError};
use super::File;

/// The rules for the files of one name.
#[derive(Clone)]
pub(crate) struct FileRules {
    pub name: String,
    /// Whether all further parts are its files, whatever their names.
    pub is_positional: bool,
    /// The least and the greatest number of bytes.
    pub min: usize,
    pub max: Option<usize>,
    /// The least and the greatest number of files.
    pub min_files: usize,
    pub max_files: Option<usize>,
    /// Why a file has none of the documented media types.
    pub check: fn(&File, &[MediaType]) -> Option<String>,
    pub media_types: Vec<MediaType>,
    /// Makes the error of the stream.
    pub convert: fn(ReadError) -> BoxError,
}

impl FileRules {
    /// No limits.
    pub fn new(name: &str, convert: fn(ReadError) -> BoxError) -> Self {
        Self {
            name: name.to_owned(),
            is_positional: false,
            min: 0,
            max: None,
            min_files: 0,
            max_files: None,
            check: |_, _| None,
            media_types: Vec::new(),
            convert,
        }
    }

    /// The error for a part that comes too late.
    fn out_of_order(&self, field: &Field<'_>) -> ReadError {
        let part = read::name(field).unwrap_or_default();
        let file = &self.name;
        ReadError::Invalid(format!(
            "The part {part:?} has to come before the file {file:?}, which is too long to be kept."
        ))
    }
}

/// The content of one file.
struct FileContent {
    rules: FileRules,
    /// What was in memory when it was found to be too long.
    kept: ByteStream,
    content: Content,
    /// The number of bytes that have been passed on.
    length: usize,
    is_over: bool,
}

impl FileContent {
    fn new(rules: FileRules, kept: ByteStream, content: Content) -> Self {
        Self {
            rules,
            kept,
            content,
            length: 0,
            is_over: false,
        }
    }

    /// Counts a piece.
    fn pass(&mut self, piece: Bytes) -> Result<Bytes, ReadError> {
        let name = &self.rules.name;
        self.length = self.length.saturating_add(piece.len());
        match self.rules.max {
            Some(max) if self.length > max => Err(ReadError::TooLarge(format!(
                "The file {name:?} is longer than {max} bytes."
            ))),
            _ => Ok(piece),
        }
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, ReadError>>> {
        if let Poll::Ready(Some(kept)) = Pin::new(&mut self.kept).poll_next(context) {
            let kept = kept.map_err(ReadError::Body);
            return Poll::Ready(Some(kept.and_then(|kept| self.pass(kept))));
        }
        while !self.is_over {
            match Pin::new(&mut self.content).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
                Poll::Ready(Some(piece)) => {
                    return Poll::Ready(Some(piece.and_then(|piece| self.pass(piece))));
                }
                Poll::Ready(None) => self.is_over = true,
            }
        }
        let (min, name) = (self.rules.min, &self.rules.name);
        if self.length < min {
            let message = format!("The file {name:?} is shorter than {min} bytes.");
            return Poll::Ready(Some(Err(ReadError::Invalid(message))));
        }
        Poll::Ready(None)
    }
}

impl Stream for FileContent {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let convert = self.rules.convert;
        let next = self.poll_piece(context);
        next.map(|next| next.map(|piece| piece.map_err(convert)))
    }
}

/// The content of a file, and then the end of the body: a part that comes after it is an error, since the program has got the
/// others without it.
pub(crate) struct StreamedFile {
    content: FileContent,
    reader: PartsReader,
    /// Whether the end of the body is awaited.
    is_read: bool,
}

impl StreamedFile {
    pub fn new(
        rules: FileRules,
        kept: ByteStream,
        field: Field<'static>,
        reader: PartsReader,
    ) -> Self {
        Self {
            content: FileContent::new(rules, kept, Content::new(field)),
            reader,
            is_read: false,
        }
    }
}

impl Stream for StreamedFile {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if !this.is_read {
            match Pin::new(&mut this.content).poll_next(context) {
                Poll::Ready(None) => {}
                other => return other,
            }
            this.is_read = true;
            this.reader.start();
        }
        let rules = &this.content.rules;
        this.reader.poll_next(context).map(|next| {
            let error = match next {
                Ok(None) => return None,
                Ok(Some(field)) => rules.out_of_order(&field),
                Err(error) => error,
            };
            Some(Err((rules.convert)(error)))
        })
    }
}

/// Files of one name, one after the other, and then the end of the body.
pub(crate) struct StreamedFiles {
    state: State,
}

enum State {
    Idle(Box<Arriving>),
    Waiting(Next),
    Over,
}

type Next = Pin<Box<dyn Future<Output = (Box<Arriving>, Result<Option<File>, ReadError>)> + Send>>;

struct Arriving {
    rules: FileRules,
    reader: PartsReader,
    /// The first file, with what was in memory of it.
    first: Option<(ByteStream, Field<'static>)>,
    /// The content of the file that was taken last.
    last: Content,
    /// The number of files that were taken.
    count: usize,
}

impl Arriving {
    async fn next(&mut self) -> Result<Option<File>, ReadError> {
        self.last.skip().await?;
        let (kept, field) = match self.first.take() {
            Some(first) => first,
            None => match self.reader.next().await? {
                Some(field) => (ByteStream::default(), field),
                None => return self.end(),
            },
        };
        if !self.rules.is_positional && read::name(&field)? != self.rules.name {
            return Err(self.rules.out_of_order(&field));
        }
        self.count += 1;
        if let Some(max) = self.rules.max_files.filter(|max| self.count > *max) {
            let message = format!("There are more than {max} files {:?}.", self.rules.name);
            return Err(ReadError::Invalid(message));
        }
        let mut file = read::file(&field);
        if let Some(message) = (self.rules.check)(&file, &self.rules.media_types) {
            let message = format!(
                "The media type of the file {:?} {message}.",
                self.rules.name
            );
            return Err(ReadError::Invalid(message));
        }
        self.last = Content::new(field);
        let content = FileContent::new(self.rules.clone(), kept, self.last.clone());
        file.content = ByteStream::from_stream(content);
        Ok(Some(file))
    }

    fn end(&self) -> Result<Option<File>, ReadError> {
        let (min, name) = (self.rules.min_files, &self.rules.name);
        match self.count < min {
            true => Err(ReadError::Invalid(format!(
                "There are fewer than {min} files {name:?}."
            ))),
            false => Ok(None),
        }
    }
}

impl StreamedFiles {
    /// The files from one that does not fit on; `count` are in memory.
    pub fn new(
        rules: FileRules,
        count: usize,
        kept: ByteStream,
        field: Field<'static>,
        reader: PartsReader,
    ) -> Self {
        let arriving = Arriving {
            rules,
            reader,
            first: Some((kept, field)),
            last: Content::default(),
            count,
        };
        Self {
            state: State::Idle(Box::new(arriving)),
        }
    }
}

impl Stream for StreamedFiles {
    type Item = Result<File, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut next: Next = match std::mem::replace(&mut self.state, State::Over) {
            State::Idle(mut arriving) => Box::pin(async move {
                let next = arriving.next().await;
                (arriving, next)
            }),
            State::Waiting(next) => next,
            State::Over => return Poll::Ready(None),
        };
        match next.as_mut().poll(context) {
            Poll::Pending => {
                self.state = State::Waiting(next);
                Poll::Pending
            }
            Poll::Ready((arriving, next)) => Poll::Ready(match next {
                Ok(None) => None,
                Ok(Some(file)) => {
                    self.state = State::Idle(arriving);
                    Some(Ok(file))
                }
                Err(error) => Some(Err((arriving.rules.convert)(error))),
            }),
        }
    }
}
