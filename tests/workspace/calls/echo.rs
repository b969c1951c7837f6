//! What the client sends is what the handler gets, for every style and for values that are hard to send.

use calls_of_all::serve;
use std::sync::{Arc, Mutex};

/// Texts that mean something in some part of a request.
const HARD: [&str; 28] = [
    "plain", "", " ", " a  b ", "a+b", "a,b", ",", "a/b", "..a", "#", "%", "%41", "%2F", "?", "a=b&c=d", ";", ":@", "|",
    "\"quoted\"", "'", "back\\slash", "{a}[b]<c>", "é", "漢字", "🦀", "null", "true", "1.50",
];

/// What no header, cookie or path segment of HTTP can carry, but a query or a body can.
const CONTROLS: [&str; 4] = ["line\nbreak", "tab\t", "\u{0}", "\u{7f}"];

/// Keeps what a handler got last.
#[derive(Clone)]
struct Got<T>(Arc<Mutex<Option<T>>>);

impl<T> Got<T> {
    fn put(&self, value: T) {
        *self.0.lock().unwrap() = Some(value);
    }

    fn take(&self) -> Option<T> {
        self.0.lock().unwrap().take()
    }
}

impl<T> Default for Got<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// Tries all values, and says which of them did not arrive.
async fn each<T>(values: impl IntoIterator<Item = T>, call: impl AsyncFn(T) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for value in values {
        wrong.extend(call(value).await.err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn arrived<T: std::fmt::Debug + PartialEq, R, E: std::fmt::Debug>(
    sent: T,
    got: &Got<T>,
    answer: Result<R, E>,
) -> Result<(), String> {
    match (answer, got.take()) {
        (Err(error), _) => Err(format!("{sent:?} was refused: {error:?}")),
        (Ok(_), Some(got)) if got == sent => Ok(()),
        (Ok(_), got) => Err(format!("{sent:?} arrived as {got:?}")),
    }
}

fn hard() -> impl Iterator<Item = String> {
    HARD.iter().map(|text| (*text).to_owned())
}

fn controls() -> impl Iterator<Item = String> {
    CONTROLS.iter().map(|text| (*text).to_owned())
}

mod query {
    use super::*;
    use query_styles::api::client::Client;
    use query_styles::api::operations::{SearchResponse, SearchParams};
    use query_styles::api::server::{self, Api, HandlerError};
    use query_styles::api::types::{Filter, Point, Point3};

    impl Api for Got<SearchParams> {
        async fn search(&self, params: SearchParams) -> Result<SearchResponse, HandlerError> {
            self.put(params);
            Ok(SearchResponse::Ok(serde_json::Map::new()))
        }
    }

    async fn check(params: impl Iterator<Item = SearchParams>) {
        let got = Got::<SearchParams>::default();
        let client = Client::new(serve(server::router(got.clone())).await);
        each(params, async |params| arrived(params.clone(), &got, client.search(&params).await)).await;
    }

    #[tokio::test]
    async fn texts() {
        check(hard().chain(controls()).flat_map(|text| {
            let some = Some(text.clone());
            [
                SearchParams { raw: some.clone(), ..SearchParams::default() },
                SearchParams { flag: some, ..SearchParams::default() },
            ]
        }))
        .await;
    }

    #[tokio::test]
    async fn lists() {
        check(hard().chain(controls()).flat_map(|text| {
            let pair = Some(vec![text.clone(), "b".to_owned(), text.clone()]);
            let one = Some(vec![text]);
            [one, pair].into_iter().flat_map(|list| {
                [
                    SearchParams { form: list.clone(), ..SearchParams::default() },
                    SearchParams { form_joined: list.clone(), ..SearchParams::default() },
                    SearchParams { space: list.clone(), ..SearchParams::default() },
                    SearchParams { pipe: list, ..SearchParams::default() },
                ]
            })
        }))
        .await;
    }

    #[tokio::test]
    async fn objects() {
        let filters = hard().chain(controls()).map(|text| Filter { name: Some(text), age: Some(-1), open: Some(false) });
        check(filters.flat_map(|filter| {
            let point = Point { x: Some(i64::MIN), y: None };
            let point3 = Point3 { x: None, z: i64::MAX };
            [
                SearchParams { deep: Some(filter.clone()), form_object: Some(point), ..SearchParams::default() },
                SearchParams { json: Some(filter), form_object_joined: Some(point3), ..SearchParams::default() },
            ]
        }))
        .await;
    }

    #[tokio::test]
    async fn numbers() {
        let lists = [vec![0], vec![1, 2, 3], vec![i64::MIN, i64::MAX]];
        check(lists.into_iter().map(|list| SearchParams { numbers: Some(list), ..SearchParams::default() })).await;
        check([SearchParams::default()].into_iter()).await;
    }
}

mod objects {
    use super::*;
    use objects_in_the_query::api::client::Client;
    use objects_in_the_query::api::operations::{ListThingsResponse, ListThingsFilter, ListThingsParams, ListThingsRange};
    use objects_in_the_query::api::server::{self, Api, HandlerError};

    impl Api for Got<ListThingsParams> {
        async fn list_things(&self, params: ListThingsParams) -> Result<ListThingsResponse, HandlerError> {
            self.put(params);
            Ok(ListThingsResponse::NoContent)
        }
    }

    #[tokio::test]
    async fn members_and_maps() {
        let got = Got::<ListThingsParams>::default();
        let client = Client::new(serve(server::router(got.clone())).await);
        let params = hard().chain(controls()).map(|text| ListThingsParams {
            filter: ListThingsFilter { name: text.clone(), tags: Some(vec![text.clone(), "b".to_owned()]) },
            page: Some(7),
            range: Some(ListThingsRange { from: "2030-01-31".parse().ok(), to: None }),
            meta: Some([("any key".to_owned(), text.clone()), (format!("k{text}"), String::new())].into()),
        });
        each(params, async |params| arrived(params.clone(), &got, client.list_things(&params).await)).await;
    }
}

mod path {
    use super::*;
    use path_styles::api::client::Client;
    use path_styles::api::operations::{ShowLabelResponse, ShowMatrixResponse, ShowSimpleResponse};
    use path_styles::api::server::{self, Api, HandlerError};
    use path_styles::api::types::Point;

    type Lists = (f64, Vec<String>, Vec<String>, Point);

    #[derive(Clone, Default)]
    struct Handlers {
        simple: Got<(String, Vec<i64>, Point, Point)>,
        lists: Got<Lists>,
    }

    impl Api for Handlers {
        async fn show_simple(
            &self,
            value: String,
            list: Vec<i64>,
            object: Point,
            pairs: Point,
        ) -> Result<ShowSimpleResponse, HandlerError> {
            self.simple.put((value, list, object, pairs));
            Ok(ShowSimpleResponse::NoContent)
        }

        async fn show_label(
            &self,
            value: f64,
            list: Vec<String>,
            exploded: Vec<String>,
            object: Point,
        ) -> Result<ShowLabelResponse, HandlerError> {
            self.lists.put((value, list, exploded, object));
            Ok(ShowLabelResponse::NoContent)
        }

        async fn show_matrix(
            &self,
            value: bool,
            list: Vec<String>,
            exploded: Vec<String>,
            object: Point,
        ) -> Result<ShowMatrixResponse, HandlerError> {
            self.lists.put((f64::from(u8::from(value)), list, exploded, object));
            Ok(ShowMatrixResponse::NoContent)
        }
    }

    async fn start() -> (Handlers, Client) {
        let handlers = Handlers::default();
        let client = Client::new(serve(server::router(handlers.clone())).await);
        (handlers, client)
    }

    #[tokio::test]
    async fn simple() {
        let (handlers, client) = start().await;
        let call = async |text: String| {
            let (list, object, pairs) = (vec![1, -2], Point { x: 1, y: -1 }, Point { x: i64::MIN, y: i64::MAX });
            let answer = client.show_simple(&text, &list, &object, &pairs).await;
            arrived((text, list, object, pairs), &handlers.simple, answer)
        };
        // An empty value for a whole segment would be another path.
        let texts = hard().chain(controls()).filter(|text| !text.is_empty());
        each(texts, call).await;
        let object = Point { x: 1, y: -1 };
        assert!(client.show_simple("", &[1], &object, &object).await.is_err());
    }

    #[tokio::test]
    async fn label_and_matrix() {
        let (handlers, client) = start().await;
        let call = async |text: String| {
            let (list, object) = (vec![text.clone(), "b".to_owned(), text], Point { x: 1, y: -1 });
            let answer = client.show_label(-2.5, &list, &list, &object).await;
            arrived((-2.5, list.clone(), list.clone(), object.clone()), &handlers.lists, answer)?;
            let answer = client.show_matrix(true, &list, &list, &object).await;
            arrived((1.0, list.clone(), list, object), &handlers.lists, answer)
        };
        each(hard().chain(controls()), call).await;
    }
}

mod header {
    use super::*;
    use headers_and_cookies::api::client::Client;
    use headers_and_cookies::api::operations::*;
    use headers_and_cookies::api::server::{self, Api, HandlerError};

    impl Api for Got<ListThingsParams> {
        async fn list_things(&self, params: ListThingsParams) -> Result<ListThingsResponse, HandlerError> {
            self.put(params);
            Ok(ListThingsResponse::NoContent)
        }
    }

    #[tokio::test]
    async fn headers_and_cookies() {
        let got = Got::<ListThingsParams>::default();
        let client = Client::new(serve(server::router(got.clone())).await);
        let params = hard().map(|text| ListThingsParams {
            x_request_id: "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap(),
            x_count: Some(1),
            x_tags: Some(vec![text.clone(), "b".to_owned(), text.clone()]),
            x_point: Some(ListThingsXPoint { x: Some(1), y: Some(-2) }),
            x_point_pairs: Some(ListThingsXPoint { x: None, y: Some(i64::MIN) }),
            x_json: Some(ListThingsXJson { a: Some(text.clone()) }),
            x_lower: Some(false),
            // White space around a header's value is none of it (RFC 9110 §5.5).
            accept_language: text.trim().to_owned(),
            session: text,
            theme: Some(ListThingsTheme::Dark),
            ids: Some(vec![3, 2, 1]),
        });
        each(params, async |params| arrived(params.clone(), &got, client.list_things(&params).await)).await;
    }
}

mod form {
    use super::*;
    use form_bodies::api::client::Client;
    use form_bodies::api::operations::*;
    use form_bodies::api::server::{self, Api, HandlerError};

    impl Api for Got<CreateFormBody> {
        async fn create_form(&self, body: CreateFormBody) -> Result<CreateFormResponse, HandlerError> {
            self.put(body);
            Ok(CreateFormResponse::NoContent)
        }
    }

    #[tokio::test]
    async fn members() {
        let got = Got::<CreateFormBody>::default();
        let client = Client::new(serve(server::router(got.clone())).await);
        let bodies = hard().chain(controls()).map(|text| CreateFormBody {
            name: format!("{text}."),
            age: Some(30),
            news: true,
            born: "2030-01-31".parse().ok(),
            tags: Some(vec![text.clone(), "b c".to_owned()]),
            joined: Some(vec![text.clone(), "d".to_owned(), text.clone()]),
            filter: Some(CreateFormBodyFilter { a: Some(text), b: Some(-1) }),
            data: Some(CreateFormBodyData { x: Some(vec![1, 2]) }),
        });
        let bodies = bodies.chain([CreateFormBody::new("Ann & Bob = ♥".to_owned())]);
        each(bodies, async |body| arrived(body.clone(), &got, client.create_form(&body).await)).await;
    }
}

mod nullable {
    use super::*;
    use nullable_and_optional::api::client::Client;
    use nullable_and_optional::api::operations::*;
    use nullable_and_optional::api::server::{self, Api, HandlerError};
    use nullable_and_optional::api::types::Thing;

    #[derive(Clone, Default)]
    struct Handlers {
        thing: Got<(ReplaceThingParams, Thing)>,
        maybe: Got<Option<Option<ReplaceMaybeBody>>>,
    }

    impl Api for Handlers {
        async fn replace_thing(&self, params: ReplaceThingParams, body: Thing) -> Result<ReplaceThingResponse, HandlerError> {
            self.thing.put((params, body.clone()));
            Ok(ReplaceThingResponse::Ok(body))
        }

        async fn replace_maybe(&self, body: Option<Option<ReplaceMaybeBody>>) -> Result<ReplaceMaybeResponse, HandlerError> {
            let text = body.clone().flatten().and_then(|body| body.a);
            self.maybe.put(body);
            Ok(ReplaceMaybeResponse::Ok(text))
        }
    }

    async fn start() -> (Handlers, Client) {
        let handlers = Handlers::default();
        let client = Client::new(serve(server::router(handlers.clone())).await);
        (handlers, client)
    }

    #[tokio::test]
    async fn members() {
        let (handlers, client) = start().await;
        let text = || Some(String::new());
        let plain = Thing::new("a".to_owned(), None, Vec::new());
        let things = [
            plain.clone(),
            Thing { must_or_null: text(), ..plain.clone() },
            Thing { may: text(), ..plain.clone() },
            Thing { may_or_null: Some(None), ..plain.clone() },
            Thing { may_or_null: Some(text()), ..plain.clone() },
            Thing { list: vec![None, Some(1), None], ..plain.clone() },
            Thing { name: Some(None), other: Some(None), ..plain.clone() },
            Thing { name: Some(Some("n".to_owned())), other: Some(Some("o".to_owned())), ..plain },
        ];
        let call = async |body: Thing| {
            let params = ReplaceThingParams { q: text() };
            let answer = client.replace_thing(&params, &body).await;
            if let Ok(answer) = &answer && *answer != body {
                return Err(format!("{body:?} came back as {answer:?}"));
            }
            arrived((params, body), &handlers.thing, answer)
        };
        each(things, call).await;
    }

    #[tokio::test]
    async fn bodies() {
        let (handlers, client) = start().await;
        let some = |a: Option<&str>| Some(Some(ReplaceMaybeBody { a: a.map(str::to_owned) }));
        let call = async |body: Option<Option<ReplaceMaybeBody>>| {
            let answer = client.replace_maybe(body.as_ref()).await;
            arrived(body, &handlers.maybe, answer)
        };
        each([None, Some(None), some(None), some(Some(""))], call).await;
    }
}

mod dates {
    use super::*;
    use formats::api::client::Client;
    use formats::api::operations::*;
    use formats::api::server::{self, Api, Base64, HandlerError, IsoDuration, TimeOfDay, WithHeaders};
    use formats::api::types::Values;
    use jiff::Timestamp;
    use jiff::civil::Date;
    use uuid::Uuid;

    const TIMESTAMPS: [&str; 4] = [
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "2024-02-29T12:00:00.5Z",
        "9999-12-30T22:00:00.999999999Z",
    ];
    const TIMES: [&str; 5] = ["00:00:00", "23:59:59.999999999", "09:30:00Z", "09:30:00.5+23:59", "09:30:00-00:01"];
    const DURATIONS: [&str; 5] = ["PT0S", "P3W", "P1Y0M2D", "P1Y2M3DT4H5M6S", "P19998YT631107417600S"];

    #[derive(Clone, Default)]
    struct Handlers {
        values: Got<(ReplaceValuesParams, Values)>,
        opening: Got<(Date, TimeOfDay, IsoDuration, Base64)>,
    }

    impl Api for Handlers {
        async fn replace_values(
            &self,
            _id: Uuid,
            params: ReplaceValuesParams,
            body: Values,
        ) -> Result<ReplaceValuesResponse, HandlerError> {
            self.values.put((params, body.clone()));
            Ok(ReplaceValuesResponse::Ok(body))
        }

        async fn open_at(
            &self,
            day: Date,
            at: TimeOfDay,
            length: IsoDuration,
            body: Base64,
        ) -> Result<OpenAtResponse, HandlerError> {
            self.opening.put((day, at, length, body));
            let headers = OpenAtOkHeaders { x_opened: Timestamp::UNIX_EPOCH, x_closes: at };
            Ok(OpenAtResponse::Ok(WithHeaders::new(headers, length)))
        }
    }

    async fn start() -> (Handlers, Client) {
        let handlers = Handlers::default();
        let client = Client::new(serve(server::router(handlers.clone())).await);
        (handlers, client)
    }

    #[tokio::test]
    async fn dates_times_and_durations() {
        let (handlers, client) = start().await;
        let count = TIMES.len() * DURATIONS.len() * TIMESTAMPS.len();
        let values = (0..count).map(|n| {
            let since: Timestamp = TIMESTAMPS[n % TIMESTAMPS.len()].parse().unwrap();
            let time: TimeOfDay = TIMES[n % TIMES.len()].parse().unwrap();
            let duration: IsoDuration = DURATIONS[n / TIMES.len() % DURATIONS.len()].parse().unwrap();
            let days: Vec<Date> = ["0000-01-01", "9999-12-31"].map(|day| day.parse().unwrap()).into();
            let params = ReplaceValuesParams {
                since: Some(since),
                day: days.first().copied(),
                days: Some(days.clone()),
                at: Some(time),
                within: Some(duration),
                times: Some(TIMES.map(|time| time.parse().unwrap()).into()),
                x_timeout: Some(duration),
                x_trace: None,
            };
            let body = Values {
                date_time: Some(since),
                date: days.last().copied(),
                time: Some(time),
                duration: Some(duration),
                weeks: duration,
                ..Values::default()
            };
            (params, body)
        });
        let call = async |(params, body): (ReplaceValuesParams, Values)| {
            let answer = client.replace_values(Uuid::nil(), &params, &body).await;
            if let Ok(answer) = &answer && *answer != body {
                return Err(format!("{body:?} came back as {answer:?}"));
            }
            arrived((params, body), &handlers.values, answer)
        };
        each(values, call).await;
    }

    #[tokio::test]
    async fn paths_and_headers() {
        let (handlers, client) = start().await;
        let pairs = TIMES.into_iter().flat_map(|time| DURATIONS.map(|duration| (time, duration)));
        let call = async |(time, duration): (&str, &str)| {
            let (day, body) = ("2024-02-29".parse().unwrap(), Base64::from(b"key".to_vec()));
            let (at, length) = (time.parse().unwrap(), duration.parse().unwrap());
            let answer = client.open_at(day, at, length, &body).await;
            if let Ok(answer) = &answer {
                assert_eq!(answer.headers.as_ref().unwrap().x_closes, at);
                assert_eq!(answer.body, length);
            }
            arrived((day, at, length, body), &handlers.opening, answer)
        };
        each(pairs, call).await;
    }

    #[tokio::test]
    async fn durations_that_rfc_3339_does_not_have_are_refused() {
        let (_, client) = start().await;
        for text in ["-P1D", "PT0.5S"] {
            let params = ReplaceValuesParams { within: text.parse().ok(), ..ReplaceValuesParams::default() };
            assert!(params.within.is_some());
            let answer = client.replace_values(Uuid::nil(), &params, &Values::default()).await;
            let error = answer.unwrap_err();
            assert_eq!(error.status().map(|status| status.as_u16()), Some(422), "{error}");
        }
    }
}

/// Strings that hold JSON.
mod json_texts {
    use super::*;
    use json_in_strings::api::client::Client;
    use json_in_strings::api::operations::{
        PutNoteResponse, SendOrderParams, SendOrderResponse, WatchOrdersResponse, WatchOrdersResponseItem,
        WatchOrdersResponseItemEvent,
    };
    use json_in_strings::api::server::{self, Api, HandlerError, ItemStream, JsonText};
    use json_in_strings::api::types::{
        Filter, Note, NoteEither, NoteEitherJson, NoteEitherJsonKind, NoteEitherText, NoteEitherTextKind, Order,
        OrderInput, OrderInputPayloadContent,
    };

    #[derive(Clone, Default)]
    struct Handlers {
        order: Got<(SendOrderParams, OrderInput)>,
        note: Got<Note>,
    }

    fn order(payload: JsonText<OrderInputPayloadContent>) -> Order {
        serde_json::from_value(serde_json::json!({"id": 1, "payload": payload})).unwrap()
    }

    /// Texts, and whether they hold a payload.
    const PAYLOADS: [(&str, bool); 5] = [
        (r#"{"amount":1.5}"#, true),
        ("{ \"amount\": 1.5,\n  \"at\": \"2024-02-29T00:00:00Z\" }\n", true),
        (r#"{"amount":"1.5"}"#, false),
        ("{", false),
        ("", false),
    ];

    fn payloads() -> impl Iterator<Item = JsonText<OrderInputPayloadContent>> {
        PAYLOADS.into_iter().map(|(text, _)| JsonText::from_text(text))
    }

    impl Api for Handlers {
        async fn send_order(
            &self,
            params: SendOrderParams,
            body: OrderInput,
        ) -> Result<SendOrderResponse, HandlerError> {
            let answer = order(body.payload.clone());
            self.order.put((params, body));
            Ok(SendOrderResponse::Ok(answer))
        }

        async fn watch_orders(&self) -> Result<WatchOrdersResponse, HandlerError> {
            let orders = payloads().map(order).map(|order| WatchOrdersResponseItem {
                event: WatchOrdersResponseItemEvent::Order,
                data: order.into(),
                id: None,
            });
            let spaced = WatchOrdersResponseItem {
                event: WatchOrdersResponseItemEvent::Other,
                data: JsonText::from_text("{\n  \"id\": 7,\n  \"payload\": \"{}\"\n}"),
                id: None,
            };
            let items: Vec<_> = orders.chain([spaced]).collect();
            Ok(WatchOrdersResponse::Ok(ItemStream::from(items)))
        }

        async fn put_note(&self, body: Note) -> Result<PutNoteResponse, HandlerError> {
            self.note.put(body);
            Ok(PutNoteResponse::NoContent)
        }
    }

    async fn start() -> (Handlers, Client) {
        let handlers = Handlers::default();
        let client = Client::new(serve(server::router(handlers.clone())).await);
        (handlers, client)
    }

    #[tokio::test]
    async fn texts_arrive_as_they_were_sent() {
        let (handlers, client) = start().await;
        each(PAYLOADS, async |(text, is_value)| {
            let filter = Filter { tag: "a \"b\" &c".to_owned() };
            let params = SendOrderParams { filter: Some(filter.into()) };
            let body = OrderInput::new(JsonText::from_text(text));
            let answer = client.send_order(&params, &body).await;
            let payload = &answer.as_ref().unwrap().payload;
            assert_eq!((payload.text(), payload.value().is_ok()), (text, is_value));
            arrived((params, body), &handlers.order, answer)
        })
        .await;
    }

    #[tokio::test]
    async fn defaults_hold_values() {
        let (handlers, client) = start().await;
        let body = OrderInput::new(OrderInputPayloadContent { amount: 2.0, at: None }.into());
        client.send_order(&SendOrderParams::default(), &body).await.unwrap();
        let (_, got) = handlers.order.take().unwrap();
        assert_eq!(got.payload.text(), r#"{"amount":2.0}"#);
        assert_eq!(got.settings.value().unwrap()["a"], 1);
    }

    #[tokio::test]
    async fn data_of_events_holds_values() {
        let (_, client) = start().await;
        let events = client.watch_orders().await.unwrap().all().await.unwrap();
        let (last, first) = events.split_last().unwrap();
        assert_eq!(first.len(), PAYLOADS.len());
        for (event, payload) in first.iter().zip(payloads()) {
            assert_eq!(event.data.value().unwrap().payload, payload);
        }
        assert_eq!(last.data.text(), "{\n  \"id\": 7,\n  \"payload\": \"{}\"\n}");
        let order = last.data.value().unwrap();
        assert_eq!(order.id, 7);
        assert!(order.payload.value().is_err());
    }

    #[tokio::test]
    async fn strings_in_strings_and_in_unions_hold_values() {
        let (handlers, client) = start().await;
        let text = NoteEitherText { kind: NoteEitherTextKind::Text, data: "{}".to_owned() };
        let inner = Note { nested: serde_json::from_str(r#""\"\\\"a\\\"\"""#).ok(), either: Some(NoteEither::Text(text)) };
        let json = NoteEitherJson { kind: NoteEitherJsonKind::Json, data: inner.clone().into() };
        let note = Note { nested: None, either: Some(NoteEither::Json(json)) };
        client.put_note(&note).await.unwrap();
        let Some(NoteEither::Json(got)) = handlers.note.take().unwrap().either else {
            panic!("not the variant that was sent");
        };
        let got = got.data.into_value().unwrap();
        assert_eq!(got, inner);
        let nested = got.nested.unwrap().0;
        let deeper = nested.value().unwrap().0.value().unwrap();
        assert_eq!(deeper.0.text(), "a");
        assert!(deeper.0.value().is_err());
    }
}
