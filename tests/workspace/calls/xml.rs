//! XML bodies, over a socket: what the client sends is what the handler gets, and texts that other programs might send.

use calls_of_all::serve;
use std::io::{Read, Write};

use serde::de::DeserializeOwned;
use xml::api::client::{Client, Error};
use xml::api::operations::*;
use xml::api::server::{self, Api, HandlerError};
use xml::api::types::{Author, Book, Filter, Note, Order};
use xml_nodes::api::server as nodes;
use xml_nodes::api::types::Article;

/// Sends a body; the status and the body of the response.
async fn post(url: &str, path: &str, media_type: &str, body: &str) -> (u16, String) {
    send(url, "POST", path, media_type, body).await
}

async fn send(url: &str, method: &str, path: &str, media_type: &str, body: &str) -> (u16, String) {
    let address = url.strip_prefix("http://").unwrap().to_owned();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {media_type}\r\n");
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let send = move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    };
    let response = tokio::task::spawn_blocking(send).await.unwrap();
    let status = response.split(' ').nth(1).unwrap().parse().unwrap();
    let body = response.split_once("\r\n\r\n").unwrap().1;
    (status, body.to_owned())
}

fn value<T: DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap()
}

fn book() -> Book {
    value(serde_json::json!({
        "isbn13": "9780000000002",
        "title": " <Salt> & \"Sand\"\r\n",
        "page_count": 120,
        "authors": [{"id": 7, "name": "Noor"}, {"name": ""}],
        "tags": ["sea", "]]>"],
    }))
}

fn order() -> serde_json::Value {
    serde_json::json!({
        "id": 9007199254740993_i64,
        "lang": "de",
        "source": "a\tb",
        "customer": {"name": "Ada", "shopName": "A. L.", "otherName": "Countess"},
        "lines": [{"sku": "x", "quantity": 2}, {"sku": "y", "quantity": 1}],
        "codes": ["1", "02", ""],
        "matrix": [[1, 2], [], [3]],
        "note": null,
        "express": true,
        "total": 0.1,
        "placed": "2030-01-02T03:04:05Z",
        "payment": {"iban": "X1", "days": 3},
        "quantities": {"apples": 1, "pears": 2},
        "parent": {"id": 1, "lines": [], "express": false},
    })
}

struct Handlers;

impl Api for Handlers {
    async fn show_book(&self, _isbn13: String) -> Result<ShowBookResponse, HandlerError> {
        Ok(match ShowBookAccept::preferred() {
            ShowBookAccept::Ok => ShowBookResponse::Ok(book()),
            ShowBookAccept::OkXml => ShowBookResponse::OkXml(book()),
        })
    }

    async fn replace_book(&self, _isbn13: String, body: Book) -> Result<ReplaceBookResponse, HandlerError> {
        assert_eq!(body, book());
        Ok(ReplaceBookResponse::NoContent)
    }

    async fn list_books(&self, params: ListBooksParams) -> Result<ListBooksResponse, HandlerError> {
        let filters = [params.filter, params.x_filter];
        let pages = filters.iter().flatten().filter_map(|filter| filter.pages).sum::<i64>();
        let tags = filters.iter().flatten().flat_map(|filter| filter.tags.iter().flatten());
        let headers = ListBooksOkHeaders { x_total: pages + tags.map(|tag| tag.len() as i64).sum::<i64>() };
        let books = vec![book(), Book::new("B".to_owned(), Vec::new())];
        Ok(ListBooksResponse::Ok(server::WithHeaders::new(headers, books)))
    }

    async fn create_order(&self, body: CreateOrderRequest) -> Result<CreateOrderResponse, HandlerError> {
        Ok(CreateOrderResponse::Ok(body.into_inner()))
    }

    async fn create_note(&self, body: Option<Note>) -> Result<CreateNoteResponse, HandlerError> {
        Ok(match body {
            Some(note) => CreateNoteResponse::Ok(note),
            None => CreateNoteResponse::Default(http_status(404), value(serde_json::json!({"error": "no note"}))),
        })
    }

    async fn replace_picture(&self, body: String) -> Result<ReplacePictureResponse, HandlerError> {
        Ok(ReplacePictureResponse::Ok(body))
    }
}

fn http_status(code: u16) -> axum::http::StatusCode {
    axum::http::StatusCode::from_u16(code).unwrap()
}

#[tokio::test]
async fn the_client_chooses_between_json_and_xml() {
    let client = Client::new(serve(server::router(Handlers)).await);
    let response = client.show_book("9780000000002").await.unwrap();
    assert_eq!(response, ShowBookResponse::Ok(book()));
    client.replace_book("9780000000002", &book()).await.unwrap();
    let filter = |pages, tags: &[&str]| Filter { pages: Some(pages), tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()) };
    let params = ListBooksParams { filter: Some(filter(100, &["a & b", "é+"])), x_filter: Some(filter(1000, &["<"])) };
    let books = client.list_books(&params).await.unwrap();
    assert_eq!(books.headers.unwrap().x_total, 1100 + 5 + 3 + 1);
    assert_eq!(books.body, [book(), Book::new("B".to_owned(), Vec::new())]);
    let client = client.with_header("accept", "application/xml");
    let response = client.show_book("9780000000002").await.unwrap();
    assert_eq!(response, ShowBookResponse::OkXml(book()));
}

#[tokio::test]
async fn json_and_xml_are_the_same_value() {
    let client = Client::new(serve(server::router(Handlers)).await);
    let order: Order = value(order());
    for body in [CreateOrderRequest::Json(order.clone()), CreateOrderRequest::Xml(order.clone())] {
        assert_eq!(client.create_order(body).await.unwrap(), order);
    }
}

#[tokio::test]
async fn an_optional_body_and_a_documented_error() {
    let client = Client::new(serve(server::router(Handlers)).await);
    let note: Note = value(serde_json::json!({"text": "a", "free": {"b": [1, "c", true], "d": null}}));
    assert_eq!(client.create_note(Some(&note)).await.unwrap(), note);
    let Err(Error::Response(error)) = client.create_note(None).await else {
        panic!("there is no note");
    };
    let CreateNoteResponse::Default(status, problem) = error.body else {
        panic!("{:?}", error.body);
    };
    assert_eq!((status.as_u16(), problem.error.as_str()), (404, "no note"));
}

#[tokio::test]
async fn xml_that_is_described_as_a_string_is_text() {
    let client = Client::new(serve(server::router(Handlers)).await);
    assert_eq!(client.replace_picture("<svg").await.unwrap(), "<svg");
}

/// The text of a response whose handler returns its body.
async fn echoed(path: &str, body: &str) -> String {
    let url = serve(server::router(Handlers)).await;
    let (status, text) = post(&url, path, "text/xml; charset=utf-8", body).await;
    assert_eq!(status, 200, "{text}");
    text
}

#[tokio::test]
async fn prefixes_order_and_white_space_are_the_senders() {
    let text = echoed(
        "/orders",
        r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>
        <!-- any order, any prefix -->
        <o:order xmlns:o="urn:example:orders" xmlns:s='urn:example:source' id=" 7 " s:source="&lt;a&#9;b" xml:lang="en">
            <line sku="x"><quantity> +2 </quantity></line>
            <express>1</express>
            <q:client xmlns:q="urn:example:people"><q:name>A<![CDATA[<d>]]>&#97;</q:name></q:client>
            <o:line sku="y"/>
            <payment><number>0042</number></payment>
            <total>.5</total>
            <note xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>
        </o:order>"#,
    );
    let text = text.await;
    let expected = concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        r#"<order xmlns="urn:example:orders" id="7" xml:lang="en" xmlns:src="urn:example:source" src:source="&lt;a&#9;b">"#,
        r#"<p:client xmlns:p="urn:example:people"><p:name>A&lt;d&gt;a</p:name></p:client>"#,
        r#"<line sku="x"><quantity>2</quantity></line><line sku="y"><quantity>1</quantity></line>"#,
        r#"<note xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>"#,
        r#"<express>true</express><total>0.5</total><payment><number>0042</number></payment></order>"#,
    );
    assert_eq!(text, expected);
}

#[tokio::test]
async fn violations_name_the_element() {
    let url = serve(server::router(Handlers)).await;
    let order = |inner: &str| format!(r#"<order xmlns="urn:example:orders" id="1">{inner}</order>"#);
    let cases = [
        (order("<line sku='a'/><line/>"), "/order/line[2]/@sku"),
        (order("<line sku='a'><quantity>0</quantity></line>"), "/order/line[1]/quantity"),
        (order("<line sku='a'><quantity>x</quantity></line>"), "/order/line[1]/quantity"),
        (order("<other/>"), "/order/other"),
        (order("<lines/>"), "/order/lines"),
        (order("<codes><code>a</code><kode/></codes>"), "/order/codes/kode[2]"),
        (order("<express lang='a'>true</express>"), "/order/express/@lang"),
        (order("<total>1<b/></total>"), "/order/total"),
        (order("text<codes/>"), "/order"),
        (order("<matrix><matrix>1</matrix><matrix>b</matrix></matrix>"), "/order/matrix[1]/matrix[2]"),
        (order("<client><name>a</name></client>"), "/order/client"),
        (order("<p:client xmlns:p='urn:example:people'><p:name>123456789012345678901</p:name></p:client>"), "/order/p:client/p:name"),
        (order("<parent id='x'/>"), "/order/parent/@id"),
        ("<order id='1'/>".to_owned(), "/order"),
        ("<ordr xmlns='urn:example:orders' id='1'/>".to_owned(), "/ordr"),
        ("<order xmlns='urn:example:orders'/>".to_owned(), "/order/@id"),
    ];
    for (body, place) in cases {
        let (status, response) = post(&url, "/orders", "text/xml", &body).await;
        assert_eq!(status, 422, "{body}: {response}");
        let problem: serde_json::Value = serde_json::from_str(&response).unwrap();
        let error = problem["error"].as_str().unwrap();
        assert!(error.contains(&format!("body{place}: ")), "{body}: {error}");
    }
}

#[tokio::test]
async fn violations_of_parameters_name_the_element() {
    let url = serve(server::router(Handlers)).await;
    let cases = [
        ("%3Cfilter%3E%3Cpages%3E0%3C/pages%3E%3C/filter%3E", 422, "query filter/filter/pages: "),
        ("%3Cfilter%3E", 400, "must be XML: the element `filter` is not closed"),
    ];
    for (filter, expected, message) in cases {
        let (status, response) = send(&url, "GET", &format!("/books?filter={filter}"), "text/plain", "").await;
        assert_eq!(status, expected, "{response}");
        assert!(response.contains(message), "{response}");
    }
}

#[tokio::test]
async fn malformed_texts_are_refused() {
    let url = serve(server::router(Handlers)).await;
    let bomb = concat!(
        "<!DOCTYPE note [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;\">]>",
        "<Note><text>&c;</text></Note>",
    );
    let deep = format!("{}{}", "<Note>".repeat(200), "</Note>".repeat(200));
    let cases = [
        (bomb, "DOCTYPE"),
        ("<!DOCTYPE Note SYSTEM \"file:///etc/passwd\"><Note><text>a</text></Note>", "DOCTYPE"),
        ("<Note><text>&c;</text></Note>", "there is no entity `c`"),
        ("<Note><text>&#0;</text></Note>", "character"),
        ("<Note><text>a</Note></text>", "expected `</text>`"),
        ("<Note><text>a</text>", "is not closed"),
        ("<Note><text>a</text></Note><Note/>", "more than one root element"),
        ("<Note><text>a</text></Note>b", "outside of the root element"),
        ("<Note a='1' a='2'><text>a</text></Note>", "more than once"),
        ("<Note><text>a</text><text>b</text></Note>", "more than once"),
        ("<x:Note><text>a</text></x:Note>", "the prefix `x` is not declared"),
        ("<?xml version='1.0' encoding='latin1'?><Note><text>a</text></Note>", "encoding latin1"),
        (" ", "there is no element"),
        ("{\"text\":\"a\"}", "outside of the root element"),
        (&deep, "128"),
    ];
    for (body, message) in cases {
        let (status, response) = post(&url, "/notes", "application/xml", body).await;
        assert_eq!(status, 400, "{body}: {response}");
        let message = message.replace('<', "&lt;").replace('>', "&gt;");
        assert!(response.contains(&message), "{body}: {response}");
    }
    let (status, response) = post(&url, "/notes", "application/xml; charset=latin1", "<Note><text>a</text></Note>").await;
    assert_eq!(status, 415);
    // The document has errors in XML only.
    let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<problem><error>The charset latin1 is not supported";
    assert!(response.starts_with(start), "{response}");
}

#[tokio::test]
async fn the_mock_sends_its_example_as_xml() {
    let client = Client::new(serve(server::mock().router()).await);
    let books = client.list_books(&ListBooksParams::default()).await.unwrap();
    let expected = Author { id: None, name: "Noor Haddad".to_owned() };
    assert_eq!(books.body[0].authors, [expected]);
    assert_eq!(books.body[0].title, "Salt & Sand");
}

struct Articles;

impl nodes::Api for Articles {
    async fn create_article(
        &self,
        body: Article,
    ) -> Result<xml_nodes::api::operations::CreateArticleResponse, nodes::HandlerError> {
        Ok(xml_nodes::api::operations::CreateArticleResponse::Ok(body))
    }
}

#[tokio::test]
async fn node_types_are_those_of_3_2() {
    let url = serve(nodes::router(Articles)).await;
    let article = concat!(
        r#"<article id="1"><title lang="en">T &amp; U</title><script><![CDATA[a < b]]></script>"#,
        r#"<keyword>k</keyword><keyword>l</keyword>"#,
        r#"<sections><section name="1"><section name="1.1"/></section></sections>"#,
        r#"<rating xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><size>0x</size>"#,
        r#"<position><chapter>c</chapter><page>12</page></position><extra><a>1</a><a>b</a></extra><Person><name>N</name></Person></article>"#,
    );
    let (status, response) = post(&url, "/articles", "application/xml", article).await;
    assert_eq!(status, 200, "{response}");
    let expected = article
        .replace(r#"xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#, r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true""#);
    assert_eq!(response.split_once('\n').unwrap().1, expected);
}

#[tokio::test]
async fn an_empty_array_has_no_elements() {
    let client = xml_nodes::api::client::Client::new(serve(nodes::router(Articles)).await);
    let json = serde_json::json!({"id": 1, "title": {"value": ""}, "keywords": [], "size": 5, "rating": 2});
    let article: Article = value(json);
    assert_eq!(client.create_article(&article).await.unwrap(), article);
}
