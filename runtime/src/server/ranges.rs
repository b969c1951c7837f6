//! Parts of a body, and no body where the client has it already: range requests (RFC 9110, section 14), after their
//! preconditions.

use std::fmt;
use std::future::Future;
use std::io::{Error, Read, Seek, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{ready, Context, Poll};
use std::time::{Duration, SystemTime};

use axum::http::header::{
    HeaderName, HeaderValue, ACCEPT_RANGES, CONTENT_RANGE, ETAG, LAST_MODIFIED, RANGE,
};
use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use futures_core::Stream;
use tokio::task::{spawn_blocking, JoinHandle};

use super::super::stream::ByteStream;
use super::current::current_request;
use super::preconditions::Validators;
use super::problem::Problem;

/// What a resource has to send: bytes of a known length, of which a client may ask for a part, and the entity tag and the date
/// by which it knows whether they are the same as before.
#[must_use = "it is not sent unless `select` is called"]
pub struct Representation {
    length: u64,
    open: Box<dyn FnOnce(Range<u64>) -> ByteStream + Send>,
    validators: Validators,
}

/// What a request gets of a [`Representation`].
#[derive(Debug)]
pub enum Selected {
    /// All of it, for a response 200.
    Whole(ByteStream),
    /// One part of it, for a response 206.
    Part {
        /// The part.
        body: ByteStream,
        /// The value of `Content-Range`.
        content_range: String,
    },
    /// Nothing, since the client has it: for a response 304.
    NotModified,
}

impl Representation {
    /// Bytes in memory.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::from_ranges(length, move |range| {
            let [start, end] =
                [range.start, range.end].map(|index| usize::try_from(index).unwrap_or(bytes.len()));
            bytes.slice(start..end).into()
        })
    }

    /// A file, or anything else that can be read from any place. It is read in pieces, on threads for blocking work.
    ///
    /// # Errors
    /// When its length cannot be determined.
    pub fn from_reader<R: Read + Seek + Send + 'static>(mut reader: R) -> Result<Self, Error> {
        let length = reader.seek(SeekFrom::End(0))?;
        Ok(Self::from_ranges(length, |range| {
            ByteStream::from_stream(Chunks {
                state: State::Waiting(Some(Box::new(reader))),
                range,
            })
        }))
    }

    /// Bytes from elsewhere: their number, and a function that yields those of a range, and no others.
    pub fn from_ranges(
        length: u64,
        open: impl FnOnce(Range<u64>) -> ByteStream + Send + 'static,
    ) -> Self {
        Self {
            length,
            open: Box::new(open),
            validators: Validators::default(),
        }
    }

    /// Sets the entity tag, which has to be another one whenever the bytes are: `v1`, which is sent as `"v1"`, or a weak one with
    /// its quotes, `W/"v1"`. Parts are sent only to clients that have parts of the same strong entity tag.
    pub fn with_etag(mut self, etag: impl Into<String>) -> Self {
        let etag = etag.into();
        self.validators.etag = Some(match etag.ends_with('"') {
            true => etag,
            false => format!("\"{etag}\""),
        });
        self
    }

    /// Sets the time of the last change, for clients that have no entity tag.
    pub fn with_last_modified(mut self, date: SystemTime) -> Self {
        // Dates in headers have no fractions of a second.
        let since = date.duration_since(SystemTime::UNIX_EPOCH);
        let seconds = Duration::from_secs(since.unwrap_or_default().as_secs());
        self.validators.modified = Some(SystemTime::UNIX_EPOCH + seconds);
        self
    }

    /// What the current request gets, by its headers `Range`, `If-Range`, `If-Match`, `If-None-Match`, `If-Modified-Since` and
    /// `If-Unmodified-Since`. A request for several ranges gets all of it, and so does one for a range outside of a `GET`.
    ///
    /// The response gets the headers `Accept-Ranges`, `Content-Range`, `ETag` and `Last-Modified`, except for those that it has
    /// already.
    ///
    /// # Errors
    /// A problem 412 when the client has another version than it expects, and 416 when the range is beyond the end. A 500 when
    /// the entity tag is none, or the bytes are known to be more or fewer than the range has.
    pub fn select(self) -> Result<Selected, Problem> {
        let Some(request) = current_request() else {
            return Ok(Selected::Whole(self.whole()?));
        };
        let etag = self.validators.etag()?;
        let last_modified = self.validators.last_modified();
        let selected = match self.choose(request.method(), request.headers())? {
            Choice::Whole => Selected::Whole(self.whole()?),
            Choice::Part(range) => self.part(range)?,
            Choice::NotModified => Selected::NotModified,
        };
        let add = |name: HeaderName, value: Option<HeaderValue>| {
            if let Some(value) = value {
                request.append_response_header(name, value);
            }
        };
        add(ETAG, etag);
        add(LAST_MODIFIED, last_modified);
        if !matches!(selected, Selected::NotModified) {
            add(ACCEPT_RANGES, Some(HeaderValue::from_static("bytes")));
        }
        if let Selected::Part { content_range, .. } = &selected {
            add(CONTENT_RANGE, HeaderValue::try_from(content_range).ok());
        }
        Ok(selected)
    }

    fn whole(self) -> Result<ByteStream, Problem> {
        let length = self.length;
        self.bytes(0..length)
    }

    fn part(self, range: Range<u64>) -> Result<Selected, Problem> {
        let last = range.end.saturating_sub(1);
        let content_range = format!("bytes {}-{last}/{}", range.start, self.length);
        Ok(Selected::Part {
            body: self.bytes(range)?,
            content_range,
        })
    }

    fn bytes(self, range: Range<u64>) -> Result<ByteStream, Problem> {
        let length = range.end - range.start;
        let body = (self.open)(range);
        match (body.length(), usize::try_from(length)) {
            (Some(own), _) if own as u64 != length => Err(Problem::internal(format!(
                "a range of {length} bytes was asked for, and there are {own}"
            ))),
            (None, Ok(length)) => Ok(body.with_length(length)),
            _ => Ok(body),
        }
    }

    /// The steps of RFC 9110, section 13.2.2.
    fn choose(&self, method: &Method, headers: &HeaderMap) -> Result<Choice, Problem> {
        if self.validators.is_not_modified(method, headers)? {
            return Ok(Choice::NotModified);
        }
        if *method != Method::GET || !self.validators.allow_part(headers) {
            return Ok(Choice::Whole);
        }
        match range(headers, self.length) {
            Some(Ok(range)) => Ok(Choice::Part(range)),
            Some(Err(())) => Err(self.beyond()),
            None => Ok(Choice::Whole),
        }
    }

    fn beyond(&self) -> Problem {
        let detail = format!(
            "The range is beyond the {} bytes that there are.",
            self.length
        );
        let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, detail);
        match HeaderValue::try_from(format!("bytes */{}", self.length)) {
            Ok(value) => problem.with_header(CONTENT_RANGE, value),
            Err(_) => problem,
        }
    }
}

impl fmt::Debug for Representation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Representation")
            .field("length", &self.length)
            .field("validators", &self.validators)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Whole,
    Part(Range<u64>),
    NotModified,
}

/// The range that a request asks for; an error if it is beyond the end, and `None` if it asks for none that is understood.
fn range(headers: &HeaderMap, length: u64) -> Option<Result<Range<u64>, ()>> {
    let mut values = headers.get_all(RANGE).iter();
    let value = values.next()?.to_str().ok()?.trim();
    let (unit, range) = value.split_once('=')?;
    if values.next().is_some() || !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number of more digits is beyond any end.
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    if first.is_empty() {
        return match number(last)? {
            0 => Some(Err(())),
            _ if length == 0 => None,
            suffix => Some(Ok(length.saturating_sub(suffix)..length)),
        };
    }
    let first = number(first)?;
    let last = match last {
        "" => u64::MAX,
        last => number(last)?,
    };
    match first {
        _ if first > last => None,
        _ if first >= length => Some(Err(())),
        _ => Some(Ok(first..last.saturating_add(1).min(length))),
    }
}

trait Source: Read + Seek + Send {}

impl<R: Read + Seek + Send> Source for R {}

type Piece = (Box<dyn Source>, Result<Bytes, Error>);

/// A range of a source, in pieces.
struct Chunks {
    state: State,
    /// What has not been read yet.
    range: Range<u64>,
}

enum State {
    /// `None` after the end.
    Waiting(Option<Box<dyn Source>>),
    Reading(JoinHandle<Piece>),
}

/// The length of a piece.
const PIECE: u64 = 64 * 1024;

impl Stream for Chunks {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Waiting(source) => {
                    let Some(source) = source.take().filter(|_| !this.range.is_empty()) else {
                        return Poll::Ready(None);
                    };
                    let start = this.range.start;
                    let end = this.range.end.min(start.saturating_add(PIECE));
                    this.state = State::Reading(spawn_blocking(move || read(source, start..end)));
                }
                State::Reading(reading) => {
                    let piece = ready!(Pin::new(reading).poll(context));
                    this.state = State::Waiting(None);
                    let (source, bytes) = match piece {
                        Ok(piece) => piece,
                        Err(error) => return Poll::Ready(Some(Err(Error::other(error)))),
                    };
                    if let Ok(bytes) = &bytes {
                        this.range.start += bytes.len() as u64;
                        this.state = State::Waiting(Some(source));
                    }
                    return Poll::Ready(Some(bytes));
                }
            }
        }
    }
}

fn read(mut source: Box<dyn Source>, range: Range<u64>) -> Piece {
    let mut bytes = Vec::new();
    let mut read = || {
        source.seek(SeekFrom::Start(range.start))?;
        let length = range.end - range.start;
        let mut limited = (&mut source).take(length);
        match limited.read_to_end(&mut bytes)? as u64 == length {
            true => Ok(()),
            false => Err(Error::other("it has become shorter while it was read")),
        }
    };
    let result = read();
    (source, result.map(|()| bytes.into()))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use axum::http::header::{
        IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE,
    };

    use super::super::super::http_date;
    use super::*;

    /// The choice for a request with these headers.
    fn choice(representation: &Representation, headers: &[(HeaderName, &str)]) -> String {
        choice_of(&Method::GET, representation, headers)
    }

    fn choice_of(
        method: &Method,
        representation: &Representation,
        headers: &[(HeaderName, &str)],
    ) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        match representation.choose(method, &map) {
            Ok(Choice::Whole) => "whole".to_owned(),
            Ok(Choice::NotModified) => "not modified".to_owned(),
            Ok(Choice::Part(range)) => format!("{}..{}", range.start, range.end),
            Err(problem) => problem.status.as_u16().to_string(),
        }
    }

    fn ten() -> Representation {
        Representation::from_bytes("0123456789")
    }

    #[test]
    fn a_range_selects_a_part() {
        for (range, expected) in [
            ("bytes=0-3", "0..4"),
            ("bytes=0-", "0..10"),
            ("bytes=9-", "9..10"),
            ("bytes=4-100", "4..10"),
            ("Bytes= 4-4", "4..5"),
            ("bytes=-3", "7..10"),
            ("bytes=-30", "0..10"),
            ("bytes=0-99999999999999999999999", "0..10"),
            ("bytes=10-", "416"),
            ("bytes=99999999999999999999999-", "416"),
            ("bytes=-0", "416"),
            // None of these is a range that is understood.
            ("bytes=5-4", "whole"),
            ("bytes=", "whole"),
            ("bytes=-", "whole"),
            ("bytes=+1-2", "whole"),
            ("bytes=1-2x", "whole"),
            ("bytes=0-1,3-4", "whole"),
            ("bytes=-1,0-1", "whole"),
            ("items=0-3", "whole"),
            ("bytes", "whole"),
        ] {
            assert_eq!(choice(&ten(), &[(RANGE, range)]), expected, "{range}");
        }
        let two = [(RANGE, "bytes=0-1"), (RANGE, "bytes=2-3")];
        assert_eq!(choice(&ten(), &two), "whole");
        let empty = Representation::from_bytes("");
        assert_eq!(choice(&empty, &[(RANGE, "bytes=0-")]), "416");
        assert_eq!(choice(&empty, &[(RANGE, "bytes=-1")]), "whole");
    }

    #[test]
    fn only_a_get_has_ranges() {
        let range = [(RANGE, "bytes=0-3")];
        for method in [Method::HEAD, Method::POST] {
            assert_eq!(choice_of(&method, &ten(), &range), "whole");
        }
    }

    #[test]
    fn entity_tags_are_compared() {
        let strong = || ten().with_etag("a,b");
        let weak = || ten().with_etag("W/\"a\"");
        for (representation, name, tags, expected) in [
            (strong(), IF_NONE_MATCH, "\"a,b\"", "not modified"),
            (strong(), IF_NONE_MATCH, "W/\"a,b\"", "not modified"),
            (strong(), IF_NONE_MATCH, "\"x\" , W/\"a,b\"", "not modified"),
            (strong(), IF_NONE_MATCH, "*", "not modified"),
            (strong(), IF_NONE_MATCH, "\"a\"", "whole"),
            (strong(), IF_NONE_MATCH, "a,b", "whole"),
            (weak(), IF_NONE_MATCH, "\"a\"", "not modified"),
            (ten(), IF_NONE_MATCH, "\"a\"", "whole"),
            (strong(), IF_MATCH, "\"x\",\"a,b\"", "whole"),
            (strong(), IF_MATCH, "*", "whole"),
            (strong(), IF_MATCH, "W/\"a,b\"", "412"),
            (strong(), IF_MATCH, "\"x\"", "412"),
            (weak(), IF_MATCH, "W/\"a\"", "412"),
            (ten(), IF_MATCH, "\"a\"", "412"),
        ] {
            assert_eq!(choice(&representation, &[(name, tags)]), expected, "{tags}");
        }
        let header = [(IF_NONE_MATCH, "\"a,b\"")];
        assert_eq!(choice_of(&Method::HEAD, &strong(), &header), "not modified");
        assert_eq!(choice_of(&Method::PUT, &strong(), &header), "412");
        let several = [(IF_NONE_MATCH, "\"x\""), (IF_NONE_MATCH, "\"a,b\"")];
        assert_eq!(choice(&strong(), &several), "not modified");
    }

    #[test]
    fn dates_count_where_there_is_no_entity_tag() {
        const BEFORE: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
        const AT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        let date = http_date::parse(AT).unwrap() + Duration::from_millis(500);
        let dated = ten().with_etag("a").with_last_modified(date);
        for (headers, expected) in [
            (vec![(IF_MODIFIED_SINCE, AT)], "not modified"),
            (vec![(IF_MODIFIED_SINCE, BEFORE)], "whole"),
            (vec![(IF_MODIFIED_SINCE, "yesterday")], "whole"),
            (
                vec![(IF_MODIFIED_SINCE, AT), (IF_NONE_MATCH, "\"x\"")],
                "whole",
            ),
            (vec![(IF_UNMODIFIED_SINCE, AT)], "whole"),
            (vec![(IF_UNMODIFIED_SINCE, BEFORE)], "412"),
            (
                vec![(IF_UNMODIFIED_SINCE, BEFORE), (IF_MATCH, "\"a\"")],
                "whole",
            ),
        ] {
            assert_eq!(choice(&dated, &headers), expected, "{headers:?}");
        }
        let since = [(IF_MODIFIED_SINCE, AT)];
        assert_eq!(choice_of(&Method::PUT, &dated, &since), "whole");
    }

    #[test]
    fn a_part_is_sent_only_of_the_version_that_the_client_has() {
        const AT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
        let date = http_date::parse(AT).unwrap();
        let old = || ten().with_etag("a").with_last_modified(date);
        let new = ten().with_last_modified(SystemTime::now());
        let now = http_date::format(SystemTime::now());
        for (representation, if_range, expected) in [
            (old(), "\"a\"", "0..4"),
            (old(), "\"b\"", "whole"),
            (old(), "W/\"a\"", "whole"),
            (ten().with_etag("W/\"a\""), "W/\"a\"", "whole"),
            (old(), AT, "0..4"),
            (old(), "Sun, 06 Nov 1994 08:49:38 GMT", "whole"),
            (old(), "nonsense", "whole"),
            (ten(), AT, "whole"),
            (new, &now, "whole"),
        ] {
            let headers = [(RANGE, "bytes=0-3"), (IF_RANGE, if_range)];
            assert_eq!(choice(&representation, &headers), expected, "{if_range}");
        }
        // Whether the client has all of it comes first.
        let headers = [(RANGE, "bytes=0-3"), (IF_NONE_MATCH, "\"a\"")];
        assert_eq!(choice(&old(), &headers), "not modified");
        let headers = [(RANGE, "bytes=20-"), (IF_RANGE, "\"b\"")];
        assert_eq!(choice(&old(), &headers), "whole");
    }

    #[tokio::test]
    async fn a_reader_is_read_in_pieces() {
        let bytes: Vec<u8> = (0..200_000u32).map(|number| (number % 251) as u8).collect();
        let reader = || Representation::from_reader(Cursor::new(bytes.clone())).unwrap();
        let whole = reader().whole().unwrap();
        assert_eq!(whole.length(), Some(200_000));
        assert_eq!(whole.bytes().await.unwrap(), bytes);
        for range in [0..1, 65_535..65_537, 70_000..199_999, 199_999..200_000] {
            let part = reader().bytes(range.clone()).unwrap();
            let part = part.bytes().await.unwrap();
            let [start, end] = [range.start, range.end].map(|index| index as usize);
            assert_eq!(part, bytes[start..end], "{range:?}");
        }
        let mut longer = reader();
        longer.length += 1;
        assert!(longer.whole().unwrap().bytes().await.is_err());
    }

    #[test]
    fn bytes_that_are_not_those_of_the_range_are_refused() {
        let all = || Representation::from_ranges(10, |_| "0123456789".into());
        assert!(all().whole().is_ok());
        assert!(all().part(0..10).is_ok());
        assert_eq!(all().part(2..5).unwrap_err().status, 500);
        let short = Representation::from_ranges(10, |_| "012345678".into());
        assert_eq!(short.whole().unwrap_err().status, 500);
    }
}
