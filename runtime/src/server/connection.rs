//! One connection: its requests are served, and it is closed when its client keeps it idle.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::{pin, Pin};
use std::task::{ready, Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::{self, Method, StatusCode, Version};
use axum::Router;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::service::{service_fn, Service};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::activity::{expired, Activity, Direction, UnderWay, Wait};
use super::body::discard;
use super::problem::Problem;
use super::settings::Settings;

/// How long an idle connection may take to be closed properly.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(200);

/// Limit for the head of a request, and for what is read of a body ahead of its handler.
const HTTP1_BUFFER: usize = 64 * 1024;
const HTTP2_HEADER_LIST: u32 = 32 * 1024;
const HTTP2_STREAM_WINDOW: u32 = 64 * 1024;
const HTTP2_CONNECTION_WINDOW: u32 = 1024 * 1024;

/// The longest piece of a response's body. hyper drops a body with its last piece: a longer one would not count as a request
/// under way while it is sent, and its connection would be closed as an idle one.
const LONGEST_PIECE: usize = 64 * 1024;

/// What the server signals to all its connections.
pub(super) struct Signals {
    pub stopping: watch::Receiver<bool>,
    /// Whether others wait for a connection to be closed.
    pub pressure: watch::Receiver<bool>,
}

/// Serves a connection until either side closes it.
pub(super) async fn serve_connection(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    settings: Settings,
    signals: Signals,
) {
    let (activity, activities) = watch::channel(Activity::default());
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| {
        respond(request, address, router.clone(), UnderWay::new(&activity))
    });
    let builder = builder(settings);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // An error means that the connection is closed, by a client that may do so at any time.
        _ = connection.as_mut() => {}
        () = expired(activities, settings, signals.pressure) => {
            connection.as_mut().graceful_shutdown();
            let _ = timeout(CLOSE_TIMEOUT, connection).await;
        }
        () = stopped(signals.stopping) => {
            connection.as_mut().graceful_shutdown();
            let _ = timeout(settings.shutdown_timeout, connection).await;
        }
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the server is gone, which is a stop as well.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn builder(settings: Settings) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout)
        .max_buf_size(HTTP1_BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(settings.header_timeout)
        .keep_alive_timeout(settings.header_timeout)
        .max_header_list_size(HTTP2_HEADER_LIST)
        .initial_stream_window_size(HTTP2_STREAM_WINDOW)
        .initial_connection_window_size(HTTP2_CONNECTION_WINDOW)
        .max_concurrent_streams(settings.max_concurrent_streams);
    builder
}

async fn respond(
    mut request: Request<Incoming>,
    address: SocketAddr,
    router: TowerToHyperService<Router>,
    under_way: UnderWay,
) -> Result<http::Response<ResponseBody>, Infallible> {
    let is_head = request.method() == Method::HEAD;
    request.extensions_mut().insert(ConnectInfo(address));
    let mut response = match has_host(&request) {
        true => {
            let wait = under_way.wait(Direction::Reading);
            let request = request.map(|body| Body::new(RequestBody { body, wait }));
            router.call(request).await?
        }
        false => {
            let (head, body) = request.into_parts();
            let wait = under_way.wait(Direction::Reading);
            discard(Body::new(RequestBody { body, wait }), &head.headers);
            let detail = "The request must have exactly one Host header.";
            let problem = Problem::new(StatusCode::BAD_REQUEST, detail);
            problem.into_response().into_http(is_head)
        }
    };
    // Router adds a length to every response. In HTTP/1.1 hyper removes it from these.
    if matches!(
        response.status(),
        StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED
    ) {
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    let has_unknown_length = is_head && !response.headers().contains_key(CONTENT_LENGTH);
    let wait = under_way.wait(Direction::Writing);
    Ok(response.map(|body| ResponseBody {
        body,
        rest: Bytes::new(),
        has_unknown_length,
        wait,
        _under_way: under_way,
    }))
}

/// Whether the request is for one host (RFC 9112, section 3.2); HTTP/2 has `:authority` for it.
fn has_host(request: &Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(HOST).iter().count();
    match request.version() {
        Version::HTTP_11 => hosts == 1,
        _ => hosts <= 1,
    }
}

/// The body of a request. While its reader waits for the next piece, the request waits for the client to send.
struct RequestBody {
    body: Incoming,
    wait: Wait,
}

impl HttpBody for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let next = Pin::new(&mut self.body).poll_frame(context);
        self.wait.set(next.is_pending());
        self.wait.count(&next);
        next
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response. Between a piece and the poll for the next one, its request waits for the client to read.
struct ResponseBody {
    body: Body,
    /// The rest of a piece that is too long.
    rest: Bytes,
    /// The response to a HEAD request for a stream: without a body, and without `Content-Length: 0`.
    has_unknown_length: bool,
    wait: Wait,
    _under_way: UnderWay,
}

impl ResponseBody {
    fn poll_piece(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            let next = ready!(Pin::new(&mut self.body).poll_frame(context));
            let Some(Ok(frame)) = next else {
                return Poll::Ready(next);
            };
            match frame.into_data() {
                Ok(data) => self.rest = data,
                Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
            }
        }
        let length = self.rest.len().min(LONGEST_PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = self.poll_piece(context);
        self.wait.set(matches!(next, Poll::Ready(Some(Ok(_)))));
        self.wait.count(&next);
        next
    }

    fn is_end_stream(&self) -> bool {
        !self.has_unknown_length && self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // Once a piece was split, what is left is not asked for any more.
        match self.has_unknown_length || !self.rest.is_empty() {
            true => SizeHint::default(),
            false => self.body.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[tokio::test]
    async fn a_long_response_is_sent_in_pieces_of_64_kib() {
        let activity = watch::Sender::new(Activity::default());
        let under_way = UnderWay::new(&activity);
        let mut body = ResponseBody {
            body: Body::from("x".repeat(150 * 1024)),
            rest: Bytes::new(),
            has_unknown_length: false,
            wait: under_way.wait(Direction::Writing),
            _under_way: under_way,
        };
        let mut lengths = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            lengths.push(frame.unwrap().into_data().unwrap().len());
        }
        assert_eq!(lengths, [64 * 1024, 64 * 1024, 22 * 1024]);
    }
}
