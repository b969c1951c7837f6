//! The processor time and the allocations of a request: those of a generated server and of servers that are written by
//! hand, called in process, without sockets and without a log.
//!
//!     cargo run --release                        # ratios to the server without checks
//!     cargo run --release -- get generated 1000  # one request, so many times, for a profiler
//!
//! The servers take turns, and the median of the rounds counts, so that other load on the machine affects all of them.

mod by_hand;
mod generated;

#[allow(
    dead_code,
    unused_imports,
    reason = "an API has more than its benchmark uses"
)]
mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

use std::alloc::System;
use std::future::poll_fn;
use std::pin::pin;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use cpu_time::ProcessTime;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tower_service::Service;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: usize = 31;

/// Bytes that are sent in a round, and the most requests.
const ROUND_BYTES: usize = 4 << 20;
const ROUND_REQUESTS: usize = 2000;

/// A request.
struct Case {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    body: Bytes,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let cases = [
        case("get", "GET", "/shops/main/stock?limit=20&state=used", ""),
        case("post", "POST", "/items", &item(7)),
        case("64 KB", "POST", "/deliveries", &delivery(64_000)),
        case("1 MB", "POST", "/deliveries", &delivery(1_000_000)),
    ];
    let mut servers = [
        ("unchecked", by_hand::unchecked()),
        ("garde", by_hand::with_garde()),
        ("jsonschema", by_hand::with_jsonschema()),
        ("generated", generated::router()),
    ];
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [case, server, count] = arguments.as_slice() {
        let case = cases.iter().find(|it| it.name == case).expect("a request");
        let (_, server) = servers
            .iter_mut()
            .find(|it| it.0 == server)
            .expect("a server");
        for _ in 0..count.parse().expect("a number") {
            call(server, case).await;
        }
        return;
    }
    for case in &cases {
        compare(case, &mut servers).await;
    }
}

/// Prints the time and the allocations of each server for a request.
async fn compare(case: &Case, servers: &mut [(&str, Router)]) {
    let requests = (ROUND_BYTES / case.body.len().max(1)).clamp(1, ROUND_REQUESTS);
    let mut times = vec![Vec::new(); servers.len()];
    let mut allocations = vec![0; servers.len()];
    for round in 0..=ROUNDS {
        for (number, (_, server)) in servers.iter_mut().enumerate() {
            let (start, region) = (ProcessTime::now(), Region::new(ALLOCATOR));
            for _ in 0..requests {
                call(server, case).await;
            }
            let (time, change) = (start.elapsed(), region.change());
            // The first round fills caches.
            if round > 0 {
                times[number].push(time.as_secs_f64() * 1e6 / requests as f64);
            }
            allocations[number] = (change.allocations + change.reallocations) / requests;
        }
    }
    let medians: Vec<f64> = times.into_iter().map(median).collect();
    for (number, (server, _)) in servers.iter().enumerate() {
        println!(
            "{:8} {server:10} {:10.2} µs {:6.2} times {:8} allocations",
            case.name,
            medians[number],
            medians[number] / medians[0],
            allocations[number],
        );
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn call(server: &mut Router, case: &Case) {
    let request = Request::builder().method(case.method).uri(case.path);
    let request = request
        .header("host", "localhost:3000")
        .header("user-agent", "curl/8.5.0")
        .header("accept", "*/*");
    let request = match case.method {
        "GET" => request,
        _ => request
            .header("content-type", "application/json")
            .header("content-length", case.body.len()),
    };
    let request = request
        .body(Body::from(case.body.clone()))
        .expect("it is valid");
    let response = server.call(request).await.expect("it is infallible");
    assert!(
        response.status().is_success(),
        "{}: {}",
        case.name,
        response.status()
    );
    let mut body = pin!(response.into_body());
    while let Some(piece) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        piece.expect("it is in memory");
    }
}

fn case(name: &'static str, method: &'static str, path: &'static str, body: &str) -> Case {
    let body = Bytes::copy_from_slice(body.as_bytes());
    Case {
        name,
        method,
        path,
        body,
    }
}

/// A JSON array of that many bytes or a few more.
fn delivery(bytes: usize) -> String {
    let mut text = String::from("[");
    for number in 0.. {
        text.push_str(&item(number));
        if text.len() >= bytes {
            break;
        }
        text.push(',');
    }
    text + "]"
}

fn item(number: usize) -> String {
    format!(
        r#"{{"code":"ABC-{:04}","name":"A lamp for the desk","state":"used","quantity":{},"price":{}.95,"active":true,"tags":["light","desk","number {number}"],"size":{{"width":120,"height":45}},"weight":1.25,"note":"The cable is two metres long."}}"#,
        number % 10_000,
        number % 100,
        number % 1000,
    )
}
