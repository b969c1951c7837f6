//! The server that `tests/abuse/abuse.py` attacks: small operations with bodies, streams and recursive schemas.
//!
//! `LOG_EVENTS=100000` writes so many log entries instead, and prints the time that they cost.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use specfirst_runtime::server::{serve, Input, Log, Response, Service};
use specfirst_runtime::stream::ByteStream;

const CONTRACT: &str = concat!(
    r#"{"operation":"ping","method":"GET","path":"/ping","parameters":[{"name":"name","in":"query","schema":{"type":"string","pattern":"^(a+)+(?<!a)$"},"shape":"string"}]}"#,
    "\n",
    r#"{"operation":"read","method":"POST","path":"/json","body":{"required":true,"content":{"application/json":{"schema":{"$ref":"Value"}}}}}"#,
    "\n",
    r#"{"operation":"match","method":"POST","path":"/patterns","body":{"required":true,"content":{"application/json":{"schema":{"type":"array","items":{"type":"string","pattern":"^(a+)+(?<!a)$"}}}}}}"#,
    "\n",
    r#"{"operation":"union","method":"POST","path":"/union","body":{"required":true,"content":{"application/json":{"schema":{"$ref":"Union"}}}}}"#,
    "\n",
    r#"{"operation":"upload","method":"POST","path":"/upload","body":{"required":true,"content":{"*/*":{"stream":true}}}}"#,
    "\n",
    r#"{"operation":"endless","method":"GET","path":"/endless"}"#,
    "\n",
    r#"{"schema":"Value","is":{}}"#,
    "\n",
    r#"{"schema":"Union","is":{"oneOf":[{"type":"integer"},{"type":"array","items":{"$ref":"Union"}},{"type":"array","items":{"anyOf":[{"type":"string"},{"$ref":"Union"}]},"minItems":3}]}}"#,
    "\n",
);

/// A stream without end.
struct Endless;

impl futures_core::Stream for Endless {
    type Item = Result<&'static [u8], std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Ok(&[b'x'; 16 * 1024])))
    }
}

fn service() -> Service<()> {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "ping",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(200).text("text/plain", "pong")?) },
    );
    for operation in ["read", "match", "union"] {
        service.route(
            operation,
            |input| Ok((input,)),
            |_: &(), input: Input| async move {
                let _: serde_json::Value = input.json()?;
                Ok(Response::head(204).empty()?)
            },
        );
    }
    service.route(
        "upload",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let bytes = input.stream()?.bytes_up_to(1024 * 1024).await?;
            Ok(Response::head(200).text("text/plain", bytes.len().to_string())?)
        },
    );
    service.route(
        "endless",
        |_| Ok(()),
        |_: &()| async move {
            Ok(Response::head(200).stream("text/plain", ByteStream::from_stream(Endless))?)
        },
    );
    service
}

/// Writes log entries like those of requests.
fn write_log(events: u64) {
    let start = Instant::now();
    for number in 0..events {
        let span = tracing::info_span!(
            "request",
            method = "GET",
            path = "/ping",
            operation = "ping",
            status = tracing::field::Empty,
            latency_ms = tracing::field::Empty,
        );
        span.in_scope(|| {
            span.record("status", 200);
            span.record("latency_ms", number);
            tracing::info!("finished");
        });
    }
    let time = start.elapsed();
    Log::flush_all();
    println!(
        "{events} entries in {time:?}: {:?} each",
        time / u32::try_from(events).unwrap_or(1)
    );
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let log = tracing_subscriber::fmt().with_ansi(false);
    match std::env::var("LOG_DIRECT") {
        Ok(_) => log.with_writer(std::io::stderr).init(),
        Err(_) => log.with_writer(Log::new).init(),
    }
    if let Ok(events) = std::env::var("LOG_EVENTS") {
        write_log(events.parse().unwrap_or(100_000));
        return Ok(());
    }
    serve(service().router(), "127.0.0.1:0").await
}
