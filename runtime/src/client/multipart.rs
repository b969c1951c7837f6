//! Multipart bodies: requests that have them, and responses that are structs of parts.

use std::fmt;

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::HeaderMap;
use serde_json::Value;

use super::super::json::{pointer, FromJson, Mismatch};
use super::super::media_type::MediaType;
use super::super::multipart::read::{self, PartsReader, ReadError};
use super::super::multipart::send::SentBody;
use super::super::multipart::streamed::{FileRules, StreamedFile, StreamedFiles};
use super::super::multipart::{File, Files, FromFile, IntoParts, RawMultipart};
use super::super::schema::{Budget, Direction, Schemas, TypeSet};
use super::super::stream::{BoxError, ByteStream};
use super::super::style::{
    encode_text, Limited, Pairs, Parameter, Reading, Shape, Shaped, Shapes, Style,
};
use super::error::{Error, SendError, TransportError};
use super::header::{first_fitting, scalar, ResponseHeaders};
use super::request::RequestBuilder;
use super::response::{Response, Streaming};

/// How many bytes of the files of a response are kept in memory, so that their order does not matter.
const KEPT_FILES: usize = 256 * 1024;

/// A response enum with structs of parts.
pub trait MultipartResponse: Streaming {
    /// The parts that are files: the name of each, with `file`, or `files` if there may be several. A number of positional
    /// parts is an entry with `positions`, or with `positions_or_names` where only parts without names are positional.
    const FILES: &'static [(&'static str, &'static str)];

    /// Whether the body of this response is a struct of parts.
    fn has_parts(response: &Response) -> bool;
}

/// A struct of parts, as a client reads it.
pub trait FromParts: Sized {
    /// Takes the parts.
    ///
    /// # Errors
    /// When a part that is required is missing, or one does not fit its type.
    fn from_parts(parts: &mut Parts) -> Result<Self, PartsError>;
}

/// Why the parts of a response do not fit their struct.
pub type PartsError = BoxError;

/// The parts of a response.
pub struct Parts {
    /// Those that are no files, in the order of the body.
    values: Vec<PartValue>,
    files: Vec<(String, HeaderMap, File)>,
    /// Several files of one name that are still arriving.
    arriving: Option<(String, StreamedFiles)>,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").finish_non_exhaustive()
    }
}

struct PartValue {
    name: String,
    headers: HeaderMap,
    is_json: bool,
    bytes: Vec<u8>,
}

impl RequestBuilder {
    /// A body of parts, which is sent in chunks if it has a file that is a stream. The time limit of the client is one for
    /// each chunk.
    pub fn multipart<T: IntoParts>(mut self, media_type: &str, body: T) -> Self {
        match SentBody::new(media_type, body) {
            Ok(body) => self.parts(&body.content_type, body.content, body.length),
            Err(error) => {
                self.record(Err(error));
                self
            }
        }
    }

    /// As [`RequestBuilder::multipart`], or no body.
    pub fn optional_multipart<T: IntoParts>(self, media_type: &str, body: Option<T>) -> Self {
        match body {
            Some(body) => self.multipart(media_type, body),
            None => self,
        }
    }

    /// A multipart body as it is, which brings its media type with the boundary.
    pub fn raw_multipart(mut self, media_type: &str, body: RawMultipart) -> Self {
        let (documented, sent) = (
            MediaType::parse(media_type),
            MediaType::parse(&body.media_type),
        );
        if !documented.includes(&sent) {
            let sent = &body.media_type;
            let message = format!("the media type of the body is {sent}; it must be {media_type}");
            self.record(Err(message.into()));
            return self;
        }
        match body.checked() {
            Ok(body) => {
                let length = body.content.length();
                self.parts(&body.media_type, body.content, length)
            }
            Err(error) => {
                self.record(Err(error.into()));
                self
            }
        }
    }

    /// As [`RequestBuilder::raw_multipart`], or no body.
    pub fn optional_raw_multipart(self, media_type: &str, body: Option<RawMultipart>) -> Self {
        match body {
            Some(body) => self.raw_multipart(media_type, body),
            None => self,
        }
    }

    fn parts(mut self, content_type: &str, content: ByteStream, length: Option<usize>) -> Self {
        let added = self.add_header(CONTENT_TYPE.as_str(), content_type);
        self.record(added);
        if let Some(length) = length {
            self.headers.insert(CONTENT_LENGTH, length.into());
        }
        self.is_streamed = true;
        self.body = Some(content);
        self
    }

    /// Sends the request and decodes the response, whose body may be a struct of parts: its values and small files are
    /// received, and the first large file is streamed.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send_multipart<R: MultipartResponse>(self) -> Result<R::Success, Error<R>> {
        let mut response = self.streaming_response(R::is_streamed).await?;
        if R::has_parts(&response) {
            let parts = Parts::receive(&mut response, R::FILES).await;
            let parts = parts.map_err(|error| match error {
                ReadError::Body(error) => match error.downcast::<TransportError>() {
                    Ok(error) => Error::from(SendError::from(*error)),
                    Err(error) => Error::Decode(response.undecodable(error)),
                },
                error => Error::Decode(response.undecodable(error.into())),
            });
            response.set_parts(Box::new(parts?));
        }
        R::from_response(response)
    }
}

impl Response {
    /// A body of parts.
    ///
    /// # Errors
    /// [`Error::Decode`] when a part does not fit its type.
    pub fn multipart<T: FromParts, R>(mut self) -> Result<T, Error<R>> {
        let result = match self.take_parts() {
            Some(mut parts) => T::from_parts(&mut parts),
            None => Err("the parts of the body were not received".into()),
        };
        result.map_err(|error| Error::Decode(self.undecodable(error)))
    }

    /// A multipart body as it is, with its media type.
    ///
    /// # Errors
    /// [`Error::Decode`] when the media type has no boundary.
    pub fn raw_multipart<R>(self) -> Result<RawMultipart, Error<R>> {
        let media_type = read::content_type(self.headers());
        if let Err(error) = read::boundary(&media_type) {
            return Err(Error::Decode(self.undecodable(error.into())));
        }
        let content = self.stream()?;
        Ok(RawMultipart {
            media_type,
            content,
        })
    }
}

impl Parts {
    /// Receives a body, until all of it is in memory or a file is streamed.
    async fn receive(response: &mut Response, files: &[(&str, &str)]) -> Result<Self, ReadError> {
        let boundary = read::boundary(&read::content_type(response.headers()))?;
        let limit = response.limit();
        let (mut left, mut left_for_files) = (limit, KEPT_FILES.min(limit));
        let positional = files.iter().find(|(_, kind)| kind.starts_with("positions"));
        let positions = positional.and_then(|(number, _)| number.parse().ok());
        let may_have_names = positional.is_some_and(|(_, kind)| *kind == "positions_or_names");
        let body = response.take_chunks();
        let mut reader = PartsReader::new(body, boundary);
        let mut parts = Self {
            values: Vec::new(),
            files: Vec::new(),
            arriving: None,
        };
        for number in 0.. {
            let Some(mut field) = reader.next().await? else {
                break;
            };
            let is_named = may_have_names && field.name().is_some();
            let positions = positions.filter(|_| !is_named);
            let name = read::name_at(&field, positions, number)?;
            let headers = field.headers().clone();
            let kind = files.iter().find(|(file, _)| *file == name);
            let kind = kind.map(|(_, kind)| *kind);
            let is_file = kind.is_some();
            let mut kept = Vec::new();
            while let Some(piece) = field.chunk().await? {
                kept.extend_from_slice(&piece);
                let left = if is_file {
                    &mut left_for_files
                } else {
                    &mut left
                };
                if let Some(rest) = left.checked_sub(piece.len()) {
                    *left = rest;
                    continue;
                }
                if !is_file {
                    let message = format!("The parts are longer than {limit} bytes.");
                    return Err(ReadError::TooLarge(message));
                }
                let rules = FileRules {
                    is_positional: positions.is_some(),
                    ..FileRules::new(&name, stream_error)
                };
                if kind == Some("files") {
                    let named = parts.files.iter().filter(|(of, ..)| *of == name);
                    let files =
                        StreamedFiles::new(rules, named.count(), kept.into(), field, reader);
                    parts.arriving = Some((name, files));
                    return Ok(parts);
                }
                let mut file = read::file(&field);
                let stream = StreamedFile::new(rules, kept.into(), field, reader);
                file.content = ByteStream::from_stream(stream);
                parts.files.push((name, headers, file));
                return Ok(parts);
            }
            if is_file {
                let mut file = read::file(&field);
                file.content = kept.into();
                parts.files.push((name, headers, file));
                continue;
            }
            let media_type = MediaType::parse(&read::media_type(&field).unwrap_or_default());
            parts.values.push(PartValue {
                name,
                headers,
                is_json: media_type.is_json(),
                bytes: kept,
            });
        }
        Ok(parts)
    }

    /// A part that is text, or parts that are the items of an array.
    ///
    /// # Errors
    /// When a part is missing or does not fit the type.
    pub fn text<T: FromJson>(&mut self, name: &str) -> Result<T, PartsError> {
        let texts = self.named(name).map(PartValue::text);
        let texts: Vec<Value> = texts.collect::<Result<_, _>>()?;
        // As the sender says; a string in JSON may be meant as the JSON that it is.
        let parsed = self.named(name).map(PartValue::parsed);
        let parsed: Option<Vec<Value>> = parsed.collect();
        let parsed = parsed.unwrap_or_default();
        let mut candidates = Vec::new();
        match texts.len() {
            0 => candidates.push(Value::Null),
            1 => {
                candidates.extend(parsed.first().filter(|value| !value.is_string()).cloned());
                candidates.extend([texts[0].clone(), scalar(&texts[0])]);
            }
            _ => {}
        }
        if !texts.is_empty() {
            let texts = Value::Array(texts);
            let numbers = scalar(&texts);
            candidates.extend([texts, numbers]);
        }
        if !parsed.is_empty() {
            candidates.push(Value::Array(parsed));
        }
        fitting(name, &candidates)
    }

    /// A part that is JSON, or parts that are the items of an array.
    ///
    /// # Errors
    /// When a part is missing, is not JSON or does not fit the type.
    pub fn json<T: FromJson>(&mut self, name: &str) -> Result<T, PartsError> {
        let parts = self.named(name).map(PartValue::json);
        let parts: Vec<Value> = parts.collect::<Result<_, _>>()?;
        let candidates = match parts.len() {
            0 => vec![Value::Null],
            1 => vec![parts[0].clone(), Value::Array(parts)],
            _ => vec![Value::Array(parts)],
        };
        fitting(name, &candidates)
    }

    /// Parts that are JSON, the items of an array.
    ///
    /// # Errors
    /// When a part is not JSON or does not fit the type.
    pub fn json_items<T: FromJson>(&mut self, name: &str) -> Result<T, PartsError> {
        let parts = self.named(name).map(PartValue::json);
        let parts: Vec<Value> = parts.collect::<Result<_, _>>()?;
        match parts.is_empty() {
            true => fitting(name, &[Value::Null, Value::Array(parts)]),
            false => fitting(name, &[Value::Array(parts)]),
        }
    }

    /// An array or object that is in a style.
    ///
    /// # Errors
    /// When it is missing or does not fit the type.
    pub fn styled<T: FromJson>(
        &mut self,
        name: &str,
        style: Style,
        explode: bool,
    ) -> Result<T, PartsError> {
        let mut query = String::new();
        for part in &self.values {
            let name = encode_text(&Value::from(part.name.as_str()));
            let text = encode_text(&part.text()?)
                .replace("%2C", ",")
                .replace("%7C", "|");
            query.push_str(&format!("&{name}={text}"));
        }
        let pairs = Pairs::query(&query);
        let read = |shape: Shape| -> Option<Value> {
            let schemas: Schemas = Default::default();
            let shapes = Shapes::default();
            let budget = Budget::for_request(query.len());
            let limited = Limited {
                schemas: &schemas,
                shapes: &shapes,
                direction: Direction::Response,
                budget: &budget,
            };
            let parameter = Parameter {
                name,
                style,
                explode,
                allow_empty: false,
                others: &[],
                shape: Shaped::without_schema(&shape, limited),
            };
            let read = parameter.read_pairs(&pairs).ok().flatten();
            read.map(Reading::into_value)
        };
        let text = || Shape::of(TypeSet::STRING);
        let (list, object) = (Shape::array(text()), Shape::object(text()));
        let found = [read(text()), read(list), read(object)]
            .into_iter()
            .flatten();
        let mut candidates: Vec<Value> = found.flat_map(|it| [it.clone(), scalar(&it)]).collect();
        if candidates.is_empty() {
            candidates.push(Value::Null);
        }
        fitting(name, &candidates)
    }

    /// A header of a part, or none if the part is missing.
    ///
    /// # Errors
    /// When the header is missing and required, or does not fit the type.
    pub fn header<T: FromJson>(
        &mut self,
        part: &str,
        name: &str,
        _: bool,
    ) -> Result<T, PartsError> {
        let none = HeaderMap::new();
        let value = self.named(part).map(|part| &part.headers).next();
        let files = self.files.iter().filter(|(known, ..)| known == part);
        let headers = value.or(files.map(|(_, headers, _)| headers).next());
        let headers = ResponseHeaders(headers.unwrap_or(&none));
        Ok(headers.get(name)?)
    }

    /// A file, or an `Option` of one.
    ///
    /// # Errors
    /// When a file that is required is missing.
    pub fn file<T: FromFile>(&mut self, name: &str) -> Result<T, PartsError> {
        let at = self.files.iter().position(|(known, ..)| known == name);
        let file = at.map(|at| self.files.remove(at).2);
        T::from_file(file).ok_or_else(|| format!("the part {name:?} is missing").into())
    }

    /// Any number of files, in the order of the body.
    ///
    /// # Errors
    /// None.
    pub fn files(&mut self, name: &str) -> Result<Files, PartsError> {
        let all = std::mem::take(&mut self.files);
        let (named, others): (Vec<_>, _) = all.into_iter().partition(|(known, ..)| known == name);
        self.files = others;
        let kept = named.into_iter().map(|(_, _, file)| file);
        let arriving = self.arriving.take_if(|(of, _)| of == name);
        Ok(Files::received(
            kept.collect(),
            arriving.map(|(_, files)| files),
        ))
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a PartValue> {
        self.values.iter().filter(move |part| part.name == name)
    }
}

impl PartValue {
    fn text(&self) -> Result<Value, PartsError> {
        let text = std::str::from_utf8(&self.bytes);
        text.map(Value::from)
            .map_err(|_| format!("the part {:?} is not UTF-8", self.name).into())
    }

    fn json(&self) -> Result<Value, PartsError> {
        serde_json::from_slice(&self.bytes)
            .map_err(|error| format!("the part {:?} is not JSON: {error}", self.name).into())
    }

    /// The value of a part that the sender calls JSON.
    fn parsed(&self) -> Option<Value> {
        let parsed = self.is_json.then(|| serde_json::from_slice(&self.bytes));
        parsed?.ok()
    }
}

/// The first of the candidates that fits the type.
fn fitting<T: FromJson>(name: &str, candidates: &[Value]) -> Result<T, PartsError> {
    first_fitting(candidates).map_err(|error: Mismatch| {
        let pointer = pointer::member("", name) + &error.pointer;
        format!("{pointer}: {}", error.message).into()
    })
}

/// The error of the stream of a file.
fn stream_error(error: ReadError) -> BoxError {
    match error {
        ReadError::Body(error) => error,
        error => error.into(),
    }
}
