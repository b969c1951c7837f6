//! Webhooks and callbacks, sent by the generated client to the generated receiver over a socket.

use calls_of_all::serve;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use received_webhooks::api::client::{self, Client, Error};
use received_webhooks::api::operations::*;
use received_webhooks::api::receiver::{
    self, Auth, AuthError, Authenticated, Bearer, CallbackName, Callbacks, HandlerError, Service, SigningSecrets,
    WebhookName, Webhooks, current_request,
};
use received_webhooks::api::runtime::client::{Client as Requests, Method, Response};
use received_webhooks::api::types::Order;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

/// Keeps what a handler got.
#[derive(Clone, Debug, Default)]
struct Got(Arc<Mutex<Vec<String>>>);

impl Got {
    fn put(&self, value: impl std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{value:?}"));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Auth for Got {
    type Caller = String;

    async fn token(&self, token: Bearer) -> Result<Authenticated<String>, AuthError> {
        match token.as_str() {
            "t" => Ok(Authenticated::new("sender".to_owned()).scopes(["orders"])),
            _ => Err(AuthError::Unauthorized),
        }
    }
}

impl Webhooks for Got {
    async fn order_created(
        &self,
        params: OrderCreatedParams,
        body: Order,
    ) -> Result<OrderCreatedResponse, HandlerError> {
        let request = current_request().unwrap();
        let id = request.headers()["webhook-id"].to_str().unwrap().to_owned();
        let timestamp: u64 = request.headers()["webhook-timestamp"].to_str().unwrap().parse().unwrap();
        assert!(now().abs_diff(timestamp) <= 300);
        self.put((id, params.x_delivery, body.id));
        Ok(match body.amount {
            Some(0) => OrderCreatedResponse::Gone,
            _ => OrderCreatedResponse::NoContent,
        })
    }

    async fn order_shipped(
        &self,
        caller: String,
        body: Option<OrderShippedRequest>,
    ) -> Result<OrderShippedResponse, HandlerError> {
        let length = match body {
            Some(OrderShippedRequest::Binary(body)) => body.bytes().await?.len(),
            Some(OrderShippedRequest::Text(body)) => body.len(),
            None => 0,
        };
        self.put((caller, length));
        Ok(OrderShippedResponse::Ok(length as i64))
    }

    async fn get_order_shipped(&self) -> Result<GetOrderShippedResponse, HandlerError> {
        self.put("listens");
        Ok(GetOrderShippedResponse::NoContent)
    }
}

impl Callbacks for Got {
    async fn subscribe_delivered(
        &self,
        params: SubscribeDeliveredParams,
        body: Order,
    ) -> Result<SubscribeDeliveredResponse, HandlerError> {
        self.put((params.attempt, &body.id));
        Ok(SubscribeDeliveredResponse::Ok(body))
    }

    async fn subscribe_failed(&self, caller: Option<String>) -> Result<SubscribeFailedResponse, HandlerError> {
        self.put(caller);
        Ok(SubscribeFailedResponse::NoContent)
    }
}

fn secrets(secret: &str) -> SigningSecrets {
    SigningSecrets::new(secret).unwrap()
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn order(id: &str) -> Order {
    Order { id: id.to_owned(), amount: None }
}

fn sender(secrets: SigningSecrets) -> client::Webhooks {
    client::Webhooks::new(Client::default().with_token("t"), secrets)
}

/// The receiver of webhooks, and its URL.
async fn start(configure: impl FnOnce(Service<Got>) -> Service<Got>) -> (Got, String) {
    let got = Got::default();
    let service = configure(receiver::webhooks(got.clone(), secrets(SECRET)));
    let url = serve(service.router()).await;
    (got, url)
}

/// The status of a response that is not documented, and the detail of its problem.
fn refused<T: std::fmt::Debug, R: std::fmt::Debug>(result: Result<T, Error<R>>) -> (u16, String) {
    match result {
        Err(Error::Unexpected(response)) => {
            let problem: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
            let detail = problem["detail"].as_str().unwrap().to_owned();
            (response.status.as_u16(), detail)
        }
        other => panic!("{other:?}"),
    }
}

/// A webhook as any program sends it: its signature for a time and a body, and then the body.
async fn send(url: &str, time: u64, signed: &str, body: &str) -> Response {
    let signature = secrets(SECRET).sign("msg_1", time, signed.as_bytes());
    let request = Requests::new("").request_at(Method::POST, url);
    let request = request.header("webhook-id", "msg_1").header("webhook-timestamp", &time);
    let request = request.header("webhook-signature", &signature);
    request.text("application/json", body).response().await.unwrap()
}

#[tokio::test]
async fn a_signed_webhook_reaches_its_handler() {
    let (got, url) = start(|service| service).await;
    let hooks = sender(secrets(SECRET));
    let url = format!("{url}/order.created");
    let params = OrderCreatedParams { x_delivery: Some(7) };
    hooks.order_created(&url, &params, &order("o1")).await.unwrap();
    let received = got.take().remove(0);
    assert!(received.starts_with(r#"("msg_"#) && received.ends_with(r#"", Some(7), "o1")"#), "{received}");

    // Sent again, it has the same id.
    let again = Client::default().with_header("webhook-id", "msg_of_mine");
    let again = client::Webhooks::new(again, secrets(SECRET));
    let gone = Order { amount: Some(0), ..order("o2") };
    let answer = again.order_created(&url, &OrderCreatedParams::default(), &gone).await;
    let Err(Error::Response(response)) = answer else { panic!("{answer:?}") };
    assert_eq!(response.body, OrderCreatedResponse::Gone);
    assert_eq!(got.take(), [r#"("msg_of_mine", None, "o2")"#]);
}

#[tokio::test]
async fn a_body_that_is_signed_and_invalid_is_a_422() {
    let (got, url) = start(|service| service).await;
    let url = format!("{url}/order.created");
    let answer = sender(secrets(SECRET)).order_created(&url, &Default::default(), &order("x1")).await;
    let (status, detail) = refused(answer);
    assert_eq!(status, 422);
    assert!(detail.contains("body/id"), "{detail}");
    let response = send(&url, now(), "{", "{").await;
    assert_eq!(response.status(), 400);
    assert_eq!(got.take(), Vec::<String>::new());
}

#[tokio::test]
async fn a_webhook_without_a_right_signature_is_a_401_before_its_body_is_parsed() {
    let (got, url) = start(|service| service.body_limit(1000)).await;
    let url = format!("{url}/order.created");
    let answer = sender(secrets(OTHER)).order_created(&url, &Default::default(), &order("x1")).await;
    assert_eq!(refused(answer).0, 401);
    // Another body than the one that was signed, a time long ago, and one to come.
    let body = r#"{"id":"o1"}"#;
    for (time, signed, status) in [
        (now(), body, 204),
        (now(), "{}", 401),
        (now() - 310, body, 401),
        (now() + 310, body, 401),
        (now() - 290, body, 204),
    ] {
        let response = send(&url, time, signed, body).await;
        assert_eq!(response.status(), status, "{time} {signed}");
        assert_eq!(response.headers().contains_key("www-authenticate"), status == 401);
        got.take();
    }
    // Not signed at all, and longer than a body may be.
    let request = Requests::new("").request_at(Method::POST, &url);
    let response = request.text("application/json", body).response().await.unwrap();
    assert_eq!(response.status(), 401);
    let long = "x".repeat(1001);
    assert_eq!(send(&url, now(), &long, &long).await.status(), 413);
    assert_eq!(got.take(), Vec::<String>::new());
}

#[tokio::test]
async fn the_time_that_a_webhook_may_be_old_can_be_set() {
    let strict = secrets(SECRET).with_tolerance(Duration::from_secs(60));
    let url = serve(receiver::webhooks(Got::default(), strict).router()).await;
    let body = r#"{"id":"o1"}"#;
    for (age, status) in [(50, 204), (70, 401)] {
        let response = send(&format!("{url}/order.created"), now() - age, body, body).await;
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn while_a_secret_is_changed_both_are_accepted() {
    let both = secrets(OTHER).and(SECRET).unwrap();
    let url = serve(receiver::webhooks(Got::default(), both.clone()).router()).await;
    for secrets in [secrets(SECRET), secrets(OTHER), both.clone()] {
        let url = format!("{url}/order.created");
        sender(secrets).order_created(&url, &Default::default(), &order("o1")).await.unwrap();
    }
    // A sender that changes its secret signs with both.
    let (_, url) = start(|service| service).await;
    let url = format!("{url}/order.created");
    sender(both).order_created(&url, &Default::default(), &order("o1")).await.unwrap();
}

#[tokio::test]
async fn any_kind_of_body_is_signed() {
    let (got, url) = start(|service| service).await;
    let url = format!("{url}/order%20shipped");
    let hooks = sender(secrets(SECRET));
    let long = vec![0; 100_000];
    let binary = OrderShippedRequest::Binary(long.into());
    assert_eq!(hooks.order_shipped(&url, Some(binary)).await.unwrap(), 100_000);
    let text = OrderShippedRequest::Text("abc".to_owned());
    assert_eq!(hooks.order_shipped(&url, Some(text)).await.unwrap(), 3);
    assert_eq!(hooks.order_shipped(&url, None).await.unwrap(), 0);
    assert_eq!(got.take().len(), 3);
    let response = send(&url, now(), "other", "text").await;
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn credentials_are_checked_beside_the_signature() {
    let (got, url) = start(|service| service).await;
    let url = format!("{url}/order%20shipped");
    let stranger = client::Webhooks::new(Client::default(), secrets(SECRET));
    let Err(error) = stranger.order_shipped(&url, None).await else { panic!("there is no token") };
    assert!(matches!(&error, Error::Unexpected(response) if response.status.as_u16() == 401), "{error:?}");
    // Not signed, as the document says.
    stranger.get_order_shipped(&url).await.unwrap();
    assert_eq!(got.take(), [r#""listens""#]);
}

#[tokio::test]
async fn paths_are_chosen_by_the_names_of_webhooks() {
    let names: Vec<&str> = WebhookName::ALL.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["order.created", "order shipped"]);
    let (got, url) = start(|service| {
        let service = service.path(WebhookName::OrderCreated, "/hooks/{tenant}/created");
        service.path(WebhookName::OrderShipped, "hooks/")
    })
    .await;
    let hooks = sender(secrets(SECRET));
    let order = order("o1");
    hooks.order_created(&format!("{url}/hooks/t1/created"), &Default::default(), &order).await.unwrap();
    hooks.order_shipped(&format!("{url}/hooks/"), None).await.unwrap();
    hooks.get_order_shipped(&format!("{url}/hooks/")).await.unwrap();
    assert_eq!(got.take().len(), 3);
    let answer = hooks.order_created(&format!("{url}/order.created"), &Default::default(), &order).await;
    assert_eq!(refused(answer).0, 404);
    let request = Requests::new("").request_at(Method::GET, &format!("{url}/openapi.json"));
    assert_eq!(request.response().await.unwrap().status(), 404);
}

#[tokio::test]
async fn callbacks_are_received_behind_the_path_that_was_given() {
    let got = Got::default();
    let url = serve(receiver::callbacks(got.clone()).router()).await;
    let moved = receiver::callbacks(got.clone()).path(CallbackName::SubscribeDelivered, "/callbacks/mine");
    let moved = serve(moved.router()).await;
    let calls = client::Callbacks::default();
    for base in [format!("{url}/subscribe/delivered"), format!("{moved}/callbacks/mine")] {
        let params = SubscribeDeliveredParams { attempt: Some(2) };
        let url = format!("{base}/deliveries/tenant");
        let answer = calls.subscribe_delivered(&url, &params, &order("o1")).await.unwrap();
        assert_eq!(answer.id, "o1");
        assert_eq!(got.take(), [r#"(Some(2), "o1")"#]);
        let params = SubscribeDeliveredParams { attempt: Some(0) };
        let answer = calls.subscribe_delivered(&url, &params, &order("o1")).await;
        assert_eq!(refused(answer).0, 422);
    }
    // Credentials that may be left out.
    let url = format!("{url}/subscribe/failed");
    calls.subscribe_failed(&url).await.unwrap();
    client::Callbacks::new(Client::default().with_token("t")).subscribe_failed(&url).await.unwrap();
    assert_eq!(got.take(), ["None", r#"Some("sender")"#]);
    let answer = client::Callbacks::new(Client::default().with_token("x")).subscribe_failed(&url).await;
    assert_eq!(refused(answer).0, 401);
}

#[tokio::test]
async fn the_memory_for_a_signed_body_is_taken_once() {
    let (got, url) = start(|service| service.body_memory(150_000)).await;
    let url = format!("{url}/order.created");
    let large = order(&format!("o{}", "1".repeat(100_000)));
    for _ in 0..3 {
        sender(secrets(SECRET)).order_created(&url, &Default::default(), &large).await.unwrap();
    }
    assert_eq!(got.take().len(), 3);
}
