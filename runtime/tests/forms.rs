//! Responses that are forms, read by a client.

use serde_json::{json, Value};
use specfirst_runtime::forms::Forms;

const LINES: &str = concat!(
    r#"{"form":"Order","is":{"schema":{"$ref":"Order"},"shape":{"is":"Order"},"encoding":{"tags":{"style":"pipeDelimited","explode":false},"data":{"contentType":"application/json"}}}}"#,
    "\n",
    r#"{"form":"Open","is":{"schema":{"required":["any"]},"shape":{"additional":"integer"}}}"#,
    "\n",
    r#"{"form":"Account","is":{"schema":{"required":["secret"],"properties":{"secret":{"writeOnly":true},"name":{"type":"string"}}},"shape":{"members":{"name":["integer","string"],"secret":"string"}}}}"#,
    "\n",
    r#"{"schema":"Order","is":{"type":"object","required":["name","tags","note","map"],"properties":{"code":{"maximum":999,"pattern":"^[0-9]{4}$"},"secret":{"writeOnly":true}}}}"#,
    "\n",
    r#"{"shape":"Order","is":{"members":{"name":"string","count":"integer","tags":{"items":"string"},"more":{"items":"string"},"note":["null","string"],"map":{"additional":"string"},"code":{"types":["integer","string"],"schema":{"maximum":999,"pattern":"^[0-9]{4}$"}},"data":{"items":"integer"}}}}"#,
);
static FORMS: Forms = Forms::new(LINES);

fn read(name: &str, text: &[u8]) -> Result<Value, String> {
    let read = FORMS.form(name).read(text);
    read.map_err(|error| format!("{}: {}", error.pointer, error.message))
}

#[test]
fn what_is_written_is_read_the_same() {
    let order = json!({
        "name": "007 &=%é", "tags": ["a", "b c"], "note": "true", "map": {"a": "1"}, "count": 7, "data": [1, 2],
    });
    let form = FORMS.form("Order");
    let text = form.write(&order).unwrap();
    assert!(text.contains("&tags=a%7Cb%20c&"), "{text}");
    assert!(text.ends_with("&data=%5B1%2C2%5D"), "{text}");
    assert_eq!(form.read(text.as_bytes()).unwrap(), order);
    assert_eq!(form.read_type::<Value>(text.as_bytes()).unwrap(), order);
}

#[test]
fn a_value_that_is_no_object_is_not_written() {
    let form = FORMS.form("Order");
    for value in [json!(null), json!(["a"]), json!("a")] {
        assert!(form.write(&value).is_err(), "{value}");
        #[cfg(feature = "server")]
        {
            use specfirst_runtime::server::Response;
            let sent = Response::form("application/x-www-form-urlencoded", 200, form, &value);
            assert_eq!(sent.unwrap_err().status, 500, "{value}");
        }
    }
}

#[test]
fn required_members_that_a_form_does_not_show_are_empty() {
    let empty = json!({"name": "a", "tags": [], "note": null, "map": {}});
    let text = FORMS.form("Order").write(&empty).unwrap();
    assert_eq!(text, "name=a&map=%7B%7D");
    // Optional ones are absent, and a string is never empty because it is missing.
    assert_eq!(read("Order", text.as_bytes()), Ok(empty));
    let other = json!({"tags": [], "note": null, "map": {}});
    assert_eq!(read("Order", b""), Ok(other));
    assert_eq!(read("Open", b"x=1"), Ok(json!({"x": 1})));
}

#[test]
#[cfg(feature = "patterns")]
fn the_schema_decides_whether_a_text_is_a_string() {
    for (code, expected) in [("12", json!(12)), ("1234", json!("1234"))] {
        let value = read("Order", format!("code={code}").as_bytes()).unwrap();
        assert_eq!(value["code"], expected);
    }
}

#[test]
fn the_schema_is_that_of_a_response() {
    // A required member that only requests have is not missing.
    assert_eq!(read("Account", b"name=1"), Ok(json!({"name": "1"})));
}

#[test]
fn what_is_no_form_of_the_shape_is_an_error() {
    for (text, expected) in [
        (&b"name=\xFF"[..], ": is not UTF-8"),
        (b"name=%ZZ", ": is not percent-encoded UTF-8"),
        (b"count=many", "/count: must be an integer"),
        (b"name=a&name=b", "/name: must be given once"),
        (b"data=[", "/data: "),
    ] {
        let error = read("Order", text).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
    // Other servers may send more than is described.
    let more = read("Order", b"name=a&other=x&map=%7B%7D&tags=&note=");
    assert_eq!(more.unwrap()["other"], "x");
}

#[test]
fn a_form_without_rules_has_members_of_any_name() {
    assert_eq!(read("Unknown", b"a=x&b="), Ok(json!({"a": "x", "b": ""})));
    let broken =
        Forms::from_text("{\"form\":\"A\",\"is\":7}\n\n{\"shape\":\"B\",\"is\":[[]]}".into());
    assert_eq!(broken.form("A").read(b"a=x").unwrap(), json!({"a": "x"}));
}
