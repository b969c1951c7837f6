//! An API of books as JSON and as XML, over a socket: the client says with `Accept` which of them it gets, and with
//! `Content-Type` which it sends.

use books::api::client::{Client, Error};
use books::api::operations::{
    ReplaceBookRequest, ReplaceBookResponse, ShowBookAccept, ShowBookResponse,
};
use books::api::server::{self, Books, HandlerError, Problem};
use books::api::types;

struct Catalogue;

fn book(isbn13: &str) -> types::Book {
    let json = serde_json::json!({
        "title": "The Salt Road",
        "page_count": 312,
        "pub_date": "2030-05-04",
        "authors": [{"name": "Noor Haddad"}, {"name": "Ada Jones"}],
        "isbn13": isbn13,
        "genre": "Travel & Food",
    });
    serde_json::from_value(json).unwrap()
}

impl Books for Catalogue {
    async fn show_book(&self, isbn13: types::Isbn13) -> Result<ShowBookResponse, HandlerError> {
        if isbn13 == "9790000000019" {
            return Err(Problem::new(axum::http::StatusCode::NOT_FOUND, "It is lost.").into());
        }
        let is_known = isbn13 == "9780000000002";
        let error = types::Error { error: "There is no such book.".to_owned() };
        Ok(match (ShowBookAccept::preferred(), is_known) {
            (ShowBookAccept::Ok, true) => ShowBookResponse::Ok(book(&isbn13)),
            (ShowBookAccept::OkXml, true) => ShowBookResponse::OkXml(book(&isbn13)),
            (ShowBookAccept::Ok, false) => ShowBookResponse::NotFound(error),
            (ShowBookAccept::OkXml, false) => ShowBookResponse::NotFoundXml(error),
        })
    }

    async fn replace_book(
        &self,
        isbn13: types::Isbn13,
        body: ReplaceBookRequest,
    ) -> Result<ReplaceBookResponse, HandlerError> {
        assert_eq!(body.into_inner(), book(&isbn13));
        Ok(ReplaceBookResponse::NoContent)
    }
}

async fn client(accept: &str) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, server::router(Catalogue)).await });
    Client::new(format!("http://{address}")).with_header("accept", accept)
}

#[tokio::test]
async fn a_book_is_json_or_xml_by_accept() {
    let known = "9780000000002";
    for accept in ["*/*", "application/json", "application/xml;q=0.5, application/json"] {
        let response = client(accept).await.show_book(known).await.unwrap();
        assert_eq!(response, ShowBookResponse::Ok(book(known)), "{accept}");
    }
    for accept in ["application/xml", "application/json;q=0.5, application/xml", "application/xml, text/html"] {
        let response = client(accept).await.show_book(known).await.unwrap();
        assert_eq!(response, ShowBookResponse::OkXml(book(known)), "{accept}");
    }
}

#[tokio::test]
async fn errors_are_json_or_xml_as_well() {
    let unknown = "9790000000001";
    let Err(Error::Response(error)) = client("application/xml").await.show_book(unknown).await else {
        panic!("there is no such book");
    };
    assert_eq!(error.headers["content-type"], "application/xml");
    let expected = types::Error { error: "There is no such book.".to_owned() };
    assert_eq!(error.body, ShowBookResponse::NotFoundXml(expected));
    for (accept, isbn13, status) in [("text/html", unknown, 406), ("*/*", "12", 422)] {
        let Err(Error::Response(error)) = client(accept).await.show_book(isbn13).await else {
            panic!("{accept} {isbn13}");
        };
        assert_eq!(error.status.as_u16(), status);
    }
}

#[tokio::test]
async fn problems_are_json_or_xml_as_documented() {
    let lost = types::Error { error: "It is lost.".to_owned() };
    let json = ShowBookResponse::NotFound(lost.clone());
    let xml = ShowBookResponse::NotFoundXml(lost);
    for (accept, expected) in [
        ("*/*", &json),
        ("application/xml;q=0.5, application/json", &json),
        ("application/xml", &xml),
        ("application/json;q=0.5, application/xml", &xml),
    ] {
        let Err(Error::Response(error)) = client(accept).await.show_book("9790000000019").await else {
            panic!("the book is lost");
        };
        assert_eq!(error.body, *expected, "{accept}");
        assert_eq!(error.headers["vary"], "accept");
    }
    // The document has a 422 in JSON only.
    let Err(Error::Response(error)) = client("application/xml").await.show_book("12").await else {
        panic!("that is not a number");
    };
    assert_eq!(error.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_book_is_sent_as_json_or_as_xml() {
    let known = "9780000000002";
    let client = client("*/*").await;
    for body in [ReplaceBookRequest::Json(book(known)), ReplaceBookRequest::Xml(book(known))] {
        client.replace_book(known, body).await.unwrap();
    }
    let invalid = types::Book { page_count: 0, ..book(known) };
    let Err(Error::Response(error)) = client.replace_book(known, ReplaceBookRequest::Xml(invalid)).await else {
        panic!("a book has pages");
    };
    assert_eq!(error.status.as_u16(), 422);
    let ReplaceBookResponse::UnprocessableEntity(error) = error.body else {
        panic!("it is a 422");
    };
    assert!(error.error.contains("/book/page_count"), "{}", error.error);
}
