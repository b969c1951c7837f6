//! What OpenAPI 3.1 and 3.2 add, over a socket.

use calls_of_all::serve;
use std::sync::{Arc, Mutex};

use axum::Router;

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

mod methods {
    use super::*;
    use other_methods::api::client::Client;
    use other_methods::api::operations::*;
    use other_methods::api::runtime;
    use other_methods::api::server::{self, Api, HandlerError};
    use other_methods::api::types::Query;

    impl Api for Got {
        async fn show_thing(&self, id: i64) -> Result<ShowThingResponse, HandlerError> {
            self.put(id);
            Ok(ShowThingResponse::NoContent)
        }

        async fn query_thing(&self, id: i64, body: Query) -> Result<QueryThingResponse, HandlerError> {
            self.put(id);
            Ok(QueryThingResponse::Ok(body))
        }

        async fn copy_thing(&self, id: i64, params: CopyThingParams) -> Result<CopyThingResponse, HandlerError> {
            self.put((id, params.destination));
            Ok(CopyThingResponse::Created)
        }

        async fn m_search_things_by_id(&self, id: i64) -> Result<MSearchThingsByIdResponse, HandlerError> {
            self.put(id);
            Ok(MSearchThingsByIdResponse::NoContent)
        }

        async fn copy_in_lower_case(&self, id: i64) -> Result<CopyInLowerCaseResponse, HandlerError> {
            self.put(("lower", id));
            Ok(CopyInLowerCaseResponse::Accepted)
        }

        async fn create_thing(&self, id: i64, body: Option<Query>) -> Result<CreateThingResponse, HandlerError> {
            self.put((id, body));
            Ok(CreateThingResponse::NoContent)
        }

        async fn lock(&self) -> Result<LockResponse, HandlerError> {
            self.put("locked");
            Ok(LockResponse::NoContent)
        }
    }

    #[tokio::test]
    async fn each_reaches_its_handler() {
        let got = Got::default();
        let base = serve(server::router(got.clone())).await;
        let client = Client::new(&base);
        let query = Query { text: "a b".to_owned() };
        assert_eq!(client.query_thing(1, &query).await.unwrap(), query);
        client.copy_thing(2, &CopyThingParams { destination: "/there".to_owned() }).await.unwrap();
        client.copy_in_lower_case(3).await.unwrap();
        client.m_search_things_by_id(4).await.unwrap();
        client.create_thing(5, None).await.unwrap();
        client.lock().await.unwrap();
        let wanted = ["1", r#"(2, "/there")"#, r#"("lower", 3)"#, "4", "(5, None)", r#""locked""#];
        assert_eq!(got.take(), wanted);
        // The body of a QUERY is checked as any other.
        let client = runtime::client::Client::new(&base);
        let response = client.request("QUERY", "/things/1").text("text/plain", "a").response().await.unwrap();
        assert_eq!(response.status(), 415);
        assert!(client.request("no token", "/only").response().await.is_err());
    }

    #[tokio::test]
    async fn other_methods_are_refused_with_allow() {
        let client = runtime::client::Client::new(serve(server::router(Got::default())).await);
        for (method, status) in [("OPTIONS", 204), ("PATCH", 405), ("Copy", 405)] {
            let response = client.request(method, "/things/1").response().await.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers()["allow"], "GET, HEAD, QUERY, COPY, M-SEARCH, copy, POST, OPTIONS");
        }
    }
}

mod query_string {
    use super::*;
    use query_strings::api::client::{Client, Error};
    use query_strings::api::operations::*;
    use query_strings::api::server::{self, Api, ApiKey, Auth, AuthError, HandlerError};
    use query_strings::api::types::{Filter, FilterInner};

    impl Auth for Got {
        type Caller = String;

        async fn key(&self, key: ApiKey) -> Result<String, AuthError> {
            Ok(key.as_str().to_owned())
        }
    }

    impl Api for Got {
        async fn find_by_form(&self, caller: String, params: FindByFormParams) -> Result<FindByFormResponse, HandlerError> {
            self.put((caller, params.filter));
            Ok(FindByFormResponse::NoContent)
        }

        async fn find_by_json(&self, params: FindByJsonParams) -> Result<FindByJsonResponse, HandlerError> {
            self.put(params.filter);
            Ok(FindByJsonResponse::NoContent)
        }

        async fn find_by_text(&self, params: FindByTextParams) -> Result<FindByTextResponse, HandlerError> {
            self.put(params.path);
            Ok(FindByTextResponse::NoContent)
        }

        async fn show_cookies(&self, params: ShowCookiesParams) -> Result<ShowCookiesResponse, HandlerError> {
            self.put(params);
            Ok(ShowCookiesResponse::NoContent)
        }

        async fn show_content(&self, params: ShowContentParams) -> Result<ShowContentResponse, HandlerError> {
            self.put(params.q);
            Ok(ShowContentResponse::NoContent)
        }
    }

    async fn start() -> (Got, Client) {
        let got = Got::default();
        let client = Client::new(serve(server::router(got.clone())).await);
        (got, client.with_key("s&cret"))
    }

    #[tokio::test]
    async fn what_is_sent_arrives() {
        let (got, client) = start().await;
        for text in ["plain", "", "a b+c", "key=1&x", "%41", "é{}", "\n"] {
            let filter = Filter {
                text: text.to_owned(),
                ids: Some(vec![1, 2]),
                tags: Some(vec!["a|b".to_owned(), text.to_owned()]),
                inner: Some(FilterInner { a: Some(true) }),
            };
            client.find_by_form(&FindByFormParams { filter: filter.clone() }).await.unwrap();
            client.find_by_json(&FindByJsonParams { filter: Some(filter.clone()) }).await.unwrap();
            client.show_content(&ShowContentParams { q: Some(text.to_owned()) }).await.unwrap();
            let wanted = [
                format!("{:?}", ("s&cret", &filter)),
                format!("{:?}", Some(&filter)),
                format!("{:?}", Some(text)),
            ];
            assert_eq!(got.take(), wanted);
        }
        for text in ["$.a[?(@.b == 'c')]", "a&b=c+d %"] {
            client.find_by_text(&FindByTextParams { path: Some(text.to_owned()) }).await.unwrap();
            assert_eq!(got.take(), [format!("{:?}", Some(text))]);
        }
        client.find_by_json(&FindByJsonParams::default()).await.unwrap();
        client.find_by_text(&FindByTextParams::default()).await.unwrap();
        assert_eq!(got.take(), ["None", "None"]);
    }

    #[tokio::test]
    async fn violations_name_the_parameter() {
        let (_, client) = start().await;
        let answer = client.find_by_text(&FindByTextParams { path: Some("a".to_owned()) }).await;
        let Err(Error::Unexpected(answer)) = answer else { panic!("{answer:?}") };
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!((answer.status.as_u16(), &body["errors"][0]["name"]), (422, &"path".into()));
    }

    #[tokio::test]
    async fn cookies_are_sent_as_they_are() {
        let (got, client) = start().await;
        let params = ShowCookiesParams {
            plain: Some("a%20b=c".to_owned()),
            list: Some(vec!["x".to_owned(), "%2C".to_owned()]),
            repeated: Some(vec![1, 2]),
            encoded: Some("a b%20;".to_owned()),
        };
        client.show_cookies(&params).await.unwrap();
        assert_eq!(got.take(), [format!("{params:?}")]);
        let unfit = ShowCookiesParams { plain: Some("a b".to_owned()), ..Default::default() };
        assert!(matches!(client.show_cookies(&unfit).await, Err(Error::Request(_))));
    }
}

mod items {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use futures_core::Stream;
    use tokio::sync::mpsc;

    use super::*;
    use streams_of_items::api::client::Client;
    use streams_of_items::api::operations::*;
    use streams_of_items::api::server::{self, Api, HandlerError};
    use streams_of_items::api::runtime;
    use streams_of_items::api::client::WithHeaders;
    use streams_of_items::api::runtime::items::ItemStream;
    use streams_of_items::api::runtime::json_text::JsonText;
    use streams_of_items::api::runtime::stream::ByteStream;
    use streams_of_items::api::types::Line;

    struct Channel(mpsc::Receiver<Line>);

    impl Stream for Channel {
        type Item = Result<Line, Infallible>;

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0.poll_recv(context).map(|line| line.map(Ok))
        }
    }

    #[derive(Clone)]
    struct Handlers(Arc<Mutex<Option<mpsc::Receiver<Line>>>>);

    impl Api for Handlers {
        async fn follow_logs(&self) -> Result<FollowLogsResponse, HandlerError> {
            let lines = self.0.lock().unwrap().take().unwrap();
            Ok(FollowLogsResponse::Ok(ItemStream::from_stream(Channel(lines))))
        }

        async fn append_logs(&self, mut body: ItemStream<Line>) -> Result<AppendLogsResponse, HandlerError> {
            let mut count = 0;
            while let Some(line) = body.next().await {
                count += line?.level;
            }
            Ok(AppendLogsResponse::Ok(count))
        }

        async fn watch_events(&self) -> Result<WatchEventsResponse, HandlerError> {
            let event = |event, data: &str| WatchEventsResponseItem {
                event,
                data: JsonText::from_text(data),
                id: Some("7".to_owned()),
                retry: None,
            };
            let events = vec![event(Some(WatchEventsResponseItemEvent::Added), "{\n}"), event(None, "")];
            Ok(WatchEventsResponse::Ok(WithHeaders::new(WatchEventsOkHeaders { x_start: Some(7) }, events.into())))
        }

        async fn replace_records(&self, body: Option<ReplaceRecordsRequest>) -> Result<ReplaceRecordsResponse, HandlerError> {
            Ok(match body {
                Some(ReplaceRecordsRequest::JsonSeq(lines)) => ReplaceRecordsResponse::Ok(lines),
                Some(ReplaceRecordsRequest::Json(lines)) => ReplaceRecordsResponse::OkJson(lines),
                None => ReplaceRecordsResponse::OkJson(Vec::new()),
            })
        }

        async fn list_parts(&self) -> Result<ListPartsResponse, HandlerError> {
            Err(HandlerError::not_implemented())
        }

        async fn create_parts(&self, _: Option<CreatePartsMultipart>) -> Result<CreatePartsResponse, HandlerError> {
            Err(HandlerError::not_implemented())
        }
    }

    async fn start_at() -> (mpsc::Sender<Line>, String) {
        let (send, receive) = mpsc::channel(1);
        let handlers = Handlers(Arc::new(Mutex::new(Some(receive))));
        (send, serve(server::router(handlers)).await)
    }

    async fn start() -> (mpsc::Sender<Line>, Client) {
        let (send, base) = start_at().await;
        (send, Client::new(base))
    }

    fn line(text: &str, level: i64) -> Line {
        Line { text: text.to_owned(), level }
    }

    #[tokio::test]
    async fn each_is_there_as_soon_as_it_was_sent() {
        let (send, client) = start().await;
        send.send(line("a", 1)).await.unwrap();
        let mut lines = client.follow_logs().await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap(), line("a", 1));
        send.send(line("b\n", 2)).await.unwrap();
        assert_eq!(lines.next().await.unwrap().unwrap(), line("b\n", 2));
        drop(send);
        assert!(lines.next().await.is_none() && lines.next().await.is_none());
    }

    #[tokio::test]
    async fn those_of_requests_are_checked() {
        let (_, base) = start_at().await;
        let client = Client::new(&base);
        assert_eq!(client.append_logs(vec![line("a", 5), line("b", 7)]).await.unwrap(), 12);
        assert_eq!(client.append_logs(vec![]).await.unwrap(), 0);
        let lines = ByteStream::from("{\"text\": \"a\"}\r\n\n{\"text\": \"b\", \"level\": 2.0}");
        let client = runtime::client::Client::new(base);
        let request = client.request("POST", "/logs").stream("application/jsonl", lines);
        let response = request.response().await.unwrap();
        assert_eq!((response.status().as_u16(), &response.bytes()[..]), (200, &b"3"[..]));
        for (body, status) in [("{\"text\": \"\"}", 422), ("{\"level\": 1}", 422), ("{", 400)] {
            let lines = format!("{{\"text\":\"a\"}}\n{body}\n");
            let request = client.request("POST", "/logs").stream("application/jsonl", lines);
            assert_eq!(request.response().await.unwrap().status(), status, "{body}");
        }
    }

    #[tokio::test]
    async fn events_are_objects() {
        let (_, client) = start().await;
        let answer = client.watch_events().await.unwrap();
        assert_eq!(answer.headers.unwrap().x_start, Some(7));
        let events = answer.body.all().await.unwrap();
        assert_eq!((events.len(), events[0].data.text(), events[1].data.text()), (2, "{\n}", ""));
        assert_eq!(events[0].event, Some(WatchEventsResponseItemEvent::Added));
    }

    #[tokio::test]
    async fn several_media_types() {
        let (_, client) = start().await;
        let lines = vec![line("a", 1), line("b", 2)];
        let sequence = ReplaceRecordsRequest::JsonSeq(lines.clone().into());
        match client.replace_records(Some(sequence)).await.unwrap() {
            ReplaceRecordsResponse::Ok(answer) => assert_eq!(answer.all().await.unwrap(), lines),
            other => panic!("{other:?}"),
        }
        match client.replace_records(Some(ReplaceRecordsRequest::Json(lines.clone()))).await.unwrap() {
            ReplaceRecordsResponse::OkJson(answer) => assert_eq!(answer, lines),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn the_mock_has_some() {
        let client = Client::new(serve(server::mock().router()).await);
        let lines = client.follow_logs().await.unwrap().all().await.unwrap();
        assert_eq!(lines, [line("a", 1), line("b", 2)]);
        assert_eq!(client.watch_events().await.unwrap().body.all().await.unwrap().len(), 1);
    }
}

mod schemas {
    use serde_json::{json, Value};

    use super::*;

    mod first {
        pub use schemas_of_open_api_3_1::api::client::Client;
        pub use schemas_of_open_api_3_1::api::operations::ReplaceThingResponse;
        pub use schemas_of_open_api_3_1::api::server::{self, Api, HandlerError};
        pub use schemas_of_open_api_3_1::api::types::Thing;
    }

    mod second {
        pub use schemas_of_open_api_3_2::api::client::Client;
        pub use schemas_of_open_api_3_2::api::operations::CreateShapeResponse;
        pub use schemas_of_open_api_3_2::api::server::{self, Api, HandlerError};
        pub use schemas_of_open_api_3_2::api::types::Shape;
    }

    impl first::Api for Got {
        async fn replace_thing(&self, body: first::Thing) -> Result<first::ReplaceThingResponse, first::HandlerError> {
            Ok(first::ReplaceThingResponse::Ok(body))
        }
    }

    impl second::Api for Got {
        async fn create_shape(&self, body: second::Shape) -> Result<second::CreateShapeResponse, second::HandlerError> {
            self.put(&body);
            Ok(second::CreateShapeResponse::Ok(body))
        }
    }

    #[tokio::test]
    async fn nothing_is_lost() {
        let client = first::Client::new(serve(first::server::router(Got::default())).await);
        let thing = json!({
            "pair": ["a", {"v": 1}], "at_most": [1.5, 2.0], "shorter": ["a"], "open": ["a", {"b": 1}], "same": [1, 2, 3],
            "mixed": [null, true], "in_itself": [[[], 1], 2], "of_one_pattern": {"x-a": "b"}, "of_two_patterns": {"s-a": "b", "n-a": 1},
            "beside_pattern": {"a": 1, "x-b": "c"}, "open_beside_pattern": {"a": 1, "x-b": "c", "d": [1]},
            "unevaluated": {"v": 1, "z": "a", "more": 2}, "conditional": {"kind": "a", "x": "b"},
            "dependent": {"card": "1", "address": "a"}, "several": ["a"],
            "constants": {"integer": 1, "number": 1.5, "text": "text", "flag": true, "nothing": null, "list": [1, "a"], "object": {"a": 1}},
            "booleans": {"all": [null], "more": {}}, "bytes": "AAEC", "json": "{}", "nullable_branch": null,
            "by_id": {"v": 1}, "by_anchor": {"children": [{"children": [], "leaf": {"v": 2}}]}, "strings": ["a"],
            "inner": "here", "resource": {"pointer": "here", "anchor": 1, "relative": {"v": 1}, "root": {}, "itself": {"anchor": 2}},
        });
        let typed: first::Thing = serde_json::from_value(thing.clone()).unwrap();
        let answer = client.replace_thing(&typed).await.unwrap();
        assert_eq!(serde_json::to_value(answer).unwrap(), thing);
    }

    #[tokio::test]
    async fn what_has_no_tag_is_the_default() {
        let got = Got::default();
        let client = second::Client::new(serve(second::server::router(got.clone())).await);
        let shapes = [
            (json!({"kind": "circle", "radius": 1.0}), "Circle"),
            (json!({"kind": "square", "side": 1.0}), "Square"),
            (json!({"kind": "triangle", "name": "a"}), "Other"),
            (json!({"name": "b"}), "Other"),
        ];
        for (shape, variant) in shapes {
            let typed: second::Shape = serde_json::from_value(shape.clone()).unwrap();
            let answer: Value = serde_json::to_value(client.create_shape(&typed).await.unwrap()).unwrap();
            assert_eq!(answer, shape);
            assert!(got.take()[0].starts_with(variant));
        }
    }
}

mod outgoing {
    use axum::extract::{Request, State};
    use axum::http::StatusCode;

    use super::*;
    use shared_callbacks::api as callbacks;
    use webhooks::api::client::{Client, Error, Webhooks};
    use webhooks::api::operations::*;
    use webhooks::api::types::Pet;

    /// Keeps what it gets, and answers with the status that the path says.
    async fn receive(State(got): State<Got>, request: Request) -> (StatusCode, [(&'static str, &'static str); 1], String) {
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 10_000).await.unwrap();
        let names = ["x-delivery", "x-signature", "content-type"];
        let headers = names.map(|name| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned()));
        got.put((head.method.as_str(), head.uri.to_string(), headers, String::from_utf8_lossy(&body)));
        let status = head.uri.path().trim_start_matches("/hook/").parse().unwrap();
        (status, [("content-type", "application/json")], r#"{"seen": true, "callback": "x"}"#.to_owned())
    }

    async fn start() -> (Got, String) {
        let got = Got::default();
        let router = Router::new().fallback(receive).with_state(got.clone());
        (got, format!("{}/hook", serve(router).await))
    }

    #[tokio::test]
    async fn webhooks_are_called() {
        let (got, url) = start().await;
        let hooks = Webhooks::new(Client::default().with_signature("s3cret"));
        let pet = Pet { name: "Rex".to_owned() };
        let params = NewPetParams { x_delivery: "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap() };
        hooks.new_pet(&format!("{url}/204?token=a%20b#x"), &params, &pet).await.unwrap();
        let sent = got.take().remove(0);
        let wanted = r#"("POST", "/hook/204?token=a%20b", [Some("0190163d-8694-739b-aea5-966c26f8ad91"), Some("s3cret"), Some("application/json")], "{\"name\":\"Rex\"}")"#;
        assert_eq!(sent, wanted);
        let answer = hooks.new_pet(&format!("{url}/410"), &params, &pet).await;
        let Err(Error::Response(response)) = answer else { panic!("{answer:?}") };
        assert_eq!(response.body, NewPetResponse::Gone);
        let answer = hooks.new_pet("/no/host", &params, &pet).await;
        assert!(matches!(answer, Err(Error::Request(_))), "{answer:?}");

        got.take();
        let params = PutNewPetParams { attempt: 3, ..PutNewPetParams::new(params.x_delivery) };
        let body = PutNewPetRequest::Text("Rex".to_owned());
        assert!(hooks.put_new_pet(&format!("{url}/200?attempt=1&b=2"), &params, body).await.unwrap().seen);
        let sent = got.take().remove(0);
        assert!(sent.starts_with(r#"("PUT", "/hook/200?b=2&attempt=3", "#), "{sent}");
        #[allow(deprecated)]
        let answer = hooks.send_pet_gone(&format!("{url}/202"), None).await.unwrap();
        assert!(matches!(answer, SendPetGoneResponse::Success(status) if status == 202));
    }

    #[tokio::test]
    async fn callbacks_are_called() {
        let (got, url) = start().await;
        let calls = callbacks::client::Callbacks::default();
        let body = callbacks::operations::StartJobProgressBody { percent: 50 };
        calls.start_job_progress(&format!("{url}/204"), &body).await.unwrap();
        assert!(got.take()[0].contains("percent"));
        let job = calls.job_done(&format!("{url}/200"), None).await.unwrap();
        assert_eq!(job.callback, "x");
    }
}

mod certificates {
    use super::*;
    use mutual_tls::api::client::{Client, Error};
    use mutual_tls::api::operations::*;
    use mutual_tls::api::server::{self, Api, ApiKey, Auth, ClientCertificate, AuthError, HandlerError};

    impl Auth for Got {
        type Caller = String;

        async fn device(&self, certificate: ClientCertificate) -> Result<String, AuthError> {
            match certificate.as_der() {
                b"good" => Ok("device".to_owned()),
                _ => Err(AuthError::Unauthorized),
            }
        }

        async fn key(&self, key: ApiKey) -> Result<String, AuthError> {
            Ok(key.as_str().to_owned())
        }

        async fn combine_callers(&self, callers: Vec<(&str, String)>) -> Result<String, AuthError> {
            let callers: Vec<String> = callers.into_iter().map(|(_, caller)| caller).collect();
            Ok(callers.join(" and "))
        }
    }

    impl Api for Got {
        async fn show_device(&self, caller: String) -> Result<ShowDeviceResponse, HandlerError> {
            self.put(caller);
            Ok(ShowDeviceResponse::NoContent)
        }

        async fn show_either(&self, caller: String) -> Result<ShowEitherResponse, HandlerError> {
            self.put(caller);
            Ok(ShowEitherResponse::NoContent)
        }

        async fn show_both(&self, caller: String) -> Result<ShowBothResponse, HandlerError> {
            self.put(caller);
            Ok(ShowBothResponse::NoContent)
        }

        async fn show_maybe(&self, caller: Option<String>) -> Result<ShowMaybeResponse, HandlerError> {
            self.put(caller);
            Ok(ShowMaybeResponse::NoContent)
        }
    }

    /// The status of each operation: alone with a certificate, with one or a key, with both, with one or nothing.
    async fn statuses(router: Router, key: bool) -> [u16; 4] {
        let client = Client::new(serve(router).await);
        let client = if key { client.with_key("k") } else { client };
        fn status<R>(answer: Result<(), Error<R>>) -> u16 {
            match answer {
                Ok(()) => 204,
                Err(Error::Unexpected(answer)) => {
                    assert!(answer.headers.contains_key("www-authenticate"));
                    answer.status.as_u16()
                }
                Err(_) => 0,
            }
        }
        [
            status(client.show_device().await),
            status(client.show_either().await),
            status(client.show_both().await),
            status(client.show_maybe().await),
        ]
    }

    #[tokio::test]
    async fn none_is_let_in_without() {
        let shown = |der: &str| axum::Extension(ClientCertificate::new(der));
        let router = |got: &Got| server::router(got.clone());
        let got = Got::default();
        assert_eq!(statuses(router(&got), false).await, [401, 401, 401, 204]);
        assert_eq!(statuses(router(&got), true).await, [401, 204, 401, 204]);
        assert_eq!(statuses(router(&got).layer(shown("bad")), true).await, [401, 204, 401, 401]);
        got.take();
        assert_eq!(statuses(router(&got).layer(shown("good")), false).await, [204, 204, 401, 204]);
        assert_eq!(got.take(), [r#""device""#, r#""device""#, r#"Some("device")"#]);
        assert_eq!(statuses(router(&got).layer(shown("good")), true).await, [204; 4]);
        assert_eq!(got.take()[2], r#""device and k""#);
        // The mock takes any, but not none.
        let mock = || server::mock().router();
        assert_eq!(statuses(mock(), false).await, [401, 401, 401, 204]);
        assert_eq!(statuses(mock().layer(shown("any")), true).await, [204; 4]);
        assert_eq!(statuses(mock().layer(shown("")), false).await, [401, 401, 401, 401]);
    }
}

mod servers {
    use super::*;
    use servers_of_operations::api::client::{Client, Error};
    use servers_of_operations::api::operations::*;
    use servers_of_operations::api::server::{self, Api, HandlerError};
    use servers_of_operations::api::runtime::stream::ByteStream;

    impl Api for Got {
        async fn list_things(&self) -> Result<ListThingsResponse, HandlerError> {
            self.put("list things");
            Ok(ListThingsResponse::NoContent)
        }

        async fn upload_things(&self, _: ByteStream) -> Result<UploadThingsResponse, HandlerError> {
            self.put("upload");
            Ok(UploadThingsResponse::NoContent)
        }

        async fn list_files(&self) -> Result<ListFilesResponse, HandlerError> {
            self.put("list files");
            Ok(ListFilesResponse::NoContent)
        }

        async fn delete_files(&self) -> Result<DeleteFilesResponse, HandlerError> {
            self.put("delete");
            Ok(DeleteFilesResponse::NoContent)
        }
    }

    async fn call_all<R>(client: &Client, call: impl AsyncFn(&Client) -> Result<(), Error<R>>) -> bool {
        call(client).await.is_ok()
    }

    #[tokio::test]
    async fn each_is_asked_for_its_own() {
        let (main, second, other) = (Got::default(), Got::default(), Got::default());
        let router = Router::new()
            .nest("/v1", server::router(main.clone()))
            .nest("/v2", server::router(second.clone()));
        let (base, uploads) = (serve(router).await, serve(server::router(other.clone())).await);

        // One address for all.
        let client = Client::new(format!("{base}/v1"));
        assert!(call_all(&client, async |client| client.list_things().await).await);
        assert!(call_all(&client, async |client| client.upload_things("a").await).await);
        assert!(call_all(&client, async |client| client.list_files().await).await);
        assert!(call_all(&client, async |client| client.delete_files().await).await);
        assert_eq!(main.take().len(), 4);

        // Each at its own, some of which are elsewhere for now.
        let client = client
            .with_server("https://eu.uploads.example.com/", &uploads)
            .with_server("https://files.example.com", &uploads);
        assert!(call_all(&client, async |client| client.list_things().await).await);
        assert!(call_all(&client, async |client| client.upload_things("a").await).await);
        assert!(call_all(&client, async |client| client.list_files().await).await);
        assert!(call_all(&client, async |client| client.delete_files().await).await);
        assert_eq!(main.take(), [r#""list things""#]);
        assert_eq!(second.take(), [r#""delete""#]);
        assert_eq!(other.take(), [r#""upload""#, r#""list files""#]);
    }

    #[test]
    fn the_document_is_followed_by_default() {
        let own = |client: &Client| format!("{client:?}").contains("operation_servers: true");
        assert!(own(&Client::default()));
        assert!(!own(&Client::new("https://api.example.com")));
    }
}
