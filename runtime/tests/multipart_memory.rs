//! Files of multipart bodies are not held in memory. It is a binary of its own, since it measures the peak of the process.

#![cfg(target_os = "linux")]

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use specfirst_runtime::client::Client;
use specfirst_runtime::multipart::File;
use specfirst_runtime::operation;
use specfirst_runtime::server::{Input, Response, Service};
use specfirst_runtime::stream::ByteStream;
use tokio::net::TcpListener;

const CONTRACT: &str = r#"{"operation":"copy","method":"POST","path":"/","body":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","required":["file"],"properties":{"file":{"type":"string"}}},"shape":{"members":{"file":"string"}},"parts":{"file":[]}}}}}"#;

const LENGTH: usize = 200 << 20;

struct Copy {
    file: File,
}
operation::multipart!(Copy { file: file("file") });

struct CopyOfIt {
    file: File,
}
operation::multipart_response!(CopyOfIt { file: file("file") });

#[expect(
    dead_code,
    reason = "the client returns the content of the only success"
)]
enum CopyResponse {
    Ok(CopyOfIt),
}
operation::responses!(multipart [file "file"] CopyResponse -> CopyOfIt {
    200 => Ok(multipart "multipart/form-data")
});

/// Pieces of 64 KiB.
struct Zeros(usize);

impl Stream for Zeros {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        static PIECE: [u8; 64 * 1024] = [b'0'; 64 * 1024];
        let length = self.0.min(PIECE.len());
        self.0 -= length;
        Poll::Ready((length > 0).then(|| Ok(Bytes::from_static(&PIECE[..length]))))
    }
}

/// The greatest amount of memory that the process has occupied, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.unwrap().split_whitespace().nth(1);
    number.unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_file_that_goes_up_and_down_takes_less_than_20_mb() {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "copy",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let Copy { file } = input.multipart()?;
            let response = Response::multipart("multipart/form-data", 200, CopyOfIt { file });
            response.map_err(Into::into)
        },
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, service.router()).await });
    let client = Client::new(format!("http://{address}"));
    let before = peak();
    let file = File::new(ByteStream::from_stream(Zeros(LENGTH)));
    let request = client.request(http::Method::POST, "/");
    let request = request.multipart("multipart/form-data", Copy { file });
    let copy = request.send_multipart::<CopyResponse>().await;
    let mut content = copy.ok().unwrap().file.content;
    let mut length = 0;
    while let Some(piece) = content.next().await {
        length += piece.unwrap().len();
    }
    assert_eq!(length, LENGTH);
    let taken = peak() - before;
    assert!(taken < 20_000, "{taken} KiB");
    println!("{taken} KiB");
}
