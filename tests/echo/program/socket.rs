//! Sends each line to the server of its operation, which sends back what its handler gets: by the generated client, and as it
//! is, by a request that is written here.

mod lines;
mod types;

use std::any::Any;
use std::future::Future;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::pin::Pin;
use std::time::Duration;

use lines::Failure;
use specfirst_runtime::json::{Deserialize, Serialize};
use specfirst_runtime::server::HandlerError;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Serves the API of a document.
type Serve = fn(TcpListener) -> Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>;

/// Sends a JSON text as the body of an operation, by the generated client of the server at an address.
type Call = fn(String, &str) -> Pin<Box<dyn Future<Output = lines::Echo> + '_>>;

/// An operation that sends back what it gets.
struct Operation {
    /// The index of the document.
    api: usize,
    path: &'static str,
    call: Call,
}

/// A handler's response with the body that it got. If `readOnly` or `writeOnly` members make it another type, the body is
/// written and read again.
fn respond<T, R, E>(response: fn(R) -> E, body: T) -> Result<E, HandlerError>
where
    T: Serialize + 'static,
    R: for<'de> Deserialize<'de> + 'static,
{
    let body: Box<dyn Any> = match (Box::new(body) as Box<dyn Any>).downcast::<R>() {
        Ok(body) => return Ok(response(*body)),
        Err(body) => body,
    };
    let text = serde_json::to_string(body.downcast_ref::<T>().unwrap())?;
    Ok(response(serde_json::from_str(&text)?))
}

/// Reads the body of a call.
fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Error(format!("cannot be read: {error}")))
}

/// What a call returns, as JSON.
fn written<T: Serialize, E: std::fmt::Debug>(result: Result<T, E>) -> lines::Echo {
    let value = result.map_err(|error| Failure::Error(format!("{error:?}")))?;
    serde_json::to_string(&value)
        .map_err(|error| Failure::Error(format!("cannot be written: {error}")))
}

/// Sends a text, and returns the body of the response.
fn send(address: SocketAddr, path: &str, text: &str) -> lines::Echo {
    let (head, body) = exchange(address, path, text).map_err(Failure::Error)?;
    match head.split(' ').nth(1) {
        Some("200") => Ok(body),
        Some("422") => Err(Failure::Invalid(body)),
        _ => Err(Failure::Error(format!("{head} {body}"))),
    }
}

/// The head and the body of the response to a text.
fn exchange(address: SocketAddr, path: &str, text: &str) -> Result<(String, String), String> {
    let exchanged = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let length = text.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
            Content-Length: {length}\r\nConnection: close\r\n\r\n{text}"
        )?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response)?;
        Ok(response)
    };
    let response = exchanged().map_err(|error: std::io::Error| error.to_string())?;
    let response = String::from_utf8(response).map_err(|error| error.to_string())?;
    let (head, body) = response.split_once("\r\n\r\n").ok_or("no head of a response")?;
    let length = format!("content-length: {}\r\n", body.len());
    match format!("{head}\r\n").to_lowercase().contains(&length) {
        true => Ok((head.to_owned(), body.to_owned())),
        false => Err(format!("the body has {} bytes, and another length in {head}", body.len())),
    }
}

fn main() {
    let runtime = Runtime::new().unwrap();
    let start = |serve: &Serve| {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(serve(listener));
        address
    };
    let addresses: Vec<SocketAddr> = types::APIS.iter().map(start).collect();
    let client = |index: usize, text: &str| {
        let Operation { api, call, .. } = &types::OPERATIONS[index];
        runtime.block_on(call(format!("http://{}", addresses[*api]), text))
    };
    let server = |index: usize, text: &str| {
        let Operation { api, path, .. } = &types::OPERATIONS[index];
        send(addresses[*api], path, text)
    };
    lines::answer(client, server);
}
