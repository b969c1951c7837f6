//! Multipart bodies whose parts the document does not list.

use std::fmt;

use http::HeaderMap;

use super::super::stream::{BoxError, ByteStream};
use super::content::Content;
use super::read::{boundary, PartsReader, ReadError};
use super::write::PartsWriter;

/// A multipart body as it is: its media type, which has the boundary between the parts, and its bytes.
///
/// [`parts`](Self::parts) takes it apart, one part after the other, and [`from_parts`](Self::from_parts) makes one.
#[derive(Debug)]
pub struct RawMultipart {
    /// The value of `Content-Type`: `multipart/mixed; boundary=…`.
    pub media_type: String,

    /// The bytes.
    pub content: ByteStream,
}

/// A part of a [`RawMultipart`].
#[derive(Debug, Default)]
pub struct Part {
    /// The headers, such as `Content-Type` and `Content-Disposition`. A part without any is sent with the content type
    /// `application/octet-stream`, and one that arrives without any is refused.
    pub headers: HeaderMap,

    /// The bytes.
    pub content: ByteStream,
}

/// The parts of a body, in its order.
pub struct PartStream {
    reader: PartsReader,
    /// The content of the part that was taken last.
    last: Content,
}

impl RawMultipart {
    /// A body that has been written already. The media type has to have the boundary.
    pub fn new(media_type: impl Into<String>, content: impl Into<ByteStream>) -> Self {
        Self {
            media_type: media_type.into(),
            content: content.into(),
        }
    }

    /// A body of these parts, with a boundary that is made for it. The media type is one such as `multipart/mixed`.
    pub fn from_parts(media_type: &str, parts: impl IntoIterator<Item = Part>) -> Self {
        let mut writer = PartsWriter::new(media_type);
        for part in parts {
            writer.part(&part.headers, part.content);
        }
        let media_type = writer.content_type();
        Self::new(media_type, writer.finish().0)
    }

    /// The parts, which are read from the body one after the other. There may be 1,000, with 16 KiB of headers each.
    ///
    /// # Errors
    /// When the media type has no boundary.
    pub fn parts(self) -> Result<PartStream, BoxError> {
        let boundary = boundary(&self.media_type)?;
        Ok(PartStream {
            reader: PartsReader::new(self.content, boundary),
            last: Content::default(),
        })
    }

    /// Checks that the media type has a boundary.
    pub(crate) fn checked(self) -> Result<Self, ReadError> {
        boundary(&self.media_type)?;
        Ok(self)
    }
}

impl PartStream {
    /// The next part; `None` at the end. What was not read of the content of the one before is skipped, and its stream ends
    /// with an error. The future may be dropped before it has ended, as by `select!`: the next call goes on where it was.
    ///
    /// # Errors
    /// When the body is not multipart, the connection fails or the sender aborts.
    pub async fn next(&mut self) -> Option<Result<Part, BoxError>> {
        let next = self.next_part().await;
        next.map_err(BoxError::from).transpose()
    }

    async fn next_part(&mut self) -> Result<Option<Part>, ReadError> {
        self.last.skip().await?;
        let Some(field) = self.reader.next().await? else {
            return Ok(None);
        };
        let headers = field.headers().clone();
        self.last = Content::new(field);
        let content = ByteStream::from_stream(self.last.clone());
        Ok(Some(Part { headers, content }))
    }
}

impl fmt::Debug for PartStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartStream(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::{pin, Pin};
    use std::task::{Context, Poll, Waker};

    use bytes::Bytes;
    use futures_core::Stream;
    use http::header::CONTENT_TYPE;

    use super::*;

    #[tokio::test]
    async fn what_is_made_of_parts_is_taken_apart_again() {
        let part = |media_type: &'static str, content: &'static str| {
            let mut part = Part::default();
            part.headers
                .insert(CONTENT_TYPE, media_type.parse().unwrap());
            part.content = content.into();
            part
        };
        let parts = [part("text/plain", "a\r\nb"), part("image/png", "")];
        let body = RawMultipart::from_parts("multipart/mixed", parts);
        assert!(body.media_type.starts_with("multipart/mixed; boundary="));
        let mut parts = body.parts().unwrap();
        let mut found = Vec::new();
        while let Some(part) = parts.next().await {
            let part = part.unwrap();
            let content = part.content.bytes().await.unwrap();
            found.push((part.headers[CONTENT_TYPE].clone(), content));
        }
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0, "text/plain");
        assert_eq!(found[0].1, "a\r\nb");
        assert_eq!(
            (&found[1].0, &found[1].1),
            (&"image/png".parse().unwrap(), &"".into())
        );
    }

    #[tokio::test]
    async fn what_is_not_read_of_a_part_is_skipped() {
        let long = Part {
            content: vec![b'x'; 1 << 20].into(),
            ..Part::default()
        };
        let last = Part {
            content: "last".into(),
            ..Part::default()
        };
        let body = RawMultipart::from_parts("multipart/mixed", [long, last]);
        let mut parts = body.parts().unwrap();
        let mut long = parts.next().await.unwrap().unwrap();
        assert!(long.content.next().await.unwrap().is_ok());
        let last = parts.next().await.unwrap().unwrap();
        assert!(long.content.next().await.unwrap().is_err());
        assert_eq!(last.content.bytes().await.unwrap(), "last");
        assert!(parts.next().await.is_none());
    }

    /// A body that arrives in pieces, with time in between.
    struct Slow {
        rest: Bytes,
        is_late: bool,
    }

    impl Stream for Slow {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.is_late = !self.is_late;
            if self.is_late {
                return Poll::Pending;
            }
            let length = self.rest.len().min(10_000);
            let piece = self.rest.split_to(length);
            Poll::Ready((length > 0).then_some(Ok(piece)))
        }
    }

    /// A long part and a short one of a slow body.
    async fn slow_parts() -> PartStream {
        let part = |content: Vec<u8>| Part {
            content: content.into(),
            ..Part::default()
        };
        let parts = [part(vec![b'x'; 1 << 20]), part(vec![b'y'])];
        let body = RawMultipart::from_parts("multipart/mixed", parts);
        let content = ByteStream::from_stream(Slow {
            rest: body.content.bytes().await.unwrap(),
            is_late: false,
        });
        let body = RawMultipart::new(body.media_type, content);
        body.parts().unwrap()
    }

    /// The next part, and how many futures were dropped before it was there.
    fn next_of_many(parts: &mut PartStream) -> (Part, usize) {
        let mut context = Context::from_waker(Waker::noop());
        let mut dropped = 0;
        loop {
            match pin!(parts.next()).poll(&mut context) {
                Poll::Pending => dropped += 1,
                Poll::Ready(next) => return (next.unwrap().unwrap(), dropped),
            }
        }
    }

    #[tokio::test]
    async fn a_future_of_the_next_part_may_be_dropped() {
        let mut parts = slow_parts().await;
        let (mut long, _) = next_of_many(&mut parts);
        let (mut short, dropped) = next_of_many(&mut parts);
        assert!(dropped > 100, "{dropped}");
        assert!(long.content.next().await.unwrap().is_err());
        let mut context = Context::from_waker(Waker::noop());
        let content = loop {
            if let Poll::Ready(content) = pin!(short.content.next()).poll(&mut context) {
                break content.unwrap().unwrap();
            }
        };
        assert_eq!(content, "y");
    }

    #[tokio::test]
    async fn what_is_left_of_a_part_is_not_passed_on_after_some_was_skipped() {
        let mut parts = slow_parts().await;
        let (mut long, _) = next_of_many(&mut parts);
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..3 {
            assert!(pin!(parts.next()).poll(&mut context).is_pending());
        }
        assert!(long.content.next().await.unwrap().is_err());
    }

    #[tokio::test]
    async fn a_part_without_headers_is_refused() {
        let content = "--b\r\n\r\nlost\r\n--b\r\nA: b\r\n\r\nfound\r\n--b--\r\n";
        let body = RawMultipart::new("multipart/mixed; boundary=b", content);
        let part = body.parts().unwrap().next().await.unwrap();
        let error = part.unwrap_err().to_string();
        assert_eq!(error, "A part of the body has no headers.");
    }

    #[test]
    fn a_body_without_a_boundary_is_refused() {
        assert!(RawMultipart::new("multipart/mixed", "a").parts().is_err());
        assert!(RawMultipart::new("multipart/mixed; boundary=a", "a")
            .parts()
            .is_ok());
    }
}
