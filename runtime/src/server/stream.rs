//! Streams as bodies of responses.

use std::pin::Pin;
use std::task::{ready, Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::{Frame, SizeHint};

use super::super::stream::{BoxError, ByteStream, Source};

impl From<ByteStream> for axum::body::Body {
    fn from(stream: ByteStream) -> Self {
        match stream.source {
            Source::Empty => Self::empty(),
            Source::Whole(bytes) => Self::from(bytes),
            Source::Chunks(_) if stream.length().is_some() => {
                Self::new(OfLength { stream, last: None })
            }
            Source::Chunks(chunks) => Self::from_stream(chunks),
        }
    }
}

/// Chunks of a length that was stated before. Any other length is an error, whatever the version of HTTP does with it.
struct OfLength {
    stream: ByteStream,
    /// The chunk that completes the length. It is sent once nothing follows it.
    last: Option<Bytes>,
}

impl OfLength {
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            let left = self.stream.length().unwrap_or_default();
            let next = ready!(Pin::new(&mut self.stream).poll_next(context));
            return Poll::Ready(match next {
                Some(Ok(chunk)) if chunk.len() > left => {
                    self.end();
                    Some(Err("the body is longer than was stated".into()))
                }
                Some(Ok(chunk)) if chunk.is_empty() => continue,
                Some(Ok(chunk)) if chunk.len() == left => {
                    self.last = Some(chunk);
                    continue;
                }
                None if left > 0 => {
                    let message = format!("the body is {left} bytes shorter than was stated");
                    Some(Err(message.into()))
                }
                None => self.last.take().map(Ok),
                Some(Err(error)) => {
                    self.end();
                    Some(Err(error))
                }
                chunk => chunk,
            });
        }
    }

    fn end(&mut self) {
        self.stream = ByteStream::default();
        self.last = None;
    }
}

impl hyper::body::Body for OfLength {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let next = self.poll_chunk(context);
        next.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        let last = self.last.as_ref().map_or(0, Bytes::len);
        let length = self.stream.length().map(|length| (length + last) as u64);
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use hyper::body::Body;

    use super::*;

    struct Listed(std::vec::IntoIter<Result<&'static str, BoxError>>);

    impl Stream for Listed {
        type Item = Result<&'static str, BoxError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next())
        }
    }

    /// What is sent of these chunks, and the error at the end.
    fn sent(chunks: Vec<Result<&'static str, BoxError>>, length: usize) -> (String, String) {
        let stream = ByteStream::from_stream(Listed(chunks.into_iter())).with_length(length);
        let mut body = axum::body::Body::from(stream);
        assert_eq!(body.size_hint().exact(), Some(length as u64));
        let mut context = Context::from_waker(Waker::noop());
        let (mut sent, mut error) = (String::new(), String::new());
        while let Poll::Ready(Some(frame)) = Pin::new(&mut body).poll_frame(&mut context) {
            match frame {
                Ok(frame) => sent += std::str::from_utf8(frame.data_ref().unwrap()).unwrap(),
                Err(cause) => error += &cause.to_string(),
            }
            let left = (length - sent.len()) as u64;
            assert!(!error.is_empty() || body.size_hint().exact() == Some(left));
        }
        (sent, error)
    }

    #[test]
    fn a_body_of_another_length_than_was_stated_ends_with_an_error() {
        let longer = "the body is longer than was stated";
        for (chunks, length, expected) in [
            (vec!["ab", "", "cd", ""], 4, ("abcd", "")),
            (vec![""], 0, ("", "")),
            (vec!["ab", "cd"], 3, ("ab", longer)),
            (vec!["ab", "cd"], 2, ("", longer)),
            (vec!["ab"], 0, ("", longer)),
            (
                vec!["ab", "c"],
                5,
                ("abc", "the body is 2 bytes shorter than was stated"),
            ),
        ] {
            let (sent, error) = sent(chunks.iter().copied().map(Ok).collect(), length);
            assert_eq!((sent.as_str(), error.as_str()), expected, "{chunks:?}");
        }
        let failing = vec![Ok("ab"), Err("lost".into())];
        assert_eq!(sent(failing, 2), (String::new(), "lost".to_owned()));
    }
}
