//! Multipart bodies are validated as by a generated server.

use super::process::Mock;

const SPEC: &str = "openapi: 3.0.3
info: {title: Uploads, version: '1'}
paths:
  /uploads:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [count, file]
              properties:
                count: {type: integer, maximum: 3}
                file: {type: string, format: binary}
      responses:
        '204': {description: Stored}
";

#[test]
fn parts_are_validated() {
    let mock = Mock::start(SPEC, &[]);
    let count = |value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=count\r\n\r\n{value}\r\n")
    };
    let file = "--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nabc\r\n";
    let end = "--b--\r\n";
    for (media_type, body, status) in [
        (
            "multipart/form-data; boundary=b",
            format!("{}{file}{end}", count("2")),
            204,
        ),
        (
            "multipart/form-data; boundary=b",
            format!("{}{file}{end}", count("4")),
            422,
        ),
        (
            "multipart/form-data; boundary=b",
            format!("{}{file}{end}", count("many")),
            400,
        ),
        (
            "multipart/form-data; boundary=b",
            format!("{}{end}", count("2")),
            422,
        ),
        ("multipart/form-data; boundary=b", "nothing".to_owned(), 400),
        (
            "multipart/form-data",
            format!("{}{file}{end}", count("2")),
            400,
        ),
    ] {
        let heard = mock.send("POST", "/uploads", &[("Content-Type", media_type)], &body);
        assert_eq!(heard.status, status, "{media_type} {body}");
    }
}
