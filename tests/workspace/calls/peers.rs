//! Multipart bodies that other implementations write and read. It needs curl, and Python with the packages requests, httpx,
//! aiohttp, starlette, python-multipart and uvicorn; `PYTHON` names the interpreter.

use calls_of_all::serve;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use multipart_bodies::api::client as bodies_client;
use multipart_bodies::api::operations::{CreateUploadMultipart, CreateUploadResponse, CreateUploadResponse2};
use multipart_bodies::api::server as bodies;
use multipart_bodies::api::types as bodies_types;
use multipart_responses::api::client::{Client, File};
use multipart_responses::api::operations::*;
use multipart_responses::api::server::{self, HandlerError, RawMultipart, WithHeaders};
use multipart_responses::api::types::{Meta, MetaInput};

fn python(script: &str) -> Command {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut command = Command::new(python);
    command.args(["-c", script]);
    command
}

/// Runs a command beside the server, and returns what it prints.
async fn output(mut command: Command) -> String {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

struct Uploads;

async fn shown(file: bodies::File) -> Result<String, HandlerError> {
    let (mut content, mut length, mut sum) = (file.content, 0, 0u64);
    while let Some(piece) = content.next().await {
        let piece = piece?;
        length += piece.len();
        sum += piece.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    }
    Ok(format!("{:?} {:?} {length} {sum}", file.file_name, file.media_type))
}

impl bodies::Api for Uploads {
    async fn create_upload(&self, body: CreateUploadMultipart) -> Result<CreateUploadResponse, HandlerError> {
        let meta = body.meta.map(|meta| (meta.author, meta.tags));
        let mut lines = vec![format!("{} {:?} {:?} {meta:?}", body.title, body.count, body.labels)];
        lines.extend(body.avatar_x_checksum);
        if let Some(avatar) = body.avatar {
            lines.push(shown(avatar).await?);
        }
        let mut pictures = body.pictures;
        while let Some(picture) = pictures.next().await {
            lines.push(shown(picture?).await?);
        }
        lines.push(shown(body.file).await?);
        let title = Some(lines.join("|"));
        Ok(CreateUploadResponse::Ok(CreateUploadResponse2 { title, size: 1 }))
    }
}

/// What each of them has to get back: 10 MB as the file, so that it is streamed.
const EXPECTED: &str = r#"Fotos "ü" Some(3) Some(["a, b", "c"]) Some(("A", None))|Some("ä.png") Some("image/png") 3 294|Some("1.gif") Some("image/gif") 1 49|Some("2.gif") Some("image/gif") 1 50|Some("big file.bin") Some("application/octet-stream") 10000000 1200000000"#;

#[tokio::test]
#[ignore = "needs curl, and Python with some packages"]
async fn the_server_reads_what_others_write() {
    let base = serve(bodies::router(Uploads)).await;
    let script = r#"
import sys, requests, httpx, aiohttp, asyncio, io
url = sys.argv[1] + "/uploads"
big = b"x" * 10_000_000
files = [("avatar", ("ä.png", b"abc", "image/png")), ("pictures", ("1.gif", b"1", "image/gif")),
    ("pictures", ("2.gif", b"2", "image/gif")), ("meta", (None, '{"author":"A"}', "application/json"))]
last = [("file", ("big file.bin", io.BytesIO(big), "application/octet-stream"))]
data = {"title": 'Fotos "ü"', "count": "3", "labels": ["a, b", "c"]}
response = requests.post(url, data=data, files=files + last)
print("requests", response.status_code, response.json()["title"])
last = [("file", ("big file.bin", io.BytesIO(big), "application/octet-stream"))]
response = httpx.post(url, data=data, files=files + last)
print("httpx", response.status_code, response.json()["title"])
async def by_aiohttp():
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("title", 'Fotos "ü"')
    form.add_field("count", "3")
    form.add_field("labels", "a, b")
    form.add_field("labels", "c")
    form.add_field("meta", '{"author":"A"}', content_type="application/json")
    for name, (file_name, content, media_type) in files[:3]:
        form.add_field(name, content, filename=file_name, content_type=media_type)
    form.add_field("file", io.BytesIO(big), filename="big file.bin", content_type="application/octet-stream")
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=form) as response:
            print("aiohttp", response.status, (await response.json())["title"])
asyncio.run(by_aiohttp())
"#;
    let mut command = python(script);
    command.arg(&base);
    let printed = output(command).await;
    let lines: Vec<&str> = printed.lines().collect();
    let expected = ["requests", "httpx", "aiohttp"].map(|name| format!("{name} 200 {EXPECTED}"));
    assert_eq!(lines, expected);
    let dir = std::env::temp_dir().join(format!("peers-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("big file.bin"), vec![b'x'; 10_000_000]).unwrap();
    for (name, content) in [("ä.png", "abc"), ("1.gif", "1"), ("2.gif", "2")] {
        std::fs::write(dir.join(name), content).unwrap();
    }
    let mut curl = Command::new("curl");
    curl.current_dir(&dir).args(["-sS", &format!("{base}/uploads")]);
    for part in [
        "title=Fotos \"ü\"",
        "count=3",
        "labels=a, b",
        "labels=c",
        "meta={\"author\":\"A\"};type=application/json",
        "avatar=@ä.png;type=image/png",
        "pictures=@1.gif",
        "pictures=@2.gif",
        "file=@big file.bin;type=application/octet-stream",
    ] {
        curl.args(["-F", part]);
    }
    let printed = output(curl).await;
    std::fs::remove_dir_all(&dir).unwrap();
    let response: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(response["title"], EXPECTED);
}

struct Responses;

fn meta(author: &str) -> Meta {
    Meta { author: author.to_owned(), ..Meta::new(String::new()) }
}

impl server::Api for Responses {
    async fn export(&self, _: ExportParams) -> Result<ExportResponse, HandlerError> {
        let file = File::new(vec![b'x'; 1000]).with_file_name("rows ü.csv");
        let body = ExportOkMultipart {
            labels: Some(vec!["a".to_owned(), "b".to_owned()]),
            meta: Some(meta("A")),
            ..ExportOkMultipart::new("Titel".to_owned(), -2, file, 5)
        };
        Ok(ExportResponse::Ok(WithHeaders::new(ExportOkHeaders { x_total: 3 }, body)))
    }

    async fn exchange(&self, body: ExchangeMultipart) -> Result<ExchangeResponse, HandlerError> {
        let mut tags = body.file_x_tags.unwrap_or_default();
        tags.extend(body.note_x_language.map(|it| it.to_string()));
        Ok(ExchangeResponse::Ok(ExchangeOkMultipart {
            tags: Some(tags),
            note: body.note,
            ..ExchangeOkMultipart::new(meta(&body.meta.author), body.file_x_checksum, body.file)
        }))
    }

    async fn copy_scans(&self, body: CopyScansMultipart) -> Result<CopyScansResponse, HandlerError> {
        Ok(CopyScansResponse::Ok(CopyScansOkMultipart { name: body.name, scans: body.scans }))
    }

    async fn send_raw(&self, body: RawMultipart) -> Result<SendRawResponse, HandlerError> {
        let media_type = body.media_type.replace("related", "mixed");
        Ok(SendRawResponse::Ok(RawMultipart::new(media_type, body.content)))
    }
}

/// Python's own package `email` writes and reads `multipart/mixed` and `multipart/related`.
#[tokio::test]
#[ignore = "needs curl, and Python with some packages"]
async fn others_read_what_the_server_writes() {
    let base = serve(server::router(Responses)).await;
    let script = r#"
import sys, requests
from email import message_from_bytes
from email.policy import HTTP
from email.mime.multipart import MIMEMultipart
from email.mime.application import MIMEApplication
from email.mime.text import MIMEText
def show(response):
    text = b"Content-Type: " + response.headers["content-type"].encode() + b"\r\n\r\n" + response.content
    message = message_from_bytes(text, policy=HTTP)
    print(response.status_code, message.get_content_type(), message.defects)
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        print(name, part.get_content_type(), part.get_filename(), part.get("X-Rows"), part.get_payload(decode=True)[:20])
show(requests.get(sys.argv[1] + "/export?kib=1"))
def body(kind, parts):
    message = MIMEMultipart(kind, policy=HTTP)
    for part, name, headers in parts:
        del part["MIME-Version"], part["Content-Transfer-Encoding"]
        part.add_header("Content-Disposition", "form-data", **({"name": name} if name else {}))
        for header in headers.items():
            part.add_header(*header)
        message.attach(part)
    text = message.as_bytes()
    head, text = text.split(b"\r\n\r\n", 1)
    return {"content-type": message["content-type"].replace("\r\n", "").replace("\n", "")}, text
headers, text = body("mixed", [
    (MIMEText('{"author":"A"}', "plain"), "meta", {}),
    (MIMEText("Notiz", "plain"), "note", {"X-Language": "de"}),
    (MIMEApplication(b"content", _encoder=lambda part: None), "file", {"X-Checksum": "9", "X-Tags": "a,b"})])
show(requests.post(sys.argv[1] + "/exchange", headers=headers, data=text))
headers, text = body("related", [(MIMEText("a", "plain"), None, {}), (MIMEText("b", "html"), None, {})])
show(requests.post(sys.argv[1] + "/raw", headers=headers, data=text))
"#;
    let mut command = python(script);
    command.arg(&base);
    let printed = output(command).await;
    let expected = concat!(
        "200 multipart/form-data []\n",
        "title text/plain None None b'Titel'\n",
        "count text/plain None None b'-2'\n",
        "labels text/plain None None b'a'\n",
        "labels text/plain None None b'b'\n",
        "meta application/json None None b'{\"author\":\"A\"}'\n",
        "file text/csv rows ü.csv 5 b'xxxxxxxxxxxxxxxxxxxx'\n",
        "200 multipart/mixed []\n",
        "meta application/json None None b'{\"author\":\"A\"}'\n",
        "checksum text/plain None None b'9'\n",
        "note text/plain None None b'Notiz'\n",
        "tags text/plain None None b'a'\n",
        "tags text/plain None None b'b'\n",
        "tags text/plain None None b'de'\n",
        "file application/octet-stream None None b'content'\n",
        "200 multipart/mixed []\n",
        "None text/plain None None b'a'\n",
        "None text/html None None b'b'\n",
    );
    assert_eq!(printed, expected);
}

/// A process that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
#[ignore = "needs curl, and Python with some packages"]
async fn others_read_and_write_what_the_client_sends_and_gets() {
    let script = r#"
import socket, uvicorn, json, urllib3
from email.policy import HTTP
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from urllib3.fields import RequestField
async def upload(request):
    async with request.form() as form:
        shown = []
        for name, value in form.multi_items():
            if isinstance(value, str):
                shown.append(f"{name}={value}")
            else:
                content = await value.read()
                shown.append(f"{name}:{value.filename} {value.content_type} {value.headers.get('x-checksum')} {len(content)} {sum(content)}")
        return JSONResponse({"size": len(shown), "title": "|".join(shown)})
async def export(request):
    csv = RequestField("file", b"x" * 3000000, filename="rows.csv", headers={"X-Rows": "7"})
    csv.make_multipart(content_type="text/csv")
    body, media_type = urllib3.encode_multipart_formdata([
        ("title", "12"), ("count", "-2"), ("numbers", "1"), ("numbers", "2"), ("point[x]", "1.5"),
        ("meta", ("m", '{"author":"A"}', "application/json")), ("pictures", ("p.png", b"p", "image/png")), csv])
    return Response(body, headers={"content-type": media_type, "x-total": "3"})
async def exchange(request):
    message = MIMEMultipart("mixed", policy=HTTP)
    for name, text in [("meta", '{"author":"B"}'), ("checksum", "4"), ("file", "content")]:
        part = MIMEText(text, "plain")
        part.add_header("Content-Disposition", "attachment", name=name)
        message.attach(part)
    body = message.as_bytes().split(b"\r\n\r\n", 1)[1]
    return Response(body, headers={"content-type": message["content-type"].replace("\r\n", "").replace("\n", "")})
app = Starlette(routes=[Route("/uploads", upload, methods=["POST"]), Route("/export", export), Route("/exchange", exchange, methods=["POST"])])
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listener])
"#;
    let mut peer = Running(python(script).stdout(Stdio::piped()).spawn().unwrap());
    let mut port = String::new();
    BufReader::new(peer.0.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let base = format!("http://127.0.0.1:{}", port.trim());

    let client = bodies_client::Client::new(&base);
    let body = CreateUploadMultipart {
        count: Some(-3),
        labels: Some(vec!["a, b".to_owned(), "ü\r\n".to_owned()]),
        meta: Some(bodies_types::Meta { author: "A".to_owned(), tags: None }),
        pictures: [bodies_client::File::new("1").with_file_name("1 \"ü\".gif").with_media_type("image/gif")].into(),
        avatar: Some(bodies_client::File::new("abc").with_file_name("a.png")),
        avatar_x_checksum: Some("c".to_owned()),
        ..CreateUploadMultipart::new(
            "Holiday".to_owned(),
            bodies_client::File::new(vec![b'x'; 3_000_000]).with_file_name("f"),
        )
    };
    let response = client.create_upload(body).await.unwrap();
    let expected = "title=Holiday|count=-3|file:f application/octet-stream None 3000000 360000000|\
        pictures:1 %22ü%22.gif image/gif None 1 49|labels=a, b|labels=ü\r\n|meta={\"author\":\"A\"}|\
        avatar:a.png image/png c 3 294";
    assert_eq!(response.title.as_deref(), Some(expected));

    let client = Client::new(&base);
    let WithHeaders { headers, mut body } = client.export(&ExportParams::default()).await.unwrap();
    assert_eq!(headers.unwrap().x_total, 3);
    assert_eq!((body.title.as_str(), body.count, body.numbers), ("12", -2, Some(vec![1, 2])));
    assert_eq!(body.point, Some(ExportResponsePoint { x: Some(1.5) }));
    assert_eq!((body.meta, body.file_x_rows), (Some(meta("A")), 7));
    let picture = body.pictures.next().await.unwrap().unwrap();
    assert_eq!(picture.media_type.as_deref(), Some("image/png"));
    assert_eq!(body.file.file_name.as_deref(), Some("rows.csv"));
    assert_eq!(body.file.content.bytes().await.unwrap().len(), 3_000_000);

    let sent = MetaInput { author: "A".to_owned(), ..MetaInput::new(String::new()) };
    let body = client.exchange(ExchangeMultipart::new(sent, File::new("content"), 1)).await.unwrap();
    assert_eq!((body.meta, body.checksum), (meta("B"), 4));
    assert_eq!(body.file.content.bytes().await.unwrap(), "content");
}
